"""A bounded number of hours out of many, such that no kind of difference is left out."""

from __future__ import annotations

from collections.abc import Iterable

from marketsim.settlement.comparison.statement import Element
from marketsim.settlement.files.table import Whose
from marketsim.settlement.interval import TradeHour


def sample(elements: Iterable[Element], most: int) -> list[TradeHour]:
    """At most so many of the hours of the elements, in order.

    Hours in which the same elements differ are alike. Of every kind of hour some are taken, as even as it goes,
    and spread over the time that the kind lasts.
    """
    differing: dict[TradeHour, set[tuple[str, Whose]]] = {}
    for each in elements:
        differing.setdefault(each.hour, set()).add((each.determinant, each.whose))
    if len(differing) <= most:
        return sorted(differing)
    kinds: dict[frozenset[tuple[str, Whose]], list[TradeHour]] = {}
    for hour in sorted(differing):
        kinds.setdefault(frozenset(differing[hour]), []).append(hour)
    ordered = sorted(kinds.values(), key=lambda hours: (-len(hours), hours[0]))
    taken: list[TradeHour] = []
    shares = _shares([len(hours) for hours in ordered], most)
    for hours, share in zip(ordered, shares, strict=True):
        taken += [hours[at * len(hours) // share] for at in range(share)]
    return sorted(taken)


def _shares(sizes: list[int], most: int) -> list[int]:
    """How many of each kind: one at a time in turn, until there are enough."""
    shares = [0] * len(sizes)
    while most:
        for at, size in enumerate(sizes):
            if most and shares[at] < size:
                shares[at] += 1
                most -= 1
    return shares
