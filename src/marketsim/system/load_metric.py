"""The load metric of a sink and time of use: the MW exceeded in only a small share of its hours."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def exceedance(loads: Sequence[float], share: Fraction) -> float:
    """The load exceeded in at most ``share`` of the hours: rank floor(share x N) + 1 from the top.

    ``loads`` are the MW of the N hours, at least one, in any order; ``share`` is 0 or more and below 1. Equal
    loads take a rank each. Source: market rules 3.1 (recalled); the rank rule is ours (setting
    load.exceedance). Raises ValueError for another share.
    """
    if not 0 <= share < 1:
        raise ValueError(f"the share of hours must be 0 or more and below 1, not {share}")
    return sorted(loads, reverse=True)[floor(share * len(loads))]
