"""Markets, their windows and statuses, as participants see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standing import Standing

from marketsim.contract.exchange import ExchangeCheck
from marketsim.system.calendar.periods import PACIFIC, month
from marketsim.system.states import MARKET, NoTransition, market_status

SRTX = {"participantName": "SRTX"}
LISTS = {
    ("AUCTION", "active"): "getActiveAuctionMarkets",
    ("AUCTION", "posted"): "getPostedAuctionMarkets",
    ("ALLOCATION", "active"): "getActiveAllocationMarkets",
    ("ALLOCATION", "posted"): "getPostedAllocationMarkets",
}
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def ask(standing: Standing, operation_id: str, **query: str) -> Any:
    """The decoded answer, which must keep the contract."""
    operation = standing.system.contract.operation("market_status", operation_id)
    answer = standing.ask("srtx", "GET", operation.path, params={**SRTX, **query})
    headers = {"content-type": answer.headers["content-type"]}
    assert ExchangeCheck(standing.system.contract).response(operation, 200, headers, answer.content) == []
    assert answer.status_code == 200
    return answer.json()


def this_month(standing: Standing, ahead: int) -> str:
    """The period that many months from now, in Pacific time."""
    today = standing.system.clock.now().astimezone(PACIFIC)
    return month(today.year, today.month + ahead).name


@pytest.mark.parametrize(("months", "status"), [(0, "POSTED"), (1, "CLOSED"), (2, "OPEN"), (3, "PREP")])
def test_the_world_has_a_monthly_auction_in_every_status(
    standing: Standing, months: int, status: str
) -> None:
    """Last month's is posted, the next ones are closed, open and in preparation."""
    market = f"AUC_MN_{this_month(standing, months)}"
    assert ask(standing, "getMarketStatus", marketName=market) == status


@pytest.mark.parametrize(("kind", "state"), LISTS)
def test_a_list_holds_exactly_the_markets_of_its_type_and_state(
    standing: Standing, kind: str, state: str
) -> None:
    """Active are PREP, OPEN and CLOSED; posted is POSTED; no market is in two lists or in none."""
    for market in ask(standing, LISTS[kind, state]):
        assert market["marketType"] == kind
        status = ask(standing, "getMarketStatus", marketName=market["name"])
        assert (status == "POSTED") == (state == "posted")
        assert ask(standing, "getMarketInfo", marketName=market["name"]) == market
    names = [each["name"] for operation in LISTS.values() for each in ask(standing, operation)]
    assert len(names) == len(set(names)) == 19


def test_the_products_of_a_market_are_its_periods_by_time_of_use(standing: Standing) -> None:
    """A monthly market has two products, an annual one eight; periods end with their last second."""
    monthly = ask(standing, "getMarketInfo", marketName=f"AUC_MN_{this_month(standing, 2)}")
    annual = ask(standing, "getMarketInfo", marketName=f"AUC_AN_{standing.system.clock.now().year + 1}")
    assert [each["tou"] for each in monthly["products"]] == ["ON", "OFF"]
    assert len({(each["period"]["name"], each["tou"]) for each in annual["products"]}) == 8
    ends = {each["period"]["endDate"] for each in annual["products"]}
    assert all(each.endswith(":59:59Z") for each in ends)


@given(now=MOMENTS, opens=MOMENTS, length=st.integers(1, 400), posted=st.none() | MOMENTS)
def test_the_status_of_a_market_follows_from_its_dates_alone(
    now: datetime, opens: datetime, length: int, posted: datetime | None
) -> None:
    """POSTED from posting on; before it PREP until opening, OPEN until closing, then CLOSED."""
    closes = opens + timedelta(days=length)
    status = market_status(now, opens, closes, posted)
    assert (status == "POSTED") == (posted is not None and posted <= now)
    if status != "POSTED":
        assert status == ("PREP" if now < opens else "OPEN" if now < closes else "CLOSED")


def test_a_state_table_knows_no_other_transitions() -> None:
    """A market cannot be posted before it was closed."""
    assert MARKET.after("CLOSED", "post") == "POSTED"
    assert not MARKET.allows("OPEN", "post")
    with pytest.raises(NoTransition):
        MARKET.after("OPEN", "post")
