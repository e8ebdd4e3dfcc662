"""The reference model: inputs and rules to results, hour by hour. A model, never the ISO's own calculation."""

from __future__ import annotations

from collections.abc import Iterable

from .hourly.charges import put_charges
from .hourly.credits import put_credits
from .hourly.offsets import put_offsets
from .hourly.transfers import put_transfers
from .inputs import Inputs
from .mistakes import Mistake, mistake
from .number import N
from .policies import Policies
from .results import Results
from .rulesets import RuleSet
from .run import Run


def settle(
    inputs: Inputs[N],
    rules: RuleSet,
    policies: Policies | None = None,
    mistakes: Iterable[str | Mistake] = (),
) -> Results[N]:
    """Settle every hour of the inputs by a rule set, under the default policies unless others are given.

    ``mistakes``: known mistakes to make on purpose, by id or as they are. Exact where the inputs are Fractions, in
    floating point where they are floats. Raises MissingInput and Conflict (both ValueErrors) naming the place, and
    Refusal for an unknown mistake.
    """
    made = [mistake(each) if isinstance(each, str) else each for each in mistakes]
    policies = policies or Policies.default()
    method = rules.steps(policies)
    for each in made:
        method, inputs = each.of_method(method), each.of_inputs(inputs)
    results = Results[N](Run(rules, policies, tuple(each.id for each in made), method))
    zero = inputs.zero()
    for hour in inputs.hours():
        put_transfers(inputs, hour, results, zero)
        put_credits(inputs, hour, results)
        put_offsets(inputs, hour, results, zero)
        put_charges(inputs, hour, results)
    for each in made:
        results = each.of_results(results)
    return results
