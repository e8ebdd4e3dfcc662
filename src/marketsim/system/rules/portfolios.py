"""Rules about a portfolio as a whole, shared by the auction and the nomination service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from marketsim.contract.operations import OperationKey
from marketsim.system.rules.market_names import NamedMarket, market_open
from marketsim.system.rules.rule import Finding, Provenance, Rule, Stage, operations
from marketsim.system.store.portfolios import PortfolioRow

CREATION = operations("auction", "portfolioCreation") | operations("nomination", "portfolioCreation")
SUBMISSION = operations("auction", "portfolioSubmission") | operations("nomination", "portfolioSubmission")
RETRACTION = operations("auction", "postPortfolioRetraction") | operations(
    "nomination", "portfolioRetraction"
)
REMOVAL = operations("auction", "deletePortfolio") | operations("nomination", "deletePortfolio")
LISTS = operations("auction", "getPortfolioList") | operations("nomination", "portfolioList")
READS = operations(
    "auction", "getPortfolio", "getPortfolioStatus", "getPortfolioRequiredCredit"
) | operations("nomination", "portfolio", "portfolioStatus")
OF_ONE = READS | REMOVAL | SUBMISSION | RETRACTION

SUBMISSION_OF_BIDS = operations("auction", "portfolioSubmission")
SUBMISSION_OF_NOMINATIONS = operations("nomination", "portfolioSubmission")

BOTH = "auction 1.2.1 and nomination 1.3.1, error "
LIFE = "; market rules 5.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPortfolio(NamedMarket):
    """The portfolio a request names, as found in the store (None: there is none), and its market.

    ``records`` counts what it holds; ``others`` are the caller's other participants that have one of that
    name in that market.
    """

    portfolio_name: str
    participant: str
    portfolio: PortfolioRow | None = None
    records: int = 0
    others: tuple[str, ...] = ()

    def is_in(self, *states: str) -> bool:
        """Whether the portfolio exists in one of those states."""
        return self.portfolio is not None and self.portfolio.status in states


def _market_unknown(facts: NamedPortfolio) -> Iterable[Finding]:
    if facts.market is None or facts.market.market_type != facts.wanted_type:
        yield Finding("marketName", (facts.market_name, str(facts.wanted_type).lower()))


def _name_unknown(facts: NamedPortfolio) -> Iterable[Finding]:
    known = facts.market is not None and facts.market.market_type == facts.wanted_type
    if known and facts.portfolio is None and not facts.others:
        yield Finding("portfolioName", (facts.portfolio_name, facts.market_name, facts.participant))


def _of_another(facts: NamedPortfolio) -> Iterable[Finding]:
    if facts.portfolio is None and facts.others:
        yield Finding("portfolioName", (facts.portfolio_name, facts.participant))


def _name_taken(facts: NamedPortfolio) -> Iterable[Finding]:
    if facts.portfolio is not None:
        yield Finding("portfolioName", (facts.portfolio_name, facts.market_name, facts.participant))


def _not_open(facts: NamedPortfolio) -> Iterable[Finding]:
    if facts.market and facts.status != "OPEN":
        yield Finding("marketName", (facts.portfolio_name, facts.market_name, facts.status))


def _in(*states: str) -> Callable[[NamedPortfolio], Iterable[Finding]]:
    """A check that finds a portfolio in one of those states."""

    def check(facts: NamedPortfolio) -> Iterable[Finding]:
        if facts.is_in(*states):
            assert facts.portfolio is not None
            yield Finding("portfolioName", (facts.portfolio_name, facts.market_name, facts.portfolio.status))

    return check


def _empty(facts: NamedPortfolio) -> Iterable[Finding]:
    if facts.portfolio is not None and not facts.records:
        yield Finding("portfolioName", (facts.portfolio_name,))


def _rule(
    rule_id: str, code: str, stage: Stage, where: frozenset[OperationKey],
    check: Callable[[NamedPortfolio], Iterable[Finding]], message: str,
    source: str = LIFE, provenance: Provenance = "contract",
) -> Rule:  # fmt: skip
    return Rule(
        id=rule_id, code=code, stage=stage, facts=NamedPortfolio, operations=where,
        source=BOTH + code + source, provenance=provenance, check=check, message=message,
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    # An allocation's name on the auction service is unknown there: neither service lists SER0005.
    _rule("portfolio-market-exists", "MKT0001", Stage.EXISTENCE, OF_ONE | CREATION | LISTS, _market_unknown,
          "there is no {1} market named {0}", source=""),
    _rule("portfolio-exists", "POR0100", Stage.EXISTENCE, OF_ONE, _name_unknown,
          "no portfolio {0} in market {1} for participant {2}"),
    # Told only of a portfolio that the same certificate may read: another's name stays unknown (ours).
    _rule("portfolio-of-participant", "POR0023", Stage.EXISTENCE, OF_ONE, _of_another,
          "portfolio {0} does not belong to participant {1}", provenance="assumed"),
    _rule("portfolio-name-free", "POR0101", Stage.EXISTENCE, CREATION, _name_taken,
          "a portfolio {0} already exists in market {1} for participant {2}"),
    # Which request gets which window code is ours: the services list the codes, not the operations.
    market_open("portfolio-market-open",
                CREATION | SUBMISSION_OF_BIDS | operations("auction", "deletePortfolio"),
                BOTH + "MKT0004" + LIFE),
    _rule("nomination-submission-window", "NOM0128", Stage.WINDOW, SUBMISSION_OF_NOMINATIONS,
          _not_open, "portfolio {0} cannot be submitted: market {1} is {2}, its window is not open"),
    _rule("nomination-removal-window", "SER0016", Stage.WINDOW, operations("nomination", "deletePortfolio"),
          _not_open, "portfolio {0} may not be removed: market {1} is {2}, its window is not open",
          provenance="assumed"),
    _rule("portfolio-retraction-window", "NOM0129", Stage.WINDOW, RETRACTION, _not_open,
          "portfolio {0} cannot be retracted: market {1} is {2}, its window is not open"),
    _rule("portfolio-removal-of-submitted", "POR0010", Stage.STATE, REMOVAL, _in("SUBMITTED"),
          "portfolio {0} is {2} and cannot be deleted; retract it first"),
    _rule("portfolio-submitted-once", "POR0051", Stage.STATE, SUBMISSION, _in("SUBMITTED"),
          "portfolio {0} is already submitted to market {1}"),
    _rule("portfolio-not-empty", "POR0013", Stage.STATE, SUBMISSION, _empty,
          "portfolio {0} is empty and may not be submitted"),
    _rule("auction-portfolio-sound", "AUC0037", Stage.STATE, SUBMISSION_OF_BIDS,
          _in("INVALID", "REJECTED"), "portfolio {0} of auction {1} is in error and cannot be submitted"),
    _rule("nomination-portfolio-sound", "NOM0101", Stage.STATE, SUBMISSION_OF_NOMINATIONS,
          _in("INVALID"), "portfolio {0} of allocation {1} is in error and cannot be submitted"),
    _rule("retraction-of-submitted", "POR0038", Stage.STATE, RETRACTION, _in("VALID", "REJECTED"),
          "portfolio {0} is {2}, not SUBMITTED, and cannot be retracted"),
    _rule("retraction-not-in-error", "POR0011", Stage.STATE, RETRACTION, _in("INVALID"),
          "portfolio {0} is in error and cannot be retracted"),
    _rule("retraction-not-new", "POR0012", Stage.STATE, RETRACTION, _in("NEW"),
          "portfolio {0} is new and empty and cannot be retracted"),
)  # fmt: skip
