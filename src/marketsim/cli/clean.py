"""``marketsim clean``: undo what a run has left in the system under test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from marketsim.cli.run_folder import RunFolder, run_folder
from marketsim.client.credential_problem import CredentialProblem
from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import OperationKey
from marketsim.readiness.statement.campaign import ABOUT, ATTEMPTS
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
from marketsim.target.profile import Profile, ProfileProblem, load
from marketsim.target.session import Session
from marketsim.target.undoing import RETRACTION, undo
from marketsim.target.writes import is_allowed_key

USAGE, REMAINS, CLEAN = 2, 1, 0
PHASE = "structured"


def clean(
    run: RunFolder = None,
    target: Annotated[
        Path | None, typer.Option(help="The profile of the target. Default: the one that the run used.")
    ] = None,
) -> None:
    """Retract and delete the portfolios that a run created and could not undo, because it crashed for example.

    RUN may be the folder of a campaign: then what all its attempts have left. Each is looked at first, so that
    cleaning twice does no harm. What cannot be undone is told with its reason: after the close of its window a
    portfolio stays. Nothing is sent to a read_only target, nor what its profile does not allow.

    Exit codes: 0 nothing is left; 1 something could not be undone; 2 wrong usage or configuration.
    """
    folder, paths = _lists(run)
    try:
        leftovers = [
            (each, LeftoverList(path))
            for path in paths
            for each in read_leftovers(path)
            if each.state not in SETTLED
        ]
        if not leftovers:
            typer.echo(f"nothing is left of the run in {folder}")
            raise typer.Exit(CLEAN)
        remaining = _work_off(leftovers, target)
    except (LeftoversProblem, ProfileProblem, CredentialProblem, _Wrong) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(USAGE) from None
    typer.echo(f"{len(leftovers) - remaining} of {len(leftovers)} are undone; {remaining} remain")
    raise typer.Exit(REMAINS if remaining else CLEAN)


def _lists(named: Path | None) -> tuple[Path, Sequence[Path]]:
    """The folder and the lists in it: those of all attempts of a campaign, or that of a run; exits without either."""
    if named is not None and (named / ABOUT).is_file():
        return named, sorted((named / ATTEMPTS).glob(f"*/{FILE}"))
    folder = run_folder(named)
    return folder, [path for path in (folder / FILE,) if path.is_file()]


class _Wrong(Exception):
    """Wrong usage; the message has three parts."""


def _work_off(leftovers: Sequence[tuple[Leftover, LeftoverList]], target: Path | None) -> int:
    """Undo each, the latest first, and tell each; how many remain. Nothing is sent unless all may be undone."""
    profiles = {path: load(path) for path in {_profile_of(each, target) for each, _ in leftovers}}
    for each, _ in leftovers:
        _permitted(each, _profile_of(each, target), profiles)
    remaining = 0
    with ExitStack() as opened:
        sessions: dict[Path, Session] = {}
        for each, listed in reversed(leftovers):
            path = _profile_of(each, target)
            if path not in sessions:
                sessions[path] = opened.enter_context(_session(path, profiles[path]))
            undoing = undo(
                sessions[path].aside(_party(sessions[path], each.place, path), "undo"), each, late=True
            )
            listed.settle(each, undoing.state, undoing.why)
            remaining += undoing.state != "undone"
            typer.echo("\n".join(_told(each)))
    return remaining


def _permitted(each: Leftover, path: Path, profiles: dict[Path, Profile]) -> None:
    """Raise _Wrong where the profile forbids what undoing needs."""
    profile, service = profiles[path], each.place.service
    if profile.target.read_only:
        raise _Wrong(
            f"Expected a target that may be written to; found read_only in {path}. Undo it in the target by hand, or "
            "name with --target a profile that may write."
        )
    if service not in RETRACTION:
        return  # no list of ours has it; undoing says that it cannot
    needed = OperationKey(service, "deletePortfolio" if each.deed == "created" else RETRACTION[service])
    if not is_allowed_key(needed, _allowed(profile)):
        raise _Wrong(
            f"Expected {path} to allow {needed}, which undoing needs; found it under no [writes] allowed. Add "
            f'"reversible", or "{needed}".'
        )


def _allowed(profile: Profile) -> str | tuple[str, ...]:
    return "reversible" if profile.target.kind == "embedded" else profile.writes.allowed


def _told(each: Leftover) -> Iterator[str]:
    place = each.place
    yield f"{each.state:8}{place.portfolio!r} of {place.participant} in {place.market}: {each.why}"


def _profile_of(each: Leftover, target: Path | None) -> Path:
    named = target or (Path(each.place.profile) if each.place.profile else None)
    if named is None:
        raise _Wrong("Expected the profile of the target; the run's list names none. Name it with --target.")
    return named.resolve()


def _session(path: Path, profile: Profile) -> Session:
    """A session that may do what the profile allows, at its rate; its exchanges are not kept."""
    guard = Guard(
        phase=PHASE,
        allowed_writes=_allowed(profile),
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
