"""The holdings of the demonstration world keep to the rules under which such CRRs come about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laid_world import laid_world
from sqlalchemy import Connection

from marketsim.system.calendar.periods import span
from marketsim.system.markets.run import newest
from marketsim.system.store.holdings import Crr, add_crrs, change_crr, find_crr, list_crrs, next_crr_id
from marketsim.system.store.locations import list_locations
from marketsim.system.store.markets import list_markets
from marketsim.system.store.participants import all_participants

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
# Pairs of types that may be bid (market-rules.md section 5.2).
PAIRS = {
    ("GEN", "SP"), ("GEN", "LAP"), ("GEN", "HUB"),
    ("HUB", "SP"), ("HUB", "LAP"),
    ("SP", "LAP"), ("SP", "HUB"),
}  # fmt: skip
MOMENTS = st.integers(0, 6 * 365 * 24).map(
    lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)


@contextmanager
def world(now: datetime = NOW) -> Iterator[Connection]:
    with laid_world(now) as store:
        yield store


@pytest.fixture
def store() -> Iterator[Connection]:
    with world() as connection:
        yield connection


@settings(max_examples=8, deadline=None)
@given(MOMENTS)
def test_whenever_the_world_is_laid_its_holdings_are_sound(now: datetime) -> None:
    """Owners exist, MW are positive with three decimals, dates lie in the period.

    Nothing has ended but what the long-term rights of the year were elected from.
    """
    with world(now) as store:
        owners = {each.name for each in all_participants(store) if each.function in ("CRRH", "CLSE")}
        held = list_crrs(store)
        assert {crr.owner for crr in held} == owners
        assert [crr.crr_id for crr in held] == list(range(1_000_001, 1_000_001 + len(held)))
        for crr in held:
            assert crr.mw > 0
            assert crr.mw == round(crr.mw, 3)
            period = span(crr.period)
            assert period.start <= crr.start < crr.end == period.end
            if crr.end < now:
                assert (crr.market_name[-3:], crr.period[-4:]) == ("_T1", "_S01")


@settings(max_examples=8, deadline=None)
@given(MOMENTS)
def test_awards_come_from_posted_markets_of_their_kind(now: datetime) -> None:
    """AUC from auctions, the rest from allocations; only long-term awards outlast the market's periods."""
    with world(now) as store:
        markets = {each.name: each for each in list_markets(store)}
        for crr in list_crrs(store, categories=("AUCTION", "ALLOCATION")):
            market = markets[crr.market_name]
            assert market.status(now) == "POSTED"
            assert market.market_type == crr.category
            inside = crr.period in {period.name for period in market.periods}
            assert inside != crr.market_name.endswith("_LT")


def test_auctioned_crrs_are_obligations_on_allowed_pairs(store: Connection) -> None:
    """Obligations between types that may be bid; what is allocated is an obligation and sinks at a LAP."""
    type_of = {each.name: each.type for each in list_locations(store)}
    for crr in list_crrs(store, categories=("AUCTION",)):
        assert (crr.crr_type, crr.hedge_type) == ("AUC", "OBL")
        assert (type_of[crr.source], type_of[crr.sink]) in PAIRS
    allocated = list_crrs(store, categories=("ALLOCATION",))
    ends = {(crr.crr_type, type_of[crr.source], type_of[crr.sink]) for crr in allocated}
    assert {crr.hedge_type for crr in allocated} == {"OBL"}
    assert {sink for kind, _, sink in ends if kind == "LSE"} == {"LAP"}
    assert {sink for kind, _, sink in ends if kind == "OBAALSE"} == {"SP"}  # an export
    assert {each for each in ends if each[0] == "LSE_THCNT"} == {("LSE_THCNT", "GEN", "GEN")}


def test_a_long_term_right_runs_ten_years(store: Connection) -> None:
    """The award it was elected from in the year of its allocation, then one of the same MW in each of nine more."""
    held = list_crrs(store, owner="NVLY", categories=("ALLOCATION",))
    (first,) = [crr for crr in held if (crr.market_name, crr.period) == ("ALLOC_AN_2026_T1", "2026_S01")]
    later = [crr for crr in held if crr.market_name == "ALLOC_AN_2026_LT"]
    assert [crr.period for crr in later] == [f"{year}_S01" for year in range(2027, 2036)]
    assert {crr.mw for crr in later} == {40.0} and first.mw >= 40.0
    assert {(crr.source, crr.sink, crr.tou) for crr in later} == {(first.source, first.sink, first.tou)}


