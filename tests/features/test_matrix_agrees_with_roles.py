"""The connectivity features hold every operation, and every cell of the table of functions, exactly once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pytest_bdd.parser import render_string

import marketsim
from marketsim.contract.catalogue import Contract
from marketsim.contract.yaml12 import read_yaml
from marketsim.suite.feature_files import Scenario, read_feature
from marketsim.target.roles import FUNCTIONS, functions_of

ROOT = Path(__file__).resolve().parents[2]
CONNECTIVITY = ROOT / "features" / "connectivity"
ROLES = read_yaml(Path(marketsim.__file__).parent / "system" / "roles.yaml")
OPERATIONS = {str(key): operation for key, operation in Contract.load().operations.items()}

HOLDS = re.compile(r"we hold the function (\w+)")
CALLS = re.compile(r"we call (\S+) with ")
ADMITTED, REFUSED = "we are not refused for want of a function", "we are refused with SEC0001"


def scenarios(file: str) -> tuple[Scenario, ...]:
    """The scenarios of a connectivity feature."""
    return read_feature(CONNECTIVITY / file, ROOT).scenarios


def sentences(scenario: Scenario) -> list[list[str]]:
    """The sentences of each row of a scenario, as they run."""
    return [[render_string(step.text, row) for step in scenario.steps] for row in scenario.rows]


def said(pattern: re.Pattern[str], sentence: str) -> str:
    """What a sentence names; it must be of that kind."""
    found = pattern.match(sentence)
    assert found is not None, sentence
    return found[1]


def cells() -> list[tuple[str, str, bool]]:
    """Function, operation and whether it is admitted, of every row of functions.feature."""
    told = []
    for scenario in scenarios("functions.feature"):
        for holds, calls, then in sentences(scenario):
            assert then in (ADMITTED, REFUSED)
            told.append((said(HOLDS, holds), said(CALLS, calls), then == ADMITTED))
    return told


def in_the_table(function: str, operation: str) -> bool:
    """What roles.yaml says, read by hand: the entry of the operation's last path segment, else that of ``all``."""
    service = ROLES["services"][OPERATIONS[operation].service]
    segment = OPERATIONS[operation].path.rsplit("/", 1)[-1]
    return function in (service[segment] if segment in service else service["all"])


def test_the_matrix_holds_every_function_with_every_operation_once() -> None:
    """69 operations times 6 functions."""
    counted = Counter((function, operation) for function, operation, _ in cells())
    assert set(counted) == {(function, operation) for function in FUNCTIONS for operation in OPERATIONS}
    assert set(counted.values()) == {1}
    assert len(counted) == 69 * 6


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_matrix_agrees_with_the_table_of_roles(function: str) -> None:
    """Each function is admitted to what the table gives it, and refused all else."""
    told = {operation: admitted for holder, operation, admitted in cells() if holder == function}
    assert told == {operation: in_the_table(function, operation) for operation in OPERATIONS}


def test_steps_and_features_read_the_table_alike() -> None:
    """Givens that ask for "a function that may call it" use the same table."""
    for name, operation in OPERATIONS.items():
        assert set(functions_of(operation)) == {each for each in FUNCTIONS if in_the_table(each, name)}


def test_the_table_knows_no_service_function_or_segment_that_does_not_exist() -> None:
    """A misspelt entry would be ignored in silence."""
    assert tuple(ROLES["functions"]) == FUNCTIONS
    assert set(ROLES["services"]) == {operation.service for operation in OPERATIONS.values()}
    for service, entries in ROLES["services"].items():
        segments = {each.segment for each in OPERATIONS.values() if each.service == service}
        assert set(entries) <= segments | {"all"}
        assert {function for allowed in entries.values() for function in allowed} <= set(FUNCTIONS)


def test_each_row_of_the_matrix_is_for_its_own_function_and_refusals_are_intrusive() -> None:
    """By its tags: a run for one function takes its row alone, and a live target is not knocked at unasked."""
    for scenario in scenarios("functions.feature"):
        ((holds, _, then), *_) = sentences(scenario)
        assert scenario.valued("function") == {said(HOLDS, holds)}
        assert ("intrusive" in scenario.effective_tags) == (then == REFUSED)
        assert scenario.valued("code") == ({"SEC0001"} if then == REFUSED else set())
        assert "assumed" in scenario.effective_tags


def test_every_operation_is_called_once_with_a_contract_valid_request() -> None:
    """Neither one too few nor one twice, in the contract's own names: the ISO's kit, and all that it leaves out."""
    called = [
        said(CALLS, sentence)
        for feature, outlines in (
            ("operations.feature", ("MS-CON-03",)),
            ("services.feature", ("MS-CON-01", "MS-CON-05")),
        )
        for scenario in scenarios(feature)
        if scenario.effective_tags & set(outlines)
        for row in sentences(scenario)
        for sentence in row
        if sentence.startswith("we call ")
    ]
    assert sorted(called) == sorted(OPERATIONS)
    assert len(called) == 69


def test_every_service_answers_a_read_and_where_there_is_one_a_write() -> None:
    """The ISO's kit holds one of each."""
    called = [
        OPERATIONS[found[1]]
        for scenario in scenarios("services.feature")
        for row in sentences(scenario)
        for sentence in row
        if (found := CALLS.match(sentence))
    ]
    for access in ("read", "write"):
        offering = {each.service for each in OPERATIONS.values() if each.access == access}
        assert {each.service for each in called if each.access == access} == offering
