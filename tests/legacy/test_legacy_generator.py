"""A made extract is consistent: by rules that are told here once more, day by day, without the generator's code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.legacy.extract import Extract
from marketsim.legacy.generator import generate
from marketsim.legacy.reading import read_extract_zip
from marketsim.legacy.writing import zip_extract

PACIFIC = ZoneInfo("America/Los_Angeles")
GO_LIVES = [date(2022, 3, 1), date(2024, 1, 1), date(2025, 3, 1), date(2025, 5, 1), date(2025, 11, 1)]
MADE = st.builds(
    generate,
    participants=st.integers(4, 60),
    holdings=st.integers(1, 120),
    seed=st.integers(0, 10**6),
    go_live=st.sampled_from(GO_LIVES),
    in_flight=st.booleans(),
)
CLOSELY = settings(max_examples=20, deadline=None)


def days(start: datetime, end: datetime) -> Iterator[date]:
    """The Pacific days of a row, which must be whole ones."""
    first, after = (each.astimezone(PACIFIC) for each in (start, end + timedelta(seconds=1)))
    assert (first.hour, first.minute, after.hour, after.minute) == (0, 0, 0, 0), "no whole days"
    day = first.date()
    while day < after.date():
        yield day
        day += timedelta(days=1)


def made_mw(extract: Extract) -> dict[int, dict[date, int]]:
    """MW of every CRR on every day as the history says."""
    found: dict[int, dict[date, int]] = {}
    for each in (*extract.awards, *extract.conversions, *extract.migrations):
        found[each.old_crr_id] = dict.fromkeys(days(each.start, each.end), each.mw)
    for trade in extract.trades:
        found[trade.new_old_crr_id] = dict.fromkeys(days(trade.start, trade.end), trade.mw)
    for sign, rows in ((-1, extract.sales), (-1, extract.trades), (1, extract.adjustments)):
        rows_: Any = rows
        for each in rows_:
            for day in days(each.start, each.end):
                found[each.old_crr_id][day] += sign * each.mw
    return found


@CLOSELY
@given(MADE)
def test_the_inventory_is_what_the_history_amounts_to_on_every_day(extract: Extract) -> None:
    """No MW lost or made, no day lost, those of a change of clocks neither; nothing below zero."""
    taken = extract.head.taken_at.astimezone(PACIFIC).date()
    expected = made_mw(extract)
    assert all(mw >= 0 for by_day in expected.values() for mw in by_day.values())
    held: dict[int, dict[date, int]] = defaultdict(dict)
    for each in extract.holdings:
        assert each.mw > 0
        assert each.end >= extract.head.taken_at
        for day in days(each.start, each.end):
            assert day not in held[each.old_crr_id], "two rows for one day"
            held[each.old_crr_id][day] = each.mw
    for crr_id, by_day in expected.items():
        wanted = {day: mw for day, mw in by_day.items() if mw and day >= taken}
        assert {day: mw for day, mw in held[crr_id].items() if day >= taken} == wanted
    assert {each for each in held if held[each]} <= expected.keys()


@CLOSELY
@given(MADE)
def test_what_is_traded_is_conserved(extract: Extract) -> None:
    """On every day all that came from an award is worth its MW, less sales and plus adjustments."""
    root = {each.old_crr_id: each.old_crr_id for each in (*extract.awards, *extract.conversions)}
    for trade in sorted(extract.trades, key=lambda each: each.effective_date):
        root[trade.new_old_crr_id] = root[trade.old_crr_id]
    owed: Counter[tuple[int, date]] = Counter()
    there: Counter[tuple[int, date]] = Counter()
    for each in (*extract.awards, *extract.conversions):
        owed.update({(each.old_crr_id, day): each.mw for day in days(each.start, each.end)})
    for sale in extract.sales:
        owed.subtract({(root[sale.old_crr_id], day): sale.mw for day in days(sale.start, sale.end)})
    for change in extract.adjustments:
        owed.update({(root[change.old_crr_id], day): change.mw for day in days(change.start, change.end)})
    for crr_id, by_day in made_mw(extract).items():
        if crr_id in root:
            there.update({(root[crr_id], day): mw for day, mw in by_day.items()})
    assert {key: mw for key, mw in owed.items() if mw} == {key: mw for key, mw in there.items() if mw}


@CLOSELY
@given(MADE)
def test_load_migration_comes_in_pairs_with_ids_of_their_own_each_month(extract: Extract) -> None:
    """An LSE_LMT of the gainer on the parent's path, an LMT_CNT of the loser the other way round, equal MW and days."""
    parents = {each.old_crr_id: each for each in extract.awards}
    effective = {
        each.old_market: datetime(int(each.period[:4]), int(each.period[6:]), 1, tzinfo=PACIFIC)
        for each in extract.markets
        if each.kind == "LOAD_MIGRATION"
    }
    pairs: dict[Any, list[Any]] = defaultdict(list)
    for each in extract.migrations:
        pairs[each.old_market, each.parent_old_crr_id, each.from_lse, each.to_lse].append(each)
    for (market, parent_id, loser, gainer), rows in pairs.items():
        gained, counter = sorted(rows, key=lambda each: each.crr_type, reverse=True)
        parent = parents[parent_id]
        assert (gained.crr_type, counter.crr_type) == ("LSE_LMT", "LMT_CNT")
        assert (gained.participant, counter.participant) == (gainer, loser) and loser != gainer
        assert parent.participant == loser and parent.crr_type == "LSE"
        assert (gained.source, gained.sink) == (counter.sink, counter.source) == (parent.source, parent.sink)
        assert (gained.tou, gained.mw, gained.start, gained.end) == (
            counter.tou, counter.mw, counter.start, counter.end
        )  # fmt: skip
        assert (
            gained.start == max(parent.start, effective[market].astimezone(UTC)) and gained.end == parent.end
        )
    seasonal = {each.old_market for each in extract.markets if each.term == "ANNUAL"}
    assert {parents[each.parent_old_crr_id].old_market for each in extract.migrations} <= seasonal


