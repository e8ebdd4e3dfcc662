"""The ISO's desk for load migrations: it acts where there is a console; elsewhere every deed is a skip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marketsim.target.console import Console, ConsoleProblem
from marketsim.target.halt import Halted
from marketsim.target.migration_desk import MigrationDesk

Talks = Callable[..., Any]
DEEDS: dict[str, Callable[[MigrationDesk], Any]] = {
    "owners": lambda desk: desk.owners("M"),
    "hours": lambda desk: desk.tell_hours("M", []),
    "clear": lambda desk: desk.clear("M"),
    "post": lambda desk: desk.post("M"),
    "take back": lambda desk: desk.take_back("M"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_without_a_console_every_deed_waits_for_the_iso(deed: str) -> None:
    """A skip that says so, never a crash."""
    with pytest.raises(Halted) as caught:
        DEEDS[deed](MigrationDesk(None))
    assert (caught.value.verdict, caught.value.waits_for) == ("skipped", "ISO")


def test_a_market_is_run_posted_and_taken_back(talk: Talks, console: Console) -> None:
    """Each status as a utility sees it; the market is left as it was found, as this system is shared."""
    session, desk = talk().session, MigrationDesk(console)
    service = session.client(session.party("CUDC")).load_migration
    market = next(
        each
        for each in service.get_active_load_migration_market_list().value
        if each.market_status == "CLOSED"
    )

    def status() -> str:
        told = service.get_load_migration_market_status(load_migration_market_name=market.market_name)
        return str(told.value.market_status)

    owners = desk.owners(market.market_name)
    assert set(owners.values()) >= {each.name for each in session.parties if each.function == "CLSE"}
    assert desk.clear(market.market_name)["changes"]
    assert desk.post(market.market_name)["made"] > 0
    assert status() == "POSTED"
    desk.take_back(market.market_name)
    assert status() == "OPEN"
    console.send(
        "PATCH",
        f"/load-migration-markets/{market.market_name}",
        {"closeDate": f"{market.submission_window.close_date:%Y-%m-%dT%H:%M:%SZ}"},
    )
    assert status() == "CLOSED"


def test_the_console_says_why_an_open_market_is_not_run(talk: Talks, console: Console) -> None:
    """A scenario that asks for it is broken, not failed."""
    service = talk().session.client(talk().session.party("CUDC")).load_migration
    listed = service.get_active_load_migration_market_list().value
    name = next(each.market_name for each in listed if each.market_status == "OPEN")
    with pytest.raises(ConsoleProblem, match="409"):
        MigrationDesk(console).clear(name)
