"""Rules about who nominates which CRR type, and what entities outside the area must have prepaid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from marketsim.system.rules.portfolio_records import Record, content_rule
from marketsim.system.rules.portfolios import SUBMISSION_OF_NOMINATIONS
from marketsim.system.rules.rule import Finding, Rule


@dataclass(frozen=True, slots=True)
class Nominator:
    """A participant that submits nominations, and whether it is outside the balancing authority area.

    ``prepaid`` and ``needed`` are dollars and cents; 0 is needed of an entity inside the area.
    """

    participant: str
    obaalse: bool
    sheet: tuple[Record, ...]
    market_name: str
    prepaid: Decimal
    needed: Decimal


def _other_type(facts: Nominator) -> Iterable[Finding]:
    own = "OBAALSE" if facts.obaalse else "LSE"
    for path, record in facts.sheet:
        if record.crr_type != own:
            yield Finding(f"{path}.crrType", (facts.participant, own, record.crr_type))


def _not_prepaid(facts: Nominator) -> Iterable[Finding]:
    if facts.needed > facts.prepaid:
        yield Finding("", (f"{facts.needed:,.2f}", f"{facts.prepaid:,.2f}", facts.market_name))


RULES: tuple[Rule, ...] = (
    content_rule("nomination-crr-type", Nominator, _other_type, "{0} nominates {1}, not {2}",
                 where=SUBMISSION_OF_NOMINATIONS,
                 source="nomination 1.3.1, CrrType: LSE and OBAALSE; which may nominate which is ours"),
    content_rule("nomination-prepaid", Nominator, _not_prepaid,
                 "${0} must be prepaid for the nominations submitted to market {2}, and ${1} are",
                 where=SUBMISSION_OF_NOMINATIONS, provenance="seed",
                 source="market rules 3.2, CREDIT11: entities outside the area prepay; the amount is a setting"),
)  # fmt: skip
