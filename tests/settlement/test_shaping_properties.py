"""What every shaping of an hour must satisfy, whatever the numbers; exact, in rationals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from marketsim.settlement.etsr import Etsr
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.policies import Policies
from marketsim.settlement.shaping import case_of, rounded, shape, unplaced
from marketsim.settlement.supply import five_minute

DEFAULT = Policies.default()
KEEPING = [{}, {"zero_dispatch": "fmm"}]  # the choices that refuse nothing and drop nothing

TAGS = st.integers(-2000, 2000).map(Fraction) | st.decimals(-2000, 2000, places=3).map(Fraction)
MEGAWATTS = st.just(Fraction(0)) | st.fractions(-500, 500, max_denominator=100)


def hours(each: st.SearchStrategy[Fraction]) -> st.SearchStrategy[list[Fraction]]:
    return st.lists(each, min_size=12, max_size=12)


FORTH = hours(MEGAWATTS.map(abs)).filter(any)
ONE_WAY = FORTH | FORTH.map(lambda values: [-each for each in values])
IDLE = st.just([Fraction(0)] * 12)
HOURS = ONE_WAY | IDLE | hours(MEGAWATTS)
FACTORS = st.fractions(Fraction(1, 100), 100, max_denominator=1000).filter(lambda factor: factor > 0)
DECIMALS = st.integers(3, 6)


@pytest.mark.parametrize("choices", KEEPING)
@given(tag=TAGS, dispatch=HOURS, fmm=st.lists(MEGAWATTS, min_size=4, max_size=4), decimals=DECIMALS)
def test_the_twelve_values_hold_the_tag_s_energy_before_and_after_rounding(
    choices: dict[str, str], tag: Fraction, dispatch: list[Fraction], fmm: list[Fraction], decimals: int
) -> None:
    """Property 1, under every policy that keeps the energy."""
    shaped = shape(tag, dispatch, Policies.of(choices), fmm)
    assert sum(shaped.values) == tag
    assert unplaced(tag, shaped) == 0
    kept = rounded(shaped, decimals)
    assert sum(kept.values) == tag
    unit = Fraction(1, 10**decimals)
    assert all(abs(a - b) < unit for a, b in zip(kept.values, shaped.values, strict=True))


def of_one_direction(size: Fraction, dispatch: list[Fraction]) -> Fraction:
    """A tag of that size in the dispatch's direction."""
    return abs(size) if sum(dispatch) > 0 else -abs(size)


@given(TAGS.filter(bool), ONE_WAY, DECIMALS)
def test_a_proportional_hour_keeps_the_zeros_the_direction_and_the_ratios_of_its_dispatch(
    size: Fraction, dispatch: list[Fraction], decimals: int
) -> None:
    """Property 2; zeros and direction also after rounding."""
    tag = of_one_direction(size, dispatch)
    shaped = shape(tag, dispatch, DEFAULT)
    assert shaped.case == "PROPORTIONAL"
    values, kept = shaped.values, rounded(shaped, decimals).values
    for a, after, d in zip(values, kept, dispatch, strict=True):
        assert (a == 0) == (d == 0)
        assert after == 0 or after * d > 0
    first = next(at for at, each in enumerate(dispatch) if each)
    assert all(a * dispatch[first] == values[first] * d for a, d in zip(values, dispatch, strict=True))


@given(TAGS, ONE_WAY | IDLE, FACTORS)
def test_the_unit_of_the_dispatch_does_not_matter(
    tag: Fraction, dispatch: list[Fraction], factor: Fraction
) -> None:
    """Property 3: megawatts or energy an interval, the shape is the same."""
    scaled = [factor * each for each in dispatch]
    assert shape(tag, scaled, DEFAULT) == shape(tag, dispatch, DEFAULT)


@given(TAGS, ONE_WAY | IDLE, FACTORS)
def test_a_larger_tag_makes_every_value_larger_in_step(
    tag: Fraction, dispatch: list[Fraction], factor: Fraction
) -> None:
    """Property 3, for the tag."""
    assert shape(factor * tag, dispatch, DEFAULT).values == tuple(
        factor * each for each in shape(tag, dispatch, DEFAULT).values
    )


def test_an_hour_in_both_directions_needs_its_dispatch_in_megawatts() -> None:
    """Property 3 does not extend to it: energy given for megawatts shapes otherwise."""
    dispatch = [Fraction(each) for each in (120, -60) * 6]
    energy = [each / 12 for each in dispatch]
    assert shape(Fraction(10), energy, DEFAULT) != shape(Fraction(10), dispatch, DEFAULT)


@given(HOURS)
@example([Fraction(60), Fraction(-60)] * 6)
def test_a_tag_that_equals_the_integrated_dispatch_is_deemed_delivered_as_dispatched(
    dispatch: list[Fraction],
) -> None:
    """Property 4, in one direction and in both."""
    tag = sum(dispatch, Fraction(0)) / 12
    # In both directions with a sum of zero, the tag says that nothing flowed, and that goes first.
    assume(tag != 0 or not any(dispatch))
    shaped = shape(tag, dispatch, DEFAULT)
    assert list(shaped.values) == [each / 12 for each in dispatch]


@given(TAGS, HOURS, st.sampled_from([("IPCO", "CISO"), ("CISO", "IPCO")]))
def test_what_one_end_exports_the_other_imports(
    tag: Fraction, dispatch: list[Fraction], ends: tuple[str, str]
) -> None:
    """Property 5: one series for both ends, and none for anybody else."""
    etsr = Etsr("TIE", *ends)
    supplied = five_minute(
        etsr, TradeHour(date(2019, 8, 1), 1), tag=tag, dispatch=dispatch, fmm=None, submitted=None,
        policies=DEFAULT,
    )  # fmt: skip
    for each in supplied.values:
        assert etsr.export_of(ends[0], each) == each == -etsr.export_of(ends[1], each)
        assert etsr.export_of("AZPS", each) == 0


@given(TAGS, HOURS)
def test_turning_all_signs_turns_the_result(tag: Fraction, dispatch: list[Fraction]) -> None:
    """No direction is treated otherwise than its opposite."""
    turned = shape(-tag, [-each for each in dispatch], DEFAULT)
    straight = shape(tag, dispatch, DEFAULT)
    assert turned.case == straight.case
    assert turned.values == tuple(-each for each in straight.values)


REACHED: dict[str, Callable[[Fraction, list[Fraction]], bool]] = {
    "ZERO_TAG": lambda tag, _: tag == 0,
    "FLAT": lambda tag, dispatch: tag != 0 and not any(dispatch),
    "MIXED": lambda tag, dispatch: tag != 0 and min(dispatch) < 0 < max(dispatch),
    "OPPOSED": lambda tag, dispatch: (min(dispatch) >= 0 > tag or max(dispatch) <= 0 < tag) and any(dispatch),
    "PROPORTIONAL": lambda tag, dispatch: (min(dispatch) >= 0 < tag or max(dispatch) <= 0 > tag) and any(dispatch),
}  # fmt: skip


@given(TAGS, HOURS)
def test_every_hour_is_exactly_one_case(tag: Fraction, dispatch: list[Fraction]) -> None:
    """The cases leave no hour out and do not overlap."""
    assert [case for case, holds in REACHED.items() if holds(tag, dispatch)] == [case_of(tag, dispatch)]
