"""Auction portfolios: submitted, retracted and deleted from stored state, and the credit they require."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asking import Asking, system_at
from auction_book import create, move, read, status
from hypothesis import given, settings
from hypothesis import strategies as st
from portfolio_bodies import (
    ANNUAL,
    CLOSED,
    MONTHLY,
    NOW,
    auction_portfolio,
    bid,
    curve,
    fresh_name,
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("auction"), NOW) as asking:
        yield asking


class TestLife:
    def test_from_valid_to_submitted_and_back_to_deleted(self, ask: Asking) -> None:
        """A portfolio is submitted, retracted, submitted again, retracted and deleted."""
        name = create(ask)
        for _ in range(2):
            assert move(ask, "portfolioSubmission", name).value["status"] == "SUBMITTED"
            assert status(ask, name) == "SUBMITTED"
            answered = move(ask, "postPortfolioRetraction", name)
            assert answered.value["status"] == "VALID"
            assert answered.trace.transitions == [("portfolio", "SUBMITTED", "retract", "VALID")]
            assert status(ask, name) == "VALID"
        assert read(ask, "deletePortfolio", name).value["status"] == "DELETED"
        assert read(ask, "getPortfolioStatus", name).codes == ["POR0100"]

    def test_a_deleted_name_is_free_again(self, ask: Asking) -> None:
        """After deletion the name may be used, and old bid ids are not."""
        name = create(ask)
        (before,) = read(ask, "getPortfolio", name).value["bids"]
        read(ask, "deletePortfolio", name)
        ask("auction.portfolioCreation", "srtx", body=auction_portfolio(name, bid()))
        (after,) = read(ask, "getPortfolio", name).value["bids"]
        assert after["bidId"] > before["bidId"]

    STATE_CODES = (
        ("portfolioSubmission", "SUBMITTED", "POR0051", "portfolio-submitted-once"),
        ("portfolioSubmission", "NEW", "POR0013", "portfolio-not-empty"),
        ("portfolioSubmission", "INVALID", "AUC0037", "auction-portfolio-sound"),
        ("postPortfolioRetraction", "VALID", "POR0038", "retraction-of-submitted"),
        ("postPortfolioRetraction", "INVALID", "POR0011", "retraction-not-in-error"),
        ("postPortfolioRetraction", "NEW", "POR0012", "retraction-not-new"),
        ("deletePortfolio", "SUBMITTED", "POR0010", "portfolio-removal-of-submitted"),
    )

    @pytest.mark.parametrize(("operation", "state", "code", "rule"), STATE_CODES)
    def test_what_a_state_does_not_allow_has_a_code_of_its_own(
        self, ask: Asking, operation: str, state: str, code: str, rule: str
    ) -> None:
        """One rule refuses and changes nothing; without it the same call is answered with 200."""
        name, person, participant = self.in_state(ask, state)
        call = read if operation == "deletePortfolio" else move
        answered = call(ask, operation, name, person, participant=participant)
        assert (answered.codes, answered.trace.rules_fired) == ([code], [(rule, code)])
        now = read(ask, "getPortfolioStatus", name, person, participant=participant)
        assert now.value["status"] == state
        with ask.without(rule):
            assert call(ask, operation, name, person, participant=participant).status == 200
        if state == "INVALID":
            self.restore_draft(ask)

    def in_state(self, ask: Asking, state: str) -> tuple[str, str, str]:
        if state == "INVALID":
            return "World draft", "pcft", "PCFT"
        name = create(ask) if state != "NEW" else fresh_name()
        if state == "NEW":
            ask("auction.portfolioCreation", "srtx", body=auction_portfolio(name))
        if state == "SUBMITTED":
            move(ask, "portfolioSubmission", name)
        return name, "srtx", "SRTX"

    def restore_draft(self, ask: Asking) -> None:
        """Make the world's draft INVALID again, which no service can."""
        from marketsim.system.store.portfolios import change_status, find_portfolio

        with ask.system.store.writing() as store:
            row = find_portfolio(store, "AUCTION", MONTHLY, "PCFT", "World draft")
            assert row is not None
            change_status(store, row.id, "INVALID", NOW, "newBids[0]: source: NOBID_7_B1 may not be bid")

    @pytest.mark.parametrize(
        ("operation", "name", "person", "code", "rule"),
        [
            ("portfolioSubmission", "World late", "nvly", "MKT0004", "portfolio-market-open"),
            ("deletePortfolio", "World late", "nvly", "MKT0004", "portfolio-market-open"),
            ("postPortfolioRetraction", "World closed", "srtx", "NOM0129", "portfolio-retraction-window"),
        ],
    )
    def test_after_the_window_closed_nothing_moves(
        self, ask: Asking, operation: str, name: str, person: str, code: str, rule: str
    ) -> None:
        """Submission and removal are MKT0004 and retraction NOM0129 once the window is closed."""
        call = read if operation == "deletePortfolio" else move
        participant = person.upper()
        answered = call(ask, operation, name, person, participant=participant, market=CLOSED)
        assert (answered.codes, answered.trace.rules_fired) == ([code], [(rule, code)])


