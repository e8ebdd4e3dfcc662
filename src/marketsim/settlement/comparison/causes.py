"""Which known mistakes explain what differs: each is made on purpose, and what comes out held against the statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

from marketsim.settlement.comparison.attribution import Mistakes, attribute
from marketsim.settlement.comparison.sample import sample
from marketsim.settlement.comparison.statement import Calculated, Element, Statement
from marketsim.settlement.interval import TradeHour

MOST_HOURS = 24  # recalculated with every mistake
MOST_PAIRED = 2  # hours recalculated with every pair of mistakes, where no single one explains them
MOST_CONFIRMED = 240  # further hours recalculated with the mistakes that were found

Recalculate = Callable[[Sequence[TradeHour], Mistakes], Calculated | None]
"""What comes out for these hours with these mistakes made; None where they cannot be made there."""


@dataclass(slots=True)
class Cause:
    """Mistakes (one, or two together) and the elements of the statement that they explain."""

    mistakes: Mistakes
    elements: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class Causes:
    """The causes, the largest first; what none explains; what nobody looked at, the number of hours being bounded.

    ``untried``: mistakes that cannot be made, as the inputs lack what they need.
    """

    found: list[Cause] = field(default_factory=list)
    unexplained: list[Element] = field(default_factory=list)
    not_looked_at: list[Element] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)
    hours: int = 0


def causes(
    differing: Iterable[Element],
    statement: Statement,
    mistakes: Sequence[str],
    recalculate: Recalculate,
    tell: Callable[[str], None] = lambda _: None,
) -> Causes:
    """Explain the elements that differ, in so many hours as MOST_HOURS and MOST_CONFIRMED allow.

    A mistake explains an element when every value that the statement has of it is what the mistake makes it. The
    one that explains most is taken first; of those that explain as much, the one that contradicts the statement
    least elsewhere in the hours. What is left after that may be explained by two mistakes at once.
    """
    return _Search(list(differing), statement, mistakes, recalculate, tell).causes()


class _Search:
    def __init__(
        self,
        differing: list[Element],
        statement: Statement,
        mistakes: Sequence[str],
        recalculate: Recalculate,
        tell: Callable[[str], None],
    ) -> None:
        self._statement, self._mistakes, self._recalculate, self._tell = (
            statement,
            mistakes,
            recalculate,
            tell,
        )
        self._differing = differing
        self._found: dict[Mistakes, Cause] = {}
        self._untried: list[str] = []

    def causes(self) -> Causes:
        """Look at a sample of hours, then see how far what explains it explains the others."""
        hours = sample(self._differing, MOST_HOURS)
        left = {each for each in self._differing if each.hour in set(hours)}
        left = self._explain(hours, left, [(each,) for each in self._mistakes])
        if left and len(self._found) > 1:
            known = [name for each in self._found for name in each]
            left = self._explain(hours, left, list(combinations(known, 2)))
        if left:
            few = sample(left, MOST_PAIRED)
            pairs = list(combinations(self._mistakes, 2))
            within = {each for each in left if each.hour in set(few)}
            explained = within - self._explain(few, within, pairs)
            left -= explained
        if left and self._found:  # what was found in few hours may explain the others
            left = self._explain(hours, left, list(self._found))
        others = [each for each in self._differing if each.hour not in set(hours)]
        further = sample(others, MOST_CONFIRMED)
        rest = {each for each in others if each.hour in set(further)}
        if self._found:
            rest = self._explain(further, rest, list(self._found))
        beyond = [each for each in others if each.hour not in set(further)]
        found = sorted(self._found.values(), key=lambda each: -len(each.elements))
        return Causes(found, sorted(left | rest), beyond, self._untried, len(hours) + len(further))

    def _explain(
        self, hours: Sequence[TradeHour], left: set[Element], candidates: Sequence[Mistakes]
    ) -> set[Element]:
        """Add to the causes found; the elements that are still without one."""
        if not left:
            return left
        made = {each: result for each in candidates if (result := self._made(hours, each)) is not None}
        explained = {each: self._explained(result, left) for each, result in made.items()}
        against = cache(lambda each: self._contradicted(made[each], set(hours)))
        for best, share in attribute(left, explained, against):
            cause = self._found.setdefault(best, Cause(best))
            cause.elements += sorted(share)
            left = left - share
        return left

    def _made(self, hours: Sequence[TradeHour], mistakes: Mistakes) -> Calculated | None:
        self._tell(f"trying {' and '.join(mistakes)} on {len(hours)} hour{'s' if len(hours) > 1 else ''}")
        made = self._recalculate(hours, mistakes)
        if made is None and len(mistakes) == 1:
            self._untried += [each for each in mistakes if each not in self._untried]
        return made

    def _explained(self, made: Calculated, elements: Iterable[Element]) -> set[Element]:
        return {each for each in elements if self._statement.agrees(each, made.get(each))}

    def _contradicted(self, made: Calculated, hours: set[TradeHour]) -> int:
        """How many elements the statement has otherwise than the mistake makes them."""
        names = set(self._statement.determinants)
        stated = (each for each in made if each.determinant in names and each.hour in hours)
        return sum(not self._statement.agrees(each, made[each]) for each in stated)
