"""What a statement has to be complete in: every locked id of the functions and the topic, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.cli.cases import LockBroken, cases
from marketsim.readiness.statement.document import SelectionFact

FEATURE = """@seed
Feature: Offers
  @MS-AUC-21 @function:CRRH
  Scenario: For one function
    Given nothing

  @MS-AUC-22 @contract @phase:connectivity-week-2 @code:POR0101 @req:DECK-001
  Scenario: For all
    Given nothing

  @MS-AUC-23 @mui
  Scenario Outline: For <function>
    Given <function>

    Examples:
      | function |
      | CRRH     |
      | CLSE     |
"""
LOCK = "MS-AUC-21  features/auction/a.feature  For one function\nMS-AUC-20  retired  Gone\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A suite of one feature."""
    (tmp_path / "features" / "auction").mkdir(parents=True)
    (tmp_path / "features" / "auction" / "a.feature").write_text(FEATURE, "utf-8")
    (tmp_path / "features" / "scenario-ids.lock").write_text(LOCK, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("function", "ids"),
    [
        ("CRRH", ["MS-AUC-21", "MS-AUC-22", "MS-AUC-23#CRRH"]),
        ("CLSE", ["MS-AUC-22", "MS-AUC-23#CLSE"]),
        ("NDA", ["MS-AUC-22"]),
    ],
)
def test_a_function_has_its_own_scenarios_and_those_for_all(
    root: Path, function: str, ids: list[str]
) -> None:
    """By tags and by rows; retired ids belong to nobody."""
    assert [each.id for each in cases(root, SelectionFact((function,), None))] == ids


def test_a_topic_has_its_own_scenarios(root: Path) -> None:
    """A statement on one topic is complete in that topic."""
    assert cases(root, SelectionFact(("CRRH",), "cutover")) == []


def test_a_case_says_what_its_tags_say(root: Path) -> None:
    """The nearer provenance wins; the MUI is marked."""
    found = {each.id: each for each in cases(root, SelectionFact(("CRRH",), "auction"))}
    one = found["MS-AUC-22"]
    assert (one.provenance, one.phases, one.codes, one.requirements) == (
        "contract", ("connectivity-week-2",), ("POR0101",), ("DECK-001",),
    )  # fmt: skip
    assert (found["MS-AUC-21"].provenance, found["MS-AUC-21"].by_hand) == ("seed", False)
    assert (found["MS-AUC-23#CRRH"].by_hand, found["MS-AUC-23#CRRH"].row) == (True, {"function": "CRRH"})


def test_a_locked_id_without_scenario_leaves_completeness_untold(root: Path) -> None:
    """A feature file that somebody took away does not make a statement shorter in silence."""
    with (root / "features" / "scenario-ids.lock").open("a", encoding="utf-8") as lock:
        lock.write("MS-AUC-29  features/auction/b.feature  Taken away\n")
    with pytest.raises(LockBroken, match="MS-AUC-29 has none"):
        cases(root, SelectionFact(("CRRH",), None))
