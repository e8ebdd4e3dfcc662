"""Rules of the market data downloads: what may be asked for, and whether there is anything to send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from marketsim.system.rules.market_names import market_exists, market_posted, market_type_fits
from marketsim.system.rules.rule import Finding, Rule, Stage, operations
from marketsim.system.store.caps import CapCalculation

SOURCE = "market data 1.2.0, error {}"

RESULTS = operations(
    "market_data",
    "getPublicAllocationResult",
    "getPublicAuctionResult",
    "getPrivateAllocationResult",
    "getPrivateAuctionResult",
)
OF_A_MARKET = RESULTS | operations("market_data", "getPublicMarketData")
OF_A_CALCULATION = operations("market_data", "getPrivateAllocationMarketData")
PUBLIC = operations(
    "market_data",
    "getPublicGeneralData",
    "getPublicMarketData",
    "getPublicAllocationResult",
    "getPublicAuctionResult",
)
PRIVATE = operations(
    "market_data",
    "getPrivateGeneralData",
    "getPrivateAllocationMarketData",
    "getPrivateAllocationResult",
    "getPrivateAuctionResult",
)


@dataclass(frozen=True, slots=True)
class NamedCalculation:
    """The nomination-cap calculation a request names, as found in the store (None: there is none)."""

    name: str
    download_type: str
    calculation: CapCalculation | None
    now: datetime


@dataclass(frozen=True, slots=True)
class DownloadRows:
    """How many rows a download would have; ``subject`` is a market, a calculation or all CRRs."""

    subject: str
    download_type: str
    file_format: str
    participant: str
    rows: int


def _calculation_unknown(facts: NamedCalculation) -> Iterable[Finding]:
    if facts.calculation is None or facts.download_type not in facts.calculation.kinds:
        yield Finding("nominationCapCalcName", (facts.name, facts.download_type))


def _calculation_unposted(facts: NamedCalculation) -> Iterable[Finding]:
    if facts.calculation is not None and not facts.calculation.posted(facts.now):
        yield Finding("nominationCapCalcName", (facts.name,))


def _public_rows_missing(facts: DownloadRows) -> Iterable[Finding]:
    if not facts.rows:
        yield Finding("", (facts.subject, facts.download_type, facts.file_format))


def _private_rows_missing(facts: DownloadRows) -> Iterable[Finding]:
    if not facts.rows:
        yield Finding("", (facts.subject, facts.download_type, facts.participant))


RULES: tuple[Rule, ...] = (
    market_exists("download-market-exists", OF_A_MARKET, SOURCE.format("MKT0001")),
    market_type_fits("download-market-type", RESULTS, SOURCE.format("SER0005")),
    market_posted("download-results-posted", RESULTS, SOURCE.format("MKT0007")),
    Rule(
        id="cap-calculation-exists",
        code="CAP0001",
        stage=Stage.EXISTENCE,
        facts=NamedCalculation,
        operations=OF_A_CALCULATION,
        source=SOURCE.format("CAP0001"),
        provenance="contract",
        check=_calculation_unknown,
        message="there is no nomination-cap calculation {0} with a download {1}",
    ),
    Rule(
        id="cap-calculation-posted",
        code="CAP0002",
        stage=Stage.WINDOW,
        facts=NamedCalculation,
        operations=OF_A_CALCULATION,
        source=SOURCE.format("CAP0002"),
        provenance="contract",
        check=_calculation_unposted,
        message="the results of nomination-cap calculation {0} are not posted",
    ),
    Rule(
        id="public-download-has-rows",
        code="DWL0005",
        stage=Stage.CONTENT,
        facts=DownloadRows,
        operations=PUBLIC,
        source=SOURCE.format("DWL0005"),
        provenance="contract",
        check=_public_rows_missing,
        message="there is no data for {0}, download type {1} and file format {2}",
    ),
    Rule(
        id="private-download-has-rows",
        code="DWL0006",
        stage=Stage.CONTENT,
        facts=DownloadRows,
        operations=PRIVATE,
        source=SOURCE.format("DWL0006"),
        provenance="contract",
        check=_private_rows_missing,
        message="there is no data for {0}, download type {1} and participant {2}",
    ),
)