def test_a_hub_s_right_and_its_offsets_inject_what_was_tested(store: Connection) -> None:
    """At each generator of the hub: as many MW as were awarded to it, to a thousandth and the last digit cut."""
    hub = {each.name: dict(each.factors) for each in list_locations(store)}
    run = newest(store, "ALLOC_AN_2026_T3")
    assert run is not None
    awarded = {award.key: award.mw for product in run.results for award in product.awards}
    tested = {
        each.source: awarded[str(each.record)]
        for each in run.inputs.nominations
        if each.hub is not None and each.tou == "ON"
    }
    held = list_crrs(store, owner="SDCC", market_name="ALLOC_AN_2026_T3")
    (right,) = [crr for crr in held if crr.crr_type == "LSE" and crr.tou == "ON"]
    offsets = [crr for crr in held if crr.crr_type == "LSE_THCNT"]
    assert offsets and right.mw < 24
    for generator, mw in tested.items():
        ((bus, _),) = hub[generator].items()
        injected = right.mw * hub[right.source][bus]
        injected += sum(crr.mw for crr in offsets if crr.source == generator)
        injected -= sum(crr.mw for crr in offsets if crr.sink == generator)
        assert injected == pytest.approx(mw, abs=0.0015)


def test_options_are_of_the_system_or_bought_from_it(store: Connection) -> None:
    """Only merchant transmission and converted TORs are options; market SYSTEM until they are sold."""
    for crr in list_crrs(store):
        assert (crr.hedge_type == "OPT") == (crr.crr_type in ("MT", "MT_TOR"))
        if crr.crr_type in ("MT", "MT_TOR"):
            assert crr.market_name in ("SYSTEM", "SECONDARY_MARKET")
            assert crr.category == crr.market_name
    assert [crr.owner for crr in list_crrs(store) if crr.crr_type == "MT_TOR"] == ["SRTX"]


def test_a_sold_part_has_a_parent_with_the_same_terms(store: Connection) -> None:
    """Path, time of use, type and dates are the parent's; the buyer is another participant."""
    traded = list_crrs(store, categories=("SECONDARY_MARKET",))
    assert traded
    for crr in traded:
        parent = find_crr(store, crr.parent_crr_id or 0)
        assert parent is not None
        assert parent.owner != crr.owner
        terms = ("source", "sink", "tou", "hedge_type", "crr_type", "period", "start", "end")
        assert all(getattr(crr, term) == getattr(parent, term) for term in terms)


@settings(max_examples=8, deadline=None)
@given(MOMENTS)
def test_load_migration_makes_pairs_that_cancel(now: datetime) -> None:
    """Each parent has one LSE_LMT and one LMT_CNT: as many MW, swapped ends, never more than the parent."""
    with world(now) as store:
        by_parent: dict[int, list[Crr]] = {}
        for crr in list_crrs(store, categories=("LOAD_MIGRATION",)):
            by_parent.setdefault(crr.parent_crr_id or 0, []).append(crr)
        assert by_parent
        for parent_id, (gained, lost) in by_parent.items():
            parent = find_crr(store, parent_id)
            assert parent is not None
            assert parent.category == "ALLOCATION"
            assert (gained.crr_type, lost.crr_type) == ("LSE_LMT", "LMT_CNT")
            assert lost.owner == parent.owner != gained.owner
            assert (gained.source, gained.sink) == (parent.source, parent.sink) == (lost.sink, lost.source)
            assert gained.mw == lost.mw <= parent.mw
            assert (gained.start, gained.end) == (lost.start, lost.end)


def test_the_inventory_can_be_narrowed_and_changed(store: Connection) -> None:
    """By owner, category, market and time; a new CRR gets the next id; MW can be rewritten."""
    mine = list_crrs(store, owner="SRTX", categories=("AUCTION",), market_name="AUC_AN_2026")
    assert mine
    assert {(crr.owner, crr.market_name) for crr in mine} == {("SRTX", "AUC_AN_2026")}
    after = list_crrs(store, not_ended_at=datetime(2027, 6, 1, tzinfo=UTC))
    assert {crr.period for crr in after} == {f"{year}_S01" for year in range(2028, 2036)}
    overlapping = (datetime(2027, 1, 1, 8, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))
    assert {crr.period for crr in list_crrs(store, overlapping=overlapping)} == {"2027_S01"}
    new = next_crr_id(store)
    add_crrs(store, [Crr(**{**{f: getattr(mine[0], f) for f in Crr.__slots__}, "crr_id": new})])
    change_crr(store, new, mw=1.5)
    found = find_crr(store, new)
    assert found is not None
    assert found.mw == 1.5
    assert next_crr_id(store) == new + 1
