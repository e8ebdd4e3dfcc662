"""One hour of one resource: its case, its twelve values, and their rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, Protocol

from ..interval import INTERVALS
from ..largest_remainder import largest_remainder
from ..number import N, half_up, total
from ..policies import Policies
from ..refusal import Conflict, MissingInput, Refusal
from .cases import Case, case_of
from .spreads import additive, flat, proportional

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Shaped(Generic[N]):
    """Twelve values (MWh) and the case of the dispatch that they come from."""

    case: Case
    values: tuple[N, ...]


class Shape(Protocol):
    """Whatever shapes an hour: the rule itself, or a known mistake in its place."""

    def __call__(
        self,
        tag: N,
        dispatch: Sequence[N | None],
        policies: Policies,
        fmm: Sequence[N | None] | None = None,
        /,
    ) -> Shaped[N]:
        """Twelve values for the hour."""


def shape(
    tag: N, dispatch: Sequence[N | None], policies: Policies, fmm: Sequence[N | None] | None = None, /
) -> Shaped[N]:
    """Spread ``tag`` (MWh in the hour) over twelve intervals as real time dispatched (``dispatch``, MW).

    ``fmm`` (four fifteen-minute schedules, MW) is read only under the policy ``zero_dispatch = fmm``. Raises
    MissingInput for a missing interval and Conflict where a policy says to reject.
    """
    given = complete(dispatch, INTERVALS, "dispatch")
    case = case_of(tag, given)
    if case == "FLAT":
        return Shaped(case, _undispatched(tag, policies, fmm))
    return Shaped(case, _by_case(case, tag, given, policies))


def _by_case(case: Case, tag: N, given: Sequence[N], policies: Policies) -> tuple[N, ...]:
    if case == "ZERO_TAG":
        if policies.zero_tag == "reject" and any(given):
            raise _conflict("zero_tag", "a tag other than zero beside a dispatch", "a tag of zero")
        return (tag * 0,) * INTERVALS
    if case == "PROPORTIONAL":
        return proportional(tag, given)
    if case == "MIXED":
        if policies.mixed == "reject":
            raise _conflict("mixed", "a dispatch in one direction", "both directions in the hour")
        return additive(tag, given)
    if policies.opposed == "reject":
        raise _conflict("opposed", "a dispatch in the direction of the tag", "the opposite direction")
    return flat(tag)


def _undispatched(tag: N, policies: Policies, fmm: Sequence[N | None] | None) -> tuple[N, ...]:
    """The values of an hour without dispatch; under ``fmm`` the schedule takes the dispatch's place in all cases."""
    if policies.zero_dispatch == "drop":
        return (tag * 0,) * INTERVALS
    if policies.zero_dispatch == "flat":
        return flat(tag)
    if fmm is None:
        fix = "give them, or choose flat for the policy zero_dispatch"
        raise MissingInput("fifteen-minute schedules for an hour without dispatch", "none", fix)
    quarters = complete(fmm, QUARTERS, "fifteen-minute schedule")
    schedule = [each for each in quarters for _ in range(INTERVALS // QUARTERS)]
    case = case_of(tag, schedule)
    return flat(tag) if case == "FLAT" else _by_case(case, tag, schedule, policies)


def complete(values: Sequence[N | None], count: int, what: str) -> tuple[N, ...]:
    """The values, once there are as many as there must be and none is missing; else MissingInput."""
    if len(values) != count:
        fix = "give every interval of the hour; none is taken as zero"
        raise MissingInput(f"{count} values of {what}", str(len(values)), fix)
    there = tuple(each for each in values if each is not None)
    if len(there) < count:
        gaps = ", ".join(str(at) for at, each in enumerate(values, 1) if each is None)
        fix = "give the value; none is taken as zero"
        raise MissingInput(f"{count} values of {what}", f"none in interval {gaps}", fix)
    return there


def _conflict(policy: str, expected: str, found: str) -> Conflict:
    return Conflict(expected, found, f"correct the tag or the dispatch, or change the policy {policy}")


def unplaced(tag: N, shaped: Shaped[N]) -> N:
    """What of the tag no interval holds (MWh): zero, but for ``zero_dispatch = drop`` and for known mistakes."""
    return tag - total(shaped.values)


def rounded(shaped: Shaped[N], decimals: int) -> Shaped[N]:
    """The values at so many decimals of a MWh with their sum kept, by largest remainder.

    Raises Refusal when an exact sum is finer than the decimals, since rounding would lose energy then. The sum of
    floats is rounded first.
    """
    kind = type(shaped.values[0])
    values = [Fraction(each) for each in shaped.values]
    whole = sum(values, Fraction(0))
    if kind is Fraction and (whole * 10**decimals).denominator != 1:
        raise Refusal(f"an hour's energy of at most {decimals} decimals", str(whole), "keep more decimals")
    kept = largest_remainder(values, decimals, half_up(whole, decimals))
    return Shaped(shaped.case, tuple(kind(each) for each in kept))
