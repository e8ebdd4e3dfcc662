"""Reading an extract: bounded, strict, and with every fault by file, line and column."""

from __future__ import annotations

import io
import zipfile

import pytest
from cutover_ground import extract_with, files_with, zipped

from marketsim.system.cutover.extract import reader
from marketsim.system.cutover.extract.reader import read_zip
from marketsim.system.cutover.problem import CutoverProblem

FAULTS = {
    "no participant's name": ("participants", ("SRTX,,,CRRH", "srtx,,,CRRH"), "participants.csv line 5, Participant"),
    "a function there isn't": ("participants", ("CRRH,FRE1", "ISO,FRE1"), "participants.csv line 6, Functions"),
    "a participant twice": ("participants", ("FRESHX,,,", "SRTX,,,"), "'SRTX' once more; expected each once"),
    "a date that is no instant": ("messages", ("2025-04-20T07:00:00Z", "2025-04-20"), "messages.csv line 2, SentTime"),
    "a date that never was": ("messages", ("2025-04-20T07", "2025-02-30T07"), "messages.csv line 2, SentTime"),
    "no MW": ("awards", (",1.000,", ",0.000,"), "awards.csv line 6, MW: '0.000'; expected MW above 0"),
    "a price in tenths of a cent": ("awards", ("12.50", "12.505"), "awards.csv line 4, Price"),
    "an end before its start": (
        "trades", ("2025-07-01T06:59:59Z", "2025-05-01T06:59:59Z"), "trades.csv line 2, EndDate",
    ),
    "a cell too few": ("retired", ("PACHECO_7_B1,GEN,", "PACHECO_7_B1,"), "retired.csv line 3: 2 cells"),
    "another heading": ("locations", ("Factor", "Share"), "locations.csv line 1"),
    "a quote that never ends": ("messages", (",Your", ',"Your'), "messages.csv: it cannot be read"),
    "a go-live within a month": ("head", ('go_live = "2025-05-01"', 'go_live = "2025-05-02"'), "extract.toml, go_live"),
    "taken after go-live": ("head", ("2025-04-24T18", "2025-05-24T18"), "extract.toml, taken_at"),
    "another format": ("head", ("format = 1", "format = 2"), "extract.toml, format"),
    "a go-live when no calendar counts months": ("head", ("2025-05-01", "9999-12-01"), "extract.toml, go_live"),
    "taken when UTC had not begun": ("head", ("2025-04-24T18:00:00Z", "0001-01-01T00:00:00+05:00"), "taken_at"),
    "taken centuries ago": ("head", ("2025-04-24T18", "1825-04-24T18"), "extract.toml, taken_at"),
    "a number without end": ("head", ("format = 1", f"format = {'1' * 5000}"), "extract.toml: it cannot be read"),
    "lists without end": ("head", ("format = 1", f"format = {'[' * 5000}"), "extract.toml: it cannot be read"),
    "a month before the calendar": ("markets", (",2025_M07,", ",0000_M01,"), "markets.csv line 8, Period"),
    "a month after the calendar": ("markets", (",2025_M07,", ",9999_M12,"), "markets.csv line 8, Period"),
    "no TOML": ("head", ("format = 1", "format 1"), "extract.toml: it cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_what_does_not_fit_is_told_where_it_stands(case: str) -> None:
    """With what was found and what was expected."""
    file, change, told = FAULTS[case]
    with pytest.raises(CutoverProblem) as refused:
        extract_with(**{file: change})
    assert told in refused.value.told()
    assert not refused.value.refused


def test_all_faults_are_told_at_once_up_to_a_bound() -> None:
    """A hundred, and how many more there are."""
    rows = "".join(f"2025-04-20T07:00:00Z,nobody {number},text\n" for number in range(250))
    with pytest.raises(CutoverProblem) as refused:
        extract_with(messages=f"SentTime,Participant,Text\n{rows}")
    assert refused.value.count == 250
    assert len(refused.value.reasons) == 100
    assert refused.value.told().endswith("... and 150 more")


def test_missing_and_unknown_files_are_told() -> None:
    """A required one that lacks, and one that is no part of an extract."""
    files = files_with()
    del files["holdings.csv"]
    files["notes.txt"] = b""
    with pytest.raises(CutoverProblem) as refused:
        read_zip(zipped(files))
    assert "holdings.csv: it is missing" in refused.value.told()
    assert "notes.txt: no such file is known" in refused.value.told()


def test_a_zip_is_read_with_or_without_a_folder_and_bytes_tell_the_extract() -> None:
    """The same digest; another digest for another byte."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files_with().items():
            archive.writestr(name, content)
    assert read_zip(target.getvalue()).digest == read_zip(zipped()).digest
    assert extract_with(retired=("2025-05-01T07", "2025-05-01T08")).digest != read_zip(zipped()).digest


def test_a_zip_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the sum of its sizes, before anything of it is unpacked, and by the number of its files."""
    monkeypatch.setattr(reader, "MOST_BYTES", 1000)
    with pytest.raises(CutoverProblem, match="more than"):
        read_zip(zipped())
    monkeypatch.undo()
    files = {f"bids/{number}.csv": b"" for number in range(reader.MOST_FILES + 1)}
    with pytest.raises(CutoverProblem, match="more than"):
        read_zip(zipped({"extract.toml": b"", **files}))


@pytest.mark.parametrize("content", [b"", b"PK", zipped()[:-30], zipped({"readme.txt": b"nothing"})])
def test_what_is_no_zip_of_an_extract_is_refused(content: bytes) -> None:
    """Also one that is cut short."""
    with pytest.raises(CutoverProblem):
        read_zip(content)
