"""What checking an exchange costs: against reading the same JSON with the standard library."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks.measurement import Measurement, compare
from marketsim.contract.catalogue import Contract
from marketsim.contract.decoding import decode, encode
from marketsim.contract.exchange import ExchangeCheck
from marketsim.contract.messages.auction import Bid, BidPoint, NewBid, NewPortfolio, Portfolio

WHEN = datetime(2026, 11, 21, tzinfo=UTC)
COMMON = {
    "asset_owner": "OWNER",
    "source": "SOME_GENERATOR_7_B1",
    "sink": "SOME_LAP-APND",
    "hedge_type": "OBL",
    "tou": "ON",
    "period": "2026_M12",
    "crr_type": "AUC",
}


def curve(points: int) -> list[BidPoint]:
    """A flat curve of so many points."""
    return [BidPoint(mw=round(0.125 * n, 3), price=12.34) for n in range(points)]


def answer(bids: int, points: int) -> bytes:
    """A portfolio as the service answers it."""
    rows = [Bid(bid_id=n + 1, bid_curve=curve(points), **COMMON) for n in range(bids)]  # type: ignore[arg-type]
    return encode(Portfolio(portfolio_name="p", market_name="m", bids=rows, offers=[]))


def upload(bids: int, points: int) -> bytes:
    """A portfolio as a participant uploads it."""
    rows = [NewBid(bid_curve=curve(points), **COMMON) for _ in range(bids)]  # type: ignore[arg-type]
    new = NewPortfolio(
        portfolio_name="p", market_name="m", new_bids=rows, new_offers=[], participant_name="OWNER"
    )
    return encode(new)


def measurements() -> Iterator[Measurement]:
    """An answer of about 10 KB checked; an upload of 500 bids of 20 points decoded and judged."""
    contract = Contract.load()
    check = ExchangeCheck(contract)
    get, create = (contract.operation("auction", name) for name in ("getPortfolio", "portfolioCreation"))
    small, large = answer(10, 20), upload(500, 20)
    headers = {"content-type": "application/json"}
    yield compare(
        f"check an answer of {len(small) / 1000:.0f} KB / json.loads",
        lambda: check.response(get, 200, headers, small),
        lambda: json.loads(small),
    )
    yield compare(
        f"decode and judge an upload of {len(large) / 1000:.0f} KB / json.loads",
        lambda: decode(create, large),
        lambda: json.loads(large),
    )
