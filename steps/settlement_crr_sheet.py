"""What a scenario on CRR settlement has written down so far, and the settlements made of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from fixtures.hours import PACIFIC
from fixtures.story import Story
from marketsim.settlement.crr import (
    CRR_MISTAKES,
    At,
    Binding,
    CrrInputs,
    CrrResults,
    Holding,
    settle,
    with_made_prices,
)
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.number import exact

SECOND = timedelta(seconds=1)


def day_of(text: str) -> date:
    """A day such as 3 March 2026."""
    return datetime.strptime(text, "%d %B %Y").replace(tzinfo=UTC).date()


def lines(table: list[list[str]]) -> list[dict[str, str]]:
    """The rows of a data table by column."""
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


@dataclass(slots=True)
class CrrSheet:
    """The inputs as they grow; ``day`` is that of hours that a table names by number alone."""

    day: date = date(2026, 3, 3)
    holdings: list[Holding] = field(default_factory=list)
    prices: dict[tuple[str, TradeHour], Fraction] = field(default_factory=dict)
    constraints: dict[At, Binding] = field(default_factory=dict)
    factors: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    demand: dict[tuple[str, str], Fraction] = field(default_factory=dict)

    def hold(self, line: dict[str, str], day: date) -> None:
        """One more CRR, of that day alone."""
        self.holdings.append(
            Holding(
                crr=line["CRR"],
                owner=line["owner"],
                source=line["source"],
                sink=line["sink"],
                tou=line["TOU"],  # type: ignore[arg-type]  # a CRR refuses another word
                hedge=line["hedge"],  # type: ignore[arg-type]
                start=midnight(day),
                end=midnight(day + timedelta(days=1)) - SECOND,
                mw=exact(line["MW"]),
            )
        )

    def inputs(self) -> CrrInputs:
        """What is to be settled; prices of what binds, where no prices were given."""
        found = CrrInputs(
            holdings=tuple(self.holdings),
            prices=self.prices,
            constraints=self.constraints,
            factors=self.factors,
            demand=self.demand,
        )
        return found if self.prices else with_made_prices(found)

    def moved(self, day: date) -> None:
        """The same CRRs and demand on another day."""
        self.holdings = [
            replace(each, start=midnight(day), end=midnight(day + timedelta(days=1)) - SECOND)
            for each in self.holdings
        ]
        self.demand = {(name, f"{day:%Y-%m}"): mwh for (name, _), mwh in self.demand.items()}
        self.day = day


def midnight(day: date) -> datetime:
    """The instant, in UTC, at which a Pacific day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=PACIFIC).astimezone(UTC)


def sheet(story: Story) -> CrrSheet:
    """That of the story."""
    found: CrrSheet = story.bound.setdefault("crr sheet", CrrSheet())
    return found


def settled(inputs: CrrInputs, rules: str, mistakes: Collection[str]) -> tuple[CrrInputs, CrrResults]:
    """Inputs with their settlement, in which those mistakes are made that are of CRRs."""
    ours = [each for each in mistakes if each in CRR_MISTAKES]
    return inputs, settle(inputs, rules, mistakes=ours)


def settlements(story: Story) -> list[tuple[CrrInputs, CrrResults]]:
    """All settlements made, in order."""
    found: list[tuple[CrrInputs, CrrResults]] = story.bound.setdefault("crr settlements", [])
    return found


def latest(story: Story) -> CrrResults:
    """The settlement made last."""
    return settlements(story)[-1][1]


def money(value: Any) -> str:
    """Dollars and cents, as they stand in tables; more decimals where there are more."""
    cents = value * 100
    return f"{float(value):.2f}" if cents.denominator == 1 else f"{float(value)!r}"
