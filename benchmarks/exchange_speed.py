"""What an exchange costs over mutual TLS: the smallest read against a large upload, on one embedded system."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.measurement import Measurement, compare
from marketsim.client.client import CrrClient
from marketsim.client.tls import ssl_context
from marketsim.contract.messages.auction import BidPoint, NewBid, NewPortfolio
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.party import parties
from marketsim.target.profile import load


def measurements() -> Iterator[Measurement]:
    """A portfolio of 500 bids of 20 points created, against GET /status on the same connection."""
    with (
        tempfile.TemporaryDirectory(prefix="marketsim-bench-") as folder,
        EmbeddedSystem(Path(folder)) as system,
    ):
        profile = load(system.profile)
        party = next(each for each in parties(profile, system.profile.parent) if each.function == "CRRH")
        context = ssl_context(party.credentials, system.profile.parent / "ca.pem")
        with CrrClient(profile.target.base_url, party.name, context) as client:
            market = next(
                each
                for each in client.market_status.get_active_auction_markets().value
                if client.market_status.get_market_status(market_name=each.name).value == "OPEN"
            )
            template = _bid(party.name, market.products[0].period.name)
            number = count()

            def create() -> None:
                portfolio = NewPortfolio(
                    portfolio_name=f"bench {next(number)}",
                    market_name=market.name,
                    participant_name=party.name,
                    new_bids=[template] * 500,
                    new_offers=[],
                )
                answer = client.auction.portfolio_creation(portfolio)
                if not answer.ok:
                    raise RuntimeError(f"the upload was refused: {answer.codes}")

            yield compare(
                "create 500 bids x 20 points / GET status", create, client.app_status.get_status, rounds=8
            )


def _bid(owner: str, period: str) -> NewBid:
    points = [BidPoint(mw=float(n), price=12.34) for n in range(20)]
    return NewBid(
        asset_owner=owner,
        source="DIABLO_7_B1",
        sink="DLAP_PGAE-APND",
        hedge_type="OBL",
        tou="ON",
        period=period,
        crr_type="AUC",
        bid_curve=points,
    )
