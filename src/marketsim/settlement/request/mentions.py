"""Guides, versions and determinants that a text names; footnote marks behind a version do not become part of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from .lines import UnreadablePage
from .record import Anomaly, GuideVersion

_CODE = re.compile(
    r"(?:CG )?CC ?(?P<code>[0-9]{2,6}) (?P<title>.{1,200}) (?P<version>[0-9]{1,3}\.[0-9]{1,3})"
)
_PRE = re.compile(r"(?:CG )?PC (?P<title>.{1,200}) (?P<version>[0-9]{1,3}\.[0-9]{1,3})")
_VERSION = re.compile(r"\b(?:[Vv]ersion|[Vv]\.?) ?(?P<version>[0-9]{1,3}\.[0-9]{1,4})(?![0-9.])")
_NOTED_WORD = re.compile(r"\b(?P<word>[A-Z][a-z]{5,30})[0-9]\b")
_DETERMINANT = re.compile(r"\bBAA[A-Za-z0-9]{6,60}\b")
_LOOSE = str.maketrans({"-": " ", **{each: each.lower() for each in ascii_uppercase}})
MOST_GUIDES = 40
ABBREVIATED = {"real time energy quantity": "PC RTEQ"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A guide that the request's own list names, with what a text may call it."""

    version: GuideVersion
    called: re.Pattern[str]


def listed(rows: Iterable[str]) -> tuple[Listed, ...]:
    """The guides of the field ``BPM Section``; rows that name none are left out. UnreadablePage for too many."""
    found: list[Listed] = []
    for row in rows:
        if len(found) >= MOST_GUIDES:
            raise UnreadablePage(f"at most {MOST_GUIDES} guides", "more", "read one request at a time")
        if code := _CODE.fullmatch(row):
            name, called = f"CC {code['code']}", rf"(?<![0-9]){code['code']}(?![0-9])"
            found.append(Listed(GuideVersion(name, code["version"]), re.compile(called)))
        elif pre := _PRE.fullmatch(row):
            title = _loose(pre["title"])
            name = ABBREVIATED.get(title, f"PC {pre['title']}")
            found.append(Listed(GuideVersion(name, pre["version"]), re.compile(re.escape(title))))
    return tuple(found)


def guides_in(
    lines: Iterable[str], guides: Sequence[Listed], where: str
) -> tuple[tuple[GuideVersion, ...], list[Anomaly]]:
    """The versions that lines name behind the name of a listed guide, and what was wrong with them."""
    found: set[GuideVersion] = set()
    wrong: list[Anomaly] = []
    for line in lines:
        named = _named(line, guides)
        for version in _VERSION.finditer(line):
            at = bisect_left(named, (version.start(), ""))
            if not at:
                continue
            guide = named[at - 1][1]
            printed = version["version"]
            meant = _meant(printed, [each.version.version for each in guides if each.version.guide == guide])
            if meant:
                found.add(GuideVersion(guide, meant))
            if meant != printed:
                kind = "footnote-mark" if meant else "version-unknown"
                wrong.append(Anomaly(kind, where, printed, meant))
    return tuple(sorted(found)), wrong


def noted_words(lines: Iterable[str], where: str) -> list[Anomaly]:
    """Words that a footnote mark was run into."""
    found = (each for line in lines for each in _NOTED_WORD.finditer(line))
    return [Anomaly("footnote-mark", where, each[0], each["word"]) for each in found]


def determinants_in(lines: Iterable[str]) -> tuple[str, ...]:
    """The names of bill determinants in lines, each once, in the order of the alphabet."""
    return tuple(sorted({each for line in lines for each in _DETERMINANT.findall(line)}))


def _named(line: str, guides: Sequence[Listed]) -> list[tuple[int, str]]:
    """Where a line names listed guides, in order."""
    loose = _loose(line)
    called = {each.called: each.version.guide for each in guides}
    places = [(each.start(), name) for pattern, name in called.items() for each in pattern.finditer(loose)]
    return sorted(places)


def _meant(printed: str, versions: Sequence[str]) -> str:
    """The listed version that was printed, with or without one digit of a footnote behind it; empty when none fits."""
    if printed in versions:
        return printed
    return printed[:-1] if printed[:-1] in versions else ""


def _loose(text: str) -> str:
    """Lower case of A to Z (so that places stay the same), with a space for a hyphen."""
    return text.translate(_LOOSE)
