"""The CRR_INVENTORY report of OASIS: column names as its interface specification lists them (market rules 5.6).

What the columns hold is assumed where the specification is silent: OPTION is Y or N, times carry offsets, an end is
the last second (or minute) of a day or the midnight after.
"""

from __future__ import annotations

from collections.abc import Sequence

from marketsim.verification.reconciliation.days import begins, day_in, ends_loosely
from marketsim.verification.reconciliation.holding import OWNER, SELLER, Holding, Terms
from marketsim.verification.reconciliation.sheet import Row, Sheet
from marketsim.verification.reconciliation.side import OASIS, Side

COLUMNS = (
    "CRR_MARKET_NAME", "SOURCE", "SINK", "RESOURCE_NAME", "OPTION", "START_DATE_TIME", "END_DATE_TIME",
    "STATUS_TYPE", "ON_MW", "OFF_MW",
)  # fmt: skip
OPTIONAL = ("INVENTORY_DATE_TIME", "OFFER_TYPE", "CRR_SEGMENT")
HEDGES = {"Y": "OPT", "YES": "OPT", "TRUE": "OPT", "OPT": "OPT", "OPTION": "OPT"} | {
    "N": "OBL", "NO": "OBL", "FALSE": "OBL", "OBL": "OBL", "OBLIGATION": "OBL"
}  # fmt: skip


def read_oasis(title: str, sheets: Sequence[Sheet]) -> Side:
    """OLD or NEW as rows of CRR_INVENTORY; of one position only the latest inventory counts. Raises Unreadable."""
    tells = {"crr_type", "market"} | ({"offer"} if all(each.has("OFFER_TYPE") for each in sheets) else set())
    latest: dict[Terms, tuple[int, int]] = {}
    read: list[tuple[tuple[int, int], Holding]] = []
    for at, sheet in enumerate(sheets):
        for row in sheet.rows(COLUMNS, OPTIONAL):
            listed = _inventory_day(row)
            for each in _holdings(row, listed):
                latest[each.terms] = max(latest.get(each.terms, (0, 0)), (listed, at))
                read.append(((listed, at), each))
    current = [each for when, each in read if latest[each.terms] == when]
    side = Side(title, OASIS, current, frozenset(tells), superseded=len(read) - len(current))
    side.as_of = max((day for day, _ in latest.values()), default=0) or None
    return side


def _inventory_day(row: Row) -> int:
    cell = row.cells[10]
    try:
        return day_in(cell) if cell else 0
    except ValueError:
        row.refuse("an instant with its zone in INVENTORY_DATE_TIME", cell)


def _holdings(row: Row, listed: int) -> list[Holding]:
    """What a row holds: MW of one time of use, of both, or of none."""
    market, source, sink, owner, option, start, end, crr_type, on, off, _, offer, segment = row.cells
    row.filled(COLUMNS, range(1, 8))
    hedge = HEDGES.get(option.upper()) or row.refuse("Y or N in OPTION", option)
    row.word(offer or OWNER, OWNER, SELLER)
    first, last, flaw = row.span(start, end, begins, ends_loosely)
    found: list[Holding] = []
    for tou, cell in (("ON", on), ("OFF", off)):
        if cell and (mw := row.mw(cell)):
            terms = Terms(owner, source, sink, tou, hedge, crr_type, offer or OWNER, "", market)
            name = f"{row.file}, line {row.line}" + (f", segment {segment}" if segment else "")
            found.append(Holding(name, "", terms, "", first, last, mw, "", flaw, listed))
    return found
