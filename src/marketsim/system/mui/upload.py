"""A CSV in the template's columns as the message the API takes for the same data.

The template's rows and the message's members are put together in contract/templates; here is what a screen does
with a file: it takes one message of it, tells one fault of its rows, and leaves to the contract what is in the message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketsim.contract.cells import Row
from marketsim.contract.templates.fault import Fault, Unconvertible
from marketsim.contract.templates.mappings import SHAPES
from marketsim.contract.templates.messages import batches, message_of
from marketsim.contract.templates.recognition import by_heading
from marketsim.contract.templates.records import Record, records_of
from marketsim.contract.templates.sheet import Sheet, read_sheet

CEC_COLUMNS = ("AssetOwner", "SinkName", "EffectiveDate", "HourEnding", "MW")


class UnreadableUpload(Exception):
    """The file cannot be taken for the template; the message says what was found and where."""


def bids_and_offers(content: bytes) -> dict[str, Any]:
    """The ``newBids`` and ``newOffers`` of a BIDS_AND_OFFERS file; raises UnreadableUpload.

    Rows with the same Record are the points of one curve; all their other cells must agree.
    """
    return _message(content, "BIDS_AND_OFFERS")


def nominations(content: bytes) -> dict[str, Any]:
    """The ``newNominations`` of a NOMINATIONS file; raises UnreadableUpload."""
    return _message(content, "NOMINATIONS")


def long_term_elections(content: bytes) -> list[Row]:
    """The rows of an LT_NOMINATION_ELECTION file that elect something; raises UnreadableUpload."""
    return [row for row in _rows(content, "LT_NOMINATION_ELECTION") if row.get("ElectedMW")]


def hourly_load(content: bytes, template: str) -> dict[str, Any]:
    """The LoadDataSet of a HISTORICAL_LOAD or FORECAST_LOAD file: load of one owner for one period of a window.

    Raises UnreadableUpload.
    """
    return _message(content, template)


def cec_load(content: bytes) -> list[Row]:
    """The rows of a CEC_LOAD file, no cell of which is empty; raises UnreadableUpload."""
    rows = _rows(content, "CEC_LOAD")
    for line, row in enumerate(rows, start=1):
        if lacking := [each for each in CEC_COLUMNS if row.get(each) is None]:
            raise UnreadableUpload(f"row {line}: {', '.join(lacking)} is empty")
    return rows


def _message(content: bytes, template: str) -> dict[str, Any]:
    """The one message of the file, without the members that the screen knows from elsewhere."""
    records, faults = records_of(_sheet(content, template))
    if faults:
        raise UnreadableUpload(_told(faults[0]))
    several = batches(records)
    if len(several) > 1:
        odd = ", ".join(_differing(several))
        raise UnreadableUpload(f"{odd} is not the same in all rows; a file is of one period of one owner")
    message: dict[str, Any] = message_of(SHAPES[template][0], records, {}).value
    return message


def _differing(several: Sequence[Sequence[Record]]) -> list[str]:
    """The columns in which the messages of one file differ."""
    shape = several[0][0].shape
    told = [batch[0].shared() for batch in several]
    return [column for column, member in shape.shared.items() if len({each.get(member) for each in told}) > 1]


def _rows(content: bytes, template: str) -> list[Row]:
    return [row.cells for row in _sheet(content, template).rows]


def _sheet(content: bytes, template: str) -> Sheet:
    try:
        sheet = read_sheet(content, by_heading(template))
    except Unconvertible as problem:
        raise UnreadableUpload(problem.faults[0].found) from None
    if sheet.faults:
        raise UnreadableUpload(_told(sheet.faults[0]))
    return sheet


def _told(fault: Fault) -> str:
    """One line: the record, or the row below the heading; then what is wrong there."""
    row = (fault.row or 1) - 1
    place = f"row {row}" if fault.record is None else f"record {fault.record}"
    if fault.found.startswith("its rows"):
        return f"{place}: {fault.found}"
    column = f"{fault.column} is {fault.found}" if fault.column else fault.found
    return f"{place}: {column}, expected {fault.expected}"
