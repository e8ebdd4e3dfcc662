"""A run from its plan to its report: the test session, its progress, and what it leaves."""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path

import msgspec
import typer

from marketsim.cli import pytest_session
from marketsim.cli.live_writes import before
from marketsim.cli.progress import follow
from marketsim.cli.run_inputs import gates_of_suite, plan_of_suite
from marketsim.cli.run_report import report_run
from marketsim.contract.catalogue import Contract
from marketsim.target.plan import SELECTED, RunPlan
from marketsim.target.profile import load

USAGE = 2
GIVEN_UP = "It was told to stop. The reports hold what there was until then."


def carry_out(root: Path, plan: RunPlan, workers: int, contract: Contract) -> int:
    """Run the session, follow it, report; the exit code."""
    out = Path(plan.out)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        typer.echo(
            f"Expected a folder to write to; {out} cannot be made: {problem.strerror}. Name another with --out.",
            err=True,
        )
        return USAGE
    scratch = Path(tempfile.mkdtemp(prefix="marketsim-"))
    plan = msgspec.structs.replace(plan, scratch=str(scratch))
    try:
        code, told = run_session(root, plan, workers, scratch)
        if code == pytest_session.NOTHING_COLLECTED:
            return _nothing_selected(out)
        return report_run(root, plan, contract, code, told)
    except KeyboardInterrupt:
        if not any((out / "evidence").glob("*.jsonl")):
            raise
        return report_run(root, plan, contract, pytest_session.INTERRUPTED, GIVEN_UP)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def run_session(root: Path, plan: RunPlan, workers: int, scratch: Path) -> tuple[int, str]:
    """The test session alone: its exit code and what it printed; the evidence lies in ``plan.out``.

    Raises KeyboardInterrupt on Ctrl-C and on SIGTERM, when the session has ended and left nothing running.
    """
    if plan.market_sim_plan is None:
        plan = msgspec.structs.replace(plan, market_sim_plan=plan_of_suite(root))
    if plan.gates is None:
        gates = gates_of_suite(root, plan.market_sim_plan, plan.function)
        plan = msgspec.structs.replace(plan, gates=gates)
    plan.write(scratch / "plan.json")
    _announce_writes(root, plan, scratch)
    log = scratch / "pytest.log"
    with pytest_session.running(root, plan, scratch / "plan.json", workers, log) as session:
        follow(session, Path(plan.out) / "evidence", scratch / SELECTED)
    return session.wait(), log.read_text("utf-8", "replace") if log.exists() else ""


def _announce_writes(root: Path, plan: RunPlan, scratch: Path) -> None:
    """On a live target, say before anything is sent which irreversible writes may be."""
    profile = load(Path(plan.profile)) if plan.profile else None
    if profile is not None and profile.target.kind == "live":
        ask = partial(pytest_session.selected, root, plan, scratch / "plan.json", scratch)
        typer.echo("\n".join(before(root, profile, ask)))


def _nothing_selected(out: Path) -> int:
    shutil.rmtree(out, ignore_errors=True)
    typer.echo(
        "Expected at least one scenario; nothing was selected. Widen --topic, --function or --shard.",
        err=True,
    )
    return USAGE
