"""A network case as read: buses and lines, what is in service and what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Line:
    """A line or one winding of a transformer; ``reactance`` per unit with the tap ratio in it, ratings in MW."""

    name: str
    tail: str
    head: str
    reactance: float
    ratings: tuple[float, float, float]
    in_service: bool
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Buses that are not isolated, and every line that ends at two of them; flows are positive tail to head.

    ``ratings``: shape (lines, 3), MW, of which 0 is no limit.
    """

    file: str
    buses: tuple[str, ...]
    names: tuple[str, ...]
    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    reactance: NDArray[np.float64]
    ratings: NDArray[np.float64]
    in_service: NDArray[np.bool_]
    lines: tuple[int, ...]


def case_of(file: str, buses: Iterable[str], lines: Sequence[Line]) -> Case:
    """The case of these buses and lines; a line at a bus that is not among them is out of service."""
    place = {name: index for index, name in enumerate(buses)}
    served = [each.in_service and each.tail in place and each.head in place for each in lines]
    return Case(
        file=file,
        buses=tuple(place),
        names=tuple(each.name for each in lines),
        tail=np.array([place.get(each.tail, -1) for each in lines], dtype=np.intp),
        head=np.array([place.get(each.head, -1) for each in lines], dtype=np.intp),
        reactance=np.array([each.reactance for each in lines], dtype=np.float64),
        ratings=np.array([each.ratings for each in lines], dtype=np.float64).reshape(-1, 3),
        in_service=np.array(served, dtype=np.bool_),
        lines=tuple(each.line for each in lines),
    )


def bus_names(numbers: Sequence[int], written: Sequence[str]) -> dict[int, str]:
    """What a bus is called: what is written, unless that is blank, no bus's own or some bus's number."""
    times = Counter(written)
    digits = {str(number) for number in numbers}
    return {
        number: str(number) if not name or times[name] > 1 or name in digits else name
        for number, name in zip(numbers, written, strict=True)
    }


def numbered(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """FROM-TO-K for each pair, K counting from 1 among equal pairs in the order given."""
    seen: Counter[tuple[str, str]] = Counter()
    names = []
    for pair in pairs:
        seen[pair] += 1
        names.append(f"{pair[0]}-{pair[1]}-{seen[pair]}")
    return names
