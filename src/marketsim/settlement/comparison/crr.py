"""A statement of CRR settlement held against the model: what differs, and which known mistake explains it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

from marketsim.settlement.comparison.attribution import Mistakes, attribute
from marketsim.settlement.crr.files import StatedRow
from marketsim.settlement.crr.identities import CrrBroken, check
from marketsim.settlement.crr.inputs import CrrInputs, month_of
from marketsim.settlement.crr.mistakes import CRR_MISTAKES
from marketsim.settlement.crr.policies import CrrPolicies
from marketsim.settlement.crr.results import CrrResults, Row
from marketsim.settlement.crr.settlement import settle
from marketsim.settlement.files.reader import Tell, silent
from marketsim.settlement.refusal import Refusal

Values = dict[Row, Fraction]
"""By the row without its value."""

MOST_PLACES = 12
CENT = Fraction(1, 100)


@dataclass(slots=True)
class CheckedCrr:
    """What came out.

    ``differing``: rows as stated beside the value calculated (None: nothing). By determinant, ``outside``: rows of
    hours and months without inputs, which are not compared; ``lacking``: calculated values that the statement has
    not; ``absent``: determinants of which it has none. ``causes``: with the rows that each explains. ``where``:
    file and line.
    """

    results: CrrResults
    broken: tuple[CrrBroken, ...]
    compared: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)
    absent: set[str] = field(default_factory=set)
    outside: Counter[str] = field(default_factory=Counter)
    where: dict[Row, str] = field(default_factory=dict)
    differing: list[tuple[Row, Fraction | None]] = field(default_factory=list)
    causes: list[tuple[str, set[Row]]] = field(default_factory=list)
    unexplained: set[Row] = field(default_factory=set)

    @property
    def clean(self) -> bool:
        """Whether every identity holds and nothing differs."""
        return not self.broken and not self.differing


def checked_crr(
    inputs: CrrInputs,
    rules: str,
    policies: CrrPolicies,
    statement: Sequence[StatedRow] | None = None,
    places: int | None = None,
    tell: Tell = silent,
) -> CheckedCrr:
    """Settle, and compare. Raises Refusal where the inputs do not allow for it."""
    results = settle(inputs, rules, policies)
    # Prices in a file are rounded: what they leave is no fault of the settlement.
    result = CheckedCrr(results, check(inputs, results, Fraction(0) if inputs.prices_made else CENT))
    if statement is not None:
        within = _within(result, inputs, statement)
        stated = _values(each.row for each in within)
        result.where = {each.row: each.where for each in within}
        slack = _slack(within, places)
        calculated = _values(results.rows())
        _compare(result, stated, calculated, slack)
        _explain(result, stated, slack, inputs, rules, policies, tell)
    return result


def _values(rows: Iterable[Row]) -> Values:
    return {each._replace(value=Fraction(0)): each.value for each in rows}


def _within(result: CheckedCrr, inputs: CrrInputs, statement: Sequence[StatedRow]) -> list[StatedRow]:
    """The rows of hours and months that the inputs have. Raises Refusal where there are none."""
    hours = set(inputs.hours())
    months = {month_of(hour) for hour in hours}
    found = []
    for each in statement:
        if each.row.month in months and (each.row.hour is None or each.row.hour in hours):
            found.append(each)
        else:
            result.outside[each.row.determinant] += 1
    if not found:
        fix = "give the inputs of the hours and months that the statement settles"
        raise Refusal("values that were calculated", "none in common with the inputs", fix, "the statement")
    return found


def _slack(stated: Iterable[StatedRow], places: int | None) -> dict[str, Fraction]:
    """Half a unit in the last place that the statement shows for the determinant, zeros at the end counted."""
    shown: dict[str, int] = {}
    for row, decimals, _ in stated:
        shown[row.determinant] = max(shown.get(row.determinant, 0), min(decimals, MOST_PLACES))
    return {name: Fraction(1, 2 * 10 ** (each if places is None else places)) for name, each in shown.items()}


def _same(stated: Fraction, value: Fraction | None, slack: Fraction) -> bool:
    return abs(stated - (value or 0)) <= slack


def _compare(result: CheckedCrr, stated: Values, calculated: Values, slack: dict[str, Fraction]) -> None:
    for key, value in stated.items():
        result.compared[key.determinant] += 1
        if not _same(value, calculated.get(key), slack[key.determinant]):
            result.differing.append((key._replace(value=value), calculated.get(key)))
    result.absent = {key.determinant for key in calculated} - set(slack)
    result.lacking.update(
        key.determinant for key in calculated if key not in stated and key.determinant in slack
    )


def _explain(
    result: CheckedCrr,
    stated: Values,
    slack: dict[str, Fraction],
    inputs: CrrInputs,
    rules: str,
    policies: CrrPolicies,
    tell: Tell,
) -> None:
    left = {row._replace(value=Fraction(0)) for row, _ in result.differing}
    made: dict[Mistakes, Values] = {}
    for each in CRR_MISTAKES if left else ():
        tell(f"trying {each}")
        made[each,] = _values(settle(inputs, rules, policies, (each,)).rows())

    def agrees(mistakes: Mistakes, key: Row) -> bool:
        return _same(stated[key], made[mistakes].get(key), slack[key.determinant])

    explained = {each: {key for key in left if agrees(each, key)} for each in made}
    against = cache(lambda each: sum(not agrees(each, key) for key in stated))
    for best, share in attribute(left, explained, against):
        result.causes.append((best[0], set(share)))
        left -= share
    result.unexplained = left
