"""Each rule of lint finds its fault, at the right file and line; the sound suite has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lint_faults import CASES, GROUPS
from lint_faults.case import FEATURE

from marketsim.suite.lint import RULES, Suite, lint, read_suite


def read(root: Path) -> Suite:
    return read_suite(root, world=root / "world")


def test_a_sound_suite_has_no_findings(lay: Callable[[Mapping[str, str]], Path]) -> None:
    """The suite that every fault is put into is clean before."""
    assert lint(read(lay({}))) == []


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_found_where_it_is(
    name: str, lay: Callable[[Mapping[str, str]], Path], sound: Mapping[str, str]
) -> None:
    """The rule reports the fault's file and line, in three parts."""
    case = CASES[name]
    before = sound.get(case.file, "")
    assert case.old in before, "the case no longer fits the sound suite"
    after = before.replace(case.old, case.new, 1) if case.old else case.new
    root = lay({case.file: after})
    where = case.where or case.file
    lines = (root / where).read_text("utf-8").splitlines()
    wanted = next(number for number, line in enumerate(lines, 1) if case.at in line)
    found = [each for each in lint(read(root)) if each.rule == case.rule]
    places = [(each.file, each.line) for each in found]
    assert (where, wanted) in places
    for each in found:
        assert (
            each.message.startswith("expected ")
            and "; found " in each.message
            and each.message.count("; ") >= 2
        )


def test_every_rule_is_seen_red() -> None:
    """No rule goes without a fault that it finds; rule ids and names of faults are unique."""
    assert len(CASES) == sum(map(len, GROUPS))
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert {case.rule for case in CASES.values()} == set(ids)


def test_renumbering_names_the_locked_id(
    lay: Callable[[Mapping[str, str]], Path], sound: Mapping[str, str]
) -> None:
    """Two scenarios that swap their ids are told which id to take back."""
    swapped = (
        sound[FEATURE]
        .replace("@MS-CON-01", "@MS-CON-00")
        .replace("@MS-CON-02", "@MS-CON-01")
        .replace("@MS-CON-00", "@MS-CON-02")
    )
    messages = [each.message for each in lint(read(lay({FEATURE: swapped}))) if each.rule == "renumbered-id"]
    assert len(messages) == 2
    assert any("give it back MS-CON-01" in each for each in messages)


def test_cutover_and_settlement_may_name_names(lay: Callable[[Mapping[str, str]], Path]) -> None:
    """Literal names are free in cutover/, where old extracts are spoken of by name."""
    text = "@seed\nFeature: Old\n  @MS-CUT-01\n  Scenario: From MIDWAY_7_B1 of SRTX\n    Given nothing\n"
    root = lay({"features/cutover/old.feature": text})
    assert "literal-name" not in {each.rule for each in lint(read(root))}


def test_settlement_has_provenances_of_its_own(lay: Callable[[Mapping[str, str]], Path]) -> None:
    """In settlement a scenario is quoted, an invariant or of the model; @seed is not known there."""
    text = "@{}\nFeature: Sums\n  @MS-SET-01\n  Scenario: Sum\n    Given we hold the function CRRH\n"
    for tag, faults in (("quoted", False), ("invariant", False), ("model", False), ("seed", True)):
        root = lay({"features/settlement/sums.feature": text.format(tag)})
        rules = {each.rule for each in lint(read(root)) if each.file.startswith("features/settlement")}
        assert ("unknown-tag" in rules) is faults, tag


def test_one_missing_sentence_is_one_finding(
    lay: Callable[[Mapping[str, str]], Path], sound: Mapping[str, str]
) -> None:
    """An outline's step that fits no definition is reported once, not once a row."""
    feature = sound[FEATURE].replace("When we call <operation> with", "When we whisper <operation> to")
    found = [each for each in lint(read(lay({FEATURE: feature}))) if each.rule == "undefined-step"]
    assert len(found) == 1
    assert "and 1 like it" in found[0].message
