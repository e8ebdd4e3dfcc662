"""Rows of the inventory of existing CRRs, as they are downloaded."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from marketsim.verification.inventory.amounts import (
    Thousandths,
    begins_day,
    day_of,
    days_text,
    ends_day,
    instant_of,
    thousandths,
)
from marketsim.verification.report import Unreadable

COLUMNS = (
    "CrrId", "ParentCrrId", "AssetOwner", "Source", "Sink", "TOU", "HedgeType", "CrrType", "Category",
    "MarketName", "Period", "StartDate", "EndDate", "MW", "OfferType",
)  # fmt: skip
OWNER, SELLER = "OWNER", "SELLER"
_PERIOD = re.compile(r"(?P<year>\d{4})_(?P<kind>[SM])(?P<number>\d{2})", re.ASCII)
_OPTIONAL = frozenset({"ParentCrrId", "Period", "MarketName"})


class Path(NamedTuple):
    """What a MW is of: from source to sink, in a time of use, as an obligation or an option."""

    source: str
    sink: str
    tou: str
    hedge: str

    def __str__(self) -> str:
        return f"{self.source} to {self.sink} {self.tou} {self.hedge}"

    def back(self) -> Path:
        """The same the other way round."""
        return Path(self.sink, self.source, self.tou, self.hedge)


class Segment(NamedTuple):
    """One row: MW (thousandths) of a CRR from its first to its last Pacific day; several rows may share one id.

    ``offer`` is OWNER for what is held and SELLER for what tells a sale; ``whole``: the row begins at a Pacific
    midnight and ends with the last second of a Pacific day.
    """

    crr_id: int
    parent: int | None
    owner: str
    path: Path
    crr_type: str
    category: str
    market: str
    period: str
    first: int
    last: int
    mw: Thousandths
    offer: str
    whole: bool

    def __str__(self) -> str:
        return f"CRR {self.crr_id} of {self.owner}, {self.path}, {days_text(self.first, self.last)}"


def read_inventory(rows: Iterable[Mapping[str, Any]], title: str = "the inventory") -> list[Segment]:
    """The segments in the rows of an existing-CRR download. Raises Unreadable, which counts the rows from 1."""
    return [_segment(row, at, title) for at, row in enumerate(rows, start=1)]


def _segment(row: Mapping[str, Any], at: int, title: str) -> Segment:
    lacking = [
        name for name in COLUMNS if name not in row or (row[name] in (None, "") and name not in _OPTIONAL)
    ]
    if lacking:
        raise Unreadable(
            title, at, "a value in every column", f"no {', '.join(lacking)}", "download it again"
        )
    try:
        start, end = instant_of(row["StartDate"]), instant_of(row["EndDate"])
        parent = row["ParentCrrId"]
        return Segment(
            int(row["CrrId"]), None if parent in (None, "") else int(parent), row["AssetOwner"],
            Path(row["Source"], row["Sink"], row["TOU"], row["HedgeType"]), row["CrrType"], row["Category"],
            row["MarketName"] or "", row["Period"] or "", day_of(start), day_of(end), thousandths(row["MW"]),
            row["OfferType"], begins_day(start) and ends_day(end),
        )  # fmt: skip
    except (TypeError, ValueError) as problem:
        raise Unreadable(title, at, "ids, instants and MW", str(problem)[:120], "download it again") from None


def period_days(name: str) -> tuple[int, int] | None:
    """First and last day of a season ``2026_S01`` or a month ``2026_M05``; None for another name."""
    found = _PERIOD.fullmatch(name)
    if found is None:
        return None
    year, number, months = int(found["year"]), int(found["number"]), 3 if found["kind"] == "S" else 1
    if not 1 <= number <= 12 // months or not date.min.year <= year < date.max.year:
        return None
    last_month = number * months
    last = date(year, last_month, monthrange(year, last_month)[1])
    return date(year, last_month - months + 1, 1).toordinal(), last.toordinal()
