"""Each rule of lint finds its fault, at the right file and line; the sound suite has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from marketsim.suite.lint import RULES, Suite, lint, read_suite

FEATURE = "features/connectivity/access.feature"
REGISTER = "features/requirements.yaml"
LOCK = "features/scenario-ids.lock"
PLAN = "features/market-sim-plan.yaml"
GATES = "features/readiness-phases.yaml"
STEPS = "steps/access.py"

SECOND_FEATURE = """\
@contract
Feature: Access again

  @MS-CON-01 @req:DECK-001
  Scenario: Somebody else reads
    Given we hold the function CRRH
"""
ROWS = """\
        | auction.portfolioCreation | one  | SEC0001 |
        | auction.deletePortfolio   | two  | SEC0001 |
"""
SAME_PROOF = """\
@assumed
Feature: Access once more

  @MS-CON-08 @intrusive
  Scenario: Under another name
    Given we hold the function CRRH
    When we ask for the markets
    Then the request is accepted
"""
WRONG_TOPIC = "@seed\nFeature: Load\n  @MS-CON-04\n  Scenario: Load\n    Given we hold the function CLSE\n"


class Case(NamedTuple):
    """A fault: in ``file``, ``old`` becomes ``new``; the rule speaks of the line of ``where`` with ``at``."""

    rule: str
    file: str
    old: str
    new: str
    at: str
    where: str = ""


CASES = {
    "feature that is no Gherkin": Case(
        "unreadable-file", FEATURE, "Scenario: A holder", "Scenaro: A holder", "Scenaro: A holder"
    ),
    "scenario that begins with And": Case(
        "unreadable-file", FEATURE, "    When we ask", "    And we ask", "And we ask for the markets"
    ),
    "module that is no Python": Case(
        "unreadable-file", STEPS, "def ask() -> None: ...", "def ask(:", "def ask(:"
    ),
    "register that is no YAML": Case(
        "unreadable-file", REGISTER, "    lines: 3", "    lines: [3", "    text: Holders"
    ),
    "key given twice": Case(
        "duplicate-key", REGISTER, "    lines: 12", "    lines: 12\n    lines: 13", "lines: 13"
    ),
    "step that sleeps": Case(
        "sleep", STEPS, "def ask() -> None: ...", "def ask() -> None:\n    time.sleep(1)", "time.sleep(1)"
    ),
    "fixture that sleeps": Case("sleep", "fixtures/wiring.py", '"""\n', '"""\nsleep(2)\n', "sleep(2)"),
    "step without definition": Case(
        "undefined-step", FEATURE, "When we ask for", "When we beg for", "we beg for the markets"
    ),
    "step of another kind": Case(
        "undefined-step", FEATURE, "When we ask for", "Given we ask for", "we ask for the markets"
    ),
    "row that renders to no sentence": Case(
        "undefined-step",
        FEATURE,
        "auction.deletePortfolio  ",
        "deletePortfolio!         ",
        "When we call <operation>",
    ),
    "background without definition": Case(
        "undefined-step",
        FEATURE,
        "Given we hold the function",
        "Given we own the function",
        "we own the function",
    ),
    "two definitions for a step": Case(
        "ambiguous-step",
        STEPS,
        '@when("we ask for the markets")',
        '@when("we ask for the markets")\n@when(parsers.parse("we ask for the {things}"))',
        "we ask for the markets",
        FEATURE,
    ),
    "definition that nobody uses": Case(
        "unused-step",
        STEPS,
        "def ask()",
        '@when("we sing")\ndef sing() -> None: ...\ndef ask()',
        '@when("we sing")',
    ),
    "scenario that asserts nothing": Case(
        "no-then", FEATURE, "    Then the request is accepted\n", "", "Scenario: A holder"
    ),
    "async step": Case(
        "async-step", STEPS, "def ask()", "async def ask()", '@when("we ask for the markets")'
    ),
    "pattern made at run time": Case(
        "step-pattern", STEPS, '@when("we ask for the markets")', "@when(sentence())", "@when(sentence())"
    ),
    "pattern that does not compile": Case(
        "step-pattern", STEPS, r"\w+) with", r"\w+ with", "@when(parsers.re"
    ),
    "scenario name twice, across rules": Case(
        "scenario-name",
        FEATURE,
        "Scenario Outline: A reader cannot write by <operation>",
        "Scenario Outline: A holder reads the markets",
        "Scenario Outline: A holder",
    ),
    "scenario names alike but for punctuation": Case(
        "scenario-name",
        FEATURE,
        "Scenario Outline: A reader cannot write by <operation>",
        "Scenario Outline: a holder reads: the markets!",
        "Scenario Outline: a holder",
    ),
    "scenario without id": Case("scenario-id", FEATURE, "@MS-CON-01 ", "", "Scenario: A holder"),
    "scenario with two ids": Case(
        "scenario-id", FEATURE, "@MS-CON-01", "@MS-CON-01 @MS-CON-09", "Scenario: A holder"
    ),
    "malformed id": Case("scenario-id", FEATURE, "@MS-CON-01", "@MS-XYZ-1", "Scenario: A holder"),
    "id on a feature": Case("scenario-id", FEATURE, "@contract\n", "@contract @MS-CON-08\n", "@contract"),
    "id on a rule": Case("scenario-id", FEATURE, "  Rule:", "  @MS-CON-08\n  Rule:", "@MS-CON-08"),
    "id of another topic": Case("topic", "features/load_data/load.feature", "", WRONG_TOPIC, "@MS-CON-04"),
    "feature in no topic": Case("topic", "features/other/load.feature", "", WRONG_TOPIC, "Feature: Load"),
    "id given twice": Case(
        "duplicate-id", "features/connectivity/again.feature", "", SECOND_FEATURE, "@MS-CON-01"
    ),
    "scenario that proves what another proves": Case(
        "equal-proof", "features/connectivity/other.feature", "", SAME_PROOF, "Scenario: Under another name"
    ),
    "unreadable line of the lock": Case("lock-line", LOCK, "# the lock", "MS-CON-07 gone", "MS-CON-07 gone"),
    "id locked twice": Case("lock-line", LOCK, "MS-CON-03  retired", "MS-CON-02  retired", "poems"),
    "id that is not locked": Case("unlocked-id", FEATURE, "@MS-CON-01", "@MS-CON-05", "Scenario: A holder"),
    "locked id that vanished": Case("vanished-id", FEATURE, "@MS-CON-01", "@MS-CON-05", "MS-CON-01", LOCK),
    "retired id used again": Case("retired-id", FEATURE, "@MS-CON-01", "@MS-CON-03", "Scenario: A holder"),
    "id of a renamed scenario": Case(
        "renumbered-id",
        FEATURE,
        "Scenario: A holder reads",
        "Scenario: A holder reads all",
        "Scenario: A holder",
    ),
    "rows without a name": Case("row-id", FEATURE, "| auction.deletePortfolio   ", "|  ", "|  | two"),
    "rows of one name": Case(
        "row-id", FEATURE, "auction.deletePortfolio  ", "auction.portfolioCreation", "| two  | SEC0001"
    ),
    "Examples without rows": Case(
        "empty-outline",
        FEATURE,
        ROWS,
        "",
        "Examples:",
    ),
    "placeholder without column": Case(
        "placeholder",
        FEATURE,
        "| operation                 | name |",
        "| operation                 | nome |",
        "we call <",
    ),
    "name with a placeholder without column": Case(
        "placeholder", FEATURE, "cannot write by <operation>", "cannot write by <deed>", "by <deed>"
    ),
    "placeholder without Examples": Case(
        "placeholder", FEATURE, "When we ask for the markets", "When we ask for the <things>", "<things>"
    ),
    "tag that nobody knows": Case("unknown-tag", FEATURE, "@contract", "@contract @wip", "@wip"),
    "code that does not exist": Case(
        "unknown-tag", FEATURE, "@code:SEC0001", "@code:SEC0009", "@code:SEC0009"
    ),
    "function that does not exist": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @function:LSE", "@function"
    ),
    "rule that none can be called": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @rule:Portfolio_Secured", "@rule:"
    ),
    "fault that none can be called": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @cutover:Lose_A_CRR", "@cutover:"
    ),
    "phase that does not exist": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @phase:later", "@phase"
    ),
    "requirement that does not exist": Case(
        "unknown-tag", FEATURE, "@req:DECK-001", "@req:DECK-099", "@req:"
    ),
    "settlement's provenance elsewhere": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @quoted", "@quoted"
    ),
    "tag on Examples": Case(
        "examples-tag", FEATURE, "      Examples:", "      @function:CRRH\n      Examples:", "@function:CRRH"
    ),
    "no provenance": Case("provenance", FEATURE, "@contract\n", "", "Scenario: A holder"),
    "two provenances": Case("provenance", FEATURE, " @assumed", " @assumed @seed", "Scenario Outline:"),
    "code unknown to the catalogue in a sentence": Case(
        "unknown-code", FEATURE, "| two  | SEC0001 |", "| two  | SEC0042 |", "refused with <code>"
    ),
    "tag of a code that no Then names": Case(
        "code-not-said", FEATURE, "@MS-CON-01", "@MS-CON-01 @code:MKT0001", "Scenario: A holder"
    ),
    "code in a Then without its tag": Case(
        "code-not-tagged", FEATURE, "| two  | SEC0001 |", "| two  | MKT0004 |", "refused with <code>"
    ),
    "market named in a sentence": Case(
        "literal-name", FEATURE, "ask for the markets", "ask for AUC_MN_2026_M03", "AUC_MN_2026_M03"
    ),
    "node named in a table": Case("literal-name", FEATURE, "| <name> |", "| DLAP_PGAE-APND |", "DLAP_PGAE"),
    "generator named in a table": Case(
        "literal-name", FEATURE, "| <name> |", "| MIDWAY_7_B1 |", "MIDWAY_7_B1"
    ),
    "participant named in Examples": Case("literal-name", FEATURE, "| two  |", "| SRTX |", "| SRTX |"),
    "market named in a step's function": Case(
        "literal-name",
        STEPS,
        "def ask() -> None: ...",
        'def ask() -> None: open("HIST_LOAD_2026")',
        "HIST_LOAD_2026",
    ),
    "entry without a text": Case(
        "requirement-fields", REGISTER, "    text: The meeting is over\n", "", "id: DECK-004"
    ),
    "entry without a line": Case(
        "requirement-fields", REGISTER, "lines: 12", "lines: page 12", "id: DECK-004"
    ),
    "entry of an unknown document": Case(
        "requirement-fields", REGISTER, "DECK-004", "BOOK-004", "id: BOOK-004"
    ),
    "entry with a key that is unknown": Case(
        "requirement-fields",
        REGISTER,
        "    planned: load_data",
        "    planned: load_data\n    note: no",
        "id: DECK-002",
    ),
    "requirement id twice": Case(
        "requirement-id", REGISTER, "id: DECK-004", "id:  DECK-003", "id:  DECK-003"
    ),
    "entry without a link": Case(
        "requirement-link", REGISTER, "    planned: load_data\n", "", "id: DECK-002"
    ),
    "entry with two links": Case(
        "requirement-link",
        REGISTER,
        "    planned: load_data",
        "    planned: load_data\n    attested: by me",
        "DECK-002",
    ),
    "entry planned for no topic": Case("requirement-link", REGISTER, "load_data", "some day", "id: DECK-002"),
    "entry untestable without a reason": Case(
        "requirement-link", REGISTER, "untestable: notice of a meeting", "untestable:", "id: DECK-004"
    ),
    "entry linked to nothing": Case("requirement-link", REGISTER, "[MS-CON-01]", "[]", "id: DECK-001"),
    "entry naming no scenario there is": Case(
        "requirement-scenario", REGISTER, "[MS-CON-01]", "[MS-CON-01, MS-CON-77]", "MS-CON-77"
    ),
    "link without the scenario's tag": Case(
        "requirement-untagged", REGISTER, "[MS-CON-01]", "[MS-CON-01, MS-CON-02]", "MS-CON-02"
    ),
    "tag without the register's link": Case(
        "requirement-unlinked", FEATURE, "@code:SEC0001", "@code:SEC0001 @req:DECK-001", "Scenario Outline:"
    ),
    "plan that is no YAML": Case("unreadable-file", PLAN, "  title: A plan", "  title: [A plan", "example"),
    "plan without a title": Case("plan-field", PLAN, "  title: A plan\n", "", "plan:"),
    "plan with a key that is unknown": Case("plan-field", PLAN, "begins", "begin", "plan:"),
    "row of the plan with a key that is unknown": Case("plan-field", PLAN, "cut_off", "cutoff", '"1.1"'),
    "row of the plan that expects nothing": Case(
        "plan-field", PLAN, "    expected: Nobody writes\n", "", '"1.2"'
    ),
    "row of the plan in no phase": Case(
        "plan-field", PLAN, "first_day: D+0", "first_day: D+0\n    phase: 2", '"1.2"'
    ),
    "scenarios of a row that are no list": Case("plan-field", PLAN, "[MS-CON-02]", "MS-CON-02", '"1.2"'),
    "number of the plan twice": Case("plan-number", PLAN, '"1.2"', '"1.1"  # again', "# again"),
    "first day of the plan that is none": Case(
        "plan-day", PLAN, "begins: 2027-03-01", "begins: March", "plan:"
    ),
    "day of a row that is none": Case("plan-day", PLAN, "2027-02-05", "2027-02-30", '"1.1"'),
    "row that ends before it begins": Case("plan-day", PLAN, "2027-02-05", "2027-01-05", '"1.1"'),
    "cut-off before the start": Case("plan-day", PLAN, "D-24 17:00", "D-29 17:00", '"1.1"'),
    "cut-off without a time": Case("plan-day", PLAN, "D-24 17:00", "D-24", '"1.1"'),
    "row without scenarios": Case("plan-unmapped", PLAN, "[MS-CON-02]", "[]", '"1.2"'),
    "row mapped to what is not there": Case("plan-unmapped", PLAN, "[MS-CON-02]", "[MS-CON-03]", '"1.2"'),
    "row naming a scenario that is not there": Case(
        "plan-scenario", PLAN, "[MS-CON-02]", "[MS-CON-77]", "MS-CON-77"
    ),
    "row naming a row of an outline that is not there": Case(
        "plan-scenario", PLAN, "#auction.portfolioCreation", "#auction.portfolio", "#auction.portfolio"
    ),
    "criteria without saying whose they are": Case("gate-field", GATES, "  ours: true\n", "", "gates:"),
    "criteria with a key that is unknown": Case("gate-field", GATES, "  ours:", "  owner:", "gates:"),
    "side of a phase that is no list": Case(
        "gate-field",
        GATES,
        "    exit:\n      - id: OUT-1",
        "    exit: no\n    more:\n      - id: OUT-1",
        "phase: connectivity-week-4",
    ),
    "criterion of no kind": Case("gate-field", GATES, "kind: attested", "kind: attest", "id: IN-1"),
    "criterion that lacks what its kind needs": Case(
        "gate-field", GATES, "        step: DECK-003\n", "", "id: IN-1"
    ),
    "criterion of the seed without its place": Case(
        "gate-field", GATES, "        source: Deck, slide 2\n", "", "id: IN-1"
    ),
    "criterion with what its kind does not heed": Case(
        "gate-field", GATES, "kind: waivers", "kind: waivers\n        step: DECK-003", "id: ST-5"
    ),
    "selection by what nothing is selected by": Case("gate-field", GATES, "{tag:", "{label:", "id: ST-2"),
    "step that nobody attests": Case("gate-value", GATES, "step: DECK-003", "step: DECK-002", "id: IN-1"),
    "share of more than everything": Case("gate-value", GATES, "at_least: 99.5", "at_least: 101", "id: IN-2"),
    "figure that is none": Case("gate-value", GATES, "figure: operations", "figure: operation", "id: ST-3"),
    "exit of a phase without criteria": Case(
        "gate-value", GATES, "exit_of: connectivity-week-4", "exit_of: connectivity-week-3", "id: ST-1"
    ),
    "oracle that no step asks": Case("gate-value", GATES, "about: we are", "about: they are", "id: OUT-1"),
    "function of a criterion that is none": Case("gate-value", GATES, "[CRRH]", "[CRH]", "[CRH]"),
    "topic that is none": Case("gate-selection", GATES, "[connectivity]", "[connections]", "[connections]"),
    "tag that no scenario has": Case("gate-selection", GATES, "[contract]", "[contracts]", "[contracts]"),
    "code that is none": Case("gate-selection", GATES, "[SEC0001]", "[SEC9999]", "[SEC9999]"),
    "selection of nothing": Case("gate-selection", GATES, "[SEC0001]", "[POR0100]", "id: IN-2"),
    "id of a criterion twice": Case("gate-id", GATES, "id: ST-5", "id: ST-4  # again", "# again"),
    "phase that is none": Case("gate-id", GATES, "phase: structured", "phase: structure", "phase: structure"),
    "gate that rests on nothing that ran": Case(
        "gate-evidence",
        GATES,
        "kind: oracle\n        about: we are refused",
        "kind: waivers",
        "phase: connectivity-week-4",
    ),
    "exit that rests on itself": Case(
        "gate-evidence",
        GATES,
        "kind: waivers",
        "kind: exit-met\n        exit_of: structured",
        "phase: structured",
    ),
}


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
    """No rule goes without a fault that it finds, and rule ids are unique."""
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
