"""Feature files as lint reads them, against pytest-bdd's own reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pytest_bdd.parser import FeatureParser

from marketsim.suite.feature_files import UnreadableFeature, read_feature

Lay = Callable[[Mapping[str, str]], Path]
PATH = "features/connectivity/access.feature"


def test_the_steps_are_those_that_pytest_bdd_would_run(lay: Lay) -> None:
    """Backgrounds, rules, rows and tables render to the same sentences as in a run."""
    root = lay({})
    mine = {each.name: each for each in read_feature(root / PATH, root).scenarios}
    theirs = FeatureParser(str((root / PATH).parent), "access.feature").parse().scenarios
    assert list(mine) == list(theirs)
    for name, template in theirs.items():
        contexts = [row for table in template.examples for row in table.as_contexts()] or [{}]
        expected = {
            (step.type, step.name, tuple(cell.value for row in step.datatable.rows for cell in row.cells))
            if step.datatable
            else (step.type, step.name, ())
            for context in contexts
            for step in template.render(context).steps
        }
        assert {(step.type, text, cells) for step, text, cells in mine[name].rendered_steps} == expected


def test_tags_are_kept_with_their_place(lay: Lay) -> None:
    """A scenario knows its own tags, its rule's and its feature's apart."""
    root = lay(
        {PATH: "@contract\nFeature: F\n  @mui\n  Rule: R\n    @MS-CON-01\n    Scenario: S\n      Given x\n"}
    )
    (scenario,) = read_feature(root / PATH, root).scenarios
    assert [tag.text for tag in scenario.tags] == ["MS-CON-01"]
    assert [tag.text for tag in scenario.rule_tags] == ["mui"]
    assert scenario.effective_tags == {"contract", "mui", "MS-CON-01"}


def test_rows_are_mappings_of_the_columns(lay: Lay) -> None:
    """An outline has a row for each line of its tables, a scenario one without values."""
    root = lay({})
    plain, outline = read_feature(root / PATH, root).scenarios
    assert plain.rows == ({},)
    assert [row["name"] for row in outline.rows] == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("# only a remark\n", 1),
        ("Feature: F\n  Scenario: S\n    Given x\n      | a |\n      | b | c |\n", 5),
        ("Feature: F\n  Scenario: S\n    Then x\n    Nonsense\n", 4),
        ("Feature: F\n  Scenario: S\n\n    But x\n", 4),
    ],
)
def test_what_pytest_bdd_would_not_collect_is_refused(lay: Lay, text: str, line: int) -> None:
    """The error names the line at which the file stops making sense."""
    root = lay({PATH: text})
    with pytest.raises(UnreadableFeature) as caught:
        read_feature(root / PATH, root)
    assert caught.value.line == line
