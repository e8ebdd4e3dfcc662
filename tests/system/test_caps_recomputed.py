"""Posted caps worked out a second time, from hours and holdings, by the oracle's own arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from auction_ground import NOW, SETTINGS
from hypothesis import given, settings
from hypothesis import strategies as st
from laid_world import laid_world
from sqlalchemy import Connection, select

from marketsim.system.calendar.periods import Span, span
from marketsim.system.calendar.time_of_use import hours
from marketsim.system.eligibility.calculation import Order, calculate
from marketsim.system.store.caps import find_calculation, list_caps
from marketsim.system.store.eq_load import elected_sinks
from marketsim.system.store.holdings import Crr, add_crrs, list_crrs, next_crr_id
from marketsim.system.store.load import LoadHour, LoadSubmission, hours_of, replace_submission, submissions
from marketsim.system.store.load_windows import LoadWindow, add_window, find_window
from marketsim.system.store.markets import MarketRow, add_market, find_market
from marketsim.system.store.participants import all_participants
from marketsim.system.store.served_load import served_load
from marketsim.verification.caps import (
    WHOLE,
    Held,
    Tier,
    TierShares,
    adjusted_metric,
    exact,
    held_at,
    meq,
    net_held,
    posted_mw,
    seq,
    tier_share,
)
from marketsim.verification.exceedance import LoadedHour, metrics

SHARES = TierShares(*(Fraction(2, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1), Fraction(1), Fraction(1)))
TIERS: dict[tuple[str, str], Tier] = {
    ("ANNUAL", "T1"): "annual_t1", ("ANNUAL", "LT"): "annual_lt", ("ANNUAL", "T2"): "annual_t2",
    ("ANNUAL", "T3"): "annual_t3", ("MONTHLY", "T1"): "monthly_t1", ("MONTHLY", "T2"): "monthly_t2",
}  # fmt: skip
Key = tuple[str, str, str, str]  # kind, source, sink, TOU
Found = dict[tuple[str, str], dict[Key, Fraction]]  # by owner and period


@dataclass(frozen=True)
class Posted:
    """What a calculation stands on."""

    market: MarketRow
    window: LoadWindow
    store: Connection

    @property
    def tier(self) -> Tier:
        return TIERS[self.market.market_term, self.market.name.rpartition("_")[2]]

    @property
    def cycle(self) -> str:
        return self.market.name.rpartition("_")[0]


def recomputed(posted: Posted) -> Found:
    """Every cap that should be there."""
    found: Found = {}
    for owner in all_participants(posted.store, "CLSE"):
        for period in posted.market.periods:
            own = _of(posted, owner.name, owner.obaalse, period)
            if own:
                found[owner.name, period.name] = own
    return found


def _of(posted: Posted, owner: str, outside: bool, period: Span) -> dict[Key, Fraction]:
    annual = posted.market.market_term == "ANNUAL"
    crrs = list_crrs(posted.store, owner=owner)
    now = [each for each in crrs if each.start <= period.end and each.end >= period.start]
    now = [each for each in now if not annual or each.period == period.name]
    former = [each for each in crrs if each.period == f"{int(period.name[:4]) - 1}{period.name[4:]}"]
    found: dict[Key, Fraction] = {}
    for (sink, tou), metric in _metrics(posted, owner, outside, period).items():
        held = held_at(_netted([each for each in now if not _own_cycle(posted, each)], now, tou), sink)
        pairs = {pair: mw for pair, mw in _pairs(posted, now, former, tou).items() if pair[1] == sink}
        renewed = posted.tier in WHOLE
        most = tier_share(posted.tier, metric, 0 if renewed else held, SHARES)
        if renewed:
            most = min(most - held, sum(pairs.values(), Fraction(0)))
        found["SEQ" if annual else "MEQ", "", sink, tou] = seq(metric) if annual else meq(metric, 0, held)
        found["UPPER_BOUND", "", sink, tou] = max(Fraction(0), most)
        for (source, _), mw in pairs.items():
            found["SIGNATURE", source, sink, tou] = mw
    return {key: exact(posted_mw(mw)) for key, mw in found.items()}


def _metrics(posted: Posted, owner: str, outside: bool, period: Span) -> dict[tuple[str, str], Fraction]:
    """The exceedance of the load of the month, or of the window's season of that number, less what rights serve."""
    named = {each.name[-3:]: each.name for each in posted.window.periods}
    valid = [
        each
        for each in submissions(posted.store, posted.window.name, named[period.name[-3:]], owner)
        if each.status == "VALID"
    ]
    kept = hours_of(posted.store, [each.id for each in valid])
    loads = [
        LoadedHour(each.sink, hour.day, hour.hour_ending, hour.mw)
        for each in valid
        for hour in kept[each.id]
        if hour.data_type == "FINAL_LOAD"
    ]
    elected = elected_sinks(posted.store, owner, posted.window.name)
    return {
        (sink, tou): adjusted_metric(exact(each.exceedance), _served(posted.store, owner, sink, tou))
        for (sink, tou), each in metrics(loads).items()
        if not outside or sink in elected
    }


