"""Security: posted in the MUI, required at submission, and the last to come rejected first (market rules 5.4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from asking import Asking, system_at, system_like
from auction_book import create, move, read, status
from hypothesis import given
from hypothesis import strategies as st
from portfolio_bodies import ANNUAL, MONTHLY, NOW, SEASON, bid, curve
from test_mui_portfolios import Screens

from marketsim.system.services.securing import reject_beyond_security
from marketsim.system.store.security import MOST, post_security, secured
from marketsim.system.trace import Trace

TOY = bid(bidCurve=curve((0, 50), (10, 50), (20, 30)))  # market rules 5.4: 700.00, read linearly 703.13
RULE = ("portfolio-secured", "SER0030")


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laid")
    with system_at(folder, NOW):
        return folder / "system.db"


@pytest.fixture
def ask(laid: Path, tmp_path: Path) -> Iterator[Asking]:
    with system_like(laid, tmp_path) as asking:
        yield asking


def post(ask: Asking, amount: float, participant: str = "SRTX") -> None:
    with ask.system.store.writing() as store:
        post_security(store, participant, amount)


def big(price: float) -> dict[str, Any]:
    """A bid whose exposure is 1000 x (price + 5)."""
    return bid(bidCurve=curve((0, price), (1000, price)))


def submit(ask: Asking, name: str, **kwargs: str) -> Any:
    return move(ask, "portfolioSubmission", name, **kwargs)


@pytest.mark.parametrize(
    ("market", "period", "least"), [(MONTHLY, "2027_M01", 100_000), (ANNUAL, SEASON, 500_000)]
)
def test_an_auction_asks_for_a_minimum_by_its_term(ask: Asking, market: str, period: str, least: int) -> None:
    """A cent less is rejected with the three amounts; the minimum itself is enough."""
    name = create(ask, TOY | {"period": period}, marketName=market)
    post(ask, least - 0.01)
    answered = submit(ask, name, market=market)
    assert (answered.status, answered.value["status"]) == (200, "REJECTED")
    assert answered.trace.rules_fired == [RULE]
    assert answered.trace.transitions == [("portfolio", "VALID", "reject", "REJECTED")]
    text = answered.value["errorMessage"]
    for part in (f"${least:,.2f} is required", f"${least - 0.01:,.2f} is posted", "$700.00 for the bids"):
        assert part in text
    with ask.at(NOW + timedelta(minutes=6)):
        post(ask, least)
        assert submit(ask, name, market=market).value["status"] == "SUBMITTED"


def test_the_second_portfolio_that_is_not_covered_is_rejected_and_the_first_stays(ask: Asking) -> None:
    """The sum of exposures counts: last in, first out."""
    first, second = create(ask, big(95)), create(ask, big(45))  # 100,000 and 50,000 dollars
    post(ask, 149_999.99)
    assert submit(ask, first).value["status"] == "SUBMITTED"
    answered = submit(ask, second)
    assert answered.value["status"] == "REJECTED"
    assert "$150,000.00 is required" in answered.value["errorMessage"]
    assert status(ask, first) == "SUBMITTED"
    with ask.without(RULE[0]), ask.at(NOW + timedelta(minutes=6)):
        assert submit(ask, second).value["status"] == "SUBMITTED"


def test_a_rejected_portfolio_settles_to_valid(ask: Asking) -> None:
    """Until the pause is over it can be neither submitted nor retracted; then it is VALID, without a text."""
    name = create(ask, TOY)
    post(ask, 0)
    submit(ask, name)
    assert submit(ask, name).codes == ["AUC0037"]
    assert move(ask, "postPortfolioRetraction", name).codes == ["POR0038"]
    post(ask, 100_000)
    with ask.at(NOW + timedelta(minutes=6)):
        told = read(ask, "getPortfolioStatus", name)
        assert told.value == {"portfolioName": name, "marketName": MONTHLY, "status": "VALID"}
        assert told.trace.transitions == [("portfolio", "REJECTED", "settle", "VALID")]
        assert submit(ask, name).trace.transitions == [
            ("portfolio", "REJECTED", "settle", "VALID"),
            ("portfolio", "VALID", "submit", "SUBMITTED"),
        ]


def test_a_rejected_portfolio_may_be_deleted(ask: Asking) -> None:
    """It is not submitted, so nothing holds it."""
    name = create(ask, TOY)
    post(ask, 0)
    submit(ask, name)
    answered = read(ask, "deletePortfolio", name)
    assert answered.trace.transitions == [("portfolio", "REJECTED", "delete", "DELETED")]


def test_each_auction_is_covered_by_itself_unless_the_setting_says_all(ask: Asking) -> None:
    """By default the same dollars cover two auctions; with scope all they cover the sum, the closed one's too."""
    monthly = create(ask, big(595))  # 600,000
    annual = create(ask, big(595) | {"period": SEASON}, marketName=ANNUAL)
    post(ask, 1_000_000)
    assert submit(ask, monthly).value["status"] == "SUBMITTED"
    with ask.setting("credit.scope", "all"):
        assert "$1,202,432.50 is required" in submit(ask, annual, market=ANNUAL).value["errorMessage"]
    with ask.at(NOW + timedelta(minutes=6)):
        assert submit(ask, annual, market=ANNUAL).value["status"] == "SUBMITTED"


