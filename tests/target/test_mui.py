"""The participant's screens: used in an embedded system, left to a person on a live target."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import msgspec
import pytest

from marketsim.client.exchange import Exchange
from marketsim.contract.catalogue import Contract
from marketsim.contract.messages import auction, nomination
from marketsim.contract.messages.market_status import Market
from marketsim.target.binding import Binder, Kind
from marketsim.target.console import Console
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.halt import Halted
from marketsim.target.mui import ClosedScreens, MuiProblem, OpenScreens, upload
from marketsim.target.party import Party
from marketsim.target.profile import load
from marketsim.target.session import Session

Talks = Callable[..., Any]
_made = count(1)


class Desk:
    """A party with an OPEN market and a pair in it, and the screens."""

    def __init__(self, session: Session, system: EmbeddedSystem, function: str, kind: Kind) -> None:
        binder = Binder(session)
        self.session = session
        self.heard: list[Exchange] = []
        self.screens = OpenScreens(
            load(system.profile), system.profile.parent, Contract.load(), self.heard.append
        )
        self.party: Party = session.party(function)
        self.market: Market = binder.market(self.party, kind, "OPEN", "MONTHLY")
        self.source, self.sink = binder.pair(self.party, self.market)

    def members(self) -> dict[str, Any]:
        period = self.market.products[0].period.name
        members = {"asset_owner": self.party.name, "source": self.source, "sink": self.sink, "tou": "ON"}
        return members | {"period": period, "hedge_type": "OBL"}

    def bids(self, *, bids: int = 1) -> auction.NewPortfolio:
        curve = [auction.BidPoint(mw=mw, price=-12.5) for mw in (0.0, 3.125, 7.5)]
        bid = auction.NewBid(**self.members(), crr_type="AUC", bid_curve=curve, description="a remark")
        return auction.NewPortfolio(
            portfolio_name=f"screens {next(_made)}",
            market_name=self.market.name,
            participant_name=self.party.name,
            new_bids=[bid] * bids,
            new_offers=[],
        )

    def nominations(self) -> nomination.NewPortfolio:
        record = nomination.NewNomination(**self.members(), crr_type="LSE", mw=4.25)
        return nomination.NewPortfolio(
            portfolio_name=f"screens {next(_made)}",
            market_name=self.market.name,
            participant_name=self.party.name,
            new_nominations=[record, record],
        )


@pytest.fixture
def auction_desk(talk: Talks, embedded: EmbeddedSystem) -> Iterator[Desk]:
    return Desk(talk().session, embedded, "CRRH", "auction")


@pytest.fixture
def allocation_desk(talk: Talks, embedded: EmbeddedSystem) -> Iterator[Desk]:
    return Desk(talk().session, embedded, "CLSE", "allocation")


def test_bids_uploaded_in_the_screens_are_what_the_api_reads(auction_desk: Desk) -> None:
    """A row a point: curves of several points come whole, and each bid stays one bid."""
    desk, portfolio = auction_desk, auction_desk.bids(bids=2)
    shown = desk.screens.save(desk.party, portfolio)
    assert (shown["status"], shown["madeIn"], shown["records"]) == ("VALID", "MUI", 2)
    service = desk.session.client(desk.party).auction
    read = service.get_portfolio(market_name=desk.market.name, portfolio_name=portfolio.portfolio_name).value
    found = [{k: v for k, v in msgspec.to_builtins(each).items() if k != "bidId"} for each in read.bids]
    assert found == [msgspec.to_builtins(each) for each in portfolio.new_bids]


def test_nominations_uploaded_in_the_screens_are_what_the_api_reads(allocation_desk: Desk) -> None:
    """A row a nomination, without a description where there is none."""
    desk, portfolio = allocation_desk, allocation_desk.nominations()
    shown = desk.screens.save(desk.party, portfolio)
    assert (shown["status"], shown["records"]) == ("VALID", 2)
    service = desk.session.client(desk.party).nomination
    read = service.portfolio(market_name=desk.market.name, portfolio_name=portfolio.portfolio_name).value
    assert [each.mw for each in read.nominations] == [4.25, 4.25]
    assert read.nominations[0].description is msgspec.UNSET


def test_an_offer_is_a_sale_of_its_crr_in_the_upload(auction_desk: Desk) -> None:
    """Bids come first, and the numbering of records goes on."""
    portfolio = auction_desk.bids()
    bid = msgspec.structs.asdict(portfolio.new_bids[0])
    offer = auction.NewOffer(**{**bid, "crr_id": 1000001, "crr_type": "MT"})
    rows = upload(msgspec.structs.replace(portfolio, new_offers=[offer])).decode().splitlines()
    assert [row.split(",")[:3] for row in rows[1:]] == [
        *[["1", "BUY", ""]] * 3,
        *[["2", "SELL", "1000001"]] * 3,
    ]


def test_a_faulty_portfolio_is_kept_as_invalid(auction_desk: Desk) -> None:
    """That is what the screens are for."""
    desk, portfolio = auction_desk, auction_desk.bids()
    bid = msgspec.structs.replace(portfolio.new_bids[0], source="NO SUCH SOURCE")
    shown = desk.screens.save(desk.party, msgspec.structs.replace(portfolio, new_bids=[bid]))
    assert shown["status"] == "INVALID" and "newBids[0]" in shown["errorMessage"]


def test_a_portfolio_is_in_use_as_long_as_its_editor_is_open(auction_desk: Desk) -> None:
    """The API may not change it until the editor is closed."""
    desk, portfolio = auction_desk, auction_desk.bids()
    service = desk.session.client(desk.party).auction
    named = {"market_name": desk.market.name, "portfolio_name": portfolio.portfolio_name}
    desk.screens.save(desk.party, portfolio)
    desk.screens.open_editor(desk.party, desk.market.name, portfolio.portfolio_name)
    assert service.delete_portfolio(**named).codes == ("POR0306",)
    desk.screens.close_editor(desk.party, desk.market.name, portfolio.portfolio_name)
    assert service.delete_portfolio(**named).value.status == "DELETED"


def test_security_is_posted_on_top_of_what_is_there(auction_desk: Desk, console: Console) -> None:
    """In dollars and cents."""
    asked = f"/participants/{auction_desk.party.name}/security"
    before = console.get(asked)["amount"]
    auction_desk.screens.post_security(auction_desk.party, 12.5)
    assert console.get(asked)["amount"] == before + 12.5


def test_every_request_to_the_screens_is_heard_with_its_id(auction_desk: Desk) -> None:
    """So that its trace can be fetched with those of the services."""
    auction_desk.screens.save(auction_desk.party, auction_desk.bids())
    (exchange,) = auction_desk.heard
    assert exchange.status == 200 and exchange.request_id


def test_what_the_screens_refuse_is_a_problem_with_their_words(auction_desk: Desk) -> None:
    """A market that does not exist is nothing to save a portfolio in."""
    portfolio = msgspec.structs.replace(auction_desk.bids(), market_name="NO SUCH MARKET")
    with pytest.raises(MuiProblem, match=r"404.*there is no market named NO SUCH MARKET"):
        auction_desk.screens.save(auction_desk.party, portfolio)


def test_the_model_is_fetched_by_its_readers_and_refused_to_others(auction_desk: Desk) -> None:
    """The list, a file as it is, and the refusal, which is an answer too."""
    reader, market = auction_desk.session.party("NDA"), auction_desk.market.name
    listed = json.loads(auction_desk.screens.model(reader, market).value)["files"]
    for each in listed:
        assert len(auction_desk.screens.model(reader, market, each["name"]).value) == each["bytes"]
    assert {each["name"] for each in listed} >= {"case.m", "monitored.csv"}
    assert auction_desk.screens.model(auction_desk.party, market, "case.m").status == 403


def test_a_party_without_a_certificate_for_the_screens_is_told_so(auction_desk: Desk) -> None:
    """The profile has to name one."""
    party = replace(auction_desk.party, mui_certificate=None)
    with pytest.raises(MuiProblem, match="names no mui_certificate"):
        auction_desk.screens.save(party, auction_desk.bids())


def test_screens_need_a_room_in_the_profile(embedded: EmbeddedSystem) -> None:
    """The observed profile has none."""
    with pytest.raises(MuiProblem, match="names no MUI room"):
        OpenScreens(load(embedded.observed), embedded.observed.parent, Contract.load(), lambda _: None)


DEEDS: dict[str, Callable[[Desk], Any]] = {
    "save": lambda desk: ClosedScreens().save(desk.party, desk.bids()),
    "open the editor": lambda desk: ClosedScreens().open_editor(desk.party, desk.market.name, "spread"),
    "close the editor": lambda desk: ClosedScreens().close_editor(desk.party, desk.market.name, "spread"),
    "post security": lambda desk: ClosedScreens().post_security(desk.party, 1.0),
    "fetch the model": lambda desk: ClosedScreens().model(desk.party, desk.market.name),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_on_a_live_target_a_person_does_it_in_the_mui(auction_desk: Desk, deed: str) -> None:
    """The skip waits for us."""
    with pytest.raises(Halted, match="do it in the MUI") as stop:
        DEEDS[deed](auction_desk)
    assert (stop.value.verdict, stop.value.waits_for) == ("skipped", "us")
