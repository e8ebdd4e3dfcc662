"""Rounding that keeps the sum, and the exact numbers it works on."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marketsim.settlement.largest_remainder import largest_remainder
from marketsim.settlement.number import exact, half_up

RATIONALS = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)
DECIMALS = st.integers(0, 6)


def at_cents(*texts: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(text) for text in texts)


def test_a_charge_by_demand_comes_out_to_the_cent() -> None:
    """1,234.57 over demands of 500, 300 and 200: the one cent left goes to the largest remainder, a half cent."""
    charge = Fraction("1234.57")
    shares = [charge * demand / 1000 for demand in (500, 300, 200)]
    assert largest_remainder(shares, 2, charge) == at_cents("617.29", "370.37", "246.91")


def test_equal_remainders_go_to_the_earliest() -> None:
    """A hundred in twelve equal parts of three decimals: the first four have one unit more."""
    parts = largest_remainder([Fraction(100, 12)] * 12, 3)
    assert parts == at_cents(*["8.334"] * 4, *["8.333"] * 8)


def test_negative_values_are_floored_towards_minus_infinity() -> None:
    """Minus two thirds floors to -1, so the larger remainder is that of minus one third."""
    assert largest_remainder([Fraction(-2, 3), Fraction(-1, 3)], 0) == (-1, 0)


def test_nothing_rounds_to_nothing() -> None:
    """No values have the sum zero."""
    assert largest_remainder([], 2) == ()


@given(st.lists(RATIONALS, min_size=1, max_size=15), DECIMALS)
def test_the_sum_is_the_rounded_sum_and_no_value_moves_a_unit(values: list[Fraction], decimals: int) -> None:
    """Whatever the signs, each value stays within one unit of what it was."""
    unit = Fraction(1, 10**decimals)
    kept = largest_remainder(values, decimals)
    assert sum(kept) == half_up(sum(values, Fraction(0)), decimals)
    assert all(abs(after - before) < unit for before, after in zip(values, kept, strict=True))
    assert all((each / unit).denominator == 1 for each in kept)


@given(st.lists(RATIONALS, min_size=2, max_size=12), DECIMALS)
def test_a_larger_remainder_is_never_passed_over(values: list[Fraction], decimals: int) -> None:
    """Of two values, the one raised to the next unit has the larger remainder, or lies earlier."""
    unit = Fraction(1, 10**decimals)
    floors = [each // unit * unit for each in values]
    kept = largest_remainder(values, decimals)
    keys = [(floor - value, at) for at, (floor, value) in enumerate(zip(floors, values, strict=True))]
    raised = [key for key, floor, after in zip(keys, floors, kept, strict=True) if after > floor]
    left = [key for key, floor, after in zip(keys, floors, kept, strict=True) if after == floor]
    assert len(raised) + len(left) == len(values)
    assert not raised or not left or max(raised) < min(left)


@given(st.lists(RATIONALS, min_size=1, max_size=12), DECIMALS)
def test_what_is_round_already_stays(values: list[Fraction], decimals: int) -> None:
    """Rounding a second time changes nothing."""
    once = largest_remainder(values, decimals)
    assert largest_remainder(once, decimals) == once


@pytest.mark.parametrize("wrong", [Fraction(5), Fraction(-1), Fraction("0.125"), Fraction("1.1251")])
def test_a_total_that_is_not_the_values_own_is_refused(wrong: Fraction) -> None:
    """Rounding places at most one unit a value; it never spreads a difference in silence."""
    with pytest.raises(ValueError, match=r"expected a total .*; found .*; "):
        largest_remainder([Fraction(1, 3)] * 3, 2, wrong)


@given(RATIONALS, DECIMALS)
def test_half_up_is_the_nearest_value_and_turns_with_the_sign(value: Fraction, decimals: int) -> None:
    """At most half a unit away, and the same size for a charge as for a payment."""
    assert abs(half_up(value, decimals) - value) * 2 <= Fraction(1, 10**decimals)
    assert half_up(-value, decimals) == -half_up(value, decimals)


def test_half_a_cent_goes_away_from_zero() -> None:
    """0.005 is a cent, and -0.005 is a cent the other way."""
    assert [half_up(Fraction(text), 2) for text in ("0.005", "-0.005", "0.004")] == list(
        at_cents("0.01", "-0.01", "0")
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.50", Fraction(25, 2)),
        ("-0.1", Fraction(-1, 10)),
        ("+3", Fraction(3)),
        ("1.5e-7", Fraction(3, 2 * 10**7)),
        ("5.", Fraction(5)),
        (".5", Fraction(1, 2)),
    ],
)
def test_a_decimal_text_is_read_without_rounding(text: str, value: Fraction) -> None:
    """A tenth is a tenth, not the nearest binary number."""
    assert exact(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", " 1", "1 ", "1,5", "1_000", "1/3", "nan", "inf", "-Infinity", "0x10", "٣", "1\n", "--1", "."),
        *("1e21", "1e-21", "1e999999999", "9" * 41),
    ],
)
def test_a_text_that_is_no_plain_decimal_is_refused(text: str) -> None:
    """Neither words, nor fractions, nor a number too long to hold."""
    with pytest.raises(ValueError, match=r"expected .*; found .*; "):
        exact(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_every_written_decimal_comes_back_as_its_value(value: object) -> None:
    """Whatever a decimal prints as, the value read is its own."""
    assume(len(str(value)) <= 40)
    assert exact(str(value)) == Fraction(str(value))
