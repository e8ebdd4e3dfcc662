"""What a run leaves behind: the pages, a pointer to the latest run, and a few lines on the terminal."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import typer

from marketsim.cli.coverage import requirements
from marketsim.cli.live_writes import after
from marketsim.cli.run_folder import LATEST
from marketsim.cli.terminal import plain
from marketsim.contract.catalogue import Contract
from marketsim.readiness.allure_html import AllureMissing, write_allure
from marketsim.readiness.gates.lines import lines
from marketsim.readiness.report import write_report
from marketsim.readiness.selection import RunVerdict
from marketsim.target.plan import RunPlan

HARNESS_BROKEN = 5
SESSION_SOUND = (0, 1)  # pytest: all passed, or some did not


def report_run(
    root: Path, plan: RunPlan, contract: Contract, session_code: int, told: str, *, gates: bool = True
) -> int:
    """Write every report of a run and say where they are; the exit code of the run.

    ``told`` is what the test session printed; its end is shown when the session itself broke.
    ``gates`` as for ``write_pages``.
    """
    out = Path(plan.out)
    code = write_pages(root, out, contract, gates=gates)
    if out.parent == LATEST.parent.resolve():
        point_latest(out)
    if session_code not in SESSION_SOUND:
        (out / "session.log").write_text(told, "utf-8")
        typer.echo(f"Expected the test session to run to its end; it did not:\n{told[-3000:]}", err=True)
        return HARNESS_BROKEN
    return code


def write_pages(root: Path, out: Path, contract: Contract, *, gates: bool = True) -> int:
    """Rebuild every page from the evidence alone; the exit code that the evidence gives.

    ``gates`` False leaves the phases to somebody who knows more runs than this one.
    """
    try:
        page = write_allure(out / "allure-results", out / "allure", root / "reports" / "allure")
        typer.echo(f"allure   {page}")
    except AllureMissing as missing:
        typer.echo(f"no Allure report: {missing}", err=True)
    verdict = write_report(out, contract, requirements(root), templates=root / "reports" / "templates")
    told = json.loads((out / "readiness.json").read_bytes())
    for line in (*after(told["writes"]), *(lines(told["gates"]) if gates else ())):
        typer.echo(line)
    typer.echo(f"report   {out / 'index.html'}")
    typer.echo(verdict.sentence)
    for line in settlement_lines(verdict):
        typer.echo(line)
    return verdict.exit_code


def settlement_lines(verdict: RunVerdict) -> Iterator[str]:
    """What settlement came to, and where it alone decides the exit code, that it does."""
    if verdict.settlement is None:
        if verdict.unused is not None:
            yield plain(verdict.unused)
        return
    yield plain(verdict.settlement.sentence)
    if verdict.crr_code is not None and verdict.exit_code != verdict.crr_code:
        yield (
            f"The exit code is {verdict.exit_code} because of settlement; without it, it would be "
            f"{verdict.crr_code} ({verdict.readiness})."
        )


def point_latest(out: Path) -> None:
    """Let ``reports/out/latest`` point to the run; where links are not allowed, a file names it."""
    pointer = out.parent / "latest"
    with contextlib.suppress(OSError):
        pointer.unlink(missing_ok=True)
        try:
            pointer.symlink_to(out.name, target_is_directory=True)
        except OSError:
            pointer.write_text(f"{out.name}\n", "utf-8")
