"""``marketsim reconcile``: what docs/how-to/reconcile.md shows, how it ends, and hostile input."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from marketsim.cli import command_line

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "reconcile.md"
FILE = re.compile(r"^`(\S+)`:\n\n```\w+\n(.*?)^```$", re.M | re.S)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def reconcile(*words: str | Path) -> Result:
    """The verb with these words."""
    call = ["reconcile", *map(str, words)]
    return CliRunner().invoke(command_line(call), call)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the page, and the shell in their folder."""
    for name, content in FILE.findall(PAGE.read_text("utf-8")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(number: int) -> list[str]:
    """The lines of the so-manieth block without a language: commands and what they print."""
    bodies: list[str] = [body for kind, body in FENCE.findall(PAGE.read_text("utf-8")) if not kind]
    return bodies[number].splitlines()


def test_the_two_folders_of_the_page_are_clean(written: Path) -> None:
    """It prints what the page shows, and names what it could not check."""
    result = reconcile(*shown(0)[0].split()[2:])
    lines = result.stdout.splitlines()
    assert (result.exit_code, result.stderr) == (0, "")
    assert lines[: len(shown(1))] == shown(1)
    assert lines[-1] == "clean"
    assert any(line.startswith("not checkable: roles") for line in lines)


def test_the_fault_of_the_page_is_named(written: Path) -> None:
    """The counterflow that got lost is told by its check, and nothing else is."""
    inventory = written / "new" / "EXISTING_CRRS.csv"
    inventory.write_text("".join(inventory.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    result = reconcile("old", "new")
    lines = result.stdout.splitlines()
    at = lines.index(shown(2)[0])
    assert lines[at : at + len(shown(2))] == shown(2)
    assert (result.exit_code, lines[-1]) == (1, "1 finding")


@pytest.mark.parametrize(
    ("change", "check"), [((",25.000,", ",52.000,"), "mw"), (("NEAR", "GONE"), "nodes-retired")]
)
def test_the_other_faults_of_the_page(written: Path, change: tuple[str, str], check: str) -> None:
    """Each by the check that the page says."""
    inventory = written / "new" / "EXISTING_CRRS.csv"
    inventory.write_text(inventory.read_text("utf-8").replace(*change), "utf-8")
    told = json.loads(reconcile("old", "new", "--json").stdout)
    assert {each["check"] for each in told["findings"]} == {check}


def test_the_oasis_file_of_the_page_is_clean(written: Path) -> None:
    """Under other names, without ids."""
    result = reconcile(*shown(3)[0].split()[2:])
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "clean")
    with zipfile.ZipFile(written / "oasis.zip", "w") as archive:
        archive.write(written / "oasis.csv", "20250501_20250501_CRR_INVENTORY.csv")
    again = reconcile("oasis.zip", "new", "--name-map", "names.csv", "--participant", "ALPH")
    assert again.exit_code == 0


def test_json_has_its_members(written: Path) -> None:
    """In this order; finding for finding what is needed to look it up."""
    (written / "new" / "replacements.csv").write_text("Period,SourceSink,Replacement\n", "utf-8")
    told = json.loads(reconcile("old", "new", "--json").stdout)
    assert list(told) == ["counts", "mw", "findings", "explained", "not_checkable", "judged"]
    assert list(told["findings"][0]) == [
        "check", "what", "expected", "found", "fix", "owner", "path", "tou", "period", "days", "ids", "count",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nothing.csv", b""),
        ("words.csv", b"a,b\n1,2\n"),
        ("bytes.csv", b"CrrId,AssetOwner,Category,MarketName,MW\n\xff\xfe,,,,\n"),
        ("quote.csv", b'CrrId,AssetOwner,Category,MarketName,MW\n"1,,,,\n'),
        ("broken.zip", b"PK\x03\x04 no zip"),
        ("text.zip", b"no zip"),
        ("deep.json", b"[" * 100_000),
        ("list.json", b"[1, 2]"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_says_what_to_do(
    tmp_path: Path, name: str, content: bytes
) -> None:
    """One clear message of four lines, no traceback."""
    (tmp_path / name).write_bytes(content)
    result = reconcile(tmp_path / name, tmp_path / name)
    assert result.exit_code == 2
    assert [line.split(":")[0].strip() for line in result.stderr.splitlines()[1:]] == [
        "expected",
        "found",
        "fix",
    ]


@pytest.mark.parametrize(
    "spoilt",
    [
        ("25.000", "many"), ("25.000", "1e99"), ("25.000", "NaN"), ("2025-04-01T07:00:00Z", "yesterday"),
        ("2025-04-01T07:00:00Z", "2025-04-01T07:00:00"), ("2025-04-01T07:00:00Z", "0001-01-01T00:00:00Z"),
        ("2025-04-01T07:00:00Z", "2026-04-01T07:00:00Z"), (",ON,", ",WEEKEND,"), (",OBL,", ",SWAP,"), (",OBL,", ","),
        ("1000001", ""),
    ],
)  # fmt: skip
def test_a_cell_that_makes_no_sense_is_named_with_its_line(written: Path, spoilt: tuple[str, str]) -> None:
    """File and line of what to correct."""
    inventory = written / "new" / "EXISTING_CRRS.csv"
    inventory.write_text(inventory.read_text("utf-8").replace(*spoilt, 1), "utf-8")
    result = reconcile("old", "new")
    assert result.exit_code == 2
    assert result.stderr.startswith("EXISTING_CRRS.csv, line 2\n")


def test_names_that_would_steer_a_terminal_are_shown_harmless(written: Path) -> None:
    """Control characters of a file never reach the terminal."""
    inventory = written / "new" / "EXISTING_CRRS.csv"
    inventory.write_text(inventory.read_text("utf-8").replace("ALPH", "\x1b[31mALPH"), "utf-8")
    result = reconcile("old", "new")
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout


def test_a_missing_folder_and_a_bad_date_are_usage(tmp_path: Path) -> None:
    """Exit code 2."""
    assert reconcile(tmp_path / "none", tmp_path).exit_code == 2
    assert reconcile(tmp_path, tmp_path, "--as-of", "soon").exit_code == 2