def _served(store: Connection, *key: str) -> Fraction:
    columns = (served_load.c.owner, served_load.c.sink, served_load.c.tou)
    query = select(served_load.c.mw).where(
        *(column == value for column, value in zip(columns, key, strict=True))
    )
    return sum((exact(mw) for mw in store.execute(query).scalars()), Fraction(0))


def _own_cycle(posted: Posted, crr: Crr) -> bool:
    return crr.market_name == posted.market.name or (
        posted.tier == "annual_lt" and crr.market_name.rpartition("_")[0] == posted.cycle
    )


def _allocated(crr: Crr) -> bool:
    return crr.category == "ALLOCATION" and crr.offer_type == "OWNER" and crr.crr_type in ("LSE", "OBAALSE")


def _netted(base: Sequence[Crr], rights: Sequence[Crr], tou: str, gained: bool = True) -> list[Held]:
    """The allocated of ``base`` in a time of use with what was gained, and counterflows of either."""
    own = [each for each in base if _allocated(each)]
    own += [each for each in rights if each.crr_type == "LSE_LMT" and gained]
    ids = {each.crr_id for each in own}
    own += [each for each in rights if each.crr_type == "LMT_CNT" and each.parent_crr_id in ids]
    return [Held(each.source, each.sink, each.crr_type, exact(each.mw)) for each in own if each.tou == tou]


def _pairs(
    posted: Posted, now: Sequence[Crr], former: Sequence[Crr], tou: str
) -> dict[tuple[str, str], Fraction]:
    """T1: last year's without what goes on; LT: the awards of T1; no other tier has pairs."""
    if posted.tier == "annual_lt":
        first = [each for each in now if each.market_name == f"{posted.cycle}_T1"]
        return dict(net_held(_netted(first, now, tou, gained=False)))
    if posted.tier != "annual_t1":
        return {}
    lasting = {(each.market_name, each.source, each.sink, each.tou) for each in now if _long(each)}
    begun = {(each.market_name, each.source, each.sink, each.tou) for each in former if _long(each)}
    ending = [each for each in former if (each.market_name, each.source, each.sink, each.tou) not in lasting]
    found = dict(net_held(_netted(ending, former, tou)))
    for each in now:
        if (
            _long(each)
            and each.tou == tou
            and (each.market_name, each.source, each.sink, each.tou) not in begun
            and (each.source, each.sink) in found
        ):
            found[each.source, each.sink] -= exact(each.mw)
    return {pair: mw for pair, mw in found.items() if mw > 0}


def _long(crr: Crr) -> bool:
    return _allocated(crr) and crr.market_name.endswith("_LT")


def worked_out(store: Connection, name: str) -> Found:
    """The caps that the system keeps under a name."""
    found: Found = {}
    for each in list_caps(store, name):
        key = (each.kind, each.source or "", each.sink, each.tou)
        assert key not in found.setdefault((each.owner, each.period), {})
        found[each.owner, each.period][key] = exact(each.mw)
    return found


def stands_on(store: Connection, name: str) -> Posted:
    calculation = find_calculation(store, name)
    assert calculation is not None
    market = find_market(store, calculation.market_name or "")
    window = find_window(store, calculation.load_window or "")
    assert market is not None and window is not None
    return Posted(market, window, store)


@pytest.mark.parametrize("name", ["SEQ_2027", "MEQ_2027_M01", "MEQ_2027_M01_T2"])
def test_the_world_s_caps_are_those_of_its_load_and_holdings(name: str) -> None:
    """Every owner, period and kind; none more and none less."""
    with laid_world(NOW) as store:
        found = worked_out(store, name)
        assert found == recomputed(stands_on(store, name)) and len(found) > 5


# A world of chance: one owner, two sinks, a season in two years or a month.

