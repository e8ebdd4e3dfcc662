"""Irreversible writes on a live target, for people: what may be sent before a run, what was sent after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from marketsim.readiness.wording import counted
from marketsim.suite.scenario_writes import read_writes
from marketsim.target.profile import Profile
from marketsim.target.writes import WRITES, is_allowed_key


def before(root: Path, profile: Profile, selected: Iterable[str]) -> list[str]:
    """The irreversible writes that the profile allows and the selected scenarios send, as far as they are known.

    A scenario that no earlier run of the suite has seen sending is counted as unknown, not as harmless.
    """
    known, ids = read_writes(root), list(selected)
    sends = Counter(
        operation
        for each in ids
        for operation in known.get(each, ())
        if WRITES[operation] == "irreversible" and is_allowed_key(operation, profile.writes.allowed)
    )
    if not sends:
        return [f"irreversible writes to {profile.target.name}: none are allowed, or none are sent"]
    lines = [f"irreversible writes that this run may send to {profile.target.name}; nothing takes them back:"]
    return lines + [f"  {key} in {counted(number, 'scenario')}" for key, number in sorted(sends.items())]


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
