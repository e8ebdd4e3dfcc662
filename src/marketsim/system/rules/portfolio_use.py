"""Whether anybody else is at work on the portfolio that a request would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketsim.system.rules.portfolios import BOTH, REMOVAL, RETRACTION, SUBMISSION
from marketsim.system.rules.rule import Finding, Rule, Stage


@dataclass(frozen=True, slots=True)
class PortfolioUse:
    """The state a portfolio had when the request came in and has now that it is dealt with: (id, version).

    ``seen`` is None where the portfolio was not there yet; ``in_editor`` says that the MUI's editor is open.
    """

    portfolio_name: str
    seen: tuple[int, int] | None
    found: tuple[int, int]
    in_editor: bool


def _in_use(facts: PortfolioUse) -> Iterable[Finding]:
    if facts.in_editor:
        yield Finding("portfolioName", (facts.portfolio_name, "is open in the editor"))
    elif facts.seen is not None and facts.seen != facts.found:
        yield Finding("portfolioName", (facts.portfolio_name, "was just changed by another request"))


RULES: tuple[Rule, ...] = (
    Rule(
        id="portfolio-not-in-use", code="POR0306", stage=Stage.STATE, facts=PortfolioUse,
        operations=SUBMISSION | RETRACTION | REMOVAL,
        source=BOTH + "POR0306; what counts as editing is ours: the MUI's editor, or a request at the same time",
        provenance="contract", check=_in_use, message="portfolio {0} {1}; try again later",
    ),
)  # fmt: skip
