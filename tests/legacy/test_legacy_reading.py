"""An extract is read strictly: what is written comes back, what is wrong is told by file, row and column."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from marketsim.legacy import fault, sources, tables
from marketsim.legacy.columns import TABLES
from marketsim.legacy.extract import Extract
from marketsim.legacy.fault import UnreadableExtract
from marketsim.legacy.generator import generate
from marketsim.legacy.reading import read_extract, read_extract_zip
from marketsim.legacy.writing import extract_files, write_extract, zip_extract

MADE = generate(participants=20, holdings=60, seed=5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound extract as a folder."""
    write_extract(MADE, tmp_path / "old")
    return tmp_path / "old"


def refused(folder: Path) -> list[str]:
    """The faults of a folder that is refused."""
    with pytest.raises(UnreadableExtract) as problem:
        read_extract(folder)
    return str(problem.value).splitlines()


def spoil(folder: Path, file: str, change: Callable[[str], str]) -> list[str]:
    """The faults after a change of one file."""
    path = folder / file
    before = path.read_text("utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, "utf-8")
    return refused(folder)


def test_what_is_written_is_read_again(folder: Path) -> None:
    """From a folder and from a zip, every table and every bid."""
    assert read_extract(folder) == MADE
    assert read_extract_zip(zip_extract(MADE)) == MADE
    assert all(getattr(MADE, table.name) for table in TABLES.values()), "a table without rows proves nothing"
    assert MADE.bids


def test_equal_extracts_are_equal_bytes() -> None:
    """Written twice, and read in between."""
    again = read_extract_zip(zip_extract(MADE))
    assert dict(extract_files(again)) == dict(extract_files(MADE))
    assert zip_extract(again) == zip_extract(MADE)


def test_a_file_that_nothing_is_said_in_may_be_missing(folder: Path) -> None:
    """No messages, no adjustments."""
    (folder / "messages.csv").unlink()
    (folder / "adjustments.csv").unlink()
    found = read_extract(folder)
    assert (found.messages, found.adjustments, found.awards) == ((), (), MADE.awards)


@pytest.mark.parametrize("file", [each.file for each in TABLES.values() if each.required] + ["extract.toml"])
def test_a_file_that_must_be_there_is_missed(folder: Path, file: str) -> None:
    """By its name."""
    (folder / file).unlink()
    assert any(line.startswith(f"{file}: expected this file; found no such file") for line in refused(folder))


@pytest.mark.parametrize(
    ("file", "was", "put", "told"),
    [
        ("awards.csv", ",ON,", ",on,", "TOU: expected one of ON, OFF; found 'on'"),
        ("awards.csv", "Z,", "+00:00,", "StartDate: expected an instant in UTC such as"),
        ("holdings.csv", "OldCrrId,Parent", "Id,Parent", "row 1 OldCrrId: expected this column"),
        ("markets.csv", "2013_S01,", "2013_S05,", "Period: expected a season or month"),
        ("participants.csv", "NVLY,", "nvly,", "Participant: expected three to ten of A-Z and 0-9; found 'nvly'"),
        ("participants.csv", ",CLSE,", ",CLSE|CLSE,", "Functions: expected one or more of CRRH, CLSE"),
        ("locations.csv", "0.300000", "1.300000", "Factor: expected a number from 0 to 1"),
        ("conversions.csv", ",N\n", ",yes\n", "Modeled: expected Y or N; found 'yes'"),
        ("retired.csv", "RETIRED_7_B1,", ",", "Retired: expected a value; found nothing"),
        ("messages.csv", "Results", "\x1bResults", "Text: expected printable text on one line"),
        ("sales.csv", "SaleId", "SaleId,More", "row 1 'More': expected no other column"),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_is_told_by_file_row_and_column(
    folder: Path, file: str, was: str, put: str, told: str
) -> None:
    """With what was expected and what was found."""
    lines = spoil(folder, file, lambda text: text.replace(was, put, 1))
    assert any(line.startswith(file) and told in line for line in lines), lines


@pytest.mark.parametrize(
    ("mw", "reason"),
    [("0.000", "above 0"), ("-1", "above 0"), ("1.0001", "three decimals"), ("1e3", "MW"), ("NaN", "MW"),
     ("9999999", "below 1000000"), ("", "a value"), ("١", "MW")],
)  # fmt: skip
def test_mw_are_whole_thousandths_above_zero(folder: Path, mw: str, reason: str) -> None:
    """No exponent, no sign, no other digits."""

    def change(text: str) -> str:
        lines = text.splitlines(keepends=True)
        cells = lines[1].split(",")
        cells[10] = mw
        return "".join([lines[0], ",".join(cells), *lines[2:]])

    (line,) = [each for each in spoil(folder, "awards.csv", change) if "awards.csv row 2 MW" in each]
    assert reason in line


def test_many_faults_are_told_at_once_and_only_so_many(folder: Path) -> None:
    """Of several files; a hundred are told, the rest is counted."""
    (folder / "roles.csv").write_text("Person,Participant,OldRole\n" + "x,NVLY,KING\n" * 150, "utf-8")
    lines = spoil(folder, "extract.toml", lambda text: text.replace("format = 1", "format = 2"))
    assert lines[0].startswith("extract.toml format: expected 1; found '2'")
    assert len(lines) == fault.MOST_FAULTS + 1
    assert lines[-1] == "and 51 more"


def test_a_row_stands_once(folder: Path) -> None:
    """A CRR awarded twice, a participant listed twice."""
    lines = spoil(folder, "participants.csv", lambda text: text + text.splitlines()[1] + "\n")
    assert "Participant: expected each once; found 'NVLY'" in lines[0]
    twice = replace(MADE, trades=(replace(MADE.trades[0], new_old_crr_id=MADE.awards[0].old_crr_id),))
    with pytest.raises(UnreadableExtract, match="each CRR id given once"):
        read_extract_zip(zip_extract(twice))


def test_nothing_ends_before_it_begins(folder: Path) -> None:
    """Start and end of a row."""
    award = MADE.awards[0]
    turned = replace(award, start=award.end, end=award.start)
    spoilt = replace(MADE, awards=(turned, *MADE.awards[1:]))
    with pytest.raises(UnreadableExtract, match="row 2 EndDate: expected an instant after StartDate"):
        read_extract_zip(zip_extract(spoilt))


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        ("sales", {"old_crr_id": 999}, "sales.csv row 2 OldCrrId"),
        ("trades", {"buyer": "NOBODY"}, "trades.csv row 2 Buyer"),
        ("awards", {"old_market": "NO_MARKET"}, "awards.csv row 2 OldMarket"),
        ("migrations", {"parent_old_crr_id": 7}, "migrations.csv row 2 ParentOldCrrId"),
        ("conversions", {"old_window": "NO_WINDOW"}, "conversions.csv row 2 OldWindow"),
    ],
)
def test_what_is_referred_to_must_be_there(table: str, change: dict[str, object], told: str) -> None:
    """Markets, participants and CRRs of other files."""
    first, *others = getattr(MADE, table)
    spoilt = replace(MADE, **{table: (replace(first, **change), *others)})
    with pytest.raises(UnreadableExtract) as problem:
        read_extract_zip(zip_extract(spoilt))
    assert any(str(each).startswith(told) for each in problem.value.faults)


def test_strange_files_are_not_passed_over(folder: Path) -> None:
    """A misspelt table would else be an empty one; a link might lead anywhere; hidden files don't count."""
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "award.csv").write_text("x", "utf-8")
    (folder / "bids" / "AUC_AN_2024_S01.csv").write_text("x", "utf-8")  # not in flight
    (folder / "link.csv").symlink_to(folder / "awards.csv")
    told = "\n".join(refused(folder))
    assert "link.csv: expected a plain file" in told
    (folder / "link.csv").unlink()
    told = "\n".join(refused(folder))
    assert "'award.csv': expected a file of an extract" in told
    assert "'bids/AUC_AN_2024_S01.csv': expected" in told
    assert ".DS_Store" not in told


