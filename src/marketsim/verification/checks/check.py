"""What a check is: a name, what a finding of it says about the market, and the judge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

from marketsim.verification.cleared import ClearedMarket, ClearedProduct
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.market import Product
from marketsim.verification.folder.published import Published
from marketsim.verification.folder.results import Listed
from marketsim.verification.grid.screening import Screened
from marketsim.verification.report import Finding, told
from marketsim.verification.rounding import Tolerance

Verdict = Literal["feasible", "prices", "records"]


class Loaded(Protocol):
    """One product of an auction or an allocation, with its limits screened."""

    @property
    def product(self) -> Product: ...
    @property
    def binding(self) -> Sequence[Listed]: ...
    @property
    def raised(self) -> Sequence[Listed] | None: ...
    @property
    def screened(self) -> Screened: ...
    @property
    def tolerance(self) -> Tolerance: ...


class Judged(Protocol):
    """What the checks of limits and inputs look at, of an auction or an allocation."""

    @property
    def products(self) -> Sequence[Loaded]: ...
    @property
    def files(self) -> MarketFiles: ...
    @property
    def run(self) -> Mapping[str, Any]:
        """What ``cleared.toml`` tells."""


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What the checks look at: the market joined with its results, the published files, and the folder itself."""

    cleared: ClearedMarket
    published: Published | None
    files: MarketFiles

    @property
    def products(self) -> Sequence[ClearedProduct]:
        """The products cleared."""
        return self.cleared.products

    @property
    def run(self) -> Mapping[str, Any]:
        """What ``cleared.toml`` tells."""
        return self.cleared.results.cleared


Looked = TypeVar("Looked", contravariant=True)


@dataclass(frozen=True, slots=True)
class Check(Generic[Looked]):
    """One check; ``verdict`` says which part of the report a finding of it turns."""

    name: str
    verdict: Verdict
    judge: Callable[[Looked], Iterable[Finding]]


def judged(
    checks: Iterable[Check[Looked]], subject: Looked, without: Collection[str]
) -> tuple[list[Finding], set[Verdict]]:
    """What the checks find, but those named in ``without``, and which parts of the report that turns."""
    findings: list[Finding] = []
    troubled: set[Verdict] = set()
    for check in checks:
        found = [] if check.name in without else list(check.judge(subject))
        findings += told(found)
        troubled |= {check.verdict} if found else set()
    return findings, troubled


def product_name(product: Loaded) -> str:
    """A product as findings tell it."""
    return " ".join(product.product)


def bid_name(subject: Subject, product: ClearedProduct, at: int) -> str:
    """A bid as findings tell it; ``at``: its position in the product."""
    bids = subject.cleared.market.bids
    whole = int(product.at[at])
    kind = "offer" if bids.sells[whole] else "bid"
    return f"{product_name(product)}, {kind} {bids.record[whole]} of {bids.owner[whole]}"


def mw_text(value: float) -> str:
    """MW with as many digits as a finding needs."""
    return f"{value:.6f} MW"


def price_text(value: float) -> str:
    """A price with as many digits as a finding needs."""
    return f"{value:.7f} $/MW"
