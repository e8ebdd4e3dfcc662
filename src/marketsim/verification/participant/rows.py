"""A participant's own bids and downloads as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marketsim.contract.cells import Row
from marketsim.verification.folder.table import Table
from marketsim.verification.report import Unreadable

_MEMBERS = {
    "CrrId": "crrId", "AssetOwner": "assetOwner", "Source": "source", "Sink": "sink", "HedgeType": "hedgeType",
    "TOU": "tou", "Period": "period", "CrrType": "crrType",
}  # fmt: skip


def portfolio_rows(portfolio: Mapping[str, Any], first: int = 1) -> list[Row]:
    """The bids and offers of a portfolio, as the API reads it (plain JSON), as rows of points.

    ``first`` is the number of its first record, counted on. Raises Unreadable where it is no portfolio.
    """
    rows: list[Row] = []
    record = first
    for member, kind in (("bids", "BUY"), ("offers", "SELL")):
        entries = portfolio.get(member, [])
        if not isinstance(entries, list) or not all(isinstance(each, Mapping) for each in entries):
            raise _no_portfolio(f"a list {member}", repr(entries)[:60])
        for entry in entries:
            points = entry.get("bidCurve")
            if not isinstance(points, list) or not all(isinstance(each, Mapping) for each in points):
                raise _no_portfolio(f"a bidCurve in {member}[{record - first}]", repr(points)[:60])
            same = {column: entry.get(name) for column, name in _MEMBERS.items()}
            rows += [
                {"Record": record, "BidType": kind, **same, "MW": each.get("mw"), "Price": each.get("price")}
                for each in points
            ]
            record += 1
    return rows


def table_of(title: str, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Table:
    """Rows as a table of text that must have these columns; its line numbers count the rows from 2."""
    listed = list(rows)
    lacking = sorted({each for each in columns for row in listed if each not in row})
    if lacking:
        found = f"no {', '.join(lacking)}"
        raise Unreadable(title, None, f"the columns {', '.join(columns)}", found, "download it again")
    cells = {name: [_text(row[name]) for row in listed] for name in columns}
    return Table(title, dict(cells), range(2, len(listed) + 2))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return repr(cell) if isinstance(cell, float) else str(cell)


def _no_portfolio(expected: str, found: str) -> Unreadable:
    return Unreadable("the portfolio", None, expected, found, "save it as the API reads it")
