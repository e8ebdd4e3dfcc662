"""Makes a conversion window: its period, its two windows, and the paths that right holders may convert in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection

from marketsim.system.conversion.problem import ConversionProblem
from marketsim.system.rules.days import whole_days
from marketsim.system.store.locations import list_locations
from marketsim.system.store.participants import find_participant
from marketsim.system.store.tor_conversion import add_path
from marketsim.system.store.tor_windows import TorWindowRow, add_tor_window, find_tor_window

HOLDING_FUNCTION = "TOR"


@dataclass(frozen=True, slots=True)
class ConversionPath:
    """A right: its holder, where it runs, the most MW on any day, its first and last second (UTC)."""

    holder: str
    source: str
    sink: str
    max_mw: float
    start: datetime
    end: datetime

    def meets(self, other: ConversionPath) -> bool:
        """Whether both are of one holder on one path at some instant."""
        same = (self.holder, self.source, self.sink) == (other.holder, other.source, other.sink)
        return same and self.start <= other.end and other.start <= self.end


def make_window(store: Connection, window: TorWindowRow, paths: Sequence[ConversionPath]) -> list[int]:
    """Keep a new window with its paths; their ids. Raises ConversionProblem and keeps nothing."""
    if find_tor_window(store, window.name) is not None:
        raise ConversionProblem(
            f"there is a TOR conversion window named {window.name} already",
            expected="a new name",
            fix="choose another, or PATCH the one that is there",
        )
    require_order(window)
    _require_sound(store, window, paths)
    add_tor_window(store, window)
    return [
        add_path(
            store,
            {
                "window": window.name,
                "holder": each.holder,
                "source": each.source,
                "sink": each.sink,
                "start": each.start,
                "end": each.end,
                "max_mw": each.max_mw,
            },
        )
        for each in paths
    ]


def require_order(window: TorWindowRow) -> None:
    """The conversion window opens, closes, then that for approval does; raises ConversionProblem (400)."""
    dates = (window.conversion_open, window.conversion_close, window.approval_open, window.approval_close)
    if list(dates) != sorted(dates):
        raise ConversionProblem(
            "dates out of order",
            expected="the conversion window before the approval window, each opening before it closes",
            fix="correct the dates; nothing was changed",
            status=400,
        )


def _require_sound(store: Connection, window: TorWindowRow, paths: Sequence[ConversionPath]) -> None:
    known = {each.name for each in list_locations(store)}
    for each in paths:
        holder = find_participant(store, each.holder)
        if holder is None or holder.function != HOLDING_FUNCTION:
            raise _unsound(f"{each.holder} is no holder of transmission ownership rights")
        strangers = {each.source, each.sink} - known
        if strangers or each.source == each.sink:
            raise _unsound(f"a path from {each.source} to {each.sink}")
        if round(each.max_mw, 3) != each.max_mw:
            raise _unsound(f"{each.max_mw!r} MW, which is no whole number of thousandths")
        within = window.span.start <= each.start < each.end <= window.span.end
        if not within or not whole_days(each.start, each.end):
            raise _unsound("dates of a path that are no whole Pacific days of the period")
    ordered = sorted(paths, key=lambda each: (each.holder, each.source, each.sink, each.start))
    for each, other in pairwise(ordered):
        if each.meets(other):
            raise _unsound(f"two paths of {each.holder} from {each.source} to {each.sink} at one time")


def _unsound(found: str) -> ConversionProblem:
    return ConversionProblem(
        found,
        expected="paths of TOR holders between two locations of the model, maxMw to three decimals, within the period",
        fix="correct the path; nothing was changed",
        status=400,
    )
