"""Files of at most so many records, and the names of their portfolios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marketsim.contract.templates.mapping import Shape
from marketsim.contract.templates.records import Record


def split(records: Sequence[Record], shape: Shape) -> list[list[Record]]:
    """The records in parts that a submission may hold; the rows of a curve stay together, in the same order."""
    most = shape.most or max(1, len(records))
    return [list(records[start : start + most]) for start in range(0, len(records), most)] or [[]]


def numbered(names: Mapping[str, str], part: int, parts: int) -> dict[str, str]:
    """The names of one of several parts: a portfolio ``SPRING`` becomes ``SPRING-1``, ``SPRING-2``."""
    told = dict(names)
    if parts > 1 and "portfolioName" in told:
        told["portfolioName"] = f"{told['portfolioName']}-{part}"
    return told
