"""Which case an hour is: what its tag and its dispatch have to say to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..number import N, total

Case = Literal["ZERO_TAG", "FLAT", "MIXED", "OPPOSED", "PROPORTIONAL"]


def case_of(tag: N, dispatch: Sequence[N]) -> Case:
    """The case of a tag (MWh in the hour) beside twelve dispatch values (MW), sign being direction.

    ZERO_TAG: nothing flowed by the tag. FLAT: nothing was dispatched. MIXED: dispatched in both directions. OPPOSED:
    dispatched against the tag. PROPORTIONAL: all in the tag's direction.
    """
    if tag == 0:
        return "ZERO_TAG"
    forth, back = any(each > 0 for each in dispatch), any(each < 0 for each in dispatch)
    if forth and back:
        return "MIXED"
    if not forth and not back:
        return "FLAT"
    return "PROPORTIONAL" if (total(dispatch) > 0) == (tag > 0) else "OPPOSED"
