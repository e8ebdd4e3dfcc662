"""The hand-over file: what the first half of a scenario leaves for the partner who runs the second.

Two participants of a scenario may run their halves on two machines, each with a certificate of its own: side A acts
first and hands over, side B goes on from there. The file holds names and request ids, no certificate, no price and no
MW; what it says is only where to look, and side B looks for itself. Its digest tells a file that was damaged or edited
by hand; it does not tell who wrote it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec

from marketsim.target.embedded import SetUpProblem

NAME = "handover.json"
FORMAT = "marketsim hand-over 1"
LARGEST = 1_000_000  # bytes
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
RequestId = Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z")]


class HandoverProblem(SetUpProblem):
    """The hand-over cannot be used; the message says what was expected, what was found and what to do."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was handed over of one scenario.

    ``requests`` are the requestIds that the system gave (of offers, say), ``joined_request_id`` the
    caiso-request-id of the request that made them; ``by`` acted, ``to`` are the participants it is meant for.
    """

    scenario: Word
    by: Word
    to: tuple[Word, ...]
    requests: tuple[int, ...]
    joined_request_id: RequestId
    at: Word


class _Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    target: str
    entries: tuple[Entry, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    content: _Content
    digest: str


class Handover:
    """The hand-over at a path: a file, or a folder (one that both machines share, say) in which it lies.

    ``target`` is the base URL of the system under test: what was done there means nothing anywhere else.
    """

    def __init__(self, path: Path, target: str) -> None:
        self.path = path / NAME if path.is_dir() else path
        self._target = target.rstrip("/").lower()

    def take(self, scenario: str) -> Entry | None:
        """What was handed over of a scenario; None when nothing was. Raises HandoverProblem."""
        return next((each for each in self.entries() if each.scenario == scenario), None)

    def entries(self) -> tuple[Entry, ...]:
        """Everything that was handed over; nothing where there is no file yet. Raises HandoverProblem."""
        try:
            with self.path.open("rb") as file:
                written = file.read(LARGEST + 1)
        except FileNotFoundError:
            return ()
        except OSError as flaw:
            raise self._problem(f"{flaw.strerror}. Check the path") from None
        if len(written) > LARGEST:
            raise self._problem(f"more than {LARGEST} bytes. Ask the partner for the file again")
        try:
            file_ = msgspec.json.decode(written, type=_File)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as flaw:
            raise self._problem(f"something else: {flaw}. Ask the partner for the file again") from None
        self._check(file_)
        return file_.content.entries

    def _check(self, file: _File) -> None:
        if file.digest != _digest(file.content):
            raise self._problem("one that was changed since. Ask the partner for the file again")
        if file.content.format != FORMAT:
            raise self._problem(
                f"the format {file.content.format[:80]!r}. Use the same version as the partner"
            )
        if file.content.target != self._target:
            raise self._problem(f"one of {file.content.target[:200]}. Run both halves on the same system")

    def give(self, entry: Entry) -> None:
        """Hand over a scenario, in place of what was handed over of it before. Raises HandoverProblem."""
        others = [each for each in self.entries() if each.scenario != entry.scenario]
        content = _Content(FORMAT, self._target, (*others, entry))
        written = msgspec.json.format(msgspec.json.encode(_File(content, _digest(content))), indent=2)
        fresh = self.path.with_name(f".{self.path.name}.new")
        try:
            fresh.write_bytes(written)
            fresh.replace(self.path)  # a partner who looks in now sees the old file or the new one
        except OSError as flaw:
            raise self._problem(f"{flaw.strerror}. Check folder and rights") from None

    def _problem(self, found: str) -> HandoverProblem:
        return HandoverProblem(
            f"Expected the hand-over of a run on {self._target} at {self.path}; found {found}."
        )


def entry(scenario: str, by: str, to: tuple[str, ...], requests: tuple[int, ...], request_id: str) -> Entry:
    """What is handed over, now."""
    if not re.fullmatch(r"[0-9A-Fa-f-]{36}", request_id):
        raise ValueError(f"a hand-over needs the request id of the exchange; found {request_id!r}")
    return Entry(scenario, by, to, requests, request_id, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")


def _digest(content: _Content) -> str:
    """SHA-256 over the content with sorted members, so that the layout of the file does not matter."""
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
