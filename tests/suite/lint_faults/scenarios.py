"""Faults of feature files and scenarios: unreadable, misplaced, alike, without ids or with others than are locked."""

from __future__ import annotations

from lint_faults.case import FEATURE, LOCK, Case

SECOND_FEATURE = """\
@contract
Feature: Access again

  @MS-CON-01 @req:DECK-001
  Scenario: Somebody else reads
    Given we hold the function CRRH
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

CASES = {
    "feature that is no Gherkin": Case(
        "unreadable-file", FEATURE, "Scenario: A holder", "Scenaro: A holder", "Scenaro: A holder"
    ),
    "scenario that begins with And": Case(
        "unreadable-file", FEATURE, "    When we ask", "    And we ask", "And we ask for the markets"
    ),
    "scenario that asserts nothing": Case(
        "no-then", FEATURE, "    Then the request is accepted\n", "", "Scenario: A holder"
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
}
