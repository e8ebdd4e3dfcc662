"""The ISO's desk for TOR conversions: windows are opened, moved on and posted. On a live target each is a skip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from marketsim.target.console import Console
from marketsim.target.operator import ActingOperator, stamp, waits

DATES = ("conversionOpen", "conversionClose", "approvalOpen", "approvalClose")
# How many of a window's four dates are past in each status; POSTED is what a posting brings about.
DATES_PAST = {
    "NEW": 0,
    "OPEN_FOR_CONVERSION": 1,
    "CLOSED_FOR_CONVERSION": 2,
    "OPEN_FOR_APPROVAL": 3,
    "CLOSED_FOR_APPROVAL": 4,
}


@dataclass(frozen=True, slots=True)
class Right:
    """A right to be converted: whose it is, where it runs and the most MW on any day."""

    holder: str
    source: str
    sink: str
    max_mw: float


def paths_of(rights: Sequence[Right]) -> list[dict[str, Any]]:
    """Rights as the console takes them."""
    return [
        {"holder": each.holder, "source": each.source, "sink": each.sink, "maxMw": each.max_mw}
        for each in rights
    ]


class ConversionDesk:
    """What the ISO does with conversion windows; without a console every deed is a skip that waits for the ISO.

    Raises ConsoleProblem where the console refuses.
    """

    def __init__(self, console: Console | None) -> None:
        self._console = console

    def open_window(self, period: str, rights: Sequence[Right]) -> str:
        """Open a new window of a month or season (``2028_M05``, ``2028_S02``) for conversion; its name."""
        console = self._acting(f"open a conversion window of {period}")
        dates = self._dates(console, "OPEN_FOR_CONVERSION")
        order = {"period": period, "paths": paths_of(rights), **dates}
        return str(console.post("/tor-windows", order)["name"])

    def bring(self, window: str, status: str) -> None:
        """Rewrite the four dates of a window, an hour apart, so that as many are past as the status needs."""
        console = self._acting(f"bring {window} to {status}")
        console.send("PATCH", f"/tor-windows/{window}", self._dates(console, status))

    def post(self, window: str) -> dict[str, Any]:
        """Let what was approved become CRRs; what came of it."""
        return dict(self._acting(f"post {window}").post(f"/tor-windows/{window}/posting", {}))

    def _dates(self, console: Console, status: str) -> dict[str, str]:
        now, past = ActingOperator(console).now(), DATES_PAST[status]
        return {name: stamp(now + timedelta(hours=at - past + 0.5)) for at, name in enumerate(DATES)}

    def _acting(self, deed: str) -> Console:
        if self._console is None:
            raise waits(deed)
        return self._console
