"""``marketsim settle --rules crr-...``: CRRs from their files, and a statement of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from marketsim.cli.settle_told import MODEL, money
from marketsim.settlement.comparison.crr import CheckedCrr, checked_crr
from marketsim.settlement.crr.files import crr_determinants, crr_files, read, read_statement, statement
from marketsim.settlement.crr.mistakes import CRR_MISTAKES
from marketsim.settlement.crr.policies import CrrPolicies
from marketsim.settlement.crr.results import Row
from marketsim.settlement.crr.rulesets import crr_rule_set
from marketsim.settlement.files.writer import fixed

if TYPE_CHECKING:
    from marketsim.cli.settle_asked import Asked

MOST_TOTALS = 60


def answer_crr(asked: Asked, tell: Callable[[str], None]) -> ToldCrr:
    """Settle, compare, write. Raises Unreadable, Refusal and OSError."""
    rules, folder = asked.needed()
    crr_rule_set(rules)
    policies = CrrPolicies.of(asked.choices())
    inputs = read(folder)
    tell(f"{len(inputs.holdings):,} CRRs in {len(inputs.hours()):,} hours read")
    stated = None if asked.statement is None else read_statement(asked.statement)
    checked = checked_crr(inputs, rules, policies, stated, asked.places, tell)
    if asked.out is not None:
        with asked.out.open("xb") as file:
            file.write(statement(checked.results.rows()))
    return ToldCrr(asked, checked)


@dataclass(frozen=True, slots=True)
class ToldCrr:
    """The answer to a call."""

    asked: Asked
    checked: CheckedCrr

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return self.checked.clean

    def lines(self) -> Iterator[str]:
        """Rules, totals, identities, differences, causes."""
        checked, rules = self.checked, crr_rule_set(self.checked.results.rules)
        yield MODEL
        yield f"rules {rules.id} ({rules.provenance}): {rules.title}"
        yield f"  {rules.source}"
        yield from (f"policy {name} = {choice}" for name, choice in checked.results.policies.chosen().items())
        yield from (f"note: {each}" for each in checked.results.notes)
        yield from self._totals()
        broken = checked.broken[: self.asked.most]
        yield from (
            f"identity {each.identity} does not hold: {each.where}: {money(each.amount)}: {each.says}"
            for each in broken
        )
        if len(checked.broken) > len(broken):
            yield f"and {len(checked.broken) - len(broken):,} more that do not hold"
        if self.asked.statement is not None:
            yield from self._compared()
        yield "clean" if self.clean else f"findings: {len(checked.differing):,} values differ"

    def as_json(self) -> dict[str, Any]:
        """``{model, clean, rules, policies, notes, totals, leftovers, comparison, causes}``."""
        checked = self.checked
        return {
            "model": "reference",
            "clean": self.clean,
            "rules": checked.results.rules,
            "policies": checked.results.policies.chosen(),
            "notes": list(checked.results.notes),
            "totals": [
                {"of": of, "whose": whose, "amount": fixed(value, 2)} for of, whose, value in self._sums()
            ],
            "leftovers": [
                {
                    "identity": each.identity,
                    "where": each.where,
                    "amount": fixed(each.amount, 6),
                    "says": each.says,
                }
                for each in checked.broken[: self.asked.most]
            ],
            "comparison": None if self.asked.statement is None else self._comparison(),
            "causes": [{"mistake": name, "values": len(rows)} for name, rows in checked.causes],
            "unexplained": len(checked.unexplained),
        }

    def _sums(self) -> list[tuple[str, str, Fraction]]:
        """By owner and by coordinator, over all months."""
        owners: dict[str, Fraction] = {}
        for (key, _), value in self.checked.results.amounts.items():
            owners[key.owner] = owners.get(key.owner, Fraction(0)) + value
        demand: dict[str, Fraction] = {}
        for (name, _), value in self.checked.results.demand_amounts.items():
            demand[name] = demand.get(name, Fraction(0)) + value
        return [
            *(("CRR owner", name, value) for name, value in sorted(owners.items())),
            *(("measured demand", name, value) for name, value in sorted(demand.items())),
        ]

    def _totals(self) -> Iterator[str]:
        hours, sums = self.checked.results.hourly, self._sums()
        yield f"totals in $; a charge is positive; {len({hour for _, hour in hours}):,} hours in which CRRs settle"
        for of, whose, value in sums[:MOST_TOTALS]:
            yield f"  {of:27}{whose:20}{money(value):>18}"
        if len(sums) > MOST_TOTALS:
            yield f"  and {len(sums) - MOST_TOTALS:,} more, see --json"

    def _compared(self) -> Iterator[str]:
        checked = self.checked
        yield f"statement: {checked.compared.total():,} values compared, {len(checked.differing):,} differ"
        for name, found in self._by_determinant().items():
            yield f"  {name}: {len(found):,} of {checked.compared[name]:,} differ, the largest:"
            for row, value in found[: self.asked.most]:
                told = "nothing" if value is None else fixed(value, 6)
                yield f"    {_place(row)}: stated {fixed(row.value, 6)}, calculated {told} $"
        for name, count in checked.lacking.items():
            yield f"  {name}: {count:,} calculated values are not in the statement"
        for cause, rows in checked.causes:
            yield f"cause {cause}: {CRR_MISTAKES[cause].says}"
            yield f"  explains {_extent(rows)}"
        if checked.unexplained:
            yield f"unexplained: {_extent(checked.unexplained)}; no known mistake makes these values"

    def _by_determinant(self) -> dict[str, list[tuple[Row, Fraction | None]]]:
        found: dict[str, list[tuple[Row, Fraction | None]]] = {}
        for row, value in sorted(
            self.checked.differing, key=lambda each: -abs(each[0].value - (each[1] or 0))
        ):
            found.setdefault(row.determinant, []).append((row, value))
        return found

    def _comparison(self) -> dict[str, Any]:
        return {
            "compared": dict(self.checked.compared),
            "differing": {name: len(found) for name, found in self._by_determinant().items()},
            "lacking": dict(self.checked.lacking),
        }


@dataclass(frozen=True, slots=True)
class _Listed:
    clean = True

    def lines(self) -> Iterator[str]:
        for file in crr_files().values():
            yield f"{file.name}: {file.says}"
            yield from (f"  {each.name:14}{each.unit:22}{each.says}" for each in file.columns)
        yield from ("", "what a statement may hold")
        for each in crr_determinants().values():
            yield f"{each.name:22}{each.of:22}{each.unit:4}{each.provenance:10}{each.says}"

    def as_json(self) -> dict[str, Any]:
        return {
            "files": {file.name: [each.name for each in file.columns] for file in crr_files().values()},
            "determinants": [
                {"determinant": each.name, "of": each.of, "unit": each.unit, "provenance": each.provenance}
                for each in crr_determinants().values()
            ],
        }


def listed_crr() -> _Listed:
    """The files of a CRR settlement with their columns, and every determinant."""
    return _Listed()


def _place(row: Row) -> str:
    when = row.hour or row.month
    return " ".join(map(str, filter(None, (row.crr, row.owner, row.constraint, row.coordinator, when))))


def _extent(rows: Iterable[Row]) -> str:
    counts = Counter(each.determinant for each in rows)
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()))
