"""``marketsim doctor``: name why a target won't let us in, before the first test."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from marketsim.contract.catalogue import Contract
from marketsim.contract.folder import ContractFolderProblem
from marketsim.target.doctor.check import Check
from marketsim.target.doctor.examination import SECONDS, examine
from marketsim.target.doctor.untold import NOT_TOLD
from marketsim.target.embedded import EmbeddedSystem, SetUpProblem
from marketsim.target.profile import ProfileProblem, load

FAULTS, USAGE, SET_UP = 1, 2, 3


def doctor(
    target: Annotated[
        Path | None,
        typer.Option(
            help="The profile of a target. Default: an embedded system, started for the examination."
        ),
    ] = None,
    contract: Annotated[
        Path | None,
        typer.Option(help="A folder of official OpenAPI files, instead of the profile's or ours."),
    ] = None,
    schemas: Annotated[
        Path | None,
        typer.Option(help="A folder of the ISO's JSON schemas of the downloads, instead of our columns."),
    ] = None,
    within: Annotated[float, typer.Option(min=1, help="Seconds that all of it may take.")] = SECONDS,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of {id, status, cause, found, expected, fix}.")
    ] = False,
) -> None:
    """Look at the files, the network, the server, and one harmless read of each service; write nothing.

    What depends on a fault is skipped, so that the first fault named is the first cause. Statuses: ok, fault,
    warning (somebody should know), skipped.

    Exit codes: 0 no fault; 1 faults; 2 wrong usage or profile.
    """
    try:
        if target is not None:
            checks = _examine(target, contract, schemas, within)
        else:
            typer.echo("No --target: looking at an embedded system of our own.", err=True)
            with (
                tempfile.TemporaryDirectory(prefix="marketsim-") as folder,
                EmbeddedSystem(Path(folder)) as system,
            ):
                checks = _examine(system.observed, contract, schemas, within)
    except (ProfileProblem, ContractFolderProblem) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(USAGE) from None
    except SetUpProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(SET_UP) from None
    if as_json:
        typer.echo(json.dumps([each.as_json() for each in checks], indent=2))
    else:
        _tell(checks, target)
    raise typer.Exit(FAULTS if any(each.status == "fault" for each in checks) else 0)


def _examine(target: Path, contract: Path | None, schemas: Path | None, within: float) -> tuple[Check, ...]:
    profile, folder = load(target), target.parent
    judged_by = Contract.load(
        contract or profile.contract_folder(folder), schemas or profile.schemas_folder(folder)
    )
    return examine(profile, folder, judged_by, seconds=within, tell=_progress)


def _progress(text: str) -> None:
    """A line of progress, for people who wait."""
    typer.echo(f"... {text}", err=True)


def _tell(checks: Sequence[Check], target: Path | None) -> None:
    """Faults in full, the first cause first; then warnings; then all checks in short."""
    faults = [each for each in checks if each.status == "fault"]
    for each in [*faults, *(each for each in checks if each.status == "warning")]:
        typer.echo(_in_full(each))
    for line in _in_short(checks):
        typer.echo(f"  {line}")
    if faults:
        typer.echo(f"\nFaults: {len(faults)}. Mend the first one first, then ask again.")
    else:
        typer.echo(f"\nNo fault found. Next: marketsim certify --target {target or 'PROFILE'}")


def _in_full(check: Check) -> str:
    subject = f"  [{check.subject}]" if check.subject else ""
    return (
        f"{check.status.upper():8} {check.title}: {'no' if check.status == 'fault' else 'perhaps'}{subject}\n"
        f"  cause     {check.cause}\n"
        f"  found     {check.found}\n"
        f"  expected  {check.expected}\n"
        f"  do        {check.fix}\n"
    )


def _in_short(checks: Sequence[Check]) -> Iterator[str]:
    """What was looked at, a line a kind of check and status; then what was not, a line a reason."""
    made: dict[tuple[str, str], list[Check]] = {}
    left: dict[str, list[str]] = {}
    untold: dict[tuple[str, str], list[str]] = {}
    for each in checks:
        if each.cause == NOT_TOLD:
            untold.setdefault((each.title, each.fix), []).append(each.subject)
        elif each.status == "skipped":
            left.setdefault(each.cause, []).append(each.id)
        else:
            made.setdefault((each.title, each.status), []).append(each)
    for (title, status), some in made.items():
        yield f"{status:8} {title}: {some[0].found if len(some) == 1 else f'{len(some)} times'}"
    for cause, ids in left.items():
        names = ", ".join(dict.fromkeys(ids))
        if cause == "not-claimed":
            yield f"skipped  not used by any function that is claimed: {names}"
        else:
            yield f"skipped  see {cause.removeprefix('after:')} first: {names}"
    for (title, fix), subjects in untold.items():
        yield f"skipped  no read tells it: {title} [{', '.join(subjects)}]"
        yield f"         {fix}"
