"""Laws that every load migration keeps, over random months of uploads, sales in between and corrections."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from migration_ground import (
    allocated,
    closed_market,
    customers,
    empty_system,
    held_on,
    posted,
    rates,
    results,
    run,
    sold,
    transfer,
)
from sqlalchemy import Connection

from marketsim.system.calendar.periods import pacific_midnight
from marketsim.system.migration.inputs import MigrationInputs
from marketsim.system.migration.results import worked_out
from marketsim.system.store.holdings import list_crrs
from marketsim.system.store.segments import list_parts

LSES = ("NVLY", "BAYC", "SOCO")
DAYS = [date(2031, number, 15) for number in range(2, 8)]
MOVES = st.lists(
    st.tuples(st.sampled_from(LSES), st.sampled_from(LSES), st.integers(1, 400)), max_size=5
)  # fmt: skip
MONTHS = st.lists(MOVES, min_size=2, max_size=4)
RIGHTS = st.lists(
    st.tuples(
        st.sampled_from(LSES), st.sampled_from(("2031_S01", "2031_S02")), st.sampled_from(("ON", "OFF")),
        st.integers(1, 90_000),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


def uploaded(store: Connection, number: int, moves: list[tuple[str, str, int]]) -> str:
    """A month in which customers move, from LSEs with 3,000 each."""
    market = closed_market(store, 2031, number)
    rates(store, market)
    customers(store, market, dict.fromkeys(LSES, 3_000))
    for index, (loser, gainer, count) in enumerate(moves):
        transfer(store, market, loser, gainer, count, record=f"R{index}")
    return market


def rights_of(store: Connection, rights: list[tuple[str, str, str, int]]) -> list[int]:
    return [allocated(store, owner, period, steps / 1000, tou) for owner, period, tou, steps in rights]


@settings(max_examples=12, deadline=None)
@given(MONTHS, RIGHTS, st.randoms(use_true_random=False))
def test_mw_cancel_pair_by_pair_on_every_day(
    months: list[list[tuple[str, str, int]]], rights: list[tuple[str, str, str, int]], chance: Any
) -> None:
    """On each day, every right has as many MW of LSE_LMT as of LMT_CNT on it, whoever holds them; none below 0."""
    with empty_system() as store:
        rights_of(store, rights)
        for number, moves in enumerate(months, 2):
            posted(store, uploaded(store, number, moves))
            for crr in list_crrs(store, categories=("LOAD_MIGRATION",)):
                if crr.crr_type == "LSE_LMT" and crr.mw > 0 and chance.random() < 0.3:
                    sold(store, crr.crr_id, round(crr.mw / 2, 3))
        assert min((crr.mw for crr in list_parts(store)), default=0) >= 0
        for day in DAYS:
            assert not any(balance(store, day).values()), (day, balance(store, day))


def balance(store: Connection, day: date) -> dict[int, Fraction]:
    """MW of LSE_LMT less those of LMT_CNT in force on a day, by the right they follow from; sold parts included."""
    noon = pacific_midnight(day) + timedelta(hours=12)
    by_id = {crr.crr_id: crr for crr in list_crrs(store)}
    found: defaultdict[int, Fraction] = defaultdict(Fraction)
    for part in list_parts(store, overlapping=(noon, noon)):
        if part.crr_type in ("LSE_LMT", "LMT_CNT"):
            made = part
            while made.category == "SECONDARY_MARKET":
                made = by_id[made.parent_crr_id or 0]
            sign = 1 if part.crr_type == "LSE_LMT" else -1
            found[made.parent_crr_id or 0] += sign * Fraction(str(part.mw))
    return found


@settings(max_examples=12, deadline=None)
@given(MONTHS, RIGHTS)
def test_adjustments_add_up_to_the_rounded_total(
    months: list[list[tuple[str, str, int]]], rights: list[tuple[str, str, str, int]]
) -> None:
    """initialMw and adjustedMw of a pair on a right over all months: what moved in all, rounded once."""
    with empty_system() as store:
        rights_of(store, rights)
        told: defaultdict[tuple[int, str], Fraction] = defaultdict(Fraction)
        total: dict[tuple[int, str], Fraction] = {}
        for number, moves in enumerate(months, 2):
            market = uploaded(store, number, moves)
            posted(store, market)
            for (parent, owner, kind), (initial, adjusted) in results(store, market).items():
                if kind == "LSE_LMT":
                    told[parent, owner] += Fraction(str(initial or adjusted))
            for move in run(store, market).results.moves:
                total[move.parent_crr_id, move.to_owner] = move.after
        assert {key: mw for key, mw in told.items() if mw} == {
            key: rounded for key, mw in total.items() if (rounded := round(mw, 3))
        }


@settings(max_examples=20, deadline=None)
@given(MOVES, RIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_uploads_changes_nothing(
    moves: list[tuple[str, str, int]], rights: list[tuple[str, str, str, int]], chance: Any
) -> None:
    """Records, counts and rates in another order come to the same."""
    with empty_system() as store:
        rights_of(store, rights)
        inputs = run(store, uploaded(store, 2, moves)).inputs
    shuffled: dict[str, Any] = {
        name: tuple(chance.sample(getattr(inputs, name), len(getattr(inputs, name))))
        for name in ("rates", "counts", "transfers", "parents")
    }
    assert worked_out(replace(inputs, **shuffled)) == worked_out(inputs)


@settings(max_examples=20, deadline=None)
@given(MOVES, RIGHTS)
def test_what_is_kept_of_a_run_comes_to_the_same_again(
    moves: list[tuple[str, str, int]], rights: list[tuple[str, str, str, int]]
) -> None:
    """Nothing is lost on the way into the store and back; no right moves by more than all of it."""
    with empty_system() as store:
        rights_of(store, rights)
        found = run(store, uploaded(store, 2, moves))
    assert worked_out(MigrationInputs.decoded(found.inputs.encoded())) == found.results
    assert all(each.after >= 0 for each in found.results.moves)
    assert all(0 < each.share <= 1 for each in found.results.percentages)


@settings(max_examples=15, deadline=None)
@given(RIGHTS, st.integers(1, 3_000))
def test_a_month_that_moves_back_exactly_what_came_leaves_nothing(
    rights: list[tuple[str, str, str, int]], gone: int
) -> None:
    """SDCC, with no load and no rights of its own, gains some and loses it all again: 0 MW, under the same ids."""
    with empty_system() as store:
        rights_of(store, rights)
        posted(store, uploaded(store, 2, [("NVLY", "SDCC", gone)]))
        there = {crr.crr_id for crr in list_crrs(store, categories=("LOAD_MIGRATION",))}
        back = closed_market(store, 2031, 3)
        customers(store, back, {"SDCC": gone})
        transfer(store, back, "SDCC", "NVLY", gone)
        posted(store, back)
        held = list_crrs(store, categories=("LOAD_MIGRATION",))
        assert {crr.crr_id for crr in held} == there
        assert all(crr.mw == 0 for crr in held)
        assert not any(held_on(store, date(2031, 5, 1)).values())
