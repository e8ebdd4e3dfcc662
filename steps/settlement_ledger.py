"""What a settlement scenario is given, and what came of it: one ledger a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from fixtures.expectation import Expectation
from marketsim.settlement.etsr import CISO, Etsr
from marketsim.settlement.inputs import Area, Inputs
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.mistakes import MISTAKES
from marketsim.settlement.model import settle
from marketsim.settlement.number import total
from marketsim.settlement.policies import Policies
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.results import Results
from marketsim.settlement.rulesets import rule_set

INTERVALS = 12
AMOUNTS = {"BAAFMMGHGCreditAmount": "fmm_amount", "BAARTDGHGCreditAmount": "rtd_amount"}
"""The credit of either market: its determinant, and the field of the results."""
FIRST = TradeHour(date(2019, 8, 1), 10)
"""An hour of the first trade date of the request; scenarios of another date say so."""
Row = tuple[Fraction, ...]


@dataclass(slots=True)
class Ledger:
    """Rows of one hour by the field of the inputs and by whose they are; settlements in the order they were made.

    ``mistakes`` are made in every settlement of the scenario. ``choices`` are policies other than the default.
    """

    mistakes: tuple[str, ...]
    hour: TradeHour = FIRST
    choices: dict[str, str] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    etsrs: dict[str, Etsr] = field(default_factory=dict)
    exempt: list[str] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    settled: list[Results[Fraction]] = field(default_factory=list)
    bound: dict[str, Any] = field(default_factory=dict)

    @property
    def results(self) -> Results[Fraction]:
        """The latest settlement."""
        return self.settled[-1]

    def add_area(self, name: str) -> None:
        """An area; the coordinator of an EIM entity is called after it."""
        self.areas[name] = Area(name, None if name == CISO else entity(name))

    def add_etsr(self, source: str, sink: str, responsible: str | None = None) -> str:
        """A resource with its areas; its name."""
        name = f"{source}_{sink}"
        for area in (source, sink):
            self.add_area(area)
        self.etsrs[name] = Etsr(name, source, sink, responsible)
        return name

    @property
    def etsr(self) -> str:
        """The resource that was named last."""
        return list(self.etsrs)[-1]

    def put(self, name: str, whose: str, values: Any) -> None:
        """A row of the hour."""
        self.rows.setdefault(name, {})[whose] = values

    def put_amount(self, area: str, component: str, values: Row) -> None:
        """An imbalance amount of an area."""
        self.rows.setdefault("imbalance", {}).setdefault(area, {})[component] = values

    def inputs(self) -> Inputs[Fraction]:
        """All rows as inputs of the model."""
        rows: dict[str, Any] = {
            name: {(whose, self.hour): values for whose, values in held.items()}
            for name, held in self.rows.items()
            if name != "system_price"
        }
        if price := self.rows.get("system_price"):
            rows["system_price"] = {self.hour: price[""]}
        return Inputs(areas=self.areas, etsrs=self.etsrs, exempt=frozenset(self.exempt), **rows)

    def calculate(
        self, rules: str = "prr-1185", also: Sequence[str] = (), **choices: str
    ) -> Results[Fraction]:
        """What the rows come to, with further mistakes and other policies; not kept."""
        policies = Policies.of(self.choices | choices)
        return settle(self.inputs(), rule_set(rules), policies, (*self.mistakes, *also))

    def settle(self, expect: Expectation, rules: str = "prr-1185") -> None:
        """Settle the rows, and keep what they come to; that they can be settled is demanded."""
        try:
            self.settled.append(self.calculate(rules))
        except Refusal as refusal:
            expect.fail(f"the settlement by {rules}", f"refused: {refusal}", "settled")

    def values(self, results: Results[Fraction] | None = None) -> Row:
        """The five-minute values of the resource that was named last."""
        return (results or self.results).settled[self.etsr, self.hour].values

    def row(self, name: str, whose: str, results: Results[Fraction] | None = None) -> Row | None:
        """A row of the results by its field, None where nothing was settled."""
        found: Row | None = getattr(results or self.results, name).get((whose, self.hour))
        return found

    def credit_of(self, area: str) -> Fraction | None:
        """An area's credits of the hour in both markets; None where there is no credit."""
        rows = [self.row(name, area) for name in AMOUNTS.values()]
        given = [row for row in rows if row is not None]
        return total([total(row) for row in given]) if len(given) == len(rows) else None


def entity(area: str) -> str:
    """The coordinator of an area's EIM entity."""
    return f"{area}-SC"


@pytest.fixture
def ledger(settlement_mistakes: tuple[str, ...]) -> Ledger:
    """An empty ledger; mistakes of another model (that of CRRs) are not made here."""
    return Ledger(tuple(each for each in settlement_mistakes if each in MISTAKES))
