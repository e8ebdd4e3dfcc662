"""Which scenarios prove the same: those whose Givens, Whens and Thens mean the same, whatever else they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from marketsim.suite.lint import lint, read_suite

Lay = Callable[[Mapping[str, str]], Path]

PATH = "features/connectivity/proofs.feature"
STEPS = '''\
"""Sentences."""

from pytest_bdd import given, parsers, then, when


@given(parsers.parse("we have {thing}"))
@given(parsers.parse("{thing} is ours"))
def hold(thing: str) -> None: ...


@given("a market is open")
def market() -> None: ...


@when(parsers.parse("we send {what}"))
def send(what: str) -> None: ...


@when("the table is sent")
def send_table(datatable: object) -> None: ...


@then(parsers.parse("it says {word}"))
def says(word: str) -> None: ...
'''
FIRST = """\
    Given we have a CRR
    And a market is open
    When we send a bid
    Then it says yes
    And it says thanks
"""


def equal(lay: Lay, second: str, tags: str = "", examples: str = "", first: str = FIRST) -> list[str]:
    """What lint says of a second scenario with these steps beside the first."""
    kind = "Scenario Outline" if examples else "Scenario"
    text = (
        f"@contract\nFeature: Proofs\n\n  @MS-CON-21\n  Scenario: One\n{first}\n"
        f"  @MS-CON-22 {tags}\n  {kind}: Two\n{second}{examples}"
    )
    root = lay({PATH: text, "steps/proofs.py": STEPS})
    findings = lint(read_suite(root, world=root / "world"))
    assert not [
        each for each in findings if each.rule in ("undefined-step", "ambiguous-step", "unreadable-file")
    ]
    return [each.message for each in findings if each.rule == "equal-proof"]


@pytest.mark.parametrize(
    ("change", "tags"),
    [
        ((), ""),
        ((), "@req:DECK-001 @intrusive"),
        ((("we have a CRR", "a CRR is ours"),), ""),
        (
            (("Given we have a CRR\n    And a market is open", "Given a market is open\n    And we have a CRR"),),
            "",
        ),
        ((("Then it says yes\n    And it says thanks", "Then it says thanks\n    And it says yes"),), ""),
        ((("And it says thanks\n", "And it says thanks\n    And it says yes\n"),), ""),
        ((("And it says thanks\n", "And it says thanks\n    When we send more\n"),), ""),
    ],
    ids=[
        "another name", "other requirements and tags", "another wording of a step", "Givens in another order",
        "Thens in another order", "a Then said twice", "a When that nothing follows",
    ],
)  # fmt: skip
def test_what_makes_no_difference(lay: Lay, change: tuple[tuple[str, str], ...], tags: str) -> None:
    """The second scenario is found, and told which one it repeats."""
    second = FIRST
    for old, new in change:
        assert old in second
        second = second.replace(old, new)
    (message,) = equal(lay, second, tags)
    assert "MS-CON-22 to prove something" in message and "of MS-CON-21 (" in message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("it says thanks", "it says no"),
        ("    And it says thanks\n", ""),
        ("we send a bid", "we send an offer"),
        ("we have a CRR", "we have a load"),
        ("    And a market is open\n", ""),
        ("    And it says thanks\n", "    When we send more\n    Then it says thanks\n"),
        ("When we send a bid", "When we send a bid\n    When we send a bid"),
        ("When we send a bid", "When the table is sent\n      | a | 1 |"),
    ],
)
def test_what_makes_a_difference(lay: Lay, old: str, new: str) -> None:
    """Another outcome, act or ground, a Then after another When, an act done twice, a table."""
    assert old in FIRST
    assert equal(lay, FIRST.replace(old, new)) == []


@pytest.mark.parametrize("tag", ["@function:CRRH", "@phase:structured"])
def test_a_function_or_a_phase_makes_a_difference(lay: Lay, tag: str) -> None:
    """What holds for one function or in one phase may not for another."""
    assert equal(lay, FIRST, tag) == []


def test_tables_are_compared_by_their_cells(lay: Lay) -> None:
    """Equal tables are equal, others are not."""
    first = FIRST.replace("When we send a bid", "When the table is sent\n      | a | 1 |")
    assert len(equal(lay, first, first=first)) == 1
    assert equal(lay, first.replace("| 1 |", "| 2 |"), first=first) == []


def test_a_row_of_an_outline_is_a_case_of_its_own(lay: Lay) -> None:
    """A row that repeats a scenario is found; one that shows something else is not."""
    second = FIRST.replace("a bid", "<what>")
    table = "\n    Examples:\n      | what     |\n      | an offer |\n      | a bid    |\n"
    (message,) = equal(lay, second, examples=table)
    assert "MS-CON-22#a bid to prove" in message


def test_rows_that_differ_in_what_no_step_uses_are_one(lay: Lay) -> None:
    """A name alone makes no case; all rows of a scenario that repeat another are one finding."""
    table = "\n    Examples:\n      | case |\n      | this |\n      | that |\n      | more |\n"
    (message,) = equal(lay, FIRST.replace("a bid", "nothing"), examples=table)
    assert "MS-CON-22#that to prove" in message
    assert "of MS-CON-22#this (" in message and "and 1 more of its rows" in message
