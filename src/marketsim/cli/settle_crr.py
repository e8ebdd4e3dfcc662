"""``marketsim settle --rules crr-...``: CRRs from their files, and a statement of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marketsim.cli.settle_crr_compared import compared_lines
from marketsim.cli.settle_crr_totals import totals
from marketsim.cli.settle_out import replacing
from marketsim.cli.settle_told import MODEL, money
from marketsim.settlement.comparison.crr import CheckedCrr, checked_crr
from marketsim.settlement.crr.files import read, read_statement, statement
from marketsim.settlement.crr.policies import CrrPolicies
from marketsim.settlement.crr.rulesets import crr_rule_set
from marketsim.settlement.refusal import Refusal

if TYPE_CHECKING:
    from marketsim.cli.settle_asked import Asked

MOST_TOTALS = 60


def answer_crr(asked: Asked, tell: Callable[[str], None]) -> ToldCrr:
    """Settle, compare, write. Raises Unreadable, Refusal and OSError."""
    rules, folder = asked.needed()
    crr_rule_set(rules)
    if asked.rerun_of is not None:
        fix = "settle them twice, and give what --out wrote first as --statement"
        raise Refusal("a rerun of areas' offsets", f"rules {rules}, of CRRs", fix, "--rerun-of")
    policies = CrrPolicies.of(asked.choices())
    inputs = read(folder)
    tell(f"{len(inputs.holdings):,} CRRs in {len(inputs.hours()):,} hours read")
    stated = None if asked.statement is None else read_statement(asked.statement)
    checked = checked_crr(inputs, rules, policies, stated, asked.places, tell)
    if asked.out is not None:
        with replacing(asked.out) as file:
            file.write(statement(checked.results.rows()).decode())
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
            yield from compared_lines(checked, self.asked.most)
        if self.asked.out is not None:
            yield f"written: {self.asked.out}"
        failing = len(checked.broken)
        found = f"findings: {len(checked.differing):,} values differ, identities fail {failing:,} times"
        yield "clean" if self.clean else found

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, as the reference lists it."""
        from marketsim.cli.settle_crr_json import as_json

        return as_json(self.checked, self.asked.most)

    def _totals(self) -> Iterator[str]:
        hours, sums = self.checked.results.hourly, totals(self.checked.results)
        yield f"totals in $; a charge is positive; {len({hour for _, hour in hours}):,} hours in which CRRs settle"
        for _, of, whose, value in sums[:MOST_TOTALS]:
            yield f"  {of:27}{whose:20}{money(value):>18}"
        if len(sums) > MOST_TOTALS:
            yield f"  and {len(sums) - MOST_TOTALS:,} more, see --json"
