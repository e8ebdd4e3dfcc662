"""What is certified, and what opens and closes phases, has no settlement in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from marketsim.cli import command_line
from marketsim.cli.cases import all_cases, cases
from marketsim.cli.run_inputs import gates_of_suite
from marketsim.readiness.statement.document import SelectionFact
from marketsim.target.roles import FUNCTIONS

FEATURE = "@{tag}\nFeature: Some\n\n  @MS-{id}-01\n  Scenario: One\n    Given nothing\n"
PHASES = """\
gates: {title: Ours, ours: true}
phases:
  - phase: structured
    entry: []
    exit:
      - {id: A, text: All, kind: passed, provenance: assumed, of: {tag: [model, contract]}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A suite of a scenario of connectivity and one of settlement."""
    for topic, id_, tag in (("connectivity", "CON", "contract"), ("settlement", "SET", "model")):
        folder = tmp_path / "features" / topic
        folder.mkdir(parents=True)
        (folder / "some.feature").write_text(FEATURE.format(id=id_, tag=tag), "utf-8")
    (tmp_path / "features" / "readiness-phases.yaml").write_text(PHASES, "utf-8")
    return tmp_path


def test_settlement_is_not_certified(root: Path) -> None:
    """A statement's writer and its reader choose by the same list: one with settlement in it is refused."""
    assert [each.id for each in all_cases(root)] == ["MS-CON-01", "MS-SET-01"]
    assert [each.id for each in cases(root, SelectionFact(FUNCTIONS, None))] == ["MS-CON-01"]
    assert cases(root, SelectionFact(FUNCTIONS, "settlement")) == []


def test_no_phase_rests_on_settlement(root: Path) -> None:
    """Nor is it missed where nobody has run it."""
    gates: Any = gates_of_suite(root)
    assert gates["scenarios"] == ["MS-CON-01"]
    assert gates["phases"][0]["exit"][0]["scenarios"] == ["MS-CON-01"]


def test_certify_says_where_settlement_belongs(tmp_path: Path) -> None:
    """Wrong usage, before anything is run."""
    words = ["certify", "--topic", "settlement", "--out", str(tmp_path)]
    told = CliRunner().invoke(command_line(words), words)
    assert told.exit_code == 2 and "run --topic settlement" in told.output
