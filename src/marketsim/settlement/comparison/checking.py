"""A settlement calculated day by day: totals, identities, and a statement held against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import groupby

from marketsim.settlement.comparison.causes import Causes, causes
from marketsim.settlement.comparison.differences import MOST_KEPT, Differences
from marketsim.settlement.comparison.leftovers import Leftovers
from marketsim.settlement.comparison.recalculation import Recalculation
from marketsim.settlement.comparison.ruling import Rules, Ruling
from marketsim.settlement.comparison.statement import Statement, by_element
from marketsim.settlement.comparison.totals import Totals
from marketsim.settlement.files.reader import Tell, silent
from marketsim.settlement.identities import check, checkable
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.misfits import Misfit, misfits
from marketsim.settlement.mistakes import MISTAKES
from marketsim.settlement.model import settle
from marketsim.settlement.policies import Policies
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.results import Results

Sink = Callable[[Results[Fraction]], None]
"""Takes what was calculated of a day, in order."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be checked: inputs, rules and policies; the statement, where there is one."""

    inputs: Inputs[Fraction]
    rules: Rules
    policies: Policies
    statement: Statement | None = None
    most: int = MOST_KEPT


@dataclass(slots=True)
class Checked:
    """What came out. ``rulings``: each with its first and last trade date. ``checkable``: in how
    many hours each identity has values to be checked on. ``outside``: values of a statement, by
    determinant, in hours without inputs. ``misfits``: where the inputs do not fit, a note that leaves
    the outcome as it is. ``differences`` and ``causes`` are None without a statement."""

    question: Question
    hours: tuple[TradeHour, ...]
    rulings: list[tuple[date, date, Ruling]] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    leftovers: Leftovers = field(default_factory=Leftovers)
    misfits: list[Misfit] = field(default_factory=list)
    checkable: Counter[str] = field(default_factory=Counter)
    differences: Differences | None = None
    outside: Counter[str] = field(default_factory=Counter)
    causes: Causes | None = None

    @property
    def clean(self) -> bool:
        """Whether every identity holds and nothing differs."""
        return not self.leftovers.counts and not (self.differences and self.differences.elements)


def checked(question: Question, tell: Tell = silent, sink: Sink | None = None) -> Checked:
    """Settle every hour of the inputs, and compare.

    Raises Refusal (MissingInput, Conflict) where the inputs do not allow for it, NotModelled for trade dates whose
    rules are not modelled.
    """
    result = Checked(question, question.inputs.hours())
    if question.statement is not None:
        result.differences = Differences(question.statement, question.most)
    days = [(day, list(hours)) for day, hours in groupby(result.hours, key=lambda hour: hour.day)]
    for at, (day, hours) in enumerate(days, 1):
        _day(result, day, hours, sink)
        tell(f"{day} settled, {at} of {len(days)} days")
    if result.differences is not None:
        result.outside = result.differences.close()
        if not result.differences.compared.total():
            fix = "give the inputs of the hours that the statement settles"
            raise Refusal(
                "values that were calculated", "none in common with the inputs", fix, "the statement"
            )
        result.causes = _causes(result, result.differences, tell)
    return result


def _day(result: Checked, day: date, hours: Sequence[TradeHour], sink: Sink | None) -> None:
    question, ruling = result.question, result.question.rules(day)
    inputs = question.inputs.only(hours)
    results = settle(inputs, ruling.rules, question.policies)
    if result.rulings and result.rulings[-1][2] == ruling:
        result.rulings[-1] = (result.rulings[-1][0], day, ruling)
    else:
        result.rulings.append((day, day, ruling))
    result.leftovers.take(check(inputs, results, ruling.rules))
    result.misfits += misfits(inputs)
    result.checkable.update(checkable(inputs, results, ruling.rules))
    calculated = by_element(results.values())
    result.totals.take(calculated)
    if result.differences is not None:
        result.differences.take(calculated)
    if sink is not None:
        sink(results)


def _causes(result: Checked, differences: Differences, tell: Tell) -> Causes:
    question = result.question
    recalculate = Recalculation(question.inputs, question.rules, question.policies)
    return causes(differences.elements, differences.statement, tuple(MISTAKES), recalculate, tell)