@pytest.mark.parametrize(
    "text",
    [b"\xff\xfe", b"OldCrrId\x00", b'"OldCrrId', b"", b"a," * 60_000, b"x" * 200_000, b"\xef\xbb\xbf,,\n"],
)
def test_bytes_that_are_no_csv_are_refused(folder: Path, text: bytes) -> None:
    """As a fault of the file, however they break it."""
    (folder / "awards.csv").write_bytes(text)
    assert all(line.startswith("awards.csv") for line in refused(folder))


@pytest.mark.parametrize(
    "text",
    [b"\xff", b"format = ", b"format = 1", b"[" * 100_000, b"a" * 200_000, b"format = true\nname = 3"],
)
def test_a_head_that_says_nothing_sound_is_refused(folder: Path, text: bytes) -> None:
    """Broken, lacking or oversized TOML."""
    (folder / "extract.toml").write_bytes(text)
    assert all(line.startswith("extract.toml") for line in refused(folder))


@pytest.mark.parametrize(
    ("was", "put", "told"),
    [
        ('go_live = "2025-05-01"', 'go_live = "2025-05-02"', "go_live: expected the first of a month"),
        ('taken_at = "2025', 'taken_at = "2025-13', "taken_at: expected an instant"),
        ("seed = 5", 'seed = "5"', "seed: expected a whole number"),
        ("seed = 5", "seed = 5\nsecret = 1", "'secret': expected one of"),
    ],
)
def test_a_head_is_told_key_by_key(folder: Path, was: str, put: str, told: str) -> None:
    """What each key may hold."""
    assert any(told in line for line in spoil(folder, "extract.toml", lambda text: text.replace(was, put)))


