"""The rule that holds submitted load against the CEC's figures (market rules 3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from marketsim.system.rules.load import SUBMISSION
from marketsim.system.rules.rule import Finding, Rule, Stage
from marketsim.system.store.cec_load import MarketHour


@dataclass(frozen=True, slots=True)
class HeldHour:
    """One hour of a sink: the total that was submitted and the CEC's figure, both in MW."""

    hour: MarketHour
    total: float
    figure: float


@dataclass(frozen=True, slots=True)
class HeldSink:
    """The hours of one owner's sink for which the CEC has a figure; ``path`` is its place in a request, if any."""

    owner: str
    sink: str
    hours: tuple[HeldHour, ...] = field(repr=False)
    path: str = ""


@dataclass(frozen=True, slots=True)
class CecComparison:
    """What is held against the CEC's figures; ``tolerance`` is a share of the figure (setting load.cec_tolerance)."""

    sinks: tuple[HeldSink, ...]
    tolerance: Fraction

    def limit(self, figure: float) -> int:
        """The most that may be submitted, in 0.001 MW: the figure and its tolerance, halves rounded up."""
        over, under = (1 + self.tolerance).as_integer_ratio()
        return (2 * thousandths(figure) * over + under) // (2 * under)

    def texts(self, held: HeldSink) -> list[str]:
        """A text for each hour of the sink that is above the limit: date, hour, sink, total and figure."""
        return [
            f"{each.hour.day.isoformat()} HE{each.hour.hour_ending:02d} {held.sink}: {each.total:.3f} MW is above "
            f"{limit / 1000:.3f} MW, {_percent(self.tolerance)} over the CEC's {each.figure:.3f} MW"
            for each in held.hours
            if thousandths(each.total) > (limit := self.limit(each.figure))
        ]


def thousandths(mw: float) -> int:
    """MW as a whole number of 0.001 MW, the step of the contract."""
    return round(mw * 1000)


def _percent(share: Fraction) -> str:
    return f"{float(100 * share):g} percent"


def _above_cec(facts: CecComparison) -> Iterable[Finding]:
    for held in facts.sinks:
        if texts := facts.texts(held):
            yield Finding(held.path, (held.sink, texts[0], len(texts), held.owner))


RULES: tuple[Rule, ...] = (
    Rule(
        id="load-within-cec",
        code="SER0030",
        stage=Stage.CONTENT,
        facts=CecComparison,
        operations=SUBMISSION,
        source="historical and forecasted load 1.1.1, example of errorMessages; market rules 3.1, tolerance of 5 "
        "percent; deck, overview of changes: failed validations are told sink by sink",
        provenance="assumed",
        check=_above_cec,
        message="sink {0}: {1} ({2} hours)",
    ),
)