SINKS, SOURCES = ("DLAP_SDGE-APND", "DLAP_SCE-APND"), ("SANONFR_7_B1", "OTAYMSA_7_B1")
PERIOD, LAST, MONTH = "2030_S02", "2029_S02", "2030_M05"
MEGAWATTS = st.integers(1, 60_000).map(lambda n: n / 1000)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(("T1", "T2", "T3", "LT", "SOLD", "BOUGHT", "MONTH")),
        st.sampled_from((LAST, PERIOD)),
        st.sampled_from(SOURCES),
        st.sampled_from(SINKS),
        st.sampled_from(("ON", "OFF")),
        MEGAWATTS,
        st.fractions(0, 1, max_denominator=8),  # of it that migrated
    ),
    max_size=10,
)
LOADS = st.lists(st.tuples(MEGAWATTS, MEGAWATTS, st.booleans()), min_size=2, max_size=2)
MARKETS = [f"ALLOC_AN_2030_{tier}" for tier in ("T1", "LT", "T2", "T3")] + [
    "ALLOC_MN_2030_M05_T1",
    "ALLOC_MN_2030_M05_T2",
]


@settings(max_examples=30, deadline=None)
@given(market=st.sampled_from(MARKETS), rows=ROWS, loads=LOADS)
def test_caps_of_any_load_and_holdings_are_those_of_the_oracle(
    market: str, rows: list[tuple[Any, ...]], loads: list[tuple[float, float, bool]]
) -> None:
    """Rights of every tier, sold, bought and migrated; load at two sinks, VALID or in ERROR."""
    with laid_world(NOW) as store:
        window = _ground(store, market, loads)
        add_crrs(store, _rights(store, rows))
        calculate(store, SETTINGS, Order("CHANCE", market, load_window=window), NOW)
        assert worked_out(store, "CHANCE") == recomputed(stands_on(store, "CHANCE"))


def _ground(store: Connection, name: str, loads: list[tuple[float, float, bool]]) -> str:
    """The market, and a window with load of its own."""
    annual = "_AN_" in name
    opened = {"open_date": NOW - timedelta(days=9), "close_date": NOW + timedelta(days=9)}
    period, loaded = (span(PERIOD), span("2028_S02")) if annual else (span(MONTH), span(MONTH))
    term = "ANNUAL" if annual else "MONTHLY"
    add_market(
        store,
        MarketRow(
            name, "ALLOCATION", term, NOW, **opened, posted_at=None, cancelled=False, periods=(period,)
        ),
    )
    window = LoadWindow("CHANCE", "H" if annual else "F", term, **opened, periods=(loaded,))
    add_window(store, window)
    calendar = list(hours(loaded))
    for sink, (on, off, valid) in zip(SINKS, loads, strict=True):
        status = "VALID" if valid else "ERROR"
        kept = (
            LoadHour(day, ending, "FINAL_LOAD", round((on if tou == "ON" else off) + n % 97 / 1000, 3))
            for n, (day, ending, tou) in enumerate(calendar)
        )
        replace_submission(
            store, LoadSubmission(0, "SDCC", "CHANCE", loaded.name, sink, status, None, NOW), list(kept)
        )
    return window.name


def _rights(store: Connection, rows: list[tuple[Any, ...]]) -> Iterator[Crr]:
    number = next_crr_id(store)
    for kind, name, source, sink, tou, mw, share in rows:
        period = span(MONTH if kind == "MONTH" else name)
        years = {"T1": "AN_2030", "T2": "AN_2030", "T3": "AN_2030"} if name == PERIOD else {}
        cycle = years.get(kind, "AN_2029")
        right = Crr(
            crr_id=number, parent_crr_id=None, owner="SDCC", source=source, sink=sink, tou=tou, hedge_type="OBL",
            crr_type="LSE", category="SECONDARY_MARKET" if kind == "BOUGHT" else "ALLOCATION",
            market_name=f"ALLOC_{cycle}_{kind if kind in ('T1', 'T2', 'T3', 'LT') else 'T1'}",
            period=period.name, start=period.start, end=period.end, mw=mw,
            offer_type="SELLER" if kind == "SOLD" else "OWNER",
        )  # fmt: skip
        yield right
        lost = float(round(Fraction(str(mw)) * share, 3))
        if lost and kind in ("T1", "T2", "T3", "MONTH"):
            yield replace(
                right, crr_id=number + 1, parent_crr_id=number, source=sink, sink=source, mw=lost,
                crr_type="LMT_CNT", category="LOAD_MIGRATION", market_name="LOAD_MIGRATION_2029_M04",
            )  # fmt: skip
        number += 2
