"""Reads evidence back, in the order in which it happened, whatever a crash left behind."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from marketsim.evidence.events import fault_of
from marketsim.evidence.journal import LONGEST_LINE


def read_events(*folders: Path) -> Iterator[dict[str, Any]]:
    """All events of all ``*.jsonl`` files of the folders, merged by (at, seq).

    The order within a file is kept even when a clock went backwards. A line that is cut off, too long or no
    event becomes a ``problem`` event with cause ``harness`` that names file and line.
    """
    files = sorted(path for folder in folders for path in folder.glob("*.jsonl"))
    streams = [_ordered(path, place) for place, path in enumerate(files)]
    for _, event in heapq.merge(*streams, key=lambda pair: pair[0]):
        yield event


_Order = tuple[str, int, int]


def _ordered(path: Path, place: int) -> Iterator[tuple[_Order, dict[str, Any]]]:
    latest = ""
    for event in _events_of(path):
        latest = max(latest, event["at"])
        yield (latest, event["seq"], place), event


def _events_of(path: Path) -> Iterator[dict[str, Any]]:
    at, number = "", 0
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            event, fault = _decoded(line, file)
            if event is None:
                event = _problem(path, number, at, fault)
            at = event["at"]
            yield event


def _decoded(line: bytes, file: BinaryIO) -> tuple[dict[str, Any] | None, str]:
    if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)
        return None, f"is longer than {LONGEST_LINE} bytes"
    try:
        event = msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        # JSON on one line: a cut one is the last of a process that was stopped amid writing
        return None, f"is no whole event, as if its writer was stopped ({error})"
    fault = fault_of(event)
    return (None, fault) if fault else (event, "")


def _problem(path: Path, number: int, at: str, fault: str) -> dict[str, Any]:
    return {
        "event": "problem",
        "at": at or "0001-01-01T00:00:00.000000Z",
        "seq": number - 1,
        "worker": path.stem,
        "scenario": None,
        "cause": "harness",
        "message": f"evidence file {path.name}, line {number}: {fault}",
        "detail": "",
    }
