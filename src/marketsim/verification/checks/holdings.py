"""Holdings against awards: what was bought is held, what was sold is told as sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from marketsim.verification.checks.check import Subject
from marketsim.verification.folder.table import Table
from marketsim.verification.report import Finding
from marketsim.verification.rounding import published_mw

Key = tuple[str, ...]


def holdings_are_awards(subject: Subject) -> Iterator[Finding]:
    """By owner, path, product and hedge type the market's new CRRs add up to what was awarded, and its sales too."""
    if subject.published is None or subject.published.holdings is None:
        return
    bought, sold = _awarded(subject)
    market = subject.cleared.market.settings.name
    held, given = _held(subject.published.holdings, market)
    told = ((bought, held, "bought in the market"), (sold, given, "sold in the market"))
    for expected, found, what in told:
        for key in sorted(expected.keys() | found.keys()):
            want, have = expected.get(key, Decimal(0)), found.get(key, Decimal(0))
            if want != have:
                where = " ".join(key)
                yield Finding(
                    "holdings", where, f"{want} MW {what}", f"{have} MW", "holdings are not the awards"
                )


def _awarded(subject: Subject) -> tuple[dict[Key, Decimal], dict[Key, Decimal]]:
    bids, mw = subject.cleared.market.bids, subject.cleared.results.mw
    bought: dict[Key, Decimal] = defaultdict(Decimal)
    sold: dict[Key, Decimal] = defaultdict(Decimal)
    for at, awarded in enumerate(mw.tolist()):
        amount = published_mw(awarded) if awarded == awarded else Decimal(0)  # NaN: no award
        if amount:
            hedge = "OPT" if bids.option[at] else "OBL"
            key = (bids.owner[at], bids.source[at], bids.sink[at], bids.period[at], bids.tou[at], hedge)
            (sold if bids.sells[at] else bought)[key] += amount
    return bought, sold


def _held(table: Table, market: str) -> tuple[dict[Key, Decimal], dict[Key, Decimal]]:
    held: dict[Key, Decimal] = defaultdict(Decimal)
    given: dict[Key, Decimal] = defaultdict(Decimal)
    columns = [
        table.text(each, filled=False)
        for each in ("AssetOwner", "Source", "Sink", "Period", "TOU", "HedgeType")
    ]
    rest = zip(
        table.text("Category", filled=False), table.text("MarketName", filled=False),
        table.text("OfferType", filled=False), table.numbers("MW", least=0).tolist(), strict=True,
    )  # fmt: skip
    for key, (category, named, offer, mw) in zip(zip(*columns, strict=True), rest, strict=True):
        if named == market and category == "AUCTION":
            (given if offer == "SELLER" else held)[key] += published_mw(mw)
    return held, given
