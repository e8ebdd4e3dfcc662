"""The Market Simulation plan: the ISO's scenario numbers, days, actions and cut-offs, and our scenarios for each.

A day is a date, or counted from the first day of the structured scenarios, ``begins``: ``D+0`` is that day, ``D-28``
four weeks before it. A cut-off is a day and a time, Pacific: ``D+4 17:00``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from marketsim.suite.headed_file import read_headed
from marketsim.suite.yaml_file import items, line_of, members, text_of

PLAN = "features/market-sim-plan.yaml"
HEAD = ("title", "example", "begins")
TEXTS = ("number", "title", "phase", "first_day", "last_day", "cut_off", "expected")
LISTS = ("participant_actions", "iso_actions", "scenarios")
NEEDED = ("number", "title", "first_day", "expected", "scenarios")
MOST_ROWS = 1000
LONGEST = 2000  # characters of a text
_COUNTED = re.compile(r"D(?P<days>[+-]\d{1,3})")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row, as written; ``texts`` has the members of TEXTS that it has, ``lists`` those of LISTS with lines."""

    line: int
    texts: dict[str, str]
    lists: dict[str, tuple[tuple[int, str], ...]]
    misplaced: tuple[str, ...]

    @property
    def number(self) -> str:
        """The ISO's number of the scenario."""
        return self.texts.get("number", "")

    @property
    def scenarios(self) -> tuple[tuple[int, str], ...]:
        """Our scenario ids, with the lines on which they stand."""
        return self.lists.get("scenarios", ())


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan; ``head`` has the members of HEAD, ``misplaced`` what has no place there."""

    head: dict[str, str]
    rows: tuple[PlanRow, ...]
    misplaced: tuple[str, ...] = ()

    @property
    def example(self) -> bool:
        """Whether it is an example of ours, and its numbers not the ISO's."""
        return self.head.get("example", "").lower() == "true"

    def day(self, text: str) -> date:
        """The date of a day; raises ValueError."""
        if counted := _COUNTED.fullmatch(text):
            return date.fromisoformat(self.head.get("begins", "")) + timedelta(days=int(counted["days"]))
        return date.fromisoformat(text)

    def cut_off(self, text: str) -> datetime:
        """The moment of a cut-off, in Pacific time; raises ValueError."""
        day, _, clock = text.partition(" ")
        return datetime.combine(self.day(day), time.fromisoformat(clock))

    def facts(self) -> dict[str, Any]:
        """The plan as evidence has it: {title, example, rows}; what is no day stays as it is written."""
        return {
            "title": self.head.get("title", ""),
            "example": self.example,
            "rows": [self._row(each) for each in self.rows],
        }

    def _row(self, row: PlanRow) -> dict[str, Any]:
        days = {name: self._told(row.texts.get(name)) for name in ("first_day", "last_day", "cut_off")}
        return {
            "number": row.number,
            "title": row.texts.get("title", ""),
            "phase": row.texts.get("phase"),
            **days,
            "participant_actions": [each for _, each in row.lists.get("participant_actions", ())],
            "iso_actions": [each for _, each in row.lists.get("iso_actions", ())],
            "expected": row.texts.get("expected", ""),
            "scenarios": [each for _, each in row.scenarios],
        }

    def _told(self, text: str | None) -> str | None:
        if text is None:
            return None
        try:
            return f"{self.cut_off(text):%Y-%m-%d %H:%M}" if " " in text else self.day(text).isoformat()
        except (ValueError, OverflowError):
            return text


def read_plan(path: Path) -> Plan:
    """The plan of a file, whatever is wrong in it (``lint`` tells). Raises UnreadableYaml."""
    file = read_headed(path, "plan", HEAD, "rows")
    return Plan(file.head, tuple(map(_row, file.rows)), file.misplaced)


def _row(node: yaml.Node) -> PlanRow:
    known = {name: value for name, _, value in members(node)}
    texts = {name: text_of(known[name]) for name in TEXTS if name in known}
    lists = {name: _texts(known[name]) for name in LISTS if name in known}
    wrong = [name for name in known if name not in (*TEXTS, *LISTS)]
    wrong += [name for name, text in texts.items() if text is None or len(text) > LONGEST]
    wrong += [name for name, each in lists.items() if each is None]
    return PlanRow(
        line=line_of(node),
        texts={name: " ".join(text.split()) for name, text in texts.items() if text is not None},
        lists={name: each for name, each in lists.items() if each is not None},
        misplaced=tuple(wrong),
    )


def _texts(node: yaml.Node) -> tuple[tuple[int, str], ...] | None:
    """The texts of a list, with their lines; None when it is no list of texts."""
    found = [(line_of(each), text_of(each)) for each in items(node)]
    if not isinstance(node, yaml.SequenceNode) or any(not text or len(text) > LONGEST for _, text in found):
        return None
    return tuple((line, text) for line, text in found if text)


def unknown_ids(row: PlanRow, known: Collection[str]) -> list[tuple[int, str]]:
    """The ids of a row, with their lines, that no scenario or row of an outline has."""
    return [(line, id_) for line, id_ in row.scenarios if id_ not in known]
