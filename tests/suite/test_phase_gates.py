"""Entry and exit criteria are read as they are written, and select the scenarios that they say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from marketsim.suite.feature_files import read_feature
from marketsim.suite.phase_gates import GATES, Gates, is_for, read_gates
from marketsim.suite.plan import PLAN, read_plan
from marketsim.suite.root import suite_root
from marketsim.suite.yaml_file import UnreadableYaml
from marketsim.target.phases import PHASES

FEATURE = """\
@contract
Feature: Access

  @MS-CON-01 @function:CRRH @code:SEC0001
  Scenario: One
    Given nothing

  @MS-CON-02 @phase:connectivity-week-2 @mui
  Scenario Outline: Two by <name>
    Given <name>

    Examples:
      | name  |
      | first |
      | last  |
"""
PLANNED = {"rows": [{"phase": "structured", "scenarios": ["MS-CON-01", "MS-CON-02#last"]}]}


def chosen(folder: Path, of: str) -> list[str]:
    """What a selection resolves to."""
    place = folder / "features" / "connectivity" / "access.feature"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(FEATURE, "utf-8")
    facts = gates(folder, of).facts(read_feature(place, folder).scenarios, PLANNED)
    assert facts["scenarios"] == ["MS-CON-01", "MS-CON-02#first", "MS-CON-02#last"]
    found: list[str] = facts["phases"][0]["exit"][0]["scenarios"]
    return found


def gates(folder: Path, of: str) -> Gates:
    """One criterion, of a selection."""
    path = folder / "gates.yaml"
    criterion = f"{{id: A, text: B, kind: passed, provenance: assumed, of: {of}}}"
    path.write_text(
        f"gates: {{title: On, ours: true}}\nphases:\n- phase: cutover\n  exit: [{criterion}]\n", "utf-8"
    )
    return read_gates(path)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ("{topic: [connectivity]}", ["MS-CON-01", "MS-CON-02"]),
        ("{topic: connectivity}", ["MS-CON-01", "MS-CON-02"]),
        ("{topic: [auction]}", []),
        ("{tag: [mui]}", ["MS-CON-02"]),
        ("{tag: [contract], code: [SEC0001]}", ["MS-CON-01"]),
        ("{function: [CRRH, CLSE]}", ["MS-CON-01"]),
        ("{code: [SEC0001], function: [CLSE]}", []),
        ("{scenario: [MS-CON-02]}", ["MS-CON-02"]),
        ('{scenario: ["MS-CON-02#first"]}', ["MS-CON-02#first"]),
        ("{phase: [structured]}", ["MS-CON-01", "MS-CON-02#last"]),
        ("{phase: [connectivity-week-2]}", ["MS-CON-02"]),
        ("{phase: [structured, connectivity-week-2]}", ["MS-CON-01", "MS-CON-02"]),
        ('{phase: [structured], scenario: ["MS-CON-02#first", MS-CON-01]}', ["MS-CON-01"]),
    ],
)
def test_a_selection_takes_any_value_of_a_list_and_all_lists_together(
    of: str, expected: list[str], tmp_path: Path
) -> None:
    """An outline stands for its rows, unless only some of them are meant; a phase goes by tag and by plan."""
    assert chosen(tmp_path, of) == expected


def test_scalars_stay_as_they_are_written(tmp_path: Path) -> None:
    """A title may be On; a share that is none is not guessed."""
    read = gates(tmp_path, "{tag: [a]}, at_least: 100.5")
    assert read.facts((), None)["title"] == "On"
    assert read.criteria[0].at_least is None


@pytest.mark.parametrize("text", ["a: &a [*a]", "[" * 2000, "phases: [", "a: !!python/name:os.system x"])
def test_a_file_that_would_hurt_is_refused(text: str, tmp_path: Path) -> None:
    """Too deep, in circles, no YAML, or more than data."""
    path = tmp_path / "gates.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableYaml):
        read_gates(path)


@pytest.fixture(scope="module")
def real() -> Mapping[str, Any]:
    """The suite's own criteria, over its own scenarios."""
    root = suite_root()
    files = sorted((root / "features").rglob("*.feature"))
    scenarios = [each for path in files for each in read_feature(path, root).scenarios]
    return read_gates(root / GATES).facts(scenarios, read_plan(root / PLAN).facts())


def test_every_phase_has_criteria_of_its_own_that_are_called_ours(real: Mapping[str, Any]) -> None:
    """And none claims to be of the ISO: what is not ours alone rests on the deck, with its place."""
    assert [each["phase"] for each in real["phases"]] == list(PHASES)
    assert real["ours"] is True and "our own" in real["title"]
    for gate in real["phases"]:
        for each in (*gate["entry"], *gate["exit"]):
            assert each["provenance"] == "assumed" or (each["provenance"] == "seed" and each["source"])


def test_what_the_deck_demands_of_connectivity_is_among_them(real: Mapping[str, Any]) -> None:
    """Training is over before the last week, and week two takes bids and nominations."""
    by_phase = {each["phase"]: each for each in real["phases"]}
    (training,) = [each for each in by_phase["connectivity-week-4"]["entry"] if each["kind"] == "attested"]
    assert (training["step"], training["provenance"]) == ("DECK-117", "seed")
    uploads = [each for each in by_phase["connectivity-week-2"]["exit"] if each["provenance"] == "seed"]
    assert [each["scenarios"] for each in uploads] == [["MS-CON-06", "MS-CON-07"]]


def test_a_run_of_one_function_takes_its_scenarios_and_those_of_all(tmp_path: Path) -> None:
    """As the test session selects."""
    chosen(tmp_path, "{tag: [contract]}")
    one, two = read_feature(tmp_path / "features/connectivity/access.feature", tmp_path).scenarios
    assert [is_for(each, "CLSE") for each in (one, two)] == [False, True]
    assert is_for(one, None) and is_for(one, "CRRH")
