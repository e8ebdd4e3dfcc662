"""The identities of a rule set, checked on what was settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from ..inputs import Inputs
from ..results import Results
from ..rulesets import RuleSet
from .broken import Broken, HourOf
from .money import n6, n7, n8
from .quantities import n1, n2, n3, n4, n5
from .sensitivity import n9

CHECKS: Mapping[str, Callable[[HourOf], Iterator[Broken]]] = {
    "N1": n1,
    "N2": n2,
    "N3": n3,
    "N4": n4,
    "N5": n5,
    "N6": n6,
    "N7": n7,
    "N8": n8,
    "N9": n9,
}


def check(inputs: Inputs[Fraction], results: Results[Fraction], rules: RuleSet) -> tuple[Broken, ...]:
    """Every identity that the rules call for and the results do not keep, by hour, identity and interval.

    An identity without rows to check it on (see :func:`checkable`) reports nothing. N9 settles the offsets again with
    the amounts of one area after another changed, by the same steps and with the same mistakes as the results.
    """
    found: list[Broken] = []
    for hour in inputs.hours():
        at = HourOf(inputs, results, hour)
        for identity in rules.identities:
            found.extend(CHECKS[identity](at))
    return tuple(found)


def checkable(inputs: Inputs[Fraction], results: Results[Fraction], rules: RuleSet) -> dict[str, int]:
    """In how many hours each identity of the rules has rows to be checked on."""
    needs = {
        "N1": results.fmm_from,
        "N2": results.transfer,
        "N3": results.fmm_quantity,
        "N4": results.fmm_amount,
        "N5": results.value,
        "N6": results.offset,
        "N7": results.offset,
        "N8": results.amounts_6477,
        "N9": results.offset,
    }
    hours = {identity: {hour for _, hour in rows} for identity, rows in needs.items()}
    hours["N7"] &= hours["N8"]
    return {identity: len(hours[identity] & set(inputs.hours())) for identity in rules.identities}
