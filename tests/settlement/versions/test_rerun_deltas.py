"""A rerun tells what it changes by determinant, interval and area, and whether the areas give it to each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from marketsim.settlement.interval import TradeHour
from marketsim.settlement.versions.rerun import by_area, deltas

HOUR = TradeHour(date(2019, 8, 1), 10)
CREDIT, OFFSET = "BAAFMMGHGCreditAmount", "offset"
AREAS = ("AZPS", "CISO", "IPCO", "PACE")
AMOUNTS = st.fractions(-1000, 1000, max_denominator=1260)


@dataclass(frozen=True)
class Value:
    """A value of a settlement."""

    determinant: str
    area: str | None
    k: int
    value: Fraction
    hour: TradeHour = HOUR


@dataclass(frozen=True)
class Settlement:
    """What a settlement calculated."""

    found: tuple[Value, ...]

    def values(self) -> Iterable[Value]:
        """Every value."""
        return self.found


def settlement(*values: tuple[str, str | None, int, str]) -> Settlement:
    """A settlement of values (determinant, area, interval, amount)."""
    return Settlement(tuple(Value(name, area, k, Fraction(amount)) for name, area, k, amount in values))


OLD = settlement((OFFSET, "IPCO", 1, "-24"), (OFFSET, "AZPS", 1, "24"), (OFFSET, "CISO", 1, "0"))
NEW = settlement(
    (OFFSET, "IPCO", 1, "0"),
    (OFFSET, "AZPS", 1, "0"),
    (OFFSET, "CISO", 1, "0"),
    (CREDIT, "IPCO", 1, "24"),
    (CREDIT, "AZPS", 1, "-22"),
)


def test_what_old_rules_lack_counts_as_zero() -> None:
    """The credit comes with the new rules: all of it is change."""
    credit = deltas(OLD, NEW).deltas[0]
    assert (credit.determinant, credit.changes) == (CREDIT, {"AZPS": Fraction(-22), "IPCO": Fraction(24)})


def test_a_delta_that_closes_has_no_leftover_and_names_only_areas_that_change() -> None:
    """The offset moves from one area to the other."""
    rerun = deltas(OLD, NEW, only={OFFSET})
    (delta,) = rerun.deltas
    assert delta.changes == {"AZPS": Fraction(-24), "IPCO": Fraction(24)}
    assert rerun.leftovers == ()


def test_a_leftover_is_told_with_its_amount_and_the_areas_behind_it() -> None:
    """The averaged price leaves 2 $."""
    (leftover,) = deltas(OLD, NEW).leftovers
    assert (leftover.determinant, leftover.leftover, leftover.areas) == (
        CREDIT,
        Fraction(2),
        ("AZPS", "IPCO"),
    )
    assert str(leftover).endswith("interval 1: AZPS -22.000000, IPCO +24.000000; leftover +2.000000")


def test_intervals_are_judged_each_alone() -> None:
    """Leftovers of two intervals that cancel are two leftovers all the same."""
    rerun = deltas(settlement(), settlement((OFFSET, "IPCO", 1, "3"), (OFFSET, "IPCO", 2, "-3")))
    assert [each.leftover for each in rerun.leftovers] == [3, -3]
    assert rerun.totals() == {OFFSET: {"IPCO": 0}}


def test_resources_of_an_area_are_added_and_values_of_no_area_take_no_part() -> None:
    """Two coordinators of an area are one area; a value that belongs to none is nobody's delta."""
    rerun = deltas(
        settlement((OFFSET, "IPCO", 1, "1"), (OFFSET, "IPCO", 1, "2"), ("price", None, 1, "40")),
        settlement((OFFSET, "IPCO", 1, "5"), ("price", None, 1, "41")),
    )
    assert [each.changes for each in rerun.deltas] == [{"IPCO": 2}]


@given(st.lists(AMOUNTS, min_size=4, max_size=4), st.lists(AMOUNTS, min_size=4, max_size=4))
def test_the_change_brings_one_to_the_other(before: list[Fraction], after: list[Fraction]) -> None:
    """Old plus change is new in every area, and nothing changes back and forth."""
    old, new = dict(zip(AREAS, before, strict=True)), dict(zip(AREAS, after, strict=True))
    changes = by_area(old, new)
    assert {area: old[area] + changes.get(area, 0) for area in AREAS} == new
    assert by_area(new, old) == {area: -change for area, change in changes.items()}


@given(st.lists(st.lists(AMOUNTS, min_size=3, max_size=3), min_size=1, max_size=12))
def test_totals_of_deltas_that_close_close(intervals: list[list[Fraction]]) -> None:
    """Rounding leaves nothing over, and moves no area by a billionth of a dollar an interval or more."""
    values = [
        (OFFSET, area, k, str(amount))
        for k, three in enumerate(intervals, start=1)
        for area, amount in zip(AREAS, [*three, -sum(three)], strict=True)
    ]
    rerun = deltas(settlement(), settlement(*values))
    totals = rerun.totals().get(OFFSET, {})
    assert not rerun.leftovers
    assert sum(totals.values()) == 0
    for at, area in enumerate(AREAS[:3]):
        exact = sum(three[at] for three in intervals)
        assert abs(totals.get(area, Fraction(0)) - exact) <= Fraction(len(intervals), 10**9)
