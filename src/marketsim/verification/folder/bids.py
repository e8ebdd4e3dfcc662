"""``bids.csv``: one row a point of a curve, bids and offers of all owners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marketsim.verification.folder.asked import Asked
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.table import Table, read_table

COLUMNS = (
    "Record", "BidType", "CrrId", "AssetOwner", "Source", "Sink", "HedgeType", "TOU", "Period", "CrrType",
    "MW", "Price",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BidTable(Asked):
    """Bids by position. ``start`` has one entry more than there are bids: the points of bid i are those from
    ``start[i]`` up to ``start[i + 1]`` of ``mw`` (MW) and ``price`` ($/MW); the first is at 0 MW, MW rises.
    """

    crr_id: Sequence[str]
    sells: NDArray[np.bool_]
    option: NDArray[np.bool_]
    start: NDArray[np.intp]
    mw: NDArray[np.float64]
    price: NDArray[np.float64]

    @property
    def most(self) -> NDArray[np.float64]:
        """The most MW each bid may be awarded; shape (bids,)."""
        return self.mw[self.start[1:] - 1]


def read_bids(files: MarketFiles, name: str) -> BidTable:
    """The bids of a folder; raises Unreadable with the line."""
    return bids_of(read_table(files, name, COLUMNS))


def no_bids() -> BidTable:
    """The bids of a market that has none."""
    return bids_of(Table("", {each: [] for each in COLUMNS}, []))


def bids_of(table: Table) -> BidTable:
    """The bids in a table of points, in the order of their first rows. Raises Unreadable."""
    table, record, first = _grouped(table)
    start = np.array([*first, len(record)], dtype=np.intp)
    mw, price = table.numbers("MW", least=0), table.numbers("Price")
    _check_points(table, start, mw)
    cells = {
        each: table.text(each, filled=each not in ("CrrId", "CrrType"))
        for each in ("AssetOwner", "Source", "Sink", "Period", "CrrType", "CrrId")
    }
    words = {
        "BidType": table.words("BidType", "BUY", "SELL"),
        "HedgeType": table.words("HedgeType", "OBL", "OPT"),
        "TOU": table.words("TOU", "ON", "OFF"),
    }
    _check_same(table, start, cells | words)
    picked = {key: [column[at] for at in first] for key, column in (cells | words).items()}
    bids = BidTable(
        record=[record[at] for at in first],
        owner=picked["AssetOwner"],
        crr_id=picked["CrrId"],
        crr_type=picked["CrrType"],
        period=picked["Period"],
        tou=picked["TOU"],
        source=picked["Source"],
        sink=picked["Sink"],
        sells=np.array([each == "SELL" for each in picked["BidType"]], dtype=np.bool_),
        option=np.array([each == "OPT" for each in picked["HedgeType"]], dtype=np.bool_),
        start=start,
        mw=mw,
        price=price,
    )
    if (bids.option & ~bids.sells).any():
        at = int(np.flatnonzero(bids.option & ~bids.sells)[0])
        table.refuse(first[at], "an obligation, as options are not bought", "OPT")
    return bids


def _grouped(table: Table) -> tuple[Table, Sequence[str], list[int]]:
    """The rows with those of one record together, their records, and where each record begins."""
    record = table.text("Record")
    whole = np.array(record, dtype=object)
    first = [0, *(np.flatnonzero(whole[1:] != whole[:-1]) + 1).tolist()] if len(record) else []
    if len(first) == len({record[at] for at in first}):
        return table, record, first
    seen = {name: at for at, name in reversed(list(enumerate(record)))}
    return _grouped(table.picked(sorted(range(len(record)), key=lambda at: (seen[record[at]], at))))


def _check_points(table: Table, start: NDArray[np.intp], mw: NDArray[np.float64]) -> None:
    counts = np.diff(start)
    if (counts < 2).any():
        at = int(start[:-1][counts < 2][0])
        table.refuse(at, "at least two points in a record", "one")
    if (mw[start[:-1]] != 0).any():
        at = int(start[:-1][mw[start[:-1]] != 0][0])
        table.refuse(at, "a first point at 0 MW", f"{mw[at]}")
    rises = np.diff(mw) > 0
    rises[start[1:-1] - 1] = True
    if not rises.all():
        at = int(np.flatnonzero(~rises)[0]) + 1
        table.refuse(at, "MW above that of the point before", f"{mw[at]}")


def _check_same(table: Table, start: NDArray[np.intp], columns: dict[str, Sequence[str]]) -> None:
    heads = np.zeros(len(table), dtype=np.bool_)
    heads[start[:-1]] = True
    for name, cells in columns.items():
        whole = np.array(cells, dtype=object)
        changes = np.flatnonzero((whole[1:] != whole[:-1]) & ~heads[1:]) + 1
        if len(changes):
            at = int(changes[0])
            table.refuse(at, f"the same {name} in every row of a record", repr(cells[at][:40]))
