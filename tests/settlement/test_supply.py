"""Who supplies a transfer's five-minute values: the ISO shapes its own, the responsible areas submit theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest

from marketsim.settlement.etsr import Etsr
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.policies import Policies
from marketsim.settlement.shaping import Shaped, rounded, shape
from marketsim.settlement.supply import Conflict, MissingInput, Submission, Supplied, five_minute

HOUR = TradeHour(date(2019, 8, 1), 9)
WITH_CISO = Etsr("AZPS_CISO_1", "AZPS", "CISO", "AZPS")
BETWEEN = Etsr("AZPS_IPCO_1", "AZPS", "IPCO", "AZPS")
DISPATCH = [Fraction(each) for each in (60, 80, 100, 120) for _ in range(3)]
TWO = (Fraction(2),) * 12
UNEVEN = tuple(Fraction(each) for each in range(12))


def supplied(
    etsr: Etsr,
    tag: Fraction | None = None,
    dispatch: Sequence[Fraction | None] | None = None,
    submitted: Submission[Fraction] | None = None,
    **choices: str,
) -> Supplied[Fraction]:
    """The values for one hour of 1 August 2019 under the default policies but for those named."""
    policies = Policies.of(choices)
    return five_minute(
        etsr, HOUR, tag=tag, dispatch=dispatch, fmm=None, submitted=submitted, policies=policies
    )


@pytest.mark.parametrize("etsr", [WITH_CISO, Etsr("CISO_AZPS_1", "CISO", "AZPS")])
def test_a_transfer_with_the_iso_is_its_tag_shaped_by_the_dispatch(etsr: Etsr) -> None:
    """Whichever end the ISO is."""
    found = supplied(etsr, Fraction(90), DISPATCH)
    assert found == Supplied("shaped tag", tuple(each / 12 for each in DISPATCH))


def test_the_iso_shapes_its_tag_although_the_area_submitted_something() -> None:
    """The ISO takes the quantity from the tag there."""
    found = supplied(WITH_CISO, Fraction(90), DISPATCH, Submission("dispatch", TWO))
    assert found == supplied(WITH_CISO, Fraction(90), DISPATCH)


def test_a_submission_for_a_transfer_with_the_iso_may_be_rejected() -> None:
    """By policy, as the area is to submit nothing there."""
    with pytest.raises(
        Conflict, match=r"^AZPS_CISO_1, 2019-08-01 hour 9: expected no submission .*; found one; "
    ):
        supplied(WITH_CISO, Fraction(90), DISPATCH, Submission("tag", TWO), submitted_with_ciso="reject")


def test_rejecting_submissions_leaves_transfers_without_one_alone() -> None:
    """There the tag is shaped as ever."""
    found = supplied(WITH_CISO, Fraction(90), DISPATCH, submitted_with_ciso="reject")
    assert found == supplied(WITH_CISO, Fraction(90), DISPATCH)


@pytest.mark.parametrize(("tag", "dispatch"), [(None, DISPATCH), (Fraction(90), None)])
def test_a_transfer_with_the_iso_needs_its_tag_and_its_dispatch(
    tag: Fraction | None, dispatch: list[Fraction] | None
) -> None:
    """What is missing is not zero; resource and hour are named."""
    with pytest.raises(
        MissingInput, match=r"^AZPS_CISO_1, 2019-08-01 hour 9: expected .*; found none; .* 0$"
    ):
        supplied(WITH_CISO, tag, dispatch)


def test_a_missing_interval_is_told_with_resource_and_hour() -> None:
    """The parts of the refusal can also be read one by one."""
    with pytest.raises(MissingInput) as told:
        supplied(WITH_CISO, Fraction(90), [*DISPATCH[:11], None])
    assert told.value.where == "AZPS_CISO_1, 2019-08-01 hour 9"
    assert (told.value.expected, told.value.found) == ("12 values of dispatch", "none in interval 12")
    assert told.value.fix == "give the value; none is taken as zero"


@pytest.mark.parametrize("kind", ["tag", "dispatch"])
def test_a_submission_between_two_other_areas_is_used_as_it_is(kind: str) -> None:
    """Neither shaped again nor moved to the tag's sum, be it a tag's shape or the dispatch."""
    submission = Submission(kind, UNEVEN)  # type: ignore[arg-type]
    found = supplied(BETWEEN, Fraction(22), DISPATCH, submission)
    assert found.values == UNEVEN
    assert found.source == {"tag": "submitted tag shape", "dispatch": "submitted dispatch"}[kind]


def test_a_submitted_dispatch_is_deemed_delivered_whatever_the_tag_says() -> None:
    """24 MW in every interval and 22 on the hourly tag: 2 MWh each."""
    found = supplied(BETWEEN, Fraction(22), [Fraction(24)] * 12, Submission("dispatch", TWO))
    assert found == Supplied("submitted dispatch", TWO)


def test_a_submission_is_never_rounded() -> None:
    """The decimals of quantities are for what the model itself shapes."""
    thirds = (Fraction(1, 3),) * 12
    assert supplied(BETWEEN, submitted=Submission("tag", thirds), quantity_decimals="2").values == thirds


def test_nothing_submitted_is_a_missing_input() -> None:
    """The area that should have submitted is named; tag and dispatch are no substitute."""
    with pytest.raises(MissingInput, match=r"^AZPS_IPCO_1, .*: expected a submission of AZPS; found none; "):
        supplied(BETWEEN, Fraction(90), DISPATCH)
    with pytest.raises(MissingInput, match="expected a submission of the responsible area; "):
        supplied(Etsr("X", "AZPS", "IPCO"), Fraction(90), DISPATCH)


def test_nothing_submitted_may_be_replaced_by_the_dispatch() -> None:
    """By policy, and said to be so."""
    found = supplied(BETWEEN, None, DISPATCH, nothing_submitted="dispatch")
    assert found == Supplied("dispatch by policy", tuple(each / 12 for each in DISPATCH))


@pytest.mark.parametrize("dispatch", [None, [*DISPATCH[:11], None], DISPATCH[:11]])
def test_the_dispatch_in_place_of_a_submission_must_be_whole(dispatch: list[Fraction | None] | None) -> None:
    """A gap in it is an error too."""
    with pytest.raises(MissingInput, match="AZPS_IPCO_1"):
        supplied(BETWEEN, None, dispatch, nothing_submitted="dispatch")


def test_shaped_values_are_rounded_when_decimals_are_asked_for() -> None:
    """By largest remainder, so that the tag's energy is kept."""
    found = supplied(WITH_CISO, Fraction(100), DISPATCH, quantity_decimals="3")
    assert found.values == rounded(shape(Fraction(100), DISPATCH, Policies.default()), 3).values
    assert sum(found.values) == 100