def test_faults_print_no_control_characters(folder: Path) -> None:
    """A cell cannot write on the terminal."""
    lines = spoil(folder, "awards.csv", lambda text: text.replace(",ON,", ",\x1b[2J,", 1))
    assert "\x1b" not in "\n".join(lines)
    assert "\\x1b[2J" in "\n".join(lines)


def packed(*members: tuple[str, bytes]) -> bytes:
    """A zip of these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "zipped",
    [
        b"", b"PK\x03\x04 nothing", zip_extract(MADE)[:-100],
        packed(("../awards.csv", b"x")), packed(("/awards.csv", b"x")), packed(("a/b/awards.csv", b"x")),
        packed(("C:awards.csv", b"x")), packed(("bids\\x.csv", b"x")), packed(("old/awards.csv", b"x")),
    ],
)  # fmt: skip
def test_an_archive_that_is_none_or_leads_elsewhere_is_refused(zipped: bytes) -> None:
    """Broken zips and paths that are not an extract's."""
    with pytest.raises(UnreadableExtract):
        read_extract_zip(zipped)


def test_an_archive_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """In bytes, in files, and in what it says it unpacks to."""
    zipped = zip_extract(MADE)
    for bound in ("MOST_ZIP_BYTES", "MOST_FILES", "MOST_UNZIPPED_BYTES"):
        with monkeypatch.context() as patched:
            patched.setattr(sources, bound, 10)
            with pytest.raises(UnreadableExtract, match="at most 10"):
                read_extract_zip(zipped)


def test_an_archive_that_lies_about_a_size_is_refused() -> None:
    """A member unpacks to no more than its entry says."""
    zipped = bytearray(zip_extract(MADE))
    place = zipped.rindex(b"awards.csv") - 46  # its entry in the directory; the size lies 24 into it
    zipped[place + 24 : place + 28] = (50).to_bytes(4, "little")
    with pytest.raises(UnreadableExtract, match=r"awards\.csv"):
        read_extract_zip(bytes(zipped))


def test_files_are_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In bytes and in rows."""
    with monkeypatch.context() as patched:
        patched.setattr(sources, "MOST_FILE_BYTES", 1000)
        assert any("more than 1000 bytes" in line for line in refused(folder))
    monkeypatch.setattr(tables, "MOST_ROWS", 20)
    assert any("expected at most 20 rows; found more" in line for line in refused(folder))


def test_bids_are_rows_of_their_template(folder: Path) -> None:
    """An auction has bids and offers; another heading or a word for a number is a fault."""
    file = next(f"bids/{each.old_market}.csv" for each in MADE.bids if each.template == "BIDS_AND_OFFERS")
    before = (folder / file).read_text("utf-8")
    assert any(
        "the heading" in line for line in spoil(folder, file, lambda text: text.replace("Record", "R", 1))
    )
    (folder / file).write_text(before.replace("\n1,", "\nmany,", 1), "utf-8")
    assert any(f"{file} row 2 Record: expected a value of type integer" in line for line in refused(folder))


def test_no_folder_is_a_fault_too(tmp_path: Path) -> None:
    """A file, or nothing."""
    assert "expected a folder" in refused(tmp_path / "none")[0]


def test_what_a_column_cannot_say_is_not_written(tmp_path: Path) -> None:
    """An extract that could not be read again is refused by the writer."""
    spoilt: Extract = replace(MADE, messages=(replace(MADE.messages[0], text="two\nlines"),))
    with pytest.raises(ValueError, match="on one line"):
        write_extract(spoilt, tmp_path / "x")
