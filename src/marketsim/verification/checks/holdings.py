"""Holdings against awards: what was bought is held, what was sold is told as sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from marketsim.verification.checks.check import Subject
from marketsim.verification.folder.bids import BidTable
from marketsim.verification.folder.table import Table
from marketsim.verification.report import Finding
from marketsim.verification.rounding import published_mw

Key = tuple[str, ...]  # owner, source, sink, period, TOU, hedge type
_KEY = ("AssetOwner", "Source", "Sink", "Period", "TOU", "HedgeType")


@dataclass(frozen=True, slots=True)
class Holdings:
    """MW by key that a market's CRRs hold and tell as sold; ``moved``: keys whose CRRs were sold on or split since."""

    held: dict[Key, Decimal]
    sold: dict[Key, Decimal]
    moved: frozenset[Key]


def holdings_are_awards(subject: Subject) -> Iterator[Finding]:
    """By owner, path, product and hedge type the market's new CRRs add up to what was awarded, and its sales too."""
    if subject.published is None or subject.published.holdings is None:
        return
    market = subject.cleared.market
    if not market.settings.name:
        return
    holdings = holdings_of(subject.published.holdings, market.settings.name)
    yield from compared(market.bids, subject.cleared.results.mw.tolist(), holdings)


def compared(bids: BidTable, mw: Iterable[float], holdings: Holdings) -> Iterator[Finding]:
    """Holdings that are not what the bids were awarded (MW; NaN: nothing told)."""
    bought: dict[Key, Decimal] = defaultdict(Decimal)
    sold: dict[Key, Decimal] = defaultdict(Decimal)
    for at, awarded in enumerate(mw):
        amount = published_mw(awarded) if awarded == awarded else Decimal(0)
        if amount:
            hedge = "OPT" if bids.option[at] else "OBL"
            path = (bids.owner[at], bids.source[at], bids.sink[at], bids.period[at], bids.tou[at], hedge)
            (sold if bids.sells[at] else bought)[path] += amount
    yield from differing(bought, holdings.held, holdings.moved, "bought")
    yield from differing(sold, holdings.sold, holdings.moved, "sold")


def differing(
    expected: Mapping[Key, Decimal], found: Mapping[Key, Decimal], moved: Collection[Key], how: str
) -> Iterator[Finding]:
    """MW by key that are not those expected; keys ``moved`` tell nothing."""
    for key in sorted(expected.keys() | found.keys()):
        want, have = expected.get(key, Decimal(0)), found.get(key, Decimal(0))
        if want != have and key not in moved:
            said = f"{want} MW {how} in the market"
            yield Finding("holdings", " ".join(key), said, f"{have} MW", "holdings are not the awards")


def holdings_of(table: Table, market: str, category: str = "AUCTION") -> Holdings:
    """The holdings that come from a market, out of a list of existing CRRs; raises Unreadable.

    A CRR that another one names as its parent has been split, sold or traded since: its MW tell nothing more.
    """
    held: dict[Key, Decimal] = defaultdict(Decimal)
    sold: dict[Key, Decimal] = defaultdict(Decimal)
    moved: set[Key] = set()
    keys: list[Key] = list(zip(*(table.text(each, filled=False) for each in _KEY), strict=True))
    parents = set(table.text("ParentCrrId", filled=False)) - {""}
    rest = zip(
        table.text("CrrId", filled=False), table.text("Category", filled=False),
        table.text("MarketName", filled=False), table.text("OfferType", filled=False),
        table.numbers("MW", least=0).tolist(), strict=True,
    )  # fmt: skip
    for own, (crr_id, kind, named, offer, mw) in zip(keys, rest, strict=True):
        if named == market and kind == category:
            (sold if offer == "SELLER" else held)[own] += published_mw(mw)
            moved |= {own} if crr_id in parents else set()
    return Holdings(held, sold, frozenset(moved))
