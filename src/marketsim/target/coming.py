"""What the system under test announces of windows that are still to open, or to close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from marketsim.contract.messages.historical_forecasted_load import LoadSubmissionWindow
from marketsim.contract.messages.load_migration import LoadMigrationMarket
from marketsim.contract.messages.market_status import Market
from marketsim.contract.messages.tor_conversion import TorConversionWindow


@dataclass(frozen=True, slots=True, order=True)
class Coming:
    """At ``moment`` (aware) the window of ``name`` is to come to the status that is needed."""

    moment: datetime
    name: str


def coming_markets(markets: Iterable[Market], status: str, now: datetime) -> list[Coming]:
    """Markets that will be OPEN, or CLOSED; of a posting no time is published."""
    windows = ((each.name, each.submission_window) for each in markets)
    return [
        Coming(moment, name)
        for name, window in windows
        for moment in _edge(window.open_date, window.close_date, status, now)
    ]


def coming_load_windows(windows: Iterable[LoadSubmissionWindow], status: str, now: datetime) -> list[Coming]:
    """Load submission windows that will be OPEN, or CLOSED after having been open."""
    return [
        Coming(moment, each.name)
        for each in windows
        for moment in _edge(each.submission_window.open_date, each.submission_window.close_date, status, now)
    ]


def coming_migration_markets(
    markets: Iterable[LoadMigrationMarket], status: str, now: datetime
) -> list[Coming]:
    """Load migration markets that will be OPEN, or CLOSED."""
    return [
        Coming(moment, each.market_name)
        for each in markets
        for moment in _edge(each.submission_window.open_date, each.submission_window.close_date, status, now)
    ]


def coming_conversion_windows(
    windows: Iterable[TorConversionWindow], status: str, now: datetime
) -> list[Coming]:
    """TOR conversion windows that will be open or closed, for conversion or for approval."""
    word, _, part = status.partition("_FOR_")
    return [
        Coming(moment, each.name)
        for each in windows
        for window in (
            [each.conversion_approval_window]
            if part == "APPROVAL"
            else [each.conversion_submission_window]
            if part == "CONVERSION"
            else []
        )
        for moment in _edge(window.open_date, window.close_date, word, now)
    ]


def _edge(opens: datetime, closes: datetime, status: str, now: datetime) -> Iterable[datetime]:
    """The moment, still to come, at which a window is in that status; none for other statuses."""
    if status == "OPEN" and now <= opens < closes:
        yield opens
    elif status == "CLOSED" and now <= closes:
        yield closes
