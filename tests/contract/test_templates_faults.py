"""What would be lost, or cannot be told, is named by its cell and never dropped in silence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from marketsim.contract.file_format import TEMPLATES
from marketsim.contract.templates import conversion
from marketsim.contract.templates.fault import Unconvertible
from marketsim.contract.templates.layout import OWN_LAYOUTS

BID = {
    "Record": "1", "BidType": "BUY", "AssetOwner": "SRTX", "Source": "A", "Sink": "B", "HedgeType": "OBL",
    "TOU": "ON", "Period": "2027_M01", "CrrType": "AUC", "MW": "0", "Price": "5",
}  # fmt: skip
HOUR = {
    "LoadSubmissionWindowName": "HIST_LOAD_2026", "PeriodName": "2025_S01", "AssetOwner": "NVLY", "SinkName": "A",
    "EffectiveDate": "2025-01-01T08:00:00Z", "HourEnding": "1", "DataType": "FINAL_LOAD", "MW": "1",
}  # fmt: skip
APPROVAL: dict[str, Any] = {
    "conversionApprovalId": 7, "source": "A", "sink": "B", "tou": "ON", "hedgeType": "OPT", "mw": 1.5,
    "approvalStatus": "APPROVED",
}  # fmt: skip


def csv_of(template: str, *rows: Mapping[str, str], without: str = "") -> bytes:
    """A file of these rows, in our columns but for one."""
    columns = [each.name for each in TEMPLATES[template].columns if each.name != without]
    return "\n".join(
        [",".join(columns), *(",".join(row.get(each, "") for each in columns) for row in rows)]
    ).encode()


def faults(content: bytes, template: str | None = None) -> list[tuple[int | None, str, str]]:
    """Row, column and what was found of each fault."""
    with pytest.raises(Unconvertible) as refused:
        conversion.read_csv(content, template)
    return [(each.row, each.column, each.found) for each in refused.value.faults]


def test_a_cell_that_the_message_has_no_member_for_must_be_empty() -> None:
    """A bid to buy has no CRR, a public offer no target: their cells would be lost."""
    rows = [BID | {"CrrId": "7"}, BID | {"MW": "5", "CrrId": "7"}]
    assert faults(csv_of("BIDS_AND_OFFERS", *rows)) == [(2, "CrrId", "7")]


def test_the_rows_of_a_record_must_agree() -> None:
    """All but the point; rows of a record need not follow each other."""
    rows = [BID, BID | {"Record": "2"}, BID | {"MW": "5", "Sink": "C"}, BID | {"Record": "2", "MW": "5"}]
    assert faults(csv_of("BIDS_AND_OFFERS", *rows)) == [(4, "Sink", "its rows differ in Sink")]


def test_an_unknown_kind_and_a_record_without_number_are_named() -> None:
    """Both at once, in the order of the rows."""
    rows = [BID | {"Record": "one"}, BID | {"Record": "2", "BidType": "HOLD"}]
    assert faults(csv_of("BIDS_AND_OFFERS", *rows)) == [(2, "Record", "'one'"), (3, "BidType", "'HOLD'")]


def test_a_missing_column_is_told_once() -> None:
    """Not in every row."""
    rows = [HOUR, HOUR | {"HourEnding": "2"}]
    content = csv_of("HISTORICAL_LOAD", *rows, without="DataType")
    assert faults(content, "HISTORICAL_LOAD") == [(1, "DataType", "none in the heading")]


def test_an_unquoted_comma_is_told_by_its_row() -> None:
    """The row has a cell too many; the others are still judged."""
    rows = [HOUR | {"SinkName": "A,B"}, HOUR | {"HourEnding": "26"}]
    found = faults(csv_of("HISTORICAL_LOAD", *rows), "HISTORICAL_LOAD")
    assert found == [(2, "", "9 cells"), (3, "HourEnding", "26")]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("MW", "80.0000000000000000001"),
        ("MW", "9007199254740993"),
        ("EffectiveDate", "2025-01-01T08:00:00.25Z"),
        ("EffectiveDate", "2025-01-01T08:00:00"),
        ("EffectiveDate", "1/1/2025"),
        ("EffectiveDate", "0001-01-01T00:00:00+14:00"),
        ("EffectiveDate", "9999-12-31T23:59:59-14:00"),
        ("HourEnding", "1.5"),
        ("MW", "1e400"),
        ("MW", "1,5"),
    ],
)
def test_what_a_cell_cannot_hold_exactly_is_told_and_not_rounded(column: str, text: str) -> None:
    """Too many digits, fractions of a second, times without zone, other spellings of numbers."""
    row = HOUR | {column: f'"{text}"'}
    ((number, named, _),) = faults(csv_of("HISTORICAL_LOAD", row), "HISTORICAL_LOAD")
    assert (number, named) == (2, column)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"mw": 9007199254740993}, "conversionApprovalRecords[0] MW"),
        ({"mw": 10**400}, "conversionApprovalRecords[0] MW"),
        ({"colour": "red"}, "conversionApprovalRecords[0].colour"),
        ({"tou": "NOON"}, "conversionApprovalRecords[0].tou"),
    ],
)
def test_what_the_csv_cannot_say_of_a_message_is_told(change: dict[str, Any], place: str) -> None:
    """Members without column, numbers beyond a double, what breaks the contract."""
    message = approvals(change)
    with pytest.raises(Unconvertible) as refused:
        conversion.read_json(json.dumps(message).encode())
    assert [each.place for each in refused.value.faults] == [place]


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_that_utc_cannot_say_is_told(instant: str) -> None:
    """In a message as in a CSV."""
    hour = {"sinkName": "A", "effectiveDate": instant, "hourEnding": 1, "dataType": "FINAL_LOAD", "mw": 1}
    message = {
        "histForecastFlag": "H", "assetOwner": "NVLY", "loadSubmissionWindowName": "W", "periodName": "P",
        "hourlyLoad": [hour],
    }  # fmt: skip
    with pytest.raises(Unconvertible) as refused:
        conversion.read_json(json.dumps(message).encode())
    assert [each.place for each in refused.value.faults] == ["hourlyLoad[0] EffectiveDate"]


@pytest.mark.parametrize("lead", [",", "My bids,,\n"])
def test_a_heading_has_a_name_for_every_column(lead: str) -> None:
    """Neither empty columns of a spreadsheet nor a title above are a heading."""
    with pytest.raises(Unconvertible) as refused:
        conversion.read_csv(lead.encode() + csv_of("BIDS_AND_OFFERS", BID))
    assert "name for every column" in refused.value.faults[0].expected


def test_the_two_dates_of_older_approvals_are_left_out_and_it_is_said() -> None:
    """The service ignores them too."""
    dates = {"startDate": "2027-02-01T08:00:00Z", "endDate": "2027-03-01T07:59:59Z"}
    reading = conversion.read_json(json.dumps(approvals(dates)).encode())
    assert reading.notes == ("2 members left out that the service ignores: startDate, endDate",)
    (made,) = conversion.to_csv(reading, OWN_LAYOUTS[reading.template], {})
    (back,) = conversion.to_json(conversion.read_csv(made.content), {})
    assert json.loads(back.content) == approvals({})


def test_a_message_without_records_has_no_csv() -> None:
    """Its window and owner would be lost with the rows."""
    empty = {**approvals({}), "conversionApprovalRecords": []}
    with pytest.raises(Unconvertible) as refused:
        conversion.read_json(json.dumps(empty).encode())
    assert refused.value.faults[0].found == "none"


def test_text_that_looks_like_a_formula_is_shielded_and_it_is_said() -> None:
    """An apostrophe before it in the CSV, none in the message."""
    rows = [BID | {"Description": "'-5 off"}, BID | {"MW": "5", "Description": "'-5 off"}]
    reading = conversion.read_csv(csv_of("BIDS_AND_OFFERS", *rows))
    assert reading.notes == ("apostrophes taken away from before what looks like a formula: 2 cells",)
    assert reading.records[0].value()["description"] == "-5 off"
    assert "written with an apostrophe" in str(conversion.formulas(reading, OWN_LAYOUTS["BIDS_AND_OFFERS"]))


def test_that_records_are_numbered_anew_is_said() -> None:
    """JSON has no place for Record, nor for an offer before a bid."""
    offer = BID | {"BidType": "SELL", "CrrId": "7", "Record": "9"}
    rows = [offer, offer | {"MW": "5"}, BID, BID | {"MW": "5"}]
    assert len(conversion.read_csv(csv_of("BIDS_AND_OFFERS", *rows)).notes) == 2


def test_empty_rows_are_left_out_and_counted() -> None:
    """As spreadsheets leave them behind."""
    content = csv_of("HISTORICAL_LOAD", HOUR) + b"\n" + b"," * 7 + b"\n\n"
    reading = conversion.read_csv(content, "HISTORICAL_LOAD")
    assert (len(reading.records), reading.notes) == (1, ("rows without any value left out: 1",))


def approvals(change: dict[str, Any]) -> dict[str, Any]:
    """One approval in a message."""
    return {
        "torConversionWindow": "W",
        "assetOwner": "PCFT",
        "conversionApprovalRecords": [APPROVAL | change],
    }
