"""Sharing out what differs among the mistakes that explain it, the largest share first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Set
from typing import TypeVar

Mistakes = tuple[str, ...]
E = TypeVar("E", bound=Hashable)


def attribute(
    left: Set[E], explained: Mapping[Mistakes, Set[E]], contradicted: Callable[[Mistakes], int]
) -> Iterator[tuple[Mistakes, Set[E]]]:
    """Each cause with what it alone is left to explain.

    The mistakes that explain most of what is left come next; of those that explain as much, the ones that contradict
    the statement least elsewhere, then the fewest, then the first.
    """
    order = list(explained)
    while left:
        most = max((len(each & left) for each in explained.values()), default=0)
        if not most:
            return
        even = [each for each, found in explained.items() if len(found & left) == most]
        best = even[0]
        if len(even) > 1:
            best = min(even, key=lambda each: (contradicted(each), len(each), order.index(each)))
        yield best, explained[best] & left
        left = left - explained[best]
