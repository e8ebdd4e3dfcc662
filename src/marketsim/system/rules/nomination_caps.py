"""Rules that hold submitted nominations against the posted nomination caps (market rules 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from marketsim.system.eligibility.megawatts import told
from marketsim.system.rules.portfolio_records import content_rule
from marketsim.system.rules.portfolios import SUBMISSION_OF_NOMINATIONS
from marketsim.system.rules.rule import Finding, Provenance, Rule


@dataclass(frozen=True, slots=True)
class CapsInForce:
    """Whether nominations of a market can be held against caps: the calculation posted for it, or None."""

    market_name: str
    calculation: str | None
    required: bool


@dataclass(frozen=True, slots=True)
class CapLine:
    """What is nominated and what is allowed by one cap, in MW; ``source`` is None but for SIGNATURE."""

    kind: str
    source: str | None
    sink: str
    crr_type: str
    period: str
    tou: str
    total: Fraction
    allowed: Fraction


@dataclass(frozen=True, slots=True)
class CapSheet:
    """Every cap that the nominations of a portfolio touch."""

    lines: tuple[CapLine, ...]


def _not_posted(facts: CapsInForce) -> Iterable[Finding]:
    if facts.required and facts.calculation is None:
        yield Finding("", (facts.market_name,))


def _above(kind: str) -> Callable[[CapSheet], Iterable[Finding]]:
    """A check that finds the caps of one kind that are exceeded."""

    def check(facts: CapSheet) -> Iterable[Finding]:
        for line in facts.lines:
            if line.kind == kind and line.total > line.allowed:
                place = (line.sink, line.crr_type, line.period, line.tou)
                yield Finding("", (told(line.total), told(line.allowed), kind, *place, line.source))

    return check


AT_SINK = (
    "{0} MW in total are more than the {1} MW allowed: {2} at sink {3}, CRR type {4}, period {5}, TOU {6}"
)
ON_PAIR = (
    "{0} MW in total are more than the {1} MW allowed: {2} from source {7} to sink {3}, CRR type {4}, "
    "period {5}, TOU {6}"
)


def _cap(rule_id: str, kind: str, source: str, message: str = AT_SINK) -> Rule:
    provenance: Provenance = "contract" if kind in ("SEQ", "MEQ") else "assumed"
    return content_rule(
        rule_id, CapSheet, _above(kind), message, where=SUBMISSION_OF_NOMINATIONS,
        source=source, provenance=provenance,
    )  # fmt: skip


KINDS = "market data 1.2.0: the download types are limits of nomination validation; market rules 3.2"

RULES: tuple[Rule, ...] = (
    content_rule("nomination-caps-posted", CapsInForce, _not_posted,
                 "no nomination caps are posted for market {0}", where=SUBMISSION_OF_NOMINATIONS,
                 source="setting caps.required; no source says what happens without caps"),
    _cap("nomination-within-seq", "SEQ", "nomination 1.3.1, example of errorMessage; market rules 3.2"),
    _cap("nomination-within-meq", "MEQ", "nomination 1.3.1, errorMessage; market rules 3.2"),
    _cap("nomination-within-upper-bound", "UPPER_BOUND", KINDS),
    _cap("nomination-signature", "SIGNATURE", KINDS, ON_PAIR),
)  # fmt: skip
