"""A small sound suite on disk, into which the tests put one fault at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ACCESS = """\
@contract
Feature: Access

  Background:
    Given we hold the function CRRH

  @MS-CON-01 @req:DECK-001
  Scenario: A holder reads the markets
    When we ask for the markets
    Then the request is accepted

  Rule: Reading does not write

    @MS-CON-02 @code:SEC0001 @assumed
    Scenario Outline: A reader cannot write by <operation>
      When we call <operation> with
        | member | value  |
        | name   | <name> |
      Then we are refused with <code>

      Examples:
        | operation                 | name | code    |
        | auction.portfolioCreation | one  | SEC0001 |
        | auction.deletePortfolio   | two  | SEC0001 |
"""
STEPS = '''\
"""Sentences."""

from pytest_bdd import given, parsers, then, when

REFUSED = "we are refused with"


@given(parsers.parse("we hold the function {function:w}"))
def hold(function: str) -> None: ...


@when("we ask for the markets")
def ask() -> None: ...


@when(parsers.re(r"we call (?P<operation>[a-z_]+\\.\\w+) with"))
def call(operation: str) -> None: ...


@then("the request is accepted")
def accepted() -> None: ...


@then(parsers.cfparse(f"{REFUSED} {{code}}"))
def refused(code: str) -> None: ...
'''
REGISTER = """\
documents:
  DECK:
    title: A deck
    sha256: 0
requirements:
  - id: DECK-001
    source: Deck, slide 1
    lines: 3
    text: Holders read the markets
    scenarios: [MS-CON-01]
  - id: DECK-002
    source: Deck, slide 1
    lines: 4#2
    text: Load is checked
    planned: load_data
  - id: DECK-003
    source: Deck, slide 2
    lines: 5-9
    text: People are trained
    attested: name and date of the training
  - id: DECK-004
    source: Deck, slide 3
    lines: 12
    text: The meeting is over
    untestable: notice of a meeting
"""
PLAN = """\
plan:
  title: A plan
  example: true
  begins: 2027-03-01
rows:
  - number: "1.1"
    title: Access
    first_day: D-28
    last_day: 2027-02-05
    cut_off: D-24 17:00
    expected: Everybody gets in
    scenarios: [MS-CON-01, "MS-CON-02#auction.portfolioCreation"]
  - number: "1.2"
    title: Writing
    first_day: D+0
    expected: Nobody writes
    scenarios: [MS-CON-02]
"""
GATES = """\
gates:
  title: Criteria of the tests
  ours: true
phases:
  - phase: connectivity-week-4
    entry:
      - id: IN-1
        text: People are trained
        kind: attested
        step: DECK-003
        provenance: seed
        source: Deck, slide 2
      - id: IN-2
        text: Writing is refused
        kind: passed
        at_least: 99.5
        of: {topic: [connectivity], code: [SEC0001]}
        provenance: assumed
    exit:
      - id: OUT-1
        text: What is asked is answered
        kind: oracle
        about: we are refused
        provenance: assumed
  - phase: structured
    entry:
      - id: ST-1
        text: The weeks are over
        kind: exit-met
        exit_of: connectivity-week-4
        provenance: assumed
    exit:
      - id: ST-2
        text: Nothing failed
        kind: none-failed
        of: {tag: [contract]}
        during: structured
        provenance: assumed
      - id: ST-3
        text: All operations were reached
        kind: coverage
        figure: operations
        at_least: 90
        provenance: assumed
      - id: ST-4
        text: Each function was let in
        kind: operations
        functions: [CRRH]
        provenance: assumed
      - id: ST-5
        text: No waiver has run out
        kind: waivers
        provenance: assumed
"""
LOCK = """\
# the lock
MS-CON-01  features/connectivity/access.feature  A holder reads the markets
MS-CON-02  features/connectivity/access.feature  A reader cannot write by <operation>
MS-CON-03  retired  A holder writes poems
"""
SOUND = {
    "features/connectivity/access.feature": ACCESS,
    "features/requirements.yaml": REGISTER,
    "features/market-sim-plan.yaml": PLAN,
    "features/readiness-phases.yaml": GATES,
    "features/scenario-ids.lock": LOCK,
    "steps/access.py": STEPS,
    "fixtures/wiring.py": '"""Wiring."""\n',
    "world/participants.yaml": "participants:\n- {name: SRTX}\n- {name: CEC}\n",
}

Lay = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def sound() -> Mapping[str, str]:
    """The files of the sound suite, by path."""
    return SOUND


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Writes the sound suite, with the given files put over it, and returns its root."""

    def write(files: Mapping[str, str]) -> Path:
        for path, text in {**SOUND, **files}.items():
            place = tmp_path / "suite" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
        return tmp_path / "suite"

    return write
