"""Rules about the nominations of an allocation portfolio that is created or submitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketsim.system.rules.portfolio_records import PortfolioSheet, content_rule
from marketsim.system.rules.portfolios import SUBMISSION_OF_NOMINATIONS
from marketsim.system.rules.rule import Finding, Rule, Stage, operations

CREATION = operations("nomination", "portfolioCreation")


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationSheet(PortfolioSheet):
    """The nominations of a portfolio about to be created or submitted."""


def _too_many(facts: NominationSheet) -> Iterable[Finding]:
    if len(facts.sheet) > facts.most_records:
        yield Finding("newNominations", (len(facts.sheet), facts.most_records))


def _option(facts: NominationSheet) -> Iterable[Finding]:
    for path, record in facts.sheet:
        if record.hedge_type != "OBL":
            yield Finding(f"{path}.hedgeType", (record.hedge_type,))


RULES: tuple[Rule, ...] = (
    # The payload as a whole is refused with SER0015, a record with SER0030 (which gets which is ours).
    content_rule("nomination-records-at-most", NominationSheet, _too_many,
                 "{0} records; at most {1} are taken at once", code="SER0015", stage=Stage.STATE,
                 source="market simulation deck, size rules; nomination 1.3.1, error SER0015",
                 provenance="seed", where=CREATION),
    content_rule("nomination-obligation", NominationSheet, _option, "{0} cannot be nominated, only OBL",
                 source="market rules 4: allocation awards obligations",
                 where=CREATION | SUBMISSION_OF_NOMINATIONS),
)  # fmt: skip
