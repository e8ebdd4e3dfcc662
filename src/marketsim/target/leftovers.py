"""The list of what a run may have left in the system under test: what a crash leaves, ``clean`` works off.

A line is written before the write that it tells of, and one more for every change of its state, so that a killed
process leaves a line too many rather than one too few.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

FILE = "leftovers.jsonl"
State = Literal["open", "unseen", "left", "undone", "refused"]
"""``open``: written, or about to be; ``unseen``: no answer, and not seen afterwards, so it may still arrive;
``left``: could not be undone; ``undone``: gone again; ``refused``: never came to be."""
SETTLED: frozenset[State] = frozenset({"undone", "refused"})
LARGEST = 64 * 1024 * 1024  # bytes of a list; it is read whole


class LeftoversProblem(Exception):
    """The list cannot be read; the message says why."""


class Place(msgspec.Struct, frozen=True):
    """A portfolio: in which service and market, whose, and by which function and system it was reached."""

    service: str
    market: str
    portfolio: str
    participant: str
    function: str
    base_url: str
    profile: str | None = None


@dataclass(slots=True)
class Leftover:
    """Something to be undone: a portfolio that was created, or one that was only submitted."""

    id: str
    deed: Literal["created", "submitted"]
    place: Place
    scenario: str | None
    state: State = "open"
    why: str = ""


class LeftoverList:
    """Appends to the list, one whole line at a time; workers may share the file. None keeps it in memory alone."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def add(
        self, deed: Literal["created", "submitted"], place: Place, scenario: str | None = None
    ) -> Leftover:
        """Note what a write is about to leave."""
        each = Leftover(secrets.token_hex(8), deed, place, scenario)
        self._append({"deed": deed, "scenario": scenario, "place": place}, each)
        return each

    def settle(self, each: Leftover, state: State, why: str) -> None:
        """Note what became of it."""
        each.state, each.why = state, why
        self._append({"why": why}, each)

    def _append(self, facts: Mapping[str, Any], each: Leftover) -> None:
        if self._path is None:
            return
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = msgspec.json.encode({"id": each.id, "state": each.state, "at": at, **facts}) + b"\n"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # One write to a file opened for appending: lines of several workers do not mix.
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line)
        finally:
            os.close(descriptor)


class _Line(msgspec.Struct):
    id: str
    state: State
    deed: Literal["created", "submitted"] | None = None
    scenario: str | None = None
    place: Place | None = None
    why: str = ""


def read_leftovers(path: Path) -> list[Leftover]:
    """Everything on a list, in the order in which it was noted; an unfinished last line is passed over.

    Raises LeftoversProblem for a file that is no such list.
    """
    if path.stat().st_size > LARGEST:
        raise LeftoversProblem(f"Expected a list of at most {LARGEST} bytes; {path} is larger.")
    found: dict[str, Leftover] = {}
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    for number, text in enumerate(whole.splitlines(), start=1):
        try:
            line = msgspec.json.decode(text, type=_Line)
        except msgspec.MsgspecError as flaw:
            raise LeftoversProblem(
                f"Expected a list of leftovers; line {number} of {path}: {flaw}."
            ) from None
        if line.deed is not None and line.place is not None:
            found[line.id] = Leftover(line.id, line.deed, line.place, line.scenario)
        if line.id in found:
            found[line.id].state, found[line.id].why = line.state, line.why
    return list(found.values())
