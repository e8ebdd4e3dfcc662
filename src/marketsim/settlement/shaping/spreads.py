"""Three ways to spread an hour's energy over twelve intervals; each places all of it."""

from __future__ import annotations

from collections.abc import Sequence

from ..interval import INTERVALS
from ..number import N, total


def flat(tag: N) -> tuple[N, ...]:
    """The same in every interval."""
    return (tag / INTERVALS,) * INTERVALS


def proportional(tag: N, dispatch: Sequence[N]) -> tuple[N, ...]:
    """In the ratios of the dispatch, whatever its unit; the dispatch must not add up to zero.

    The divisor is the sum over the intervals. With the mean in its place the hour would come out twelve times too
    large.
    """
    over = total(dispatch)
    return tuple(tag * each / over for each in dispatch)


def additive(tag: N, dispatch: Sequence[N]) -> tuple[N, ...]:
    """The dispatch (MW) as energy, and in every interval the same part of what the tag says besides."""
    besides = (tag - total(dispatch) / INTERVALS) / INTERVALS
    return tuple(each / INTERVALS + besides for each in dispatch)