def test_another_shape_can_take_the_rule_s_place() -> None:
    """As a known mistake does; it is asked for transfers with the ISO only."""

    def all_at_once(tag, dispatch, policies, fmm=None, /):  # type: ignore[no-untyped-def]
        return Shaped("FLAT", (tag, *[tag * 0] * 11))

    arguments = {"tag": Fraction(9), "dispatch": DISPATCH, "fmm": None, "policies": Policies.default()}
    assert five_minute(WITH_CISO, HOUR, submitted=None, shape=all_at_once, **arguments).values[0] == 9
    assert five_minute(
        BETWEEN, HOUR, submitted=Submission("tag", TWO), shape=all_at_once, **arguments
    ).values == TWO  # fmt: skip


def test_the_iso_may_go_by_another_name() -> None:
    """The area is a parameter, not a word in the code."""
    arguments = {"tag": Fraction(90), "dispatch": DISPATCH, "fmm": None, "policies": Policies.default()}
    found = five_minute(BETWEEN, HOUR, submitted=None, ciso="IPCO", **arguments)
    assert found.source == "shaped tag"


@pytest.mark.parametrize("values", [(), TWO[:11], (*TWO, Fraction(2))])
def test_a_submission_has_twelve_values(values: tuple[Fraction, ...]) -> None:
    """One for every interval of the hour."""
    with pytest.raises(MissingInput, match=f"expected 12 values of submission; found {len(values)}; "):
        Submission("tag", values)


def test_a_submission_is_of_a_tag_or_of_the_dispatch() -> None:
    """Nothing else was ever named."""
    with pytest.raises(ValueError, match="expected a submission of tag or dispatch; found 'meter'; "):
        Submission("meter", TWO)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "source", "sink", "responsible"),
    [
        ("X", "AZPS", "AZPS", None),
        ("X", "AZPS", "IPCO", "PACE"),
        ("", "AZPS", "IPCO", None),
        ("X", "", "B", None),
    ],
)
def test_a_transfer_joins_two_areas_one_of_which_may_be_responsible(
    name: str, source: str, sink: str, responsible: str | None
) -> None:
    """Anything else is refused in three parts."""
    with pytest.raises(ValueError, match=r"expected .*; found .*; "):
        Etsr(name, source, sink, responsible)
