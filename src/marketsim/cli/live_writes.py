"""Irreversible writes on a live target, for people: what may be sent before a run, what was sent after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from marketsim.contract.operations import OperationKey
from marketsim.readiness.wording import counted
from marketsim.target.profile import Profile
from marketsim.target.scenario_writes import read_writes
from marketsim.target.writes import WRITES, is_allowed_key


def before(root: Path, profile: Profile, selected: Callable[[], Iterable[str]]) -> list[str]:
    """The irreversible writes that the profile allows and the selected scenarios send, by the suite's lock.

    ``selected`` gives their ids; it is asked only when the profile allows any such write.
    """
    allowed = {key for key in WRITES if irreversible(key) and is_allowed_key(key, profile.writes.allowed)}
    if not allowed:
        return [f"irreversible writes: the profile allows none to {profile.target.name}"]
    known = read_writes(root)
    sends = Counter(key for each in selected() for key in known.get(each, ()) if key in allowed)
    if not sends:
        return [f"irreversible writes: no scenario of this run sends any to {profile.target.name}"]
    lines = [f"irreversible writes that this run may send to {profile.target.name}; nothing takes them back:"]
    return lines + [f"  {key} in {counted(number, 'scenario')}" for key, number in sorted(sends.items())]


def irreversible(key: OperationKey) -> bool:
    """Whether nothing takes a write back."""
    return WRITES[key] == "irreversible"


def after(writes: Mapping[str, Any]) -> Iterator[str]:
    """What readiness.json says was written."""
    if writes["irreversible"]:
        yield f"{counted(len(writes['irreversible']), 'irreversible write')} sent:"
        yield from (_line(each) for each in writes["irreversible"])
    if writes["unanswered"]:
        yield f"{counted(len(writes['unanswered']), 'write')} without an answer, read back:"
        yield from (_line(each) for each in writes["unanswered"])
    if writes["left"]:
        yield f"{counted(len(writes['left']), 'portfolio')} left in the system; marketsim clean tries again:"
        yield from (
            f"  {each['portfolio']!r} of {each['participant']} in {each['market']}: {each['why']}"
            for each in writes["left"]
        )


def _line(each: Mapping[str, Any]) -> str:
    return (
        f"  {each['at'][:19]}Z  {each['operation']}  {each['request_id']}  {each['outcome']} ({each['found']})"
        f"  {each['scenario']}"
    )
