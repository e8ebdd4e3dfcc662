"""A CRR is cut by dates and MW without a MW lost or made on any day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.system.calendar.periods import PACIFIC, pacific_midnight, season
from marketsim.system.holdings.cutting import CuttingProblem, cut, thousandths
from marketsim.system.holdings.peaks import peak_mw
from marketsim.system.store.holdings import Crr

SPRING = season(2027, 1)  # with the change to daylight saving time in it
DAYS = SPRING.days()
A_SECOND = timedelta(seconds=1)


def crr(mw: float) -> Crr:
    return Crr(
        crr_id=7, parent_crr_id=3, owner="SRTX", source="A", sink="B", tou="ON", hedge_type="OBL", crr_type="AUC",
        category="AUCTION", market_name="AUC_AN_2027", period=SPRING.name, start=SPRING.start, end=SPRING.end, mw=mw,
    )  # fmt: skip


def by_day(pieces: Iterable[Crr]) -> dict[date, int]:
    """The thousandths of a MW that CRRs of whole Pacific days have on each day of the season."""
    found = dict.fromkeys(DAYS, 0)
    for each in pieces:
        for on in DAYS:
            if each.start <= pacific_midnight(on) <= each.end:
                found[on] += thousandths(each.mw)
    return found


@given(st.data())
def test_on_every_day_the_pieces_have_what_the_crr_had(data: st.DataObject) -> None:
    """Cut again and again: nothing lost or made, nothing below 0, every id once, every new one with its parent."""
    held = {7: crr(data.draw(st.integers(1, 60_000)) / 1000)}
    whole, ids = by_day(held.values()), count(8)
    taken: list[Crr] = []
    for _ in range(data.draw(st.integers(1, 5))):
        left = [each for each in held.values() if each.mw > 0]
        if not left:
            break
        victim = data.draw(st.sampled_from(left))
        first, last = (each.astimezone(PACIFIC).date() for each in (victim.start, victim.end))
        begin = data.draw(st.dates(first, last))
        end = data.draw(st.dates(begin, last))
        mw = data.draw(st.integers(1, thousandths(victim.mw))) / 1000
        stop = pacific_midnight(end + timedelta(days=1)) - A_SECOND
        pieces = cut(victim, pacific_midnight(begin), stop, mw, lambda _: next(ids))
        held |= {each.crr_id: each for each in pieces.kept()}
        taken.append(pieces.taken)
        assert pieces.rest.crr_id == victim.crr_id
        assert (pieces.rest.parent_crr_id, pieces.taken.parent_crr_id) == (
            victim.parent_crr_id, victim.crr_id,
        )  # fmt: skip
    everything = [*held.values(), *taken]
    assert by_day(everything) == whole
    assert min(each.mw for each in everything) >= 0
    assert len({each.crr_id for each in everything}) == len(everything)
    assert all(each.start <= each.end for each in everything)


@pytest.mark.parametrize("mw", [0, -1, 5.001])
def test_mw_that_are_not_there_cannot_be_cut_out(mw: float) -> None:
    """Neither nothing nor more than there is."""
    with pytest.raises(CuttingProblem, match=r"has 5\.000 MW"):
        cut(crr(5), SPRING.start, SPRING.end, mw, lambda _: 8)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (SPRING.start - A_SECOND, SPRING.end),
        (SPRING.start, SPRING.end + A_SECOND),
        (SPRING.end, SPRING.start),
    ],
)
def test_dates_that_are_not_there_cannot_be_cut_out(start: object, end: object) -> None:
    """Neither days before or after the CRR nor dates in reverse order."""
    with pytest.raises(CuttingProblem, match="does not have all of the dates"):
        cut(crr(5), start, end, 1, lambda _: 8)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(0, 88), st.integers(0, 30), st.integers(1, 9_999)), max_size=8))
def test_the_peak_is_the_largest_sum_of_any_day(drawn: list[tuple[int, int, int]]) -> None:
    """What is in force on a day adds up; the peak of a stretch is that of its worst day."""
    shares = []
    for first, days, mw in drawn:
        last = min(first + days, len(DAYS) - 1)
        pieces = cut(
            crr(mw / 1000),
            pacific_midnight(DAYS[first]),
            pacific_midnight(DAYS[last] + timedelta(days=1)) - A_SECOND,
            mw / 1000,
            lambda _: 8,
        ) if (first, last) != (0, len(DAYS) - 1) else None  # fmt: skip
        shares.append(pieces.taken if pieces else crr(mw / 1000))
    assert thousandths(peak_mw(shares, SPRING.start, SPRING.end)) == max(by_day(shares).values())
