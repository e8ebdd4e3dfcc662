"""Reading the long form: what is taken, and that everything else is refused with file and line."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.settlement.files import lines, sources
from marketsim.settlement.files.columns import determinants, heading
from marketsim.settlement.files.fault import Fault, Unreadable
from marketsim.settlement.files.given import read_inputs
from marketsim.settlement.files.reader import INPUTS, STATEMENT, complete, number, read_table
from marketsim.settlement.files.row import Wrong
from marketsim.settlement.files.writer import fixed, write_inputs
from marketsim.settlement.random_system import random_system

HEADING = ",".join(heading())
FACTS = ["etsr_source,E1,IPCO,,,,,,", "etsr_sink,E1,CISO,,,,,,", "area_entity,,IPCO,IPC1,,,,,"]
TAG = "etsr_hourly_atf,E1,,,2019-08-01,7,,12.5,MWh"
QUARTERS = [f"etsr_fmm_schedule,E1,,,2019-08-01,7,{k},{10 + k},MW" for k in range(1, 5)]


def written(folder: Path, rows: list[str], name: str = "given.csv", heading: str = HEADING) -> Path:
    """A file of these rows."""
    path = folder / name
    path.write_text("\n".join([heading, *rows, ""]), "utf-8")
    return path


def refused(path: Path, kinds: tuple[str, ...] = INPUTS) -> tuple[Fault, ...]:
    """What is said of a file that cannot be read."""
    with pytest.raises(Unreadable) as caught:
        complete(read_table(path, kinds))
    return caught.value.faults


def test_inputs_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Every field of a system of chance."""
    system = random_system(5, 6, 2)
    with (tmp_path / "inputs.csv").open("w", encoding="utf-8") as file:
        write_inputs(file, system)
    assert read_inputs(tmp_path / "inputs.csv") == system


