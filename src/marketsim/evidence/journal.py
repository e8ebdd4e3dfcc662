"""An append-only file of JSON lines: numbered, bounded, with the operating system before the call returns."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

KEPT_TEXT = 16 * 1024
"""How many characters of a text are kept; bodies have a bound of their own."""
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes of the longest line that is written or read."""


class Journal:
    """Appends objects to a file, each with the next ``seq``; goes on where an earlier process stopped."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._seq = _lines_in(path)
        # unbuffered: a killed process loses at most the line it was writing
        self._file = path.open("ab", buffering=0)
        if _ends_amid_a_line(path):
            self._file.write(b"\n")

    def append(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Write one line and return the event as it was written.

        An event too large to be read again is replaced by a problem that says so.
        """
        with self._lock:
            kept = {name: _bounded(value) for name, value in event.items()} | {"seq": self._seq}
            line = _encoded(kept)
            if len(line) >= LONGEST_LINE:
                kept = _too_large(kept, len(line))
                line = _encoded(kept)
            self._file.write(line + b"\n")
            self._seq += 1
            return kept

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _encoded(event: Mapping[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(event)
    except UnicodeEncodeError:  # a lone surrogate, as undecodable bytes leave them
        return msgspec.json.encode(_encodable(event))


def _too_large(event: Mapping[str, Any], size: int) -> dict[str, Any]:
    head = {name: event[name] for name in ("at", "seq", "worker", "scenario")}
    message = f"an event of kind {event['event']} with {size} bytes is too large to keep"
    return {"event": "problem", **head, "cause": "harness", "message": message, "detail": ""}


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= KEPT_TEXT else f"{value[:KEPT_TEXT]}... ({len(value)} characters)"
    if isinstance(value, dict):
        return {name: each if name == "body" else _bounded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_bounded(each) for each in value]
    return value


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_encodable(name): _encodable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    return value


def _lines_in(path: Path) -> int:
    if not path.exists():
        return 0
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _ends_amid_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size == 0:
            return False
        file.seek(size - 1)
        return file.read(1) != b"\n"
