"""What it costs to check and store a large portfolio, against a server that only decodes the same bytes.

Both are posted the same bytes over mutual TLS by the same client, on a connection that stays open; the peer
(decoding_server.py) has the same TLS and HTTP stack and answers as many bytes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import msgspec

from benchmarks.measurement import Measurement, compare
from marketsim.client.client import CrrClient
from marketsim.client.tls import ssl_context
from marketsim.contract.messages.auction import BidPoint, NewBid, NewPortfolio
from marketsim.contract.messages.market_status import Market
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.party import parties
from marketsim.target.profile import load

BIDS, POINTS = 500, 20
PATH = "/auction/v1.0/portfolioCreation"


def measurements() -> Iterator[Measurement]:
    """A portfolio of 500 different bids of 20 points, checked and stored / decoded."""
    with (
        tempfile.TemporaryDirectory(prefix="marketsim-bench-") as folder,
        EmbeddedSystem(Path(folder)) as system,
        _decoding_server(system.pki) as peer_url,
    ):
        profile = load(system.profile)
        party = next(each for each in parties(profile, system.profile.parent) if each.function == "CRRH")
        context = ssl_context(party.credentials, system.profile.parent / "ca.pem")
        with (
            CrrClient(profile.target.base_url, party.name, context) as ours,
            CrrClient(f"{peer_url}/crr", party.name, context) as peer,
        ):
            body = _bodies(party.name, _open_market(ours))
            yield compare(
                f"upload {BIDS} bids x {POINTS} points / decode the bytes",
                _posting(ours, body),
                _posting(peer, body),
                rounds=40,
            )


def _posting(client: CrrClient, body: Callable[[], bytes]) -> Callable[[], None]:
    def post() -> None:
        headers = {"content-type": "application/json"}
        answer = client.raw("POST", PATH, headers=headers, content=body(), breach="prepared bytes")
        if not answer.ok:
            raise RuntimeError(f"the upload was refused: {answer.exchange.response_body[:300]!r}")

    return post


def _open_market(client: CrrClient) -> Market:
    for each in client.market_status.get_active_auction_markets().value:
        if client.market_status.get_market_status(market_name=each.name).value == "OPEN":
            return each
    raise RuntimeError("no auction is open")


def _bodies(owner: str, market: Market) -> Callable[[], bytes]:
    """Makes the bytes of one portfolio after the other, equal but for the name."""
    period = market.products[0].period.name
    portfolio = NewPortfolio(
        portfolio_name="NAME",
        market_name=market.name,
        participant_name=owner,
        new_bids=[_bid(owner, period, n) for n in range(BIDS)],
        new_offers=[],
    )
    before, after = msgspec.json.encode(portfolio).split(b"NAME", 1)
    number = count()
    return lambda: before + f"bench {next(number)}".encode() + after


def _bid(owner: str, period: str, n: int) -> NewBid:
    points = [
        BidPoint(mw=round(k * (1 + n / 1000), 3), price=round(80 + n / 100 - 1.25 * k, 2))
        for k in range(POINTS)
    ]
    return NewBid(
        asset_owner=owner, source="DIABLO_7_B1", sink="DLAP_PGAE-APND", hedge_type="OBL", tou="ON",
        period=period, crr_type="AUC", bid_curve=points,
    )  # fmt: skip


@contextmanager
def _decoding_server(pki: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.decoding_server", str(pki)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    for measurement in measurements():
        print(measurement.line())
