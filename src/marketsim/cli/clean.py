"""``marketsim clean``: undo what a run has left in the system under test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from marketsim.cli.run_folder import RunFolder, run_folder
from marketsim.client.credential_problem import CredentialProblem
from marketsim.contract.catalogue import Contract
from marketsim.target.guard import Guard
from marketsim.target.leftovers import (
    FILE,
    SETTLED,
    Leftover,
    LeftoverList,
    LeftoversProblem,
    Place,
    read_leftovers,
)
from marketsim.target.party import Party
from marketsim.target.profile import ProfileProblem, load
from marketsim.target.session import Session
from marketsim.target.undoing import undo

USAGE, REMAINS, CLEAN = 2, 1, 0
PHASE = "structured"


def clean(
    run: RunFolder = None,
    target: Annotated[
        Path | None, typer.Option(help="The profile of the target. Default: the one that the run used.")
    ] = None,
) -> None:
    """Retract and delete the portfolios that a run created and could not undo, because it crashed for example.

    Each is looked at first, so that cleaning twice does no harm. What cannot be undone is told with its reason: after
    the close of its window a portfolio stays.

    Exit codes: 0 nothing is left; 1 something could not be undone; 2 wrong usage or configuration.
    """
    folder = run_folder(run)
    path = folder / FILE
    try:
        leftovers = (
            [each for each in read_leftovers(path) if each.state not in SETTLED] if path.is_file() else []
        )
        if not leftovers:
            typer.echo(f"nothing is left of the run in {folder}")
            raise typer.Exit(CLEAN)
        remaining = _work_off(leftovers, LeftoverList(path), target)
    except (LeftoversProblem, ProfileProblem, CredentialProblem, _Wrong) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(USAGE) from None
    typer.echo(f"{len(leftovers) - remaining} of {len(leftovers)} are undone; {remaining} remain")
    raise typer.Exit(REMAINS if remaining else CLEAN)


class _Wrong(Exception):
    """Wrong usage; the message has three parts."""


def _work_off(leftovers: list[Leftover], listed: LeftoverList, target: Path | None) -> int:
    """Undo each, tell each; how many remain."""
    remaining = 0
    with ExitStack() as opened:
        sessions: dict[Path, Session] = {}
        for each in reversed(leftovers):
            profile = _profile_of(each, target)
            if profile not in sessions:
                sessions[profile] = opened.enter_context(_session(profile))
            undoing = undo(
                sessions[profile].aside(_party(sessions[profile], each.place, profile), "undo"),
                each,
                late=True,
            )
            listed.settle(each, undoing.state, undoing.why)
            remaining += undoing.state != "undone"
            typer.echo("\n".join(_told(each)))
    return remaining


def _told(each: Leftover) -> Iterator[str]:
    place = each.place
    yield f"{each.state:8}{place.portfolio!r} of {place.participant} in {place.market}: {each.why}"


def _profile_of(each: Leftover, target: Path | None) -> Path:
    named = target or (Path(each.place.profile) if each.place.profile else None)
    if named is None:
        raise _Wrong("Expected the profile of the target; the run's list names none. Name it with --target.")
    return named.resolve()


def _session(path: Path) -> Session:
    """A session that may undo, at the profile's rate; its exchanges are not kept."""
    profile = load(path)
    guard = Guard(
        phase=PHASE,
        allowed_writes="reversible",
        requests_per_second=profile.limits.requests_per_second,
    )
    return Session(profile, path.parent, Contract.load(), guard, lambda *exchange, **more: None)


def _party(session: Session, place: Place, path: Path) -> Party:
    """Whoever the profile names for that participant; raises _Wrong for another system or nobody who may write."""
    here, there = urlsplit(session.base_url).hostname, urlsplit(place.base_url).hostname
    if here != there:
        raise _Wrong(
            f"Expected a profile of {there}, where the run wrote; found {here} in {path}. Name the run's own."
        )
    for party in session.parties:
        if (party.name, party.function, party.write) == (place.participant, place.function, True):
            return party
    raise _Wrong(
        f"Expected {place.participant} with {place.function}:write in {path}, who made the portfolio; found nobody. "
        "Name the run's own profile."
    )