def test_a_file_a_folder_and_a_zip_give_the_same(tmp_path: Path) -> None:
    """Facts in one file, values in another; with a byte order mark, other line ends and columns in another order."""
    whole = read_inputs(written(tmp_path, [*FACTS, TAG, *QUARTERS]))
    folder = tmp_path / "parts"
    folder.mkdir()
    written(folder, FACTS, "facts.csv")
    turned = [",".join(reversed(row.split(","))) for row in [TAG, *QUARTERS]]
    content = "\r\n".join([",".join(reversed(heading())), *turned])
    (folder / "values.CSV").write_bytes(b"\xef\xbb\xbf" + content.encode())
    with zipfile.ZipFile(tmp_path / "parts.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.iterdir():
            archive.write(path, f"inside/{path.name}")
        archive.writestr("__MACOSX/._values.csv", b"\0")
    assert read_inputs(folder) == whole == read_inputs(tmp_path / "parts.zip")


WRONG_ROWS = {
    "etsr_hourly_atf,E1,,,2019-08-01,7,,12.5,MW": ("in MWh", "MW"),
    "etsr_hourly_atf,E1,,,2019-08-01,7,1,12.5,MWh": ("an hourly value", "Interval 1"),
    "etsr_fmm_schedule,E1,,,2019-08-01,7,5,1,MW": ("15-minute values", "Interval 5"),
    "etsr_rtd_dispatch,E1,,,2019-08-01,7,13,1,MW": ("5-minute values", "Interval 13"),
    "etsr_rtd_dispatch,E1,,,2019-08-01,7,,1,MW": ("5-minute values", "Interval empty"),
    "etsr_rtd_dispatch,E1,,,2019-08-01,7,1,1e3,MW": ("decimal number", "1e3"),
    "etsr_rtd_dispatch,E1,,,2019-08-01,7,1,\u0663,MW": ("decimal number", "\u0663"),
    'etsr_rtd_dispatch,E1,,,2019-08-01,7,1,"1,5",MW': ("decimal number", "1,5"),
    "etsr_rtd_dispatch,E1,,,2019-08-01,7,1,inf,MW": ("decimal number", "inf"),
    f"etsr_rtd_dispatch,E1,,,2019-08-01,7,1,{'9' * 16},MW": ("decimal number", "9999"),
    "etsr_rtd_dispatch,E1,,,2019-08-01,25,1,1,MW": ("an hour ending from 1 to 24 on 2019-08-01", "25"),
    "etsr_rtd_dispatch,E1,,,2019-03-10,24,1,1,MW": ("an hour ending from 1 to 23 on 2019-03-10", "24"),
    "etsr_rtd_dispatch,E1,,,1/8/2019,7,1,1,MW": ("a TradeDate", "1/8/2019"),
    "etsr_rtd_dispatch,E1,,,2019-02-30,7,1,1,MW": ("a TradeDate that the calendar has", "2019-02-30"),
    "etsr_rtd_dispatch,E1,,,1999-12-31,7,1,1,MW": ("a trade day from 2000 to 2099", "1999-12-31"),
    "etsr_rtd_dispatch,,,,2019-08-01,7,1,1,MW": ("the Resource of", "nothing"),
    "etsr_rtd_dispatch,E1,IPCO,,2019-08-01,7,1,1,MW": ("no Area", "IPCO"),
    "etsr_rtd_dispatch,=cmd(),,,2019-08-01,7,1,1,MW": ("the Resource of", "=cmd()"),
    "etsr_speed,E1,,,2019-08-01,7,1,1,MW": ("a determinant that is listed", "etsr_speed"),
    "area_rtieo,,IPCO,,2019-08-01,7,1,1,$": ("of kind fact or input", "of kind result"),
    "etsr_sink,E1,CISO,,2019-08-01,,,,": ("a fact without day", "2019-08-01"),
    "etsr_rtd_dispatch,E1,,,2019-08-01,7,1,1": ("9 cells", "8"),
}


@pytest.mark.parametrize("row", WRONG_ROWS)
def test_a_wrong_row_is_refused_with_its_line_and_nothing_is_converted(tmp_path: Path, row: str) -> None:
    """Another unit or granularity, a number that is none, a name that could be a formula."""
    (fault,) = refused(written(tmp_path, [*FACTS, row]))
    expected, found = WRONG_ROWS[row]
    assert fault.where == "given.csv, line 5"
    assert expected in fault.expected
    assert found in fault.found
    assert fault.fix


def test_a_second_value_is_refused_where_it_stands_and_names_the_hour(tmp_path: Path) -> None:
    """Also across the files of a folder."""
    (fault,) = refused(written(tmp_path, [*FACTS, *QUARTERS, QUARTERS[2]]))
    assert fault.where == "given.csv, line 9"
    assert "begins at given.csv, line 5" in fault.found


def test_a_missing_interval_is_named_with_the_line_of_its_hour(tmp_path: Path) -> None:
    """It is never taken as zero."""
    (fault,) = refused(written(tmp_path, [*FACTS, TAG, *QUARTERS[:2]]))
    assert fault.where == "given.csv, line 6 and after"
    assert fault.found == "intervals 3, 4 missing"


def test_a_name_that_no_fact_declares_is_refused(tmp_path: Path) -> None:
    """Once, at its first row; and an ETSR has two ends."""
    path = written(tmp_path, [FACTS[0], FACTS[2], *(row.replace("E1", "E2") for row in QUARTERS)])
    with pytest.raises(Unreadable) as caught:
        read_inputs(path)
    assert [each.where for each in caught.value.faults] == ["given.csv, line 2", "given.csv, line 4"]
    assert "etsr_sink" in caught.value.faults[0].expected


def test_a_name_that_no_fact_declares_is_told_rather_than_the_intervals_that_it_lacks(tmp_path: Path) -> None:
    """One row of four has a slip of the pen."""
    path = written(tmp_path, [*FACTS, QUARTERS[0].replace("E1", "e1"), *QUARTERS[1:]])
    with pytest.raises(Unreadable) as caught:
        read_inputs(path)
    assert [(each.expected, each.found) for each in caught.value.faults] == [("a declared Resource", "e1")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("measured_demand,,,SC01,2019-08-01,7,{},-3.5,MWh", "measured_demand from 0"),
        ("area_measured_demand,,IPCO,,2019-08-01,7,{},-3.5,MWh", "area_measured_demand from 0"),
        ("area_rtd_ghg_attribution,,CISO,,2019-08-01,7,{},0,MW", "area_rtd_ghg_attribution of an area other"),
    ],
)
def test_a_value_that_there_cannot_be_is_told_with_its_line(tmp_path: Path, row: str, expected: str) -> None:
    """Demand is consumed, and attribution is of the other areas."""
    path = written(tmp_path, [*FACTS, *(row.format(k) for k in range(1, 13))])
    with pytest.raises(Unreadable) as caught:
        read_inputs(path)
    (fault,) = caught.value.faults
    assert fault.where == "given.csv, line 5 and after"
    assert fault.expected.startswith(expected)


