"""The rule that holds submitted load against the CEC's figures (market rules 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from marketsim.system.rules.load import SUBMISSION
from marketsim.system.rules.rule import Finding, Rule, Stage
from marketsim.system.store.cec_load import MarketHour


@dataclass(frozen=True, slots=True)
class HeldSink:
    """One owner's load at a sink and the CEC's figures, in MW by hour; ``path`` is its place in a request, if any.

    ``loads`` are the totals that are held against the figures; an hour without a figure is not checked.
    """

    owner: str
    sink: str
    loads: Mapping[MarketHour, float] = field(repr=False)
    figures: Mapping[MarketHour, float] = field(repr=False)
    path: str = ""


@dataclass(frozen=True, slots=True)
class CecComparison:
    """What is held against the CEC's figures; ``tolerance`` is a share of them, 0 or more (load.cec_tolerance)."""

    sinks: tuple[HeldSink, ...]
    tolerance: Fraction

    def limit(self, figure: float) -> int:
        """The most that may be submitted, in 0.001 MW: the figure and its tolerance, halves rounded up."""
        over, under = (1 + self.tolerance).as_integer_ratio()
        return (2 * thousandths(figure) * over + under) // (2 * under)

    def texts(self, held: HeldSink) -> list[str]:
        """A text for each hour of the sink that is above the limit: date, hour, sink, total and figure."""
        figures = held.figures
        above = [
            (hour, total, figures[hour])
            for hour, total in held.loads.items()
            if total > figures.get(hour, total)
        ]
        return [
            f"{day.isoformat()} HE{hour_ending:02d} {held.sink}: {total:.3f} MW is above {limit / 1000:.3f} MW, "
            f"{_percent(self.tolerance)} over the CEC's {figure:.3f} MW"
            for (day, hour_ending), total, figure in above
            if thousandths(total) > (limit := self.limit(figure))
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
