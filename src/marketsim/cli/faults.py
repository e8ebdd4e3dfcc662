"""``marketsim faults``: does the suite notice when a rule is gone, or a market's result wrong?"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from marketsim.cli import pytest_session
from marketsim.readiness.wording import counted
from marketsim.suite.root import suite_root
from marketsim.target.plan import RunPlan, fresh_run_id
from marketsim.target.profile import ProfileProblem, load

HARNESS_BROKEN, USAGE, FINDINGS = 5, 2, 1


def faults(
    features: Annotated[
        list[Path] | None, typer.Argument(help="Feature files or folders; all of them when none is named.")
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option(help="The profile of an embedded system to sweep. Default: one started for the sweep."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything, as JSON.")] = False,
) -> None:
    """Switch off each rule whose code a scenario names, or on each fault or mistake, and see whether it turns red.

    A scenario that stays green with every such rule off, or every such fault on, proves nothing; it is listed as
    idle, and the exit code is 1. A fault that no scenario notices is listed as alive. Mistakes of the settlement model
    (settlement:ID) are made in the steps; no system hears of them. A scenario whose codes no rule gives, such as those
    that the operator induces, is listed as without a rule. A live target is refused: nobody's system but our own may
    be made to err.
    """
    try:
        if target is not None and load(target).target.kind == "live":
            raise ProfileProblem(
                f"Expected an embedded system; found the live target of {target}. Leave --target out."
            )
    except ProfileProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(USAGE) from None
    out = Path(tempfile.mkdtemp(prefix="marketsim-faults-"))
    try:
        found = sweep(suite_root(), out, features or [], target)
    finally:
        shutil.rmtree(out, ignore_errors=True)
    if found is None:
        raise typer.Exit(HARNESS_BROKEN)
    typer.echo(json.dumps(found, indent=2) if as_json else "\n".join(lines(found)))
    raise typer.Exit(FINDINGS if found["idle_scenarios"] or found["not_run"] else 0)


def sweep(root: Path, out: Path, features: list[Path], target: Path | None = None) -> dict[str, Any] | None:
    """Run the sweep; None when the session itself broke, which is told."""
    plan = RunPlan(
        run_id=fresh_run_id(),
        out=str(out),
        seed=0,
        sweep=True,
        profile=str(target.resolve()) if target else None,
        features=tuple(str(each.resolve()) for each in features),
        scratch=str(out),
    )
    plan.write(out / "plan.json")
    log = out / "pytest.log"
    session = pytest_session.start(root, plan, out / "plan.json", 1, log)
    session.wait()
    written = out / "sweep-main.json"
    if not written.is_file():
        typer.echo(
            f"Expected the sweep to come to its end; it did not:\n{log.read_text('utf-8')[-3000:]}", err=True
        )
        return None
    raw = json.loads(written.read_bytes())
    told = [
        {"id": fault, "kind": fault.partition(":")[0], "killed_by": killers}
        for fault, killers in sorted(raw["killed_by"].items())
    ]
    killed = sum(bool(each["killed_by"]) for each in told)
    return {
        "faults": told,
        "killed": killed,
        "total": len(told),
        "idle_scenarios": raw["idle"],
        "proved": raw["proved"],
        "not_run": raw["not_run"],
        "without_rule": raw["without_rule"],
    }


def lines(found: dict[str, Any]) -> list[str]:
    """What was found, for people."""
    alive = [each["id"] for each in found["faults"] if not each["killed_by"]]
    told = [f"{found['killed']} of {found['total']} faults turn a scenario red that names them"]
    told += [f"alive: {name}" for name in alive]
    one = len(found["proved"]) == 1
    seen = "was seen red with what it names" if one else "were seen red with what they name"
    told.append(f"{counted(len(found['proved']), 'scenario')} {seen} switched off or falsified")
    told += [
        f"idle: {name} stays green whatever rule of its code is off, or fault or mistake that it names on"
        for name in found["idle_scenarios"]
    ]
    told += [f"without a rule: {name} names codes that no rule gives" for name in found["without_rule"]]
    told += [f"not run: {name} did not pass on the sound system" for name in found["not_run"]]
    return told
