"""Rows of a CSV by the columns wanted, and what each kind of file is recognised by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple, NoReturn

from marketsim.verification.inventory.amounts import Thousandths, thousandths
from marketsim.verification.reconciliation.days import Edge
from marketsim.verification.reconciliation.documents import LONGEST, Document
from marketsim.verification.report import Unreadable

ReadEdge = Callable[[str], Edge]
ABSURD = 10**12  # thousandths of a MW
_ODD = re.compile(r"[\s']")
_SHIELDED = tuple("=+-@\t\r\n'")

# What files are told by: columns that no other kind has together. Names as the formats document them.
KINDS: dict[str, tuple[str, ...]] = {
    "existing": ("CrrId", "AssetOwner", "Category", "MarketName", "MW"),
    "oasis": ("CRR_MARKET_NAME", "SOURCE", "SINK", "ON_MW", "OFF_MW"),
    "holdings": ("OldCrrId", "ParentOldCrrId", "Participant", "Class", "MW"),
    "awards": ("OldCrrId", "OldMarket", "CrrType", "Price"),
    "sales": ("SaleId", "OldMarket", "OldCrrId", "Price"),
    "trades": ("TradeId", "OldCrrId", "NewOldCrrId"),
    "adjustments": ("AdjustmentId", "OldCrrId", "Reason"),
    "migrations": ("OldCrrId", "ParentOldCrrId", "FromLse", "ToLse"),
    "conversions": ("OldCrrId", "OldWindow", "TorHolder"),
    "participants": ("Participant", "NewName"),
    "old-roles": ("Person", "Participant", "OldRole"),
    "markets": ("OldMarket", "NewMarket", "InFlight"),
    "locations": ("SourceSink", "Bus", "Factor", "Biddable"),
    "retired": ("Retired", "RetiredOn"),
    "sell-offer-mapping": ("OldMarket", "OldCrrId", "SaleId", "NewMarket", "NewCrrId"),
    "migration-crr-mapping": ("OldCrrId", "NewCrrId", "Season", "TOU", "MW"),
    "migration-market-mapping": ("OldMarket", "NewMarket"),
    "replacements": ("SourceSink", "Replacement"),
    "roles": ("Person", "Participant", "Role"),
    "names": ("Kind", "Old", "New"),
    "messages": ("SentTime", "Participant", "Text"),
    "source-sinks": ("SourceSink", "BiddableFlag", "Type"),
}  # fmt: skip
# Other spellings that public readers of OASIS files show.
OASIS_NAMES = {
    "MARKET_NAME": "CRR_MARKET_NAME", "START_DATE": "START_DATE_TIME", "END_DATE": "END_DATE_TIME",
    "STARTDATE": "START_DATE_TIME", "ENDDATE": "END_DATE_TIME", "INVENTORY_DATE": "INVENTORY_DATE_TIME",
    "OPTION_FLAG": "OPTION", "OFFERTYPE": "OFFER_TYPE",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A recognised CSV."""

    kind: str
    document: Document
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file, for findings."""
        return self.document.name

    def has(self, column: str) -> bool:
        """Whether the heading names a column."""
        return column in self.columns

    def rows(self, wanted: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
        """Every row with the cells of the columns wanted; an optional one that is not there is empty.

        Raises Unreadable.
        """
        lacking = [each for each in wanted if each not in self.columns]
        if lacking:
            raise Unreadable(
                self.name, 1, f"the columns {', '.join(wanted)}", f"no {', '.join(lacking)}", "add them"
            )
        name, records = self.name, self.document.records()
        next(records, None)
        width = len(self.columns)
        places = [
            self.columns.index(each) if each in self.columns else width for each in (*wanted, *optional)
        ]
        pick = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        for line, cells in records:
            if len(cells) != width:
                found = f"{len(cells)} cells"
                raise Unreadable(self.name, line, f"{width} cells", found, "complete or remove this line")
            cells.append("")
            picked = pick(cells)
            joined = "".join(picked)
            if len(joined) > LONGEST or _ODD.search(joined):
                picked = tuple(map(_plain, picked))
            yield Row(name, line, picked)


class Row(NamedTuple):
    """The cells of one row, and where it stands."""

    file: str
    line: int
    cells: tuple[str, ...]

    def refuse(self, expected: str, found: str) -> NoReturn:
        """Raise Unreadable for this row."""
        raise Unreadable(self.file, self.line, expected, repr(found[:60]), "correct this line")

    def filled(self, names: Sequence[str], places: Sequence[int]) -> None:
        """Raise Unreadable where one of these cells is empty."""
        if "" in self.cells:
            for place in places:
                if not self.cells[place]:
                    self.refuse(f"a value in column {names[place]}", "")

    def word(self, cell: str, *allowed: str) -> str:
        """A cell that is one of these words. Raises Unreadable."""
        if cell not in allowed:
            self.refuse(" or ".join(allowed), cell)
        return cell

    def mw(self, cell: str) -> Thousandths:
        """MW in thousandths. Raises Unreadable."""
        try:
            found = thousandths(cell)
        except ValueError:
            self.refuse("MW", cell)
        if not -ABSURD < found < ABSURD:
            self.refuse("MW that a grid could carry", cell)
        return found

    def span(self, first: str, last: str, begins: ReadEdge, ends: ReadEdge) -> tuple[int, int, str]:
        """First and last day with the flaw of either. Raises Unreadable."""
        try:
            start, end = begins(first), ends(last)
        except (ValueError, OverflowError):
            self.refuse("instants with their zone, as 2025-05-01T07:00:00Z", f"{first} .. {last}")
        if end.day < start.day:
            self.refuse("an end that is not before the start", f"{first} .. {last}")
        return start.day, end.day, start.flaw or end.flaw


def recognised(document: Document) -> Sheet | None:
    """The sheet in a CSV, by its heading; None for one that is none of ours. Raises Unreadable."""
    heading = document.heading()
    names = tuple(OASIS_NAMES.get(each.upper(), each.upper()) for each in heading)
    if set(KINDS["oasis"]) <= set(names):
        heading = names
    if "NewRole" in heading and "Role" not in heading:
        heading = tuple("Role" if each == "NewRole" else each for each in heading)
    if len(set(heading)) != len(heading):
        raise Unreadable(document.name, 1, "every column once", "a column named twice", "correct the heading")
    for kind, columns in KINDS.items():
        if set(columns) <= set(heading):
            return Sheet(kind, document, heading)
    return None


def _plain(cell: str) -> str:
    if not cell:
        return ""
    if cell[0] <= " " or cell[-1] <= " ":
        cell = cell.strip()
    if cell[:1] == "'" and cell[1:].startswith(_SHIELDED):
        cell = cell[1:]
    return cell if len(cell) <= LONGEST else cell[:LONGEST]
