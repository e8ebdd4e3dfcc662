"""Hours of after-the-fact values that were shaped by hand, and what each policy makes of the hours in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from marketsim.settlement.policies import Policies
from marketsim.settlement.shaping import rounded, shape, unplaced
from marketsim.settlement.supply import Conflict, MissingInput

DEFAULT = Policies.default()


def by_quarter(*megawatts: int) -> list[Fraction]:
    """Four values, each in three five-minute intervals."""
    return [Fraction(each) for each in megawatts for _ in range(3)]


def runs(*parts: tuple[int, str]) -> tuple[Fraction, ...]:
    """So many intervals of each value."""
    return tuple(Fraction(text) for count, text in parts for _ in range(count))


ONE_INTERVAL = [Fraction(0)] * 11 + [Fraction(84)]
WORKED = {
    "tag equals dispatch": (90, by_quarter(60, 80, 100, 120), "PROPORTIONAL",
        runs((3, "5"), (3, "6.667"), (3, "8.333"), (3, "10"))),
    "tag above dispatch": (100, by_quarter(60, 80, 100, 120), "PROPORTIONAL",
        runs((3, "5.556"), (1, "7.408"), (2, "7.407"), (3, "9.259"), (3, "11.111"))),
    "no dispatch": (48, by_quarter(0, 0, 0, 0), "FLAT", runs((12, "4"))),
    "no dispatch, indivisible": (100, by_quarter(0, 0, 0, 0), "FLAT", runs((4, "8.334"), (8, "8.333"))),
    "half an hour": (30, by_quarter(0, 0, 60, 60), "PROPORTIONAL", runs((6, "0"), (6, "5"))),
    "import": (-36, by_quarter(-30, -30, -60, -60), "PROPORTIONAL", runs((6, "-2"), (6, "-4"))),
    "one interval": (7, ONE_INTERVAL, "PROPORTIONAL", runs((11, "0"), (1, "7"))),
    "both directions": (10, by_quarter(120, 120, -60, -60), "MIXED",
        runs((4, "8.334"), (2, "8.333"), (6, "-6.667"))),
    "tag of zero": (0, by_quarter(60, 60, 60, 60), "ZERO_TAG", runs((12, "0"))),
    "tag against dispatch": (-12, by_quarter(60, 60, 60, 60), "OPPOSED", runs((12, "-1"))),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_hour_comes_out_as_by_hand(name: str) -> None:
    """At three decimals of a MWh, and with the tag's energy to the last of them."""
    tag, dispatch, case, values = WORKED[name]
    kept = rounded(shape(Fraction(tag), dispatch, DEFAULT), 3)
    assert (kept.case, kept.values) == (case, values)
    assert sum(kept.values) == tag


def test_a_tag_that_equals_the_dispatch_settles_the_dispatch() -> None:
    """90 MWh dispatched and 90 MWh on the tag: no deviation in any interval."""
    dispatch = by_quarter(60, 80, 100, 120)
    assert list(shape(Fraction(90), dispatch, DEFAULT).values) == [each / 12 for each in dispatch]


def test_megawatts_and_energy_of_the_dispatch_shape_alike() -> None:
    """Dividing by the mean, with which an hour comes out twelve times too large, is impossible."""
    dispatch = by_quarter(60, 80, 100, 120)
    energy = [each / 12 for each in dispatch]
    assert shape(Fraction(90), dispatch, DEFAULT) == shape(Fraction(90), energy, DEFAULT)


# --- hours in doubt -------------------------------------------------------------------------------------------------

FMM = [Fraction(each) for each in (30, 30, 60, 60)]
IDLE = by_quarter(0, 0, 0, 0)


def under(**choices: str) -> Policies:
    return Policies.of(choices)


def test_an_hour_without_dispatch_may_follow_the_fifteen_minute_schedule() -> None:
    """36 MWh over 30, 30, 60 and 60 MW."""
    shaped = shape(Fraction(36), IDLE, under(zero_dispatch="fmm"), FMM)
    assert shaped.values == runs((6, "2"), (6, "4"))


def test_a_fifteen_minute_schedule_of_zero_leaves_the_hour_flat() -> None:
    """There is no shape anywhere, and the energy is kept; nor is it an opposite direction."""
    policies = under(zero_dispatch="fmm", opposed="reject")
    shaped = shape(Fraction(36), IDLE, policies, [Fraction(0)] * 4)
    assert shaped.values == runs((12, "3"))


