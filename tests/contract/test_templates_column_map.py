"""The ISO's own headings by a column map: their columns, words, dates and units, without loss; gaps are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.contract.file_format import TEMPLATES, Column
from marketsim.contract.templates import conversion
from marketsim.contract.templates.column_map import UnreadableMap, read_layouts
from marketsim.contract.templates.fault import Unconvertible
from marketsim.contract.templates.foreign_cells import foreign_cells
from marketsim.contract.templates.layout import Misfit

COLUMNS = {
    "TorConversionWindow": '"Window"', "TorHolder": '"Holder"', "Source": '"From"', "Sink": '"To"',
    "StartDate": '{name = "First Day", format = "%m/%d/%Y"}',
    "EndDate": '{name = "Last Day", format = "%m/%d/%Y", at = "end"}', "MW": '{name = "kW", times = 1000}',
    "TransfereeAO": '"Receiver"', "Modeled": '{name = "Modelled", words = {Y = "Yes", N = "No"}}',
}  # fmt: skip
HEADING = "Window,Holder,From,To,First Day,Last Day,kW,Receiver,Modelled,Comment"
NAME = "TOR_CONVERSION_REQUEST"


def folder_of(folder: Path, columns: dict[str, str] = COLUMNS, rest: str = 'empty = ["Comment"]') -> Path:
    """A folder with the heading and the map of the template."""
    lines = [
        f"[{NAME}]",
        rest,
        f"[{NAME}.columns]",
        *(f"{ours} = {theirs}" for ours, theirs in columns.items()),
    ]
    (folder / "columns.toml").write_text("\n".join(lines), "utf-8")
    (folder / f"{NAME}.csv").write_text(f"{HEADING}\n", "utf-8")
    return folder


def test_their_file_is_read_and_written_in_their_way(tmp_path: Path) -> None:
    """Days of 23 and 25 hours, kW, Yes and No; the provenance says whose columns they are."""
    layouts = read_layouts(folder_of(tmp_path))
    row = "W,TORA,A,B,03/08/2026,11/01/2026,10250,PCFT,Yes,"
    reading = conversion.read_csv(f"{HEADING}\n{row}\n".encode(), None, layouts)
    assert reading.layout.provenance == f"given by {tmp_path.name}"
    (made,) = conversion.to_json(reading, {})
    (request,) = json.loads(made.content)["conversionRequests"]
    assert (request["startDate"], request["endDate"]) == ("2026-03-08T08:00:00Z", "2026-11-02T07:59:59Z")
    assert (request["mw"], request["modeled"]) == (10.25, "Y")
    back = conversion.read_json(made.content)
    (again,) = conversion.to_csv(back, layouts[NAME], {})
    assert again.content.decode().splitlines() == [HEADING, row]


def test_a_file_in_our_columns_is_still_known(tmp_path: Path) -> None:
    """Both headings are recognised."""
    heading = ",".join(each.name for each in TEMPLATES[NAME].columns)
    row = "W,TORA,A,B,2026-03-08T08:00:00Z,2026-11-02T07:59:59Z,10.25,PCFT,Y"
    reading = conversion.read_csv(f"{heading}\n{row}\n".encode(), None, read_layouts(folder_of(tmp_path)))
    assert reading.layout.provenance == "harness format"


def test_a_filled_cell_that_nothing_takes_is_said(tmp_path: Path) -> None:
    """A comment has no member."""
    row = "W,TORA,A,B,03/08/2026,11/01/2026,10250,PCFT,Yes,mind this"
    reading = conversion.read_csv(f"{HEADING}\n{row}\n".encode(), None, read_layouts(folder_of(tmp_path)))
    assert reading.notes == ("column Comment: its cells are left out, as nothing takes them",)


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("13/13/2026", "First Day"),
        ("Maybe", "Modelled"),
        ("ten", "kW"),
        ("NaN", "kW"),
        ("0.0000000000000000001", "kW"),
    ],
)
def test_their_cells_are_judged_by_their_column(tmp_path: Path, cell: str, column: str) -> None:
    """The fault has their heading."""
    cells = {"First Day": "03/08/2026", "Modelled": "Yes", "kW": "10250"} | {column: cell}
    row = f"W,TORA,A,B,{cells['First Day']},11/01/2026,{cells['kW']},PCFT,{cells['Modelled']},"
    with pytest.raises(Unconvertible) as refused:
        conversion.read_csv(f"{HEADING}\n{row}\n".encode(), None, read_layouts(folder_of(tmp_path)))
    assert [(each.row, each.column) for each in refused.value.faults] == [(2, column)]


def without(name: str) -> dict[str, str]:
    """The map but for one column."""
    return {ours: theirs for ours, theirs in COLUMNS.items() if ours != name}


@pytest.mark.parametrize(
    ("columns", "rest", "found"),
    [
        (without("Sink"), 'empty = ["Comment"]', "no mapping of our column Sink"),
        (without("Sink"), 'empty = ["Comment"]\nwithout = ["Sink"]', "no mapping of their column To"),
        (COLUMNS, "", "no mapping of their column Comment"),
        (COLUMNS | {"Sink": '"Too"'}, 'empty = ["Comment"]', "Too"),
        (COLUMNS | {"Sink": '"From"'}, 'empty = ["Comment", "To"]', "From"),
        (COLUMNS | {"Colour": '"To"'}, 'empty = ["Comment"]', "Colour"),
        (COLUMNS | {"Sink": "5"}, 'empty = ["Comment"]', "5"),
        (COLUMNS | {"Sink": '{name = "To", unit = "kW"}'}, 'empty = ["Comment"]', "unit"),
        (COLUMNS | {"Sink": '{name = "To", times = 2}'}, 'empty = ["Comment"]', "2"),
        (COLUMNS | {"MW": '{name = "kW", times = 0}'}, 'empty = ["Comment"]', "0"),
        (COLUMNS | {"EndDate": '{name = "Last Day", at = "end"}'}, 'empty = ["Comment"]', "'end'"),
        (
            COLUMNS | {"Modeled": '{name = "Modelled", words = {Y = "x", N = "x"}}'},
            'empty = ["Comment"]',
            "{'Y'",
        ),
        (COLUMNS, 'empty = "Comment"', "'Comment'"),
        (COLUMNS, 'emtpy = ["Comment"]', "emtpy"),
    ],
)
def test_a_map_with_gaps_or_slips_is_refused_by_name(
    tmp_path: Path, columns: dict[str, str], rest: str, found: str
) -> None:
    """Every column of either side is accounted for."""
    with pytest.raises(UnreadableMap) as refused:
        read_layouts(folder_of(tmp_path, columns, rest))
    assert found in refused.value.found


def test_a_folder_that_is_none_or_holds_something_else_is_refused(tmp_path: Path) -> None:
    """No folder, no map, no heading, a heading with rows, a file named otherwise, broken TOML."""
    spoiled: tuple[Callable[[Path], object], ...] = (
        lambda folder: (folder / "columns.toml").unlink(),
        lambda folder: (folder / f"{NAME}.csv").unlink(),
        lambda folder: (folder / f"{NAME}.csv").write_text(f"{HEADING}\n{HEADING}\n", "utf-8"),
        lambda folder: (folder / "BIDS.csv").write_text(HEADING, "utf-8"),
        lambda folder: (folder / "columns.toml").write_text("[", "utf-8"),
        lambda folder: (folder / "columns.toml").write_bytes(b"\xff"),
    )
    for spoil in spoiled:
        spoil(folder_of(tmp_path))
        with pytest.raises(UnreadableMap):
            read_layouts(tmp_path)
        (tmp_path / "BIDS.csv").unlink(missing_ok=True)
    with pytest.raises(UnreadableMap):
        read_layouts(tmp_path / "nowhere")


def column(type_: Any) -> Column:
    return Column("X", type_, "", "ours")


@settings(max_examples=60, deadline=None)
@given(day=st.dates(date(2000, 1, 1), date(2037, 12, 31)), at=st.sampled_from(["start", "end"]))
def test_every_pacific_day_comes_back(day: date, at: str) -> None:
    """Also the short and the long one of each year; its last second is a second before the next day."""
    cells = foreign_cells(column("date-time"), {"format": "%Y-%m-%d", "at": at})
    moment = cells.read(day.isoformat())
    assert isinstance(moment, datetime)
    assert cells.write(moment) == day.isoformat()
    following = foreign_cells(column("date-time"), {"format": "%Y-%m-%d"}).read(
        (day + timedelta(1)).isoformat()
    )
    assert at == "start" or moment + timedelta(seconds=1) == following


@settings(max_examples=60, deadline=None)
@given(thousandths=st.integers(0, 10**12), times=st.sampled_from([1000, 10, 0.001, 2]))
def test_every_mw_of_three_decimals_comes_back_in_another_unit(thousandths: int, times: float) -> None:
    """Exact decimals, no binary dust."""
    cells = foreign_cells(column("number"), {"times": times})
    mw = thousandths / 1000
    assert cells.read(cells.write(mw)) == mw


def test_what_their_format_cannot_say_is_not_written() -> None:
    """A time within the day, a wall time that exists twice, a word that they lack, text of no characters."""
    day = foreign_cells(column("date-time"), {"format": "%m/%d/%Y"})
    hour = foreign_cells(column("date-time"), {"format": "%m/%d/%Y %H:%M"})
    word = foreign_cells(column("text"), {"words": {"ON": "On-Peak"}})
    noon, twice = datetime(2026, 7, 1, 19, tzinfo=UTC), datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    for cells, value in ((day, noon), (hour, twice), (word, "OFF"), (foreign_cells(column("text"), {}), "")):
        with pytest.raises(Misfit):
            cells.write(value)
    assert hour.write(noon) == "07/01/2026 12:00"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("columns.toml", "a = " + "[" * 20_000),
        ("NOMINATIONS.csv", '"Owner'),
        ("NOMINATIONS.csv", "x" * 200_000),
    ],
)
def test_a_file_that_no_reader_takes_is_told(tmp_path: Path, name: str, text: str) -> None:
    """Too deep, a quotation mark left open, too long a cell."""
    (tmp_path / "columns.toml").write_text("[NOMINATIONS.columns]\n", "utf-8")
    (tmp_path / "NOMINATIONS.csv").write_text("Owner", "utf-8")
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(UnreadableMap) as refused:
        read_layouts(tmp_path)
    assert refused.value.file.name == name
