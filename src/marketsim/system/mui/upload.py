"""A CSV in the template's columns as the message the API takes for the same data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marketsim.contract.cells import Cell, Row
from marketsim.contract.filecolumns import TEMPLATES
from marketsim.contract.tables import UnreadableTable, read_csv

# The members of a record by their columns; a curve's points are MW and Price, a row each.
MEMBERS = {
    "CrrId": "crrId", "AssetOwner": "assetOwner", "Source": "source", "Sink": "sink", "HedgeType": "hedgeType",
    "TOU": "tou", "Period": "period", "CrrType": "crrType", "Description": "description",
}  # fmt: skip
# The members of a load submission, and of one hour of it, by their columns.
LOAD_OF = {
    "AssetOwner": "assetOwner", "LoadSubmissionWindowName": "loadSubmissionWindowName", "PeriodName": "periodName",
}  # fmt: skip
HOUR = {
    "SinkName": "sinkName", "EffectiveDate": "effectiveDate", "HourEnding": "hourEnding", "DataType": "dataType",
    "MW": "mw",
}  # fmt: skip
CEC_COLUMNS = ("AssetOwner", "SinkName", "EffectiveDate", "HourEnding", "MW")
LISTS = {"BUY": "newBids", "SELL": "newOffers"}


class UnreadableUpload(Exception):
    """The file cannot be taken for the template; the message says what was found and where."""


def bids_and_offers(content: bytes) -> dict[str, Any]:
    """The ``newBids`` and ``newOffers`` of a BIDS_AND_OFFERS file; raises UnreadableUpload.

    Rows with the same Record are the points of one curve; all their other cells must agree.
    """
    made: dict[str, list[dict[str, Any]]] = {each: [] for each in LISTS.values()}
    for number, rows in _by_record(_rows(content, "BIDS_AND_OFFERS")).items():
        first = rows[0]
        for row in rows[1:]:
            if odd := [name for name in first if name not in ("MW", "Price") and row[name] != first[name]]:
                raise UnreadableUpload(f"record {number}: its rows differ in {', '.join(odd)}")
        kind = first.get("BidType")
        if not isinstance(kind, str) or kind not in LISTS:
            raise UnreadableUpload(f"record {number}: BidType is {kind!r}, expected BUY or SELL")
        points = [_given({"mw": row.get("MW"), "price": row.get("Price")}) for row in rows]
        made[LISTS[kind]].append(_record(first) | {"bidCurve": points})
    return made


def nominations(content: bytes) -> dict[str, Any]:
    """The ``newNominations`` of a NOMINATIONS file; raises UnreadableUpload."""
    rows = _rows(content, "NOMINATIONS")
    return {"newNominations": [_record(row) | _given({"mw": row.get("MW")}) for row in rows]}


def long_term_elections(content: bytes) -> list[Row]:
    """The rows of an LT_NOMINATION_ELECTION file that elect something; raises UnreadableUpload."""
    return [row for row in _rows(content, "LT_NOMINATION_ELECTION") if row.get("ElectedMW")]


def hourly_load(content: bytes, template: str, flag: str) -> dict[str, Any]:
    """The LoadDataSet of a HISTORICAL_LOAD or FORECAST_LOAD file: load of one owner for one period of a window.

    ``flag`` is what the template is for, H or F. Raises UnreadableUpload.
    """
    rows = _rows(content, template)
    whole = {member: _one(rows, column) for column, member in LOAD_OF.items()}
    hours = [_given({member: row.get(column) for column, member in HOUR.items()}) for row in rows]
    return {"histForecastFlag": flag, **_given(whole), "hourlyLoad": hours}


def cec_load(content: bytes) -> list[Row]:
    """The rows of a CEC_LOAD file, no cell of which is empty; raises UnreadableUpload."""
    rows = _rows(content, "CEC_LOAD")
    for line, row in enumerate(rows, start=1):
        if lacking := [each for each in CEC_COLUMNS if row.get(each) is None]:
            raise UnreadableUpload(f"row {line}: {', '.join(lacking)} is empty")
    return rows


def _one(rows: Iterable[Row], column: str) -> Cell:
    """What a column holds in every row."""
    found = {row.get(column) for row in rows}
    if len(found) > 1:
        raise UnreadableUpload(f"{column} is not the same in all rows; a file is of one period of one owner")
    return next(iter(found), None)


def _rows(content: bytes, template: str) -> list[Row]:
    columns = TEMPLATES[template]
    try:
        rows = read_csv(content, columns)
    except UnreadableTable as problem:
        raise UnreadableUpload(str(problem)) from None
    if rows and (unknown := [name for name in rows[0] if columns.column(name) is None]):
        raise UnreadableUpload(f"template {template} has no column {', '.join(unknown)[:200]}")
    return rows


def _by_record(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for line, row in enumerate(rows, start=1):
        number = row.get("Record")
        if not isinstance(number, int):
            raise UnreadableUpload(f"row {line}: Record is {number!r:.40}, expected a whole number")
        found.setdefault(number, []).append(row)
    return found


def _record(row: Row) -> dict[str, Any]:
    return _given({member: row.get(column) for column, member in MEMBERS.items()})


def _given(members: Mapping[str, Cell]) -> dict[str, Any]:
    """The members whose cells are not empty."""
    return {name: value for name, value in members.items() if value is not None}
