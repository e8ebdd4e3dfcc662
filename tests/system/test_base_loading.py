"""Base loading: which CRRs load a market's model, grouped without their owners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from laid_world import laid_world
from sqlalchemy import Connection

from marketsim.system.calendar.periods import month, pacific_midnight
from marketsim.system.downloads.base_loading import BaseLoad, base_loading, grouped
from marketsim.system.store.holdings import Crr, add_crrs, change_crr, list_crrs, next_crr_id
from marketsim.system.store.markets import change_market, find_market
from marketsim.system.store.tor_conversion import add_approval, add_request, change_approval

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
PERIOD = month(2027, 2)
NODES = ("A", "B", "C")


@pytest.fixture
def store() -> Iterator[Connection]:
    with laid_world(NOW) as connection:
        yield connection


def loads_of(store: Connection, name: str) -> list[BaseLoad]:
    market = find_market(store, name)
    assert market is not None
    return base_loading(store, market)


def crr(number: int, source: str, sink: str, tou: str, mw: float) -> Crr:
    return Crr(
        number, None, "SRTX", source, sink, tou, "OBL", "AUC", "AUCTION", "M", PERIOD.name,
        PERIOD.start, PERIOD.end, mw,
    )  # fmt: skip


CRRS = st.lists(
    st.builds(
        crr,
        st.integers(1, 9999),
        st.sampled_from(NODES),
        st.sampled_from(NODES),
        st.sampled_from(("ON", "OFF")),
        st.integers(1, 500_000).map(lambda thousandths: thousandths / 1000),
    ),
    max_size=12,
)


@given(CRRS)
def test_grouping_keeps_every_thousandth_of_a_megawatt(held: list[Crr]) -> None:
    """CRRs of the whole period add up exactly, in whatever order; a path from a location to itself loads nothing."""
    loads = grouped(held, PERIOD, {})
    loading = [each for each in held if each.source != each.sink]
    assert sum(round(load.mw * 1000) for load in loads) == sum(round(each.mw * 1000) for each in loading)
    keys = [(load.tou, load.source, load.sink, load.hedge_type) for load in loads]
    assert keys == sorted(set(keys))
    assert grouped(reversed(held), PERIOD, {}) == loads


@given(CRRS.filter(len), st.integers(1, 27), st.integers(1, 999))
def test_a_sale_does_not_change_what_is_loaded(held: list[Crr], day: int, thousandths: int) -> None:
    """A CRR split by date, or in MW, loads as it did before."""
    first, *others = held
    cut = pacific_midnight(PERIOD.first + timedelta(days=day))
    by_date = [replace(first, end=cut - timedelta(seconds=1)), replace(first, start=cut, owner="PCFT")]
    assert grouped([*by_date, *others], PERIOD, {}) == grouped(held, PERIOD, {})
    whole = replace(first, mw=1000.0)
    sold = thousandths / 1000
    by_mw = [replace(whole, mw=round(1000 - sold, 3)), replace(whole, mw=sold, owner="PCFT")]
    assert grouped([*by_mw, *others], PERIOD, {}) == grouped([whole, *others], PERIOD, {})


def test_a_market_is_loaded_by_awards_posted_before_it_closed_and_not_by_its_own(store: Connection) -> None:
    """The annual auction carries the annual allocation; the allocation's first tier carries neither."""
    of_auction = {(load.source, load.hedge_type) for load in loads_of(store, "AUC_AN_2026")}
    assert ("GEYSERS_7_B1", "OBL") in of_auction
    assert ("KERN_7_B1", "OBL") not in of_auction
    assert {load.hedge_type for load in loads_of(store, "ALLOC_AN_2026_T1")} == {"OPT"}
    assert {load.hedge_type for load in loads_of(store, "ALLOC_AN_2026_T2")} == {"OPT", "OBL"}


def test_awards_posted_after_the_market_closed_do_not_load_it(store: Connection) -> None:
    """What counts is the posting of the market a CRR, or the CRR it was migrated from, comes from."""
    before = loads_of(store, "AUC_MN_2026_M12")
    assert any(load.source == "GEYSERS_7_B1" for load in before)
    assert any(load.sink == "GEYSERS_7_B1" for load in before)  # the counterflow of the migrated part
    change_market(store, "ALLOC_AN_2026_T1", posted_at=NOW)
    after = loads_of(store, "AUC_MN_2026_M12")
    assert not any("GEYSERS_7_B1" in (load.source, load.sink) for load in after)


def test_a_part_sold_after_the_market_closed_still_loads_it(store: Connection) -> None:
    """A trade moves MW between owners, not off the network."""
    before = loads_of(store, "AUC_MN_2026_M12")
    sold = next(each for each in list_crrs(store, owner="GBTR") if each.market_name == "AUC_AN_2026")
    part = replace(
        sold,
        crr_id=next_crr_id(store),
        parent_crr_id=sold.crr_id,
        owner="PCFT",
        category="SECONDARY_MARKET",
        market_name="SECONDARY_MARKET",
        mw=10.125,
    )
    change_crr(store, sold.crr_id, mw=sold.mw - part.mw)
    add_crrs(store, [part, replace(part, crr_id=part.crr_id + 1, owner="GBTR", offer_type="SELLER")])
    assert loads_of(store, "AUC_MN_2026_M12") == before


def test_a_retired_source_loads_its_replacement(store: Connection) -> None:
    """In a period with a mapping the model has no RETIRED_7_B1; its MW stand at MIDWAY_7_B1."""
    ahead = {load.source: load.mw for load in loads_of(store, "AUC_MN_2026_M12")}
    assert "RETIRED_7_B1" not in ahead
    assert ahead["MIDWAY_7_B1"] == 3.25


def test_an_unmodelled_conversion_loads_nothing(store: Connection) -> None:
    """A TOR conversion asked for as not modelled stays out of the network model."""
    converted = next(each for each in list_crrs(store) if each.crr_type == "MT_TOR")
    request = {
        "window": "TOR_CONVERSION_2026_M10", "holder": "TORA", "source": converted.source,
        "sink": converted.sink, "start": converted.start, "end": converted.end, "mw": converted.mw,
        "transferee": converted.owner, "status": "APPROVED", "created_at": NOW,
    }  # fmt: skip
    options = [load for load in loads_of(store, "AUC_MN_2026_M12") if load.hedge_type == "OPT"]
    assert [load.mw for load in options] == [converted.mw]
    for modelled, left in (("Y", options), ("N", [])):
        request_id = add_request(store, request | {"modeled": modelled})
        approval = {"request_id": request_id, "tou": "ON", "hedge_type": "OPT", "status": "APPROVED"}
        change_approval(store, add_approval(store, approval), mt_tor_crr_id=converted.crr_id)
        after = loads_of(store, "AUC_MN_2026_M12")
        assert [load for load in after if load.hedge_type == "OPT"] == left
