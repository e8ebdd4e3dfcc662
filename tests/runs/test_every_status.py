"""The whole suite, observed, with everything in the world in one status: nothing fails, nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.target.console import Console, ConsoleProblem
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.guard import Guard
from marketsim.target.profile import load
from marketsim.target.session import Session

from .session_run import session_run
from .test_live_targets import DAYS, STATUSES, stamp

CONVERSION = ("conversionOpen", "conversionClose", "approvalOpen", "approvalClose")
PAST = {"PREP": 0, "OPEN": 1, "CLOSED": 4, "POSTED": 4}
"""How many of the four dates of a TOR conversion window are past."""
TRADED_ON = "was traded on since"
"""Why results stay posted: whoever bought of the holdings that they made keeps what was bought."""


@pytest.mark.nightly
@pytest.mark.parametrize("status", STATUSES)
def test_nothing_fails_whatever_the_status_of_the_world(status: str, tmp_path: Path) -> None:
    """Auctions, allocations, load and conversion windows, migration markets: passed or skipped, or not for here."""
    with EmbeddedSystem(tmp_path / "system") as system:
        bring_everything(system, status)
        run = session_run(tmp_path / "out", system.observed, intrusive="TEST-1")
    wrong = {name: words for name, words in run.words().items() if words[0] in ("failed", "broken")}
    assert (run.verdict.exit_code, wrong) == (6, {})


def bring_everything(system: EmbeddedSystem, status: str) -> None:
    """Rewrite every date that the ISO sets, but of markets whose results can no longer be taken back."""
    now = datetime.now(UTC)
    opens, closes = (now + timedelta(days=days) for days in DAYS[status])
    window = {"openDate": stamp(opens), "closeDate": stamp(closes)}
    posted = {"postedAt": stamp(now - timedelta(days=1)) if status == "POSTED" else None}
    conversion = {
        name: stamp(now + timedelta(hours=number - PAST[status] + 0.5))
        for number, name in enumerate(CONVERSION)
    }
    console = Console(load(system.profile), system.profile.parent, Contract.load())
    rewritten: list[bool] = []
    guard = Guard("structured", "all")
    with Session(
        load(system.observed), system.observed.parent, Contract.load(), guard, lambda *each, **more: None
    ) as session:
        for name in markets(session):
            rewritten.append(rewrite(console, name, window | posted))
        for name in load_windows(session):
            console.send("PATCH", f"/markets/{name}", window)
        for name in conversion_windows(session):
            console.send("PATCH", f"/tor-windows/{name}", conversion | posted)
    console.close()
    assert sum(rewritten) > 0.75 * len(rewritten)


def rewrite(console: Console, market: str, dates: dict[str, Any]) -> bool:
    """Rewrite the dates of a market; whether its results, where they are posted, can be taken back."""
    try:
        console.send("PATCH", f"/markets/{market}", dates)
    except ConsoleProblem as refused:
        if TRADED_ON not in str(refused):
            raise
        return False
    return True


def markets(session: Session) -> Iterator[str]:
    """The names of auctions, allocations and load migration markets."""
    service = session.client(session.party("CRRH")).market_status
    migration = session.client(session.party("CUDC")).load_migration
    yield from _names(
        service.get_active_auction_markets,
        service.get_posted_auction_markets,
        service.get_active_allocation_markets,
        service.get_posted_allocation_markets,
        member="name",
    )
    yield from _names(
        migration.get_active_load_migration_market_list,
        migration.get_posted_load_migration_market_list,
        member="market_name",
    )


def load_windows(session: Session) -> Iterator[str]:
    """The names of load submission windows."""
    service = session.client(session.party("CLSE")).historical_forecasted_load
    yield from _names(
        service.get_open_historical_load_submission_window_list,
        service.get_closed_hist_load_submission_window_list,
        service.get_open_forecast_load_submission_window_list,
        service.get_closed_forecast_load_submission_window_list,
        member="name",
    )


def conversion_windows(session: Session) -> Iterator[str]:
    """The names of TOR conversion windows."""
    service = session.client(session.party("TOR")).tor_conversion
    yield from _names(
        service.get_new_conversion_window_for_request,
        service.get_new_conversion_window_for_approval,
        member="name",
    )


def _names(*asks: Any, member: str) -> Iterator[str]:
    # All lists are read before anything is changed, or a window would be met on both.
    yield from sorted({getattr(each, member) for ask in asks for each in ask().value})
