"""The list of rules as a whole: documentation, coverage and faults are made from it."""

from __future__ import annotations

import dataclasses
import re

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.contract.errors import ERROR_CODES
from marketsim.system.rules.all_rules import all_rules
from marketsim.system.rules.rule import Finding, Rule, Stage
from marketsim.system.rules.rulebook import Refused, RuleBook
from marketsim.system.trace import Trace

RULES = all_rules()


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_rule_is_complete(rule: Rule) -> None:
    """A speaking id, a published code, operations of the contract, a frozen dataclass of facts, a source."""
    contract = Contract.load()
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", rule.id)
    assert rule.code in ERROR_CODES
    assert rule.operations
    assert rule.operations <= set(contract.operations)
    assert dataclasses.is_dataclass(rule.facts)
    assert rule.source


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_rule_answers_with_a_code_its_services_list(rule: Rule) -> None:
    """App status lists no code at all, and is judged all the same."""
    contract = Contract.load()
    services = {key.service for key in rule.operations} - {"app_status"}
    assert all(rule.code in contract.error_codes(service) for service in services)


def test_no_two_rules_share_an_id() -> None:
    """A fault names one rule."""
    assert len({rule.id for rule in RULES}) == len(RULES)


@dataclasses.dataclass(frozen=True)
class Facts:
    """Facts of these tests."""

    broken: tuple[str, ...]


KEY = next(iter(Contract.load().operations))


def made(name: str, code: str, stage: Stage) -> Rule:
    """A rule that finds its own name among the broken."""

    def check(facts: Facts) -> list[Finding]:
        return [Finding(values=(name,))] * facts.broken.count(name)

    return Rule(name, code, stage, Facts, frozenset({KEY}), "a test", "assumed", check, "{0} is broken")


BOOK = (
    made("a", "SER0017", Stage.CONTRACT),
    made("b", "MKT0001", Stage.EXISTENCE),
    made("c", "SER0030", Stage.EXISTENCE),
)


def test_the_first_stage_with_findings_answers_with_all_of_them() -> None:
    """Later stages are not even asked."""
    trace = Trace("t")
    with pytest.raises(Refused) as caught:
        RuleBook(BOOK).require(KEY, Facts(("b", "c", "c")), trace)
    assert [each.code for each in caught.value.violations] == ["MKT0001", "SER0030", "SER0030"]
    with pytest.raises(Refused) as caught:
        RuleBook(BOOK).require(KEY, Facts(("a", "b")), trace := Trace("t"))
    assert [each.text for each in caught.value.violations] == ["a is broken"]
    assert trace.rules_evaluated == ["a"]


def test_a_rule_left_out_is_neither_asked_nor_traced() -> None:
    """And its neighbours are asked as before."""
    book, trace = RuleBook(BOOK, off={"b"}), Trace("t")
    found = book.findings(KEY, Facts(("b", "c")), trace)
    assert [each.rule.id for each in found] == ["c"]
    assert trace.rules_evaluated == ["a", "c"]
    assert not book.in_force("b")


def test_an_unknown_or_doubled_rule_is_refused() -> None:
    """A rule book is built from a sound list, or not at all."""
    with pytest.raises(KeyError):
        RuleBook(BOOK, off={"nothing"})
    with pytest.raises(ValueError, match="share"):
        RuleBook((*BOOK, BOOK[0]))
