"""The whole settlement: hours, months, cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from fractions import Fraction

from ..interval import TradeHour
from ..refusal import MissingInput, Refusal
from .balance import demand_amounts, demand_of_months, paid_by_constraint, paid_in_full
from .cents import paid_in_cents
from .holding import CrrKey
from .hourly import hourly_value, settled
from .inputs import Binding, CrrInputs, month_of
from .method import Method
from .mistakes import CRR_MISTAKES
from .notes import notes_on
from .policies import CrrPolicies
from .results import CrrResults
from .rulesets import TRACK_1B, CrrRuleSet, crr_rule_set
from .track_1b import Ledger

ZERO = Fraction(0)


def settle(
    inputs: CrrInputs,
    rules: str,
    policies: CrrPolicies | None = None,
    mistakes: Collection[str] = (),
) -> CrrResults:
    """Settle every hour with prices by the rules ``crr-track-1b`` or ``crr-before-2019``.

    ``mistakes``: ids of CRR_MISTAKES to be made on purpose. Raises Refusal (a ValueError) for rules, policies or
    mistakes that there are none of, MissingInput for what the rules need and the inputs lack.
    """
    rule_set, policies, method = (
        crr_rule_set(rules),
        policies or CrrPolicies.default(),
        with_mistakes(mistakes),
    )
    binding = _by_hour(inputs)
    _demand_inputs(inputs, rule_set, binding)
    ledger = Ledger(inputs, policies, method)
    hourly: dict[tuple[CrrKey, TradeHour], Fraction] = {}
    for hour, held in settled(inputs, policies, method):
        for each in held:
            value = hourly_value(inputs, each, hour, method)
            hourly[each.key, hour] = hourly.get((each.key, hour), ZERO) + value
        if method.by_rules(rules) == TRACK_1B:
            ledger.add_hour(hour, binding.get(hour, {}), held)
    return _closed(ledger, hourly, rule_set)


def _closed(
    ledger: Ledger, hourly: dict[tuple[CrrKey, TradeHour], Fraction], rules: CrrRuleSet
) -> CrrResults:
    inputs, method, months = ledger.inputs, ledger.method, ledger.months()
    by_rules = method.by_rules(rules.id)
    paid = paid_by_constraint(months) if by_rules == TRACK_1B else paid_in_full(hourly)
    paid = {(key, month_of(hour)): ZERO for key, hour in hourly} | paid
    to_demand = demand_of_months(inputs, paid, months, by_rules)
    return CrrResults(
        rules=rules.id,
        policies=ledger.policies,
        hourly=hourly,
        notional=ledger.notional,
        offsets=ledger.offsets,
        cuts=ledger.cuts,
        months=months,
        paid=paid,
        amounts={which: method.as_amount(value) for which, value in paid_in_cents(paid).items()},
        hourly_amounts={which: method.as_amount(value) for which, value in hourly.items()},
        to_demand=to_demand,
        demand_amounts=demand_amounts(inputs, to_demand, paid, method),
        notes=tuple(notes_on(inputs, rules, to_demand)),
    )


def with_mistakes(mistakes: Collection[str]) -> Method:
    """The method with mistakes in it; Refusal for an id that is none."""
    method = Method()
    for each in mistakes:
        if each not in CRR_MISTAKES:
            raise Refusal(
                f"a mistake of {', '.join(CRR_MISTAKES)}", repr(each), "check the id", "CRR mistakes"
            )
        method = CRR_MISTAKES[each].change(method)
    return method


def _by_hour(inputs: CrrInputs) -> dict[TradeHour, dict[str, Binding]]:
    found: defaultdict[TradeHour, dict[str, Binding]] = defaultdict(dict)
    for at, binding in sorted(inputs.constraints.items()):
        found[at.hour][at.constraint] = binding
    return found


def _demand_inputs(
    inputs: CrrInputs, rules: CrrRuleSet, binding: Mapping[TradeHour, Mapping[str, Binding]]
) -> None:
    """Raise MissingInput for what cannot be settled at all."""
    if not inputs.prices:
        fix = "give congestion prices, or shadow prices with shift factors"
        raise MissingInput("prices in one hour or more", "none", fix, rules.id)
    if rules.id == TRACK_1B and not inputs.constraints:
        fix = "give the shadow price and the collected revenue of each constraint and hour"
        raise MissingInput("what binds", "no constraint", fix, rules.id)
    for hour in sorted(binding.keys() - set(inputs.hours())):
        names = ", ".join(binding[hour])[:60]
        raise MissingInput("prices where something binds", "none", "give them", f"{hour}, {names}")
