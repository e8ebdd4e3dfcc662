"""What ``marketsim settle`` tells of a settlement, in lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from marketsim.cli.settle_causes import cause_lines
from marketsim.cli.settle_misfits import misfit_lines
from marketsim.settlement.comparison.checking import Checked
from marketsim.settlement.comparison.differences import Difference, Differences
from marketsim.settlement.comparison.statement import Element
from marketsim.settlement.files.columns import determinants
from marketsim.settlement.files.writer import fixed
from marketsim.settlement.policies import POLICIES, Policies

if TYPE_CHECKING:
    from marketsim.cli.settle_asked import Asked

MODEL = "A reference model of our own; it is not the ISO's calculation."
MOST_TOTALS = 60
WIDTH = 120


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to a call."""

    asked: Asked
    checked: Checked

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return self.checked.clean

    def lines(self) -> Iterator[str]:
        """Rules, totals, identities, whether the inputs fit, differences, causes, and the verdict."""
        yield MODEL
        yield from self._ruled()
        yield from self._totals()
        yield from self._identities()
        yield from misfit_lines(self.checked.misfits)
        differences = self.checked.differences
        if differences is not None:
            yield from self._compared(differences)
        if self.checked.causes is not None:
            yield from cause_lines(self.checked.causes)
        if self.asked.out is not None:
            yield f"written: {self.asked.out}"
        yield self._verdict()

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, as the reference lists it."""
        from marketsim.cli.settle_json import as_json

        return as_json(self.checked)

    def _ruled(self) -> Iterator[str]:
        for first, last, ruling in self.checked.rulings:
            rules = ruling.rules
            yield f"rules {rules.id} ({rules.provenance}) for {first} to {last}: {rules.title}"
            yield f"  {', '.join(f'{guide} {version}' for guide, version in ruling.guides.items())}: {ruling.why}"
            yield f"  {rules.source}"
        yield from policy_lines(self.checked.question.policies)

    def _totals(self) -> Iterator[str]:
        hours = self.checked.hours
        span = f"{hours[0]}" if len(hours) == 1 else f"{len(hours):,} hours, {hours[0]} to {hours[-1]}"
        turned = self.checked.question.policies.credit_sign == "export_credited"
        yield f"totals in $ of {span}; a charge is positive{', of the credits negative' if turned else ''}"
        totals = self.checked.totals.all()
        for each in totals[:MOST_TOTALS]:
            yield f"  {each.of:27}{each.whose:20}{money(each.amount):>18}"
        if len(totals) > MOST_TOTALS:
            yield f"  and {len(totals) - MOST_TOTALS:,} more, see --json"

    def _identities(self) -> Iterator[str]:
        leftovers = self.checked.leftovers
        for identity, count in sorted(leftovers.counts.items()):
            yield f"identity {identity} does not hold: {count:,} time{'s' if count > 1 else ''}"
            for each in leftovers.largest(identity):
                at = f"{each.hour} interval {each.k}" if each.k else f"{each.hour}"
                leg = f", {each.leg}" if each.leg else ""
                yield f"  {at}{leg}: {fixed(each.amount, 6)} left over; {', '.join(each.areas)}: {each.says}"
        checkable = self.checked.checkable
        if held := [name for name, hours in checkable.items() if hours and not leftovers.counts[name]]:
            yield f"identities {', '.join(held)} hold"
        if unheard := [name for name, hours in checkable.items() if not hours]:
            yield f"identities {', '.join(unheard)} not checkable: the inputs give no values for them"

    def _compared(self, differences: Differences) -> Iterator[str]:
        compared, differing = differences.compared.total(), differences.differing.total()
        yield f"statement: {compared:,} values compared, {differing:,} differ"
        for name, count in differences.differing.items():
            yield f"  {name}: {count:,} of {differences.compared[name]:,} differ, the largest:"
            yield from map(difference, differences.largest(name))
        if differences.absent:
            text = f"  not in the statement: {', '.join(sorted(differences.absent))}"
            yield from wrap(text, WIDTH, subsequent_indent="    ", break_on_hyphens=False)
        for name, count in differences.lacking.items():
            yield f"  {name}: {count:,} calculated values are not in the statement"
        for name, count in self.checked.outside.items():
            yield f"  {name}: {count:,} values not compared, of hours without inputs"

    def _verdict(self) -> str:
        if self.clean:
            times = len({(each.hour, each.run, each.interval) for each in self.checked.misfits})
            told = f"{times:,} interval{'s' if times > 1 else ''}"
            return f"clean, on inputs that do not fit in {told}" if times else "clean"
        differing = self.checked.differences.differing.total() if self.checked.differences else 0
        broken = self.checked.leftovers.counts.total()
        return f"findings: {differing:,} values differ, identities fail {broken:,} times"


def policy_lines(policies: Policies) -> Iterator[str]:
    """Every policy with its choice and who says so, one that was chosen instead of its default marked."""
    told = []
    for name, choice in policies.chosen().items():
        changed = "" if choice == POLICIES[name].default else ", not the default"
        told.append(f"{name}={choice} ({POLICIES[name].provenance}{changed})")
    yield from wrap(f"policies {', '.join(told)}", WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def difference(each: Difference) -> str:
    """One value that differs."""
    known = determinants()[each.element.determinant]
    calculated = "nothing" if each.calculated is None else fixed(each.calculated, 6)
    return (
        f"    {place(each.element, each.interval)}: stated {fixed(each.stated, 6)}, calculated {calculated} "
        f"{known.unit} (hour begins at {each.where})"
    )


def place(element: Element, interval: int | None) -> str:
    """Whose it is, and when."""
    at = f"{element.hour}" if interval is None else f"{element.hour} interval {interval}"
    return f"{element.whose} {at}".strip()


def money(amount: Fraction) -> str:
    """Dollars and cents."""
    text = fixed(abs(amount), 2)
    whole, _, cents = text.partition(".")
    return f"{'-' if amount < 0 else ''}{int(whole):,}.{cents}"
