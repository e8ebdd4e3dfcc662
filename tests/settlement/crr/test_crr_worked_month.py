"""Two CRRs on one constraint in two hours, worked by hand: what is cut, what comes back, what is left."""

from __future__ import annotations

from fractions import Fraction

from worked_month import FIRST, MONTH, SECOND_HOUR, amounts, month

from marketsim.settlement.crr import At, settle


def test_a_shortfall_is_made_up_by_surplus_of_another_hour_as_far_as_it_goes() -> None:
    """60 $ are short in the first hour, 50 $ over in the second: 10 $ stay cut, 2 to 1."""
    results = settle(month(), "crr-track-1b")
    assert amounts(results) == {"A": "-293.33", "B": "-146.67"}
    assert sum(results.amounts.values()) == -440
    assert results.to_demand == {MONTH: 0}
    shares = results.months["K1", MONTH].shares
    assert [each.cut for each in shares.values()] == [40, 20]
    assert [each.returned for each in shares.values()] == [Fraction(100, 3), Fraction(50, 3)]


def test_nobody_is_paid_more_than_the_full_target_and_the_rest_is_for_demand() -> None:
    """With 50 $ more both get their 300 $ and 150 $; 40 $ go to demand, in cents that add up."""
    results = settle(month(revenues=(240, 250)), "crr-track-1b")
    assert amounts(results) == {"A": "-300.00", "B": "-150.00"}
    assert results.to_demand == {MONTH: 40}
    assert results.demand_amounts == {
        ("SC1", MONTH): Fraction(-2667, 100),
        ("SC2", MONTH): Fraction(-1333, 100),
    }


def test_what_an_hour_is_short_of_is_told_by_crr_and_by_constraint() -> None:
    """Notional 300 $ against 240 $, 150 $ against 200 $."""
    results = settle(month(), "crr-track-1b")
    assert results.offsets == {At("K1", FIRST): -60, At("K1", SECOND_HOUR): 50}
    assert [value for (key, at), value in results.notional.items() if at.hour == FIRST] == [200, 100]
    rows = {(row.determinant, row.crr, row.hour): row.value for row in results.rows()}
    assert rows["CRROffset", "A", FIRST] == -40
    assert rows["CRRHourlyAmount", "A", FIRST] == -200
    assert rows["ConstraintShortfall", "", None] == 10


def test_a_shortfall_that_no_surplus_makes_up_stays_with_the_crrs_and_is_told() -> None:
    """Half of the revenue: everybody gets half, conservation holds, nothing is left."""
    results = settle(month(revenues=(150, 75)), "crr-track-1b")
    assert amounts(results) == {"A": "-150.00", "B": "-75.00"}
    assert results.months["K1", MONTH].short == 225
