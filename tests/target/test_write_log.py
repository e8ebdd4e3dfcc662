"""What a scenario writes is listed first, told afterwards, and taken back in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from marketsim.contract.messages.auction import BidPoint, NewBid, NewPortfolio, PortfolioIdentifier
from marketsim.target.binding import Binder
from marketsim.target.leftovers import FILE, Leftover, LeftoverList, read_leftovers
from marketsim.target.session import Session
from marketsim.target.write_log import WriteLog


class Pen:
    """Keeps the events."""

    def __init__(self) -> None:
        self.writes: list[dict[str, Any]] = []
        self.undoings: list[dict[str, Any]] = []

    def write(self, **facts: Any) -> None:
        """A write was sent."""
        self.writes.append(facts)

    def undone(self, **facts: Any) -> None:
        """A leftover was undone, or could not be."""
        self.undoings.append(facts)


@dataclass
class Desk:
    """A party at its market, with the log of its writes."""

    session: Session
    pen: Pen
    path: Path
    market: Any
    pair: tuple[str, str]

    def __post_init__(self) -> None:
        self.party = self.session.party("CRRH")
        self.auction = self.session.client(self.party).auction
        self.name = f"log {uuid4()}"

    @property
    def names(self) -> dict[str, str]:
        """What names the portfolio."""
        return {
            "market_name": self.market.name,
            "portfolio_name": self.name,
            "participant_name": self.party.name,
        }

    def create(self) -> Any:
        """Create a portfolio with one bid."""
        bid = NewBid(
            asset_owner=self.party.name,
            source=self.pair[0],
            sink=self.pair[1],
            hedge_type="OBL",
            tou="ON",
            period=self.market.products[0].period.name,
            crr_type="AUC",
            bid_curve=[BidPoint(mw=0.0, price=1.0), BidPoint(mw=1.0, price=1.0)],
        )
        return self.auction.portfolio_creation(NewPortfolio(new_bids=[bid], new_offers=[], **self.names))

    def undo(self) -> list[tuple[str, str]]:
        """Undo everything; each outcome with its reason."""
        assert self.session.writes is not None
        self.session.writes.undo_all()
        return [(each["outcome"], each["why"]) for each in self.pen.undoings]

    def listed(self) -> list[Leftover]:
        """What the list says."""
        return read_leftovers(self.path)

    def is_there(self) -> bool:
        """Whether the system shows the portfolio."""
        names = {"market_name": self.market.name, "portfolio_name": self.name}
        return bool(self.auction.get_portfolio_status(**names).ok)


@pytest.fixture
def desk(talk: Callable[..., Any], tmp_path: Path) -> Iterator[Desk]:
    """A session with the embedded system as a live target shows itself, and its log."""
    session = talk(observed=True).session
    binder = Binder(session)
    party = session.party("CRRH")
    market = binder.market(party, "auction", "OPEN", "MONTHLY")
    pen, path = Pen(), tmp_path / FILE
    session.writes = WriteLog(session, LeftoverList(path), pen, lambda: "MS-AUC-21")
    yield Desk(session, pen, path, market, binder.pair(party, market))


def test_a_portfolio_is_listed_told_and_deleted_again(desk: Desk) -> None:
    """Reversible: what was created is gone after the scenario, and the list says so."""
    assert desk.create().ok and desk.is_there()
    assert [(each.state, each.scenario) for each in desk.listed()] == [("open", "MS-AUC-21")]
    (write,) = desk.pen.writes
    assert (write["operation"], write["undo"], write["outcome"]) == (
        "auction.portfolioCreation",
        "reversible",
        "done",
    )
    assert desk.undo() == [("undone", "deleted")]
    assert not desk.is_there()
    assert [each.state for each in desk.listed()] == ["undone"]


def test_a_submitted_portfolio_is_retracted_first(desk: Desk) -> None:
    """The system would refuse to delete it."""
    desk.create()
    assert desk.auction.portfolio_submission(PortfolioIdentifier(**desk.names)).value.status == "SUBMITTED"
    assert desk.undo() == [("undone", "retracted and deleted")]
    assert not desk.is_there()


def test_what_the_scenario_deletes_itself_needs_no_undoing(desk: Desk) -> None:
    """It is settled by the deletion, and nobody asks again."""
    desk.create()
    desk.auction.delete_portfolio(market_name=desk.market.name, portfolio_name=desk.name)
    assert desk.undo() == []
    assert [(each.state, each.why) for each in desk.listed()] == [("undone", "by the scenario itself")]


def test_a_refused_creation_leaves_nothing_and_harms_nothing(desk: Desk) -> None:
    """The name is taken: the second entry is settled as refused, the first is undone as ever."""
    desk.create()
    assert desk.create().codes == ("POR0101",)
    assert [each.state for each in desk.listed()] == ["open", "refused"]
    assert [each["outcome"] for each in desk.pen.writes] == ["done", "refused"]
    assert desk.undo() == [("undone", "deleted")]


def test_undoing_twice_does_nothing_the_second_time(desk: Desk) -> None:
    """The next scenario begins with an empty log."""
    desk.create()
    desk.undo()
    assert desk.undo() == [("undone", "deleted")]


def test_what_somebody_else_deleted_meanwhile_is_undone(desk: Desk) -> None:
    """The aim is that it is gone."""
    desk.create()
    desk.session.aside(desk.party, "undo").auction.delete_portfolio(
        market_name=desk.market.name, portfolio_name=desk.name
    )
    assert desk.undo() == [("undone", "it is not there any more")]


def test_reads_and_requests_that_break_the_contract_are_no_leftovers(desk: Desk) -> None:
    """A breach without a name that could be undone is told as a write, and not listed."""
    desk.is_there()
    path = "/auction/v1.0/portfolioCreation"
    desk.auction._caller.raw("POST", path, content=b"{}", breach="no members")  # type: ignore[attr-defined]
    assert [each["outcome"] for each in desk.pen.writes] == ["refused"]
    assert not desk.path.exists()
    assert desk.undo() == []


def test_a_profile_that_forbids_deletion_keeps_us_from_it(talk: Callable[..., Any], desk: Desk) -> None:
    """Only what is allowed is sent, also to undo: then it stays on the list, with the reason."""
    desk.create()
    desk.session.guard.allowed_writes = ("auction.portfolioCreation",)
    ((outcome, why),) = desk.undo()
    assert outcome == "left" and "auction.deletePortfolio" in why
    desk.session.guard.allowed_writes = "all"
    desk.auction.delete_portfolio(market_name=desk.market.name, portfolio_name=desk.name)
