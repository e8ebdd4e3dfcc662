"""Which rules settle a trade date: one rule set for all, or that of the date and of the day the statement is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from marketsim.settlement.crr.rulesets import CRR_RULE_SETS
from marketsim.settlement.files.fault import shown
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.rulesets import RULE_SETS, RuleSet
from marketsim.settlement.versions.choice import rule_set

BY_DATE = "by-date"
RERUN = "--rerun-of"


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rule set, the version of each guide in it, and why it is this one."""

    rules: RuleSet
    guides: Mapping[str, str]
    why: str


Rules = Callable[[date], Ruling]


def rules_of(name: str, run_date: date) -> Rules:
    """The ruling by trade date.

    Raises Refusal for a name that is neither a rule set nor ``by-date``; what it gives raises NotModelled for a
    date whose rules are not modelled.
    """
    if name == BY_DATE:
        return lambda day: _by_date(day, run_date)
    if name not in RULE_SETS:
        known = ", ".join((*RULE_SETS, BY_DATE, *CRR_RULE_SETS))
        raise Refusal(f"a rule set: {known}", shown(repr(name)), "name one of them", "--rules")
    ruling = Ruling(RULE_SETS[name], RULE_SETS[name].guides, "asked for by name, whatever the trade date")
    return lambda _: ruling


def earlier_rules(named: str, name: str, run_date: date) -> Rules:
    """The ruling of an earlier statement: by the id of a rule set, or by the day (YYYY-MM-DD) it was run.

    ``name`` and ``run_date`` are those of the statement that follows it. Raises Refusal for another text, and for a
    day after the run date where both go by date.
    """
    try:
        day = date.fromisoformat(named)
    except ValueError:
        if named not in RULE_SETS:
            wanted = f"a day, YYYY-MM-DD, or a rule set: {', '.join(RULE_SETS)}"
            raise Refusal(wanted, repr(named), "name what the earlier statement was run by", RERUN) from None
        return rules_of(named, run_date)
    if name == BY_DATE and day > run_date:
        fix = "name the earlier day here, and the later one as --run-date"
        raise Refusal(f"a day until {run_date}, the run date", str(day), fix, RERUN)
    return rules_of(BY_DATE, day)


def _by_date(day: date, run_date: date) -> Ruling:
    choice = rule_set(day, run_date)
    return Ruling(RULE_SETS[choice.rule_set], choice.guides, choice.why)
