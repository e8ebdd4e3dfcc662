"""Announcements, comments and answers: texts that are closed by who wrote them and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .mentions import Listed, determinants_in, guides_in, noted_words
from .record import Announcement, Anomaly, Remark
from .stamps import iso_stamp

_POSTED = "Posted On - "
_KINDS: dict[str, Literal["comment", "answer"]] = {"Logged By - ": "comment", "Responded By - ": "answer"}
_PERSON = re.compile(r"(?P<person>[^()]{1,80}?)(?: \((?P<of>[^()]{1,80})\))?")
_RECEIVED = re.compile(r"received from (?P<person>[^,.]{1,80}), (?P<of>[^,.]{1,80})")
NOT_TOLD = "not told"

Part = Literal["initial", "recommendation"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Lines of one text, who wrote them (as printed) and when."""

    kind: Literal["comment", "answer"]
    lines: tuple[str, ...]
    by: str
    at: str


def announcements(
    lines: Sequence[str], guides: Sequence[Listed]
) -> tuple[tuple[Announcement, ...], list[Anomaly]]:
    """The announcements in the order of the page; a text without its date of posting is left out."""
    found: list[Announcement] = []
    wrong: list[Anomaly] = []
    text: list[str] = []
    for line in lines:
        posted = iso_stamp(line.removeprefix(_POSTED)) if line.startswith(_POSTED) else ""
        if not posted:
            text.append(line)
            continue
        named, trouble = guides_in(text, guides, f"announcement of {posted[:10]}")
        found.append(Announcement(posted, named, determinants_in(text)))
        wrong += trouble
        text = []
    return tuple(found), wrong


def remarks(
    lines: Sequence[str], part: Part, guides: Sequence[Listed], people: Mapping[str, str]
) -> tuple[tuple[Remark, ...], list[Anomaly]]:
    """The comments and answers of a part of the page, in its order. ``people`` tells whom a person speaks for."""
    found: list[Remark] = []
    wrong: list[Anomaly] = []
    for each in entries(lines):
        by = organisation(each.by, people)
        where = f"{part} {each.kind} of {each.at[:10]}"
        named, trouble = guides_in(each.lines, guides, where)
        attached = any("attached" in line.lower() for line in each.lines)
        found.append(Remark(part, each.kind, by, each.at, named, determinants_in(each.lines), attached))
        wrong += [*trouble, *noted_words(each.lines, where)]
    return tuple(found), wrong


def entries(lines: Sequence[str]) -> Iterator[Entry]:
    """The texts of a part: each ends with a line of its time and a line of who wrote it."""
    text: list[str] = []
    for line in lines:
        kind = next((name for start, name in _KINDS.items() if line.startswith(start)), None)
        at = iso_stamp(text[-1]) if text else ""
        if kind and at:
            yield Entry(kind, tuple(text[:-1]), line.partition(" - ")[2], at)
            text = []
        else:
            text.append(line)


def people(text: str) -> dict[str, str]:
    """Whom the commenting persons speak for, as the field on the authorship of comments tells it."""
    return {each["person"]: each["of"] for each in _RECEIVED.finditer(text)}


def organisation(by: str, people: Mapping[str, str]) -> str:
    """The organisation of a person as printed, ``Name (Organisation)``; a known person's own comes first."""
    found = _PERSON.fullmatch(by)
    if not found:
        return NOT_TOLD
    return people.get(found["person"]) or found["of"] or NOT_TOLD