@pytest.mark.parametrize(
    ("schedule", "values"), [((60, 60, -30, -30), ((6, "4.75"), (6, "-2.75"))), ((-30,) * 4, ((12, "1"),))]
)
def test_a_schedule_in_place_of_the_dispatch_meets_the_same_cases(
    schedule: tuple[int, ...], values: tuple[tuple[int, str], ...]
) -> None:
    """Both directions add to the schedule; the opposite direction leaves the hour flat."""
    fmm = [Fraction(each) for each in schedule]
    assert shape(Fraction(12), IDLE, under(zero_dispatch="fmm"), fmm).values == runs(*values)


def test_a_schedule_that_is_asked_for_and_missing_is_an_error() -> None:
    """Neither flat nor zero in its place."""
    with pytest.raises(MissingInput, match=r"expected fifteen-minute schedules .*; found none; "):
        shape(Fraction(36), IDLE, under(zero_dispatch="fmm"))
    with pytest.raises(MissingInput, match=r"expected 4 values .*; found none in interval 2; "):
        shape(Fraction(36), IDLE, under(zero_dispatch="fmm"), [Fraction(1), None, Fraction(1), Fraction(1)])


def test_an_hour_without_dispatch_may_drop_its_tag() -> None:
    """Twelve zeros; what no interval holds is told."""
    shaped = shape(Fraction(48), IDLE, under(zero_dispatch="drop"))
    assert (shaped.values, unplaced(Fraction(48), shaped)) == (runs((12, "0")), 48)


@pytest.mark.parametrize(
    ("policy", "tag", "dispatch"),
    [
        ("mixed", 10, by_quarter(120, 120, -60, -60)),
        ("opposed", -12, by_quarter(60, 60, 60, 60)),
        ("zero_tag", 0, by_quarter(60, 60, 60, 60)),
    ],
)
def test_an_hour_in_doubt_may_be_rejected(policy: str, tag: int, dispatch: list[Fraction]) -> None:
    """The refusal says what was expected, what was found, and which policy to change."""
    with pytest.raises(Conflict, match=f"expected .*; found .*; .* the policy {policy}$"):
        shape(Fraction(tag), dispatch, under(**{policy: "reject"}))


def test_a_tag_of_zero_without_dispatch_is_no_contradiction() -> None:
    """Nothing was planned and nothing flowed."""
    assert shape(Fraction(0), IDLE, under(zero_tag="reject")).values == runs((12, "0"))


@pytest.mark.parametrize("tag", [0, 48])
@pytest.mark.parametrize("gap", [0, 6, 11])
def test_a_missing_interval_is_an_error_and_never_zero(tag: int, gap: int) -> None:
    """Under any tag, also one of zero; the interval is named."""
    dispatch: list[Fraction | None] = list(by_quarter(60, 60, 60, 60))
    dispatch[gap] = None
    with pytest.raises(
        MissingInput, match=f"expected 12 values of dispatch; found none in interval {gap + 1}; "
    ):
        shape(Fraction(tag), dispatch, DEFAULT)


@pytest.mark.parametrize("dispatch", [[], by_quarter(1, 1, 1), by_quarter(1, 1, 1, 1, 1)])
def test_an_hour_has_twelve_values_of_dispatch(dispatch: Sequence[Fraction]) -> None:
    """Fewer and more are refused with their number."""
    with pytest.raises(MissingInput, match=f"found {len(dispatch)}; "):
        shape(Fraction(1), dispatch, DEFAULT)


def test_a_tag_finer_than_the_decimals_is_refused() -> None:
    """Rounding would lose a part of it."""
    with pytest.raises(
        ValueError, match="expected an hour's energy of at most 3 decimals; found 100001/10000; "
    ):
        rounded(shape(Fraction("10.0001"), IDLE, DEFAULT), 3)


def test_floats_take_the_same_steps() -> None:
    """And stay floats, rounded or not."""
    dispatch = [float(each) for each in by_quarter(60, 80, 100, 120)]
    shaped = shape(100.0, dispatch, DEFAULT)
    assert shaped.values == pytest.approx([float(each) / 360 * 100 / 3 for each in dispatch])
    assert rounded(shaped, 3).values[3:6] == (7.408, 7.407, 7.407)
    assert {type(each) for each in (*shaped.values, *rounded(shaped, 3).values)} == {float}
