"""Rules of load migration: its markets, what utilities upload, and when results may be seen."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from marketsim.system.rules.rule import Finding, Rule, Stage, operations
from marketsim.system.store.migration_markets import MigrationMarketRow

SERVICE = "load_migration"
UPLOADS = operations(SERVICE, "postNumberOfCustomers", "postDasrSummary", "postCustomerRates")
DASR = operations(SERVICE, "postDasrSummary")
RESULTS = operations(SERVICE, "getLoadPercentages", "getLoadMigrationCRRs")
HOURS = operations(SERVICE, "getNHourData")
READS = operations(
    SERVICE,
    "getLoadMigrationMarketStatus",
    "getExistingNumberOfCustomers",
    "getExistingDasrSummary",
    "getExistingCustomerRates",
)
NAMING_A_MARKET = READS | RESULTS | HOURS | UPLOADS


@dataclass(frozen=True, slots=True)
class NamedMigrationMarket:
    """The market a request names, as found in the store (None: there is none), and the market time."""

    name: str
    market: MigrationMarketRow | None
    now: datetime

    @property
    def status(self) -> str | None:
        """The market's status now; None for an unknown or unconfigured market."""
        return self.market.status(self.now) if self.market else None


@dataclass(frozen=True, slots=True)
class UploadedRecord:
    """One record of an upload: what makes it one of a kind, and the DUNS numbers it names."""

    path: str
    key: tuple[Hashable, ...]
    lses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MigrationUpload(NamedMigrationMarket):
    """An upload of a utility: for whom it says it is, who sends it, and its records.

    ``udcs`` are the names of all utilities, ``lses`` the DUNS numbers of all load-serving entities;
    ``effective_date`` is the one that a DASR upload states.
    """

    udc_name: str
    participant: str
    udcs: frozenset[str]
    lses: frozenset[str]
    records: tuple[UploadedRecord, ...]
    effective_date: datetime | None = None


def _unknown(facts: NamedMigrationMarket) -> Iterable[Finding]:
    if facts.market is None:
        yield Finding("loadMigrationMarketName", (facts.name,))


def _not_configured(facts: NamedMigrationMarket) -> Iterable[Finding]:
    if facts.market is not None and facts.market.dates is None:
        yield Finding("loadMigrationMarketName", (facts.name,))


def _other_utility(facts: MigrationUpload) -> Iterable[Finding]:
    if facts.udc_name not in facts.udcs or facts.udc_name != facts.participant:
        yield Finding("udcName", (facts.udc_name, facts.participant))


def _not_open(facts: MigrationUpload) -> Iterable[Finding]:
    if facts.status not in (None, "OPEN"):
        yield Finding("loadMigrationMarket", (facts.name, facts.status))


def _hours_not_out(facts: NamedMigrationMarket) -> Iterable[Finding]:
    if facts.market is not None and not facts.market.publishes_hours(facts.now):
        yield Finding("loadMigrationMarketName", (facts.name,))


def _not_posted(facts: NamedMigrationMarket) -> Iterable[Finding]:
    if facts.status not in (None, "POSTED"):
        yield Finding("loadMigrationMarketName", (facts.name, facts.status))


def _other_date(facts: MigrationUpload) -> Iterable[Finding]:
    dates = facts.market.dates if facts.market else None
    if dates and facts.effective_date is not None and facts.effective_date != dates.effective_date:
        yield Finding("effectiveDate", (_utc(facts.effective_date), _utc(dates.effective_date)))


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _lse_unknown(facts: MigrationUpload) -> Iterable[Finding]:
    for each in facts.records:
        for lse in each.lses:
            if lse not in facts.lses:
                yield Finding(each.path, (lse,))


def _repeated(facts: MigrationUpload) -> Iterable[Finding]:
    seen: set[tuple[Hashable, ...]] = set()
    for each in facts.records:
        if each.key in seen:
            yield Finding(each.path, (" ".join(str(part) for part in each.key),))
        seen.add(each.key)


def _to_itself(facts: MigrationUpload) -> Iterable[Finding]:
    for each in facts.records:
        if len(each.lses) != len(set(each.lses)):
            yield Finding(each.path, (each.lses[0],))


RULES: tuple[Rule, ...] = (
    Rule(
        id="lm-market-exists", code="LMV1003", stage=Stage.EXISTENCE, facts=NamedMigrationMarket,
        operations=NAMING_A_MARKET, source="load migration 1.3.2, error LMV1003; deck, change list",
        provenance="contract", check=_unknown, message="there is no load migration market {0}",
    ),
    Rule(
        id="lm-market-configured", code="LMV1002", stage=Stage.EXISTENCE, facts=NamedMigrationMarket,
        operations=NAMING_A_MARKET, source="load migration 1.3.2, error LMV1002; that it means missing dates "
        "is assumed", provenance="assumed", check=_not_configured,
        message="load migration market {0} is not configured",
    ),
    Rule(
        id="lm-utility-valid", code="LMV024", stage=Stage.EXISTENCE, facts=MigrationUpload,
        operations=UPLOADS, source="load migration 1.3.2, error LMV024", provenance="contract",
        check=_other_utility,
        message="utility {0} is unknown or is not the requester {1}",
    ),
    Rule(
        id="lm-window-open", code="LMV0102", stage=Stage.WINDOW, facts=MigrationUpload, operations=UPLOADS,
        source="load migration 1.3.2, error LMV0102", provenance="contract", check=_not_open,
        message="load migration market {0} takes no uploads; it is {1}",
    ),
    Rule(
        id="lm-hours-published", code="LMV0101", stage=Stage.STATE, facts=NamedMigrationMarket,
        operations=HOURS, source="load migration 1.3.2, error LMV0101", provenance="contract",
        check=_hours_not_out,
        message="load migration market {0} has no N-hour data",
    ),
    Rule(
        id="lm-results-posted", code="LMV0103", stage=Stage.STATE, facts=NamedMigrationMarket,
        operations=RESULTS, source="load migration 1.3.2, error LMV0103", provenance="contract",
        check=_not_posted, message="the results of load migration market {0} are not posted; it is {1}",
    ),
    Rule(
        id="lm-effective-date", code="LMV023", stage=Stage.CONTENT, facts=MigrationUpload, operations=DASR,
        source="load migration 1.3.2, error LMV023", provenance="contract", check=_other_date,
        message="{0} is not the effective date of the market, {1}",
    ),
    Rule(
        id="lm-lse-exists", code="SER0030", stage=Stage.CONTENT, facts=MigrationUpload, operations=UPLOADS,
        source="an LSE is named by its DUNS number (load migration 1.3.2); no source gives the text",
        provenance="assumed", check=_lse_unknown, message="no load-serving entity has the DUNS number {0}",
    ),
    Rule(
        id="lm-record-once", code="SER0030", stage=Stage.CONTENT, facts=MigrationUpload, operations=UPLOADS,
        source="plain content of an upload; no source gives the text", provenance="assumed", check=_repeated,
        message="the upload has a second record for {0}",
    ),
    Rule(
        id="lm-two-lses", code="SER0030", stage=Stage.CONTENT, facts=MigrationUpload, operations=DASR,
        source="plain content of a transfer; no source gives the text", provenance="assumed",
        check=_to_itself,
        message="customers are moved from {0} to itself",
    ),
)  # fmt: skip