def test_the_linear_reading_asks_for_more(ask: Asking) -> None:
    """703.13 of the worked toy in the text of the rejection."""
    name = create(ask, TOY)
    post(ask, 0)
    with ask.setting("bid_curve.shape", "linear"):
        assert "$703.13 for the bids of this portfolio" in submit(ask, name).value["errorMessage"]


def test_a_bid_to_be_paid_needs_the_margin_on_its_largest_mw(ask: Asking) -> None:
    """8 MW at -20 $/MW: 8 x 5 = 40 dollars."""
    name = create(ask, bid(bidCurve=curve((0, -20), (8, -20))))
    assert read(ask, "getPortfolioRequiredCredit", name).value["requiredCredit"] == 40


def test_lowered_security_rejects_the_newest_submissions_first(ask: Asking) -> None:
    """Three of 100,000 each: 250,000 leave two, 50,000 (below the minimum) none."""
    names = [create(ask, big(95)) for _ in range(3)]
    for n, name in enumerate(reversed(names)):  # submitted in another order than created
        with ask.at(NOW + timedelta(minutes=n)):
            submit(ask, name)
    trace = Trace("lowered")
    with ask.system.store.writing() as store:
        post_security(store, "SRTX", 250_000)
        gone = reject_beyond_security(store, ask.system.settings, "SRTX", NOW, trace)
    assert [row.name for row in gone] == [names[0]]
    assert trace.transitions == [("portfolio", "SUBMITTED", "reject", "REJECTED")]
    assert [status(ask, name) for name in names] == ["REJECTED", "SUBMITTED", "SUBMITTED"]
    assert "$300,000.00 is required" in read(ask, "getPortfolioStatus", names[0]).value["errorMessage"]
    with ask.system.store.writing() as store:
        post_security(store, "SRTX", 50_000)
        gone = reject_beyond_security(store, ask.system.settings, "SRTX", NOW)
        submitted = [row.name for row in gone if row.market_name == MONTHLY]
    assert submitted == names[1:]


def test_what_is_covered_stays(ask: Asking) -> None:
    """Nothing is rejected for nothing, and nobody else's either."""
    name = create(ask, big(95))
    submit(ask, name)
    with ask.system.store.writing() as store:
        post_security(store, "GBTR", 0)
        assert reject_beyond_security(store, ask.system.settings, "SRTX", NOW) == []
    assert status(ask, name) == "SUBMITTED"


class TestScreen:
    def order(self, screens: Screens, person: str = "mui-srtx", **order: Any) -> tuple[int, Any]:
        return screens("POST", "/security", person, {}, json.dumps(order).encode())

    def test_security_is_posted_on_top_of_what_stands(self, ask: Asking) -> None:
        """What is posted adds up, to the cent, and the screen tells the sum."""
        screens = Screens(ask)
        post(ask, 100.10)
        given = self.order(screens, participantName="SRTX", amount=0.2)
        assert given == (200, {"participantName": "SRTX", "amount": 100.3})
        assert screens("GET", "/security", "mui-srtx", {"participantName": "SRTX"}) == given

    @pytest.mark.parametrize("amount", [0, -1, 1e13, "much", None])
    def test_an_amount_that_is_none_is_refused(self, ask: Asking, amount: Any) -> None:
        """And nothing changes."""
        screens = Screens(ask)
        before = screens("GET", "/security", "mui-srtx", {"participantName": "SRTX"})
        assert self.order(screens, participantName="SRTX", amount=amount)[0] == 400
        assert screens("GET", "/security", "mui-srtx", {"participantName": "SRTX"}) == before

    def test_only_who_bids_posts_security_and_only_its_own(self, ask: Asking) -> None:
        """403 for another participant, for a certificate of the API, and for a function that does not bid."""
        screens = Screens(ask)
        for person, participant in (("mui-pcft", "SRTX"), ("srtx", "SRTX"), ("mui-cec", "CEC")):
            assert self.order(screens, person, participantName=participant, amount=5)[0] == 403


@given(st.integers(0, int(MOST) * 100))
def test_cents_are_kept_exactly(cents: int) -> None:
    """Any amount of cents reads back as posted."""
    from sqlalchemy import create_engine

    from marketsim.system.store.security import securities

    with create_engine("sqlite://").begin() as store:
        securities.create(store)
        post_security(store, "SRTX", Decimal(cents) / 100)
        assert secured(store, "SRTX") == Decimal(cents) / 100
