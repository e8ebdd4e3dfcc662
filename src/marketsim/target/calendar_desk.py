"""The ISO's calendar: the windows and markets of a month are made by it. On a live target each deed is a skip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketsim.target.console import Console
from marketsim.target.conversion_desk import Right, paths_of
from marketsim.target.operator import waits

TIERS = ("T1", "T2")


@dataclass(frozen=True, slots=True)
class Entry:
    """One process of a month: its market or window, and its dates by word (``opens``, ``closes``, ``posts`` ...)."""

    name: str
    dates: dict[str, datetime]


class CalendarDesk:
    """What the ISO does by its calendar; without a console every deed is a skip that waits for the ISO.

    Raises ConsoleProblem where the console refuses.
    """

    def __init__(self, console: Console | None) -> None:
        self._console = console

    def schedule(self, month: str, rights: Sequence[Right]) -> dict[str, Entry]:
        """Make the windows and markets of a month (``2025_M05``), its conversion window for these rights.

        By process: ``load``, ``load_migration``, ``tor``, ``model``, ``T1``, ``T2``, ``auction``.
        """
        if self._console is None:
            raise waits(f"make the markets of {month}")
        told = self._console.post("/calendar", {"month": month, "paths": paths_of(rights)})
        return {_word(each): _entry(each) for each in told["processes"]}


def _word(process: dict[str, Any]) -> str:
    tier = process["name"].rpartition("_")[2]
    return tier if tier in TIERS else str(process["process"])


def _entry(process: dict[str, Any]) -> Entry:
    words = ("opens", "closes", "approved", "posts")
    return Entry(
        process["name"], {word: datetime.fromisoformat(process[word]) for word in words if word in process}
    )
