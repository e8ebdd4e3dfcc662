"""The security that submitted bids must be covered by (market rules 5.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from marketsim.system.rules.portfolios import SUBMISSION_OF_BIDS
from marketsim.system.rules.rule import Finding, Rule, Stage


@dataclass(frozen=True, slots=True)
class CreditStanding:
    """What a participant has posted, and what its submitted portfolios need; dollars and cents.

    ``minimum`` is the least to take part, ``others`` the exposure of what it has SUBMITTED, ``own`` that of
    the portfolio being submitted.
    """

    posted: Decimal
    minimum: Decimal
    others: Decimal
    own: Decimal

    @property
    def required(self) -> Decimal:
        """The larger of the minimum and the sum of all exposures."""
        return max(self.minimum, self.others + self.own)


def _not_covered(facts: CreditStanding) -> Iterable[Finding]:
    if facts.posted < facts.required:
        yield Finding("", tuple(f"{amount:,.2f}" for amount in amounts(facts)))


def amounts(facts: CreditStanding) -> tuple[Decimal, ...]:
    """What the message tells: required, posted, minimum, this portfolio, the others."""
    return facts.required, facts.posted, facts.minimum, facts.own, facts.others


MESSAGE = (
    "security of ${0} is required and ${1} is posted: at least ${2} to take part, and ${3} for the bids of "
    "this portfolio with ${4} for those submitted before"
)

RULES: tuple[Rule, ...] = (
    Rule(
        id="portfolio-secured", code="SER0030", stage=Stage.CONTENT, facts=CreditStanding,
        operations=SUBMISSION_OF_BIDS,
        source="market rules 5.4, CREDIT11: security at least the minimum and the sum of maximum exposures",
        provenance="seed", check=_not_covered, message=MESSAGE,
    ),
)  # fmt: skip