def test_required_credit_is_the_sum_of_the_exposures_of_bids(ask: Asking) -> None:
    """Each bid counts with its largest MW x (price + margin), a negative price as none; margin 5 $/MW."""
    stepped = bid(bidCurve=curve((0, 50), (10, 50), (20, 30)))
    negative = bid(bidCurve=curve((0, -20), (8, -20)))
    name = create(ask, stepped, negative)
    answered = read(ask, "getPortfolioRequiredCredit", name)
    assert answered.value == {"portfolioName": name, "marketName": MONTHLY, "requiredCredit": 740.0}


def test_offers_and_blank_portfolios_require_no_credit(ask: Asking) -> None:
    """What sells, and what is empty, requires nothing."""
    sale = read(ask, "getPortfolioRequiredCredit", "World sale", market=ANNUAL).value
    assert sale["requiredCredit"] == 20 * (310 + 5)
    name = fresh_name()
    ask("auction.portfolioCreation", "srtx", body=auction_portfolio(name))
    assert read(ask, "getPortfolioRequiredCredit", name).value["requiredCredit"] == 0


def thousandths(most: int) -> st.SearchStrategy[float]:
    return st.integers(1, most).map(lambda n: n / 1000)


@st.composite
def sound_bids(draw: st.DrawFn) -> dict[str, Any]:
    """A bid that breaks no rule: rising MW, falling prices, maybe a description."""
    steps = draw(st.lists(thousandths(100_000), min_size=1, max_size=19, unique=True))
    price = st.integers(-100_000, 100_000).map(lambda n: n / 100)
    prices = sorted(draw(st.lists(price, min_size=len(steps) + 1, max_size=len(steps) + 1)), reverse=True)
    made = bid(
        source=draw(st.sampled_from(["DIABLO_7_B1", "MALIN_5_N101", "TH_NP15_GEN-APND"])),
        sink=draw(st.sampled_from(["DLAP_PGAE-APND", "DLAP_SCE-APND"])),
        tou=draw(st.sampled_from(["ON", "OFF"])),
        bidCurve=curve(*zip([0, *sorted(steps)], prices, strict=True)),
    )
    text = draw(st.none() | st.text("abcXYZ019#@. _-", max_size=30))
    return made if text is None else made | {"description": text}


@settings(max_examples=25, deadline=None)
@given(bids=st.lists(sound_bids(), min_size=1, max_size=6))
def test_what_is_posted_is_read_back(ask: Asking, bids: list[dict[str, Any]]) -> None:
    """Any sound portfolio reads back as it was posted, in its order, with ids that are new and rising."""
    found = read(ask, "getPortfolio", create(ask, *bids)).value["bids"]
    ids = [each.pop("bidId") for each in found]
    assert found == bids
    assert ids == sorted(set(ids))