def test_several_faults_are_told_at_once_but_not_without_end(tmp_path: Path) -> None:
    """The first twenty."""
    assert len(refused(written(tmp_path, ["etsr_speed,E1,,,,,,,"] * 50))) == 20


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "nothing"),
        (HEADING.encode("utf-16"), "bytes that are none"),
        (b"a,b,c\n", "a,b,c"),
        (HEADING.replace(",", ";").encode(), ";"),
        (HEADING.encode() + b"\n" + b"x" * 3_000, "2,000 bytes"),
        (HEADING.encode() + b"\n\xff\xfe\n", "bytes that are none"),
        (HEADING.encode() + b'\n"open', "unexpected end of data"),
        (HEADING.encode() + b"\n", "none"),
        (HEADING.replace(",Unit", "").encode(), "no Unit"),
        (HEADING.encode() + b",Note,Value\n", "Value,Note beside them"),
        (HEADING.replace("Unit", "Units").encode(), "no Unit; Units beside them"),
        (HEADING.encode() + b"\n" * 100_002, "more than 100,000 empty lines"),
    ],
    ids=[
        *("empty", "utf-16", "other heading", "semicolons", "long line", "bytes", "open quote", "no rows"),
        *("a column short", "more columns", "a column misspelt", "empty lines"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    """Without a traceback, with its name."""
    (tmp_path / "given.csv").write_bytes(content)
    (fault,) = refused(tmp_path / "given.csv")
    assert "given.csv" in fault.where
    assert found in fault.found


def test_a_hostile_name_is_printed_without_what_could_steer_a_terminal(tmp_path: Path) -> None:
    """Neither an escape nor a thousand characters."""
    row = f"etsr_rtd_dispatch,\x1b[2J{'x' * 500},,,2019-08-01,7,1,1,MW"
    (fault,) = refused(written(tmp_path, [row]))
    assert fault.found.isprintable()
    assert len(fault.found) < 100


def zipped(folder: Path, fill: Callable[[zipfile.ZipFile], None]) -> Path:
    """A zip filled that way."""
    with zipfile.ZipFile(folder / "given.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    return folder / "given.zip"


def test_a_zip_that_unpacks_beyond_the_bound_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As its directory says."""
    monkeypatch.setattr(sources, "MOST_BYTES", 10_000)
    (fault,) = refused(zipped(tmp_path, lambda archive: archive.writestr("a.csv", f"{HEADING}\n" * 200)))
    assert "unpacked" in fault.expected


def test_a_zip_that_lies_about_its_size_is_refused_as_broken(tmp_path: Path) -> None:
    """No more is read than its directory says."""
    path = zipped(tmp_path, lambda archive: archive.writestr("a.csv", f"{HEADING}\n" + f"{TAG}\n" * 500))
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    assert refused(path)


def test_other_files_in_a_zip_or_folder_are_refused(tmp_path: Path) -> None:
    """Nothing is passed over in silence."""
    assert refused(zipped(tmp_path, lambda archive: archive.writestr("a.xlsx", b"x")))[0].where == "a.xlsx"
    (tmp_path / "folder").mkdir()
    written(tmp_path / "folder", FACTS)
    (tmp_path / "folder" / "notes.txt").write_text("x")
    assert refused(tmp_path / "folder")[0].where == "notes.txt"
    (tmp_path / "none.zip").write_bytes(b"PK nothing")
    assert refused(tmp_path / "none.zip")


def test_a_file_larger_than_the_bound_is_refused_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its bytes, not by what it says of itself."""
    monkeypatch.setattr(sources, "MOST_BYTES", 300)
    (fault,) = refused(written(tmp_path, [*FACTS, TAG, *QUARTERS]))
    assert "more than 300 bytes" in fault.found
    assert lines.MOST_LINE < 10_000


def test_a_statement_shows_how_precise_it_is(tmp_path: Path) -> None:
    """By determinant, trailing zeros counted."""
    rows = [
        f"area_rtieo,,IPCO,,2019-08-01,7,{k},{value},$" for k, value in ((1, "2.50"), (2, "3"), (3, "-1.5"))
    ]
    table = read_table(written(tmp_path, rows), STATEMENT)
    assert table.places == {"area_rtieo": 2}


def test_the_averaged_prices_of_the_draft_are_inputs_and_may_stand_in_a_statement(tmp_path: Path) -> None:
    """The area's own five-minute price is an input only."""
    rows = [f"BAA5MAverageRTDGHGPrice,,IPCO,,2019-08-01,7,{k},1.5,$/MWh" for k in range(1, 13)]
    for kinds in (INPUTS, STATEMENT):
        assert set(read_table(written(tmp_path, rows), kinds).series) == {"BAA5MAverageRTDGHGPrice"}
    (fault,) = refused(written(tmp_path, ["BAARTDGHGPrice,,IPCO,,2019-08-01,7,1,1.5,$/MWh"]), STATEMENT)
    assert "of kind input" in fault.found


@given(st.fractions(), st.integers(0, 12))
def test_a_written_value_is_within_half_a_unit_of_its_last_place(value: Fraction, places: int) -> None:
    """And can be read again, where it is not too long."""
    text = fixed(value, places)
    assert abs(Fraction(text) - value) <= Fraction(1, 2 * 10**places)
    if abs(value) < 10**15:
        assert number(text) == Fraction(text)


@given(st.text(max_size=20))
def test_a_number_is_a_plain_decimal_or_refused(text: str) -> None:
    """Never anything that Python alone takes for one."""
    try:
        value = number(text)
    except Wrong:
        return
    assert set(text) <= set("-.0123456789")
    assert value == Fraction(text)


def test_every_determinant_says_whose_it_is_and_how_it_is_measured() -> None:
    """Those with hours have a unit and an hour's number of values."""
    for each in determinants().values():
        assert each.says
        assert (each.kind == "fact") == (not each.unit) == (each.intervals == 0)
