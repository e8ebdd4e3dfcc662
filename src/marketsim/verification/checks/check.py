"""What a check is: a name, what a finding of it says about the market, and the judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from marketsim.verification.cleared import ClearedMarket, ClearedProduct
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.published import Published
from marketsim.verification.report import Finding

Verdict = Literal["feasible", "prices", "records"]


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What the checks look at: the market joined with its results, the published files, and the folder itself."""

    cleared: ClearedMarket
    published: Published | None
    files: MarketFiles


@dataclass(frozen=True, slots=True)
class Check:
    """One check; ``verdict`` says which part of the report a finding of it turns."""

    name: str
    verdict: Verdict
    judge: Callable[[Subject], Iterable[Finding]]


def product_name(product: ClearedProduct) -> str:
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