@CLOSELY
@given(MADE)
def test_nothing_was_done_before_it_could_be(extract: Extract) -> None:
    """A CRR is sold or traded after it was there, by its owner, and before the extract was taken."""
    posted = {each.old_market: each.posted_date for each in extract.markets}
    owner = {each.old_crr_id: each.participant for each in (*extract.awards, *extract.conversions)}
    since: dict[int, Any] = {
        each.old_crr_id: posted[each.old_market] for each in extract.awards if each.old_market
    }
    since |= {each.old_crr_id: posted[each.old_window] for each in extract.conversions}
    history_from = datetime(2022, 1, 1, tzinfo=PACIFIC)
    for trade in sorted(extract.trades, key=lambda each: (each.effective_date, each.new_old_crr_id)):
        assert owner[trade.old_crr_id] == trade.seller != trade.buyer
        assert since.get(trade.old_crr_id, history_from) < trade.effective_date < extract.head.taken_at
        assert history_from < trade.effective_date <= trade.start
        owner[trade.new_old_crr_id], since[trade.new_old_crr_id] = trade.buyer, trade.effective_date
    for sale in extract.sales:
        assert owner[sale.old_crr_id] == sale.participant
        assert history_from < posted[sale.old_market] and since[sale.old_crr_id] < posted[sale.old_market]
    assert all(
        posted[each] is not None for each in {each.old_market for each in extract.awards if each.old_market}
    )


@CLOSELY
@given(MADE)
def test_markets_in_flight_are_finished_by_exactly_one_system(extract: Extract) -> None:
    """What has posted is finished by nobody; the new system finishes only what begins after go-live."""
    for each in extract.markets:
        assert (each.posted_date is None) == (each.in_flight is not None)
        assert each.open_date <= extract.head.taken_at
        if each.in_flight == "FINISH_NEW":
            assert each.period[:4] >= str(extract.head.go_live.year)
    open_ones = {
        each.old_market
        for each in extract.markets
        if each.in_flight and each.kind in ("AUCTION", "ALLOCATION")
    }
    assert {each.old_market for each in extract.bids} == open_ones


@CLOSELY
@given(MADE)
def test_a_made_extract_can_be_read(extract: Extract) -> None:
    """By the strict reader, without loss."""
    assert read_extract_zip(zip_extract(extract)) == extract


@pytest.mark.parametrize("holdings", [1, 2, 17, 40, 333])
def test_there_are_as_many_holdings_as_wanted(holdings: int) -> None:
    """Exactly."""
    assert len(generate(holdings=holdings, seed=3).holdings) == holdings


def test_the_same_seed_makes_the_same_and_another_one_another() -> None:
    """Byte for byte; more participants change the extract too."""
    one, again, other = (zip_extract(generate(holdings=50, seed=seed)) for seed in (4, 4, 5))
    assert one == again != other


def test_a_small_extract_has_some_of_everything() -> None:
    """Whatever the seed: every kind of deed, old names of owners, retired nodes, something that ends before go-live."""
    for seed in range(5):
        made = generate(holdings=80, seed=seed)
        assert made.sales and made.trades and made.adjustments and made.migrations and made.conversions
        assert {each.class_ for each in made.holdings} == {
            "ALLOCATION", "AUCTION", "SECONDARY_MARKET", "SYSTEM", "LOAD_MIGRATION"
        }  # fmt: skip
        assert any(each.old_market is None for each in made.awards)
        assert {each.new_name for each in made.participants} == {None, "PCFT", "MSSV"}
        gone = {each.name for each in made.retired}
        assert any(each.source in gone for each in made.holdings)
        go_live = datetime(2025, 5, 1, tzinfo=PACIFIC)
        assert any(each.end < go_live for each in made.holdings)
        assert {each.in_flight for each in made.markets} == {None, "FINISH_OLD", "FINISH_NEW"}


def test_twenty_participants_are_those_of_the_demonstration_world() -> None:
    """More are made up, of names of their own."""
    names = {each.new_name or each.participant for each in generate(participants=20).participants}
    assert {"NVLY", "BAYC", "SOCO", "SDCC", "MSSV", "SRTX", "GBTR", "PCFT", "GBT2", "TORA", "POOL01"} <= names
    many = generate(participants=100).participants
    assert len({each.participant for each in many}) == 100
    assert {"CRRH", "CLSE"} <= {each.functions[0] for each in many[32:]}


def test_without_markets_in_flight_the_first_month_is_left_to_the_new_system() -> None:
    """Nothing of May is there before a May go-live, and all markets have posted."""
    made = generate(in_flight=False)
    assert not made.bids and not [each for each in made.markets if each.in_flight]
    assert not [each for each in made.markets if each.period == "2025_M05"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"participants": 3}, {"participants": 10**6}, {"holdings": 0}, {"holdings": 10**7}, {"seed": -1},
        {"go_live": date(2025, 5, 2)}, {"go_live": date(2021, 5, 1)}, {"taken_at": datetime(2025, 5, 2, tzinfo=UTC)},
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused(wrong: dict[str, Any]) -> None:
    """With what was expected."""
    with pytest.raises(ValueError, match="expected"):
        generate(**wrong)
