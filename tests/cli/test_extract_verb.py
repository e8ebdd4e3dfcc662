"""``marketsim extract``: folders are made whole, the same seed makes the same bytes, nothing of others is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from marketsim.cli import command_line
from marketsim.legacy.plants import KINDS
from marketsim.legacy.reading import read_extract


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which commands are called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def extract(*words: str) -> Result:
    """The verb with these words."""
    return CliRunner().invoke(command_line(["extract"]), ["extract", *words], env={"COLUMNS": "2000"})


def content(folder: str) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in Path(folder).rglob("*")
        if path.is_file()
    }


def test_an_extract_of_the_wanted_size_is_made() -> None:
    """And told."""
    done = extract(
        "deep/old", "--participants", "25", "--holdings", "50", "--seed", "9", "--go-live", "2025-03-01"
    )
    assert done.exit_code == 0, done.output
    assert done.output == "deep/old: 50 holdings of 25 participants, go-live 2025-03-01, seed 9\n"
    made = read_extract(Path("deep/old"))
    assert (len(made.holdings), len(made.participants), made.head.seed) == (50, 25, 9)


def test_the_same_seed_makes_the_same_bytes() -> None:
    """Both folders, with what is planted."""
    for lead in ("a", "b"):
        done = extract(
            f"{lead}/old", "--holdings", "60", "--converted", f"{lead}/new", "--plant", "doubled-mw"
        )
        assert done.exit_code == 0
    assert content("a") == content("b") != {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_planted_and_is_told(kind: str) -> None:
    """In DIR alone, and in NEWDIR where there is one: DIR is then as without."""
    alone = extract("x", "--plant", kind)
    both = extract("old", "--converted", "new", "--plant", kind)
    assert alone.exit_code == both.exit_code == 0, alone.output + both.output
    assert "planted in OLD " in alone.output and f": {kind}: " in alone.output
    assert f"planted in NEW EXISTING_CRRS.csv: {kind}: " in both.output
    extract("clean", "--converted", "clean-new")
    assert content("old") == content("clean") != content("x")
    assert content("new") != content("clean-new")


def test_several_plants_add_up() -> None:
    """One line each."""
    done = extract("old", "--plant", "lost-crr", "--plant", "lost-crr", "--plant", "wrong-dates")
    assert done.output.count("planted in OLD") == 3
    assert len(read_extract(Path("old")).holdings) == 398


def test_an_earlier_extract_is_replaced_only_with_force() -> None:
    """Whole: of the bids that it had nothing stays."""
    assert extract("old").exit_code == 0
    before = content("old")
    again = extract("old", "--seed", "2")
    assert (again.exit_code, content("old")) == (2, before)
    assert "--force" in again.output
    assert extract("old", "--seed", "2", "--force", "--no-in-flight").exit_code == 0
    assert not [name for name in content("old") if name.startswith("bids/")]


def test_other_files_are_never_replaced() -> None:
    """A folder that is not an extract, a file, one folder in the other."""
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("x", "utf-8")
    Path("file").write_text("x", "utf-8")
    for words in (["mine", "--force"], ["file", "--force"], ["old", "--converted", "mine", "--force"],
                  ["old", "--converted", "old/new"], ["old", "--converted", "old"]):  # fmt: skip
        done = extract(*words)
        assert done.exit_code == 2, words
        assert "expected" in done.output and "found" in done.output
    assert sorted(content(".")) == ["file", "mine/notes.txt"], "nothing was written"


@pytest.mark.parametrize(
    "words",
    [
        ["--participants", "2"], ["--holdings", "0"], ["--seed", "-1"], ["--go-live", "2025-05-02"],
        ["--go-live", "May"], ["--plant", "nothing"], ["--holdings", "1", "--plant", "orphaned-counterflow"],
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_wrong_usage(words: list[str]) -> None:
    """Told, and nothing written."""
    done = extract("old", *words)
    assert done.exit_code == 2
    assert done.output.strip()
    assert not Path("old").exists()
