"""Auction portfolios: created, read and listed from stored state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asking import Answered, Asking, system_at
from auction_book import create, move, named, read
from portfolio_bodies import (
    ALLOCATION,
    ANNUAL,
    CLOSED,
    MONTHLY,
    NOW,
    POSTED,
    PREP,
    SEASON,
    auction_portfolio,
    bid,
    curve,
    fresh_name,
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("auction"), NOW) as asking:
        yield asking


class TestCreation:
    def test_a_portfolio_with_bids_is_valid(self, ask: Asking) -> None:
        """Creation answers VALID, and the status says the same afterwards."""
        name = fresh_name()
        answered = ask("auction.portfolioCreation", "srtx", body=auction_portfolio(name, bid()))
        assert answered.value == {"portfolioName": name, "marketName": MONTHLY, "status": "VALID"}
        assert read(ask, "getPortfolioStatus", name).value == answered.value
        assert answered.trace.transitions == [("portfolio", "-", "create", "VALID")]

    def test_a_portfolio_without_records_is_new(self, ask: Asking) -> None:
        """A blank portfolio may be created and is NEW."""
        name = fresh_name()
        answered = ask("auction.portfolioCreation", "srtx", body=auction_portfolio(name))
        assert answered.value["status"] == "NEW"
        assert read(ask, "getPortfolio", name).value == {
            "portfolioName": name, "marketName": MONTHLY, "bids": [], "offers": [],
        }  # fmt: skip

    def test_a_name_is_free_again_in_another_market_and_for_another_participant(self, ask: Asking) -> None:
        """A portfolio's name is unique for its market and participant only."""
        name = create(ask)
        other_market = auction_portfolio(name, bid(period=SEASON), marketName=ANNUAL)
        other_owner = auction_portfolio(name, bid("PCFT"), participantName="PCFT")
        assert ask("auction.portfolioCreation", "srtx", body=other_market).status == 200
        assert ask("auction.portfolioCreation", "pcft", body=other_owner).status == 200

    def test_a_taken_name_is_refused(self, ask: Asking) -> None:
        """A second portfolio of one name is refused with POR0101, and the first stays as it is."""
        name = create(ask)
        again = ask("auction.portfolioCreation", "srtx", body=auction_portfolio(name, bid(), bid(tou="OFF")))
        assert again.codes == ["POR0101"]
        assert len(read(ask, "getPortfolio", name).value["bids"]) == 1

    @pytest.mark.parametrize("market", ["AUC_MN_1999_M01", ALLOCATION])
    def test_an_unknown_auction_is_refused(self, ask: Asking, market: str) -> None:
        """A name that is no auction's is MKT0001, also when an allocation has it."""
        body = auction_portfolio(fresh_name(), bid(), marketName=market)
        assert ask("auction.portfolioCreation", "srtx", body=body).codes == ["MKT0001"]

    @pytest.mark.parametrize("market", [PREP, CLOSED, POSTED])
    def test_creation_needs_an_open_window(self, ask: Asking, market: str) -> None:
        """Before the window opens and after it closed creation is MKT0004."""
        body = auction_portfolio(fresh_name(), bid(period=market[7:]), marketName=market)
        assert ask("auction.portfolioCreation", "srtx", body=body).codes == ["MKT0004"]

    def test_nothing_of_a_refused_creation_is_kept(self, ask: Asking) -> None:
        """One bad record among good ones keeps them all out."""
        name = fresh_name()
        body = auction_portfolio(name, bid(), bid(source="NOWHERE"))
        assert ask("auction.portfolioCreation", "srtx", body=body).codes == ["SER0030"]
        assert read(ask, "getPortfolio", name).codes == ["POR0100"]

    def test_each_bad_record_has_one_entry_that_names_its_faults(self, ask: Asking) -> None:
        """The errorList has an entry a bad record, in order; the entry names every member at fault."""
        bad = bid(source="NOWHERE", bidCurve=curve((1, 5), (1, 6)))
        body = auction_portfolio(fresh_name(), bad, bid(), bid(period="2027_M02"))
        answered = ask("auction.portfolioCreation", "srtx", body=body)
        assert answered.codes == ["SER0030", "SER0030"]
        first, second = answered.texts
        assert first.startswith("newBids[0]: ")
        members = ("source: NOWHERE", "bidCurve[0].mw:", "bidCurve[1].mw:", "bidCurve[1].price:")
        assert all(member in first for member in members)
        assert second == f"newBids[2]: period: 2027_M02 ON is no product of market {MONTHLY}"

    def test_an_entry_cut_short_tells_what_each_rule_found(self, ask: Asking) -> None:
        """Twenty bad points take more than 1000 characters: what else is wrong with the record comes before them."""
        points = curve(*((900_000_000 - mw, 5 + mw) for mw in range(20)))
        bad = bid(source="NOWHERE", sink="N" * 150, assetOwner="GBTR", hedgeType="OPT", bidCurve=points)
        (text,) = ask("auction.portfolioCreation", "srtx", body=auction_portfolio(fresh_name(), bad)).texts
        assert (len(text) <= 1000, text.endswith(" ...")) == (True, True)
        told = (
            "assetOwner: GBTR",
            "source: NOWHERE",
            "hedgeType: OPT",
            "bidCurve[0].mw:",
            "bidCurve[1].price:",
        )
        assert all(each in text for each in told)


RECORD_FAULTS = {
    "another's name": ("record-asset-owner", {"assetOwner": "GBTR"}, "assetOwner: GBTR is not"),
    "another period": ("record-product", {"period": SEASON}, f"period: {SEASON} ON is no product"),
    "unknown source": ("record-location-listed", {"source": "NOWHERE"}, "source: NOWHERE is not on"),
    "retired source": ("record-location-listed", {"source": "RETIRED_7_B1"}, "source: RETIRED_7_B1 is not on"),
    "unknown sink": ("record-location-listed", {"sink": "NOWHERE"}, "sink: NOWHERE is not on"),
    "not biddable": ("record-location-biddable", {"source": "NOBID_7_B1"}, "source: NOBID_7_B1 may not be"),
    "same ends": ("record-two-ends", {"sink": "DIABLO_7_B1"}, "sink: DIABLO_7_B1 is also the source"),
    "first MW": ("bid-curve-starts-at-zero", {"bidCurve": curve((1, 5), (2, 5))}, "bidCurve[0].mw: the first"),
    "MW stays": ("bid-curve-mw-rises", {"bidCurve": curve((0, 5), (2, 5), (2, 5))}, "bidCurve[2].mw: 2.0 MW"),
    "price rises": (
        "bid-curve-price-direction", {"bidCurve": curve((0, 5), (2, 5.01))}, "bidCurve[1].price: the price of",
    ),
    "absurd MW": (
        "bid-within-bounds", {"bidCurve": curve((0, 5), (1e308, 5))}, "bidCurve[1].mw: 1e+308 MW is beyond 1,000,000",
    ),
    "absurd price": (
        "bid-within-bounds", {"bidCurve": curve((0, -1e9), (2, -1e9))}, "bidCurve[0].price: -1e+09 $/MW is beyond",
    ),
    "option": ("bid-obligation-bought", {"hedgeType": "OPT"}, "hedgeType: OPT cannot be bought"),
    "type": ("bid-type-bought", {"crrType": "LSE"}, "crrType: LSE cannot be bought"),
    "backslash": ("bid-description-readable", {"description": "a\\b"}, "description: a backslash"),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "text"), RECORD_FAULTS.values(), ids=RECORD_FAULTS)
def test_a_bid_that_breaks_a_rule_is_refused_with_its_text(
    ask: Asking, rule: str, change: dict[str, Any], text: str
) -> None:
    """SER0030 names the record and the member; the one rule decides, for without it the bid is taken."""
    body = auction_portfolio(fresh_name(), bid(**change))
    answered = ask("auction.portfolioCreation", "srtx", body=body)
    assert (answered.codes, answered.trace.rules_fired) == (["SER0030"], [(rule, "SER0030")])
    assert answered.texts[0].startswith(f"newBids[0]: {text}")
    with ask.without(rule):
        assert ask("auction.portfolioCreation", "srtx", body=body).status == 200


def test_flat_curves_alone_pass_where_the_setting_says_so(ask: Asking) -> None:
    """With bid_curve.rule flat a falling price is refused, and one price passes."""
    falling = auction_portfolio(fresh_name(), bid(bidCurve=curve((0, 5), (2, 4))))
    with ask.setting("bid_curve.rule", "flat"):
        answered = ask("auction.portfolioCreation", "srtx", body=falling)
        assert answered.trace.rules_fired == [("bid-curve-price-direction", "SER0030")]
        create(ask)
    assert ask("auction.portfolioCreation", "srtx", body=falling).status == 200


def test_500_records_are_taken_and_501_are_not(ask: Asking) -> None:
    """At most 500 bids and offers together; more are refused before any of them is judged."""
    full = [bid(bidCurve=curve((0, 5), (n / 1000, 5))) for n in range(1, 501)]
    name = create(ask, *full)
    assert len(read(ask, "getPortfolio", name).value["bids"]) == 500
    body = auction_portfolio(fresh_name(), *full, bid(source="NOWHERE"))
    answered = ask("auction.portfolioCreation", "srtx", body=body)
    assert answered.codes == ["SER0030"]
    assert answered.texts == ["newBids: 501 records; at most 500 are taken at once"]


class TestOffers:
    def offer(self, ask: Asking, **changes: Any) -> dict[str, Any]:
        """An offer of what SRTX holds for the coming year's first season."""
        portfolio = read(ask, "getPortfolio", "World sale", market=ANNUAL).value
        (held,) = portfolio["offers"]
        return {name: value for name, value in held.items() if name != "bidId"} | changes

    def post(self, ask: Asking, **changes: Any) -> Answered:
        body = auction_portfolio(fresh_name(), offers=[self.offer(ask, **changes)], marketName=ANNUAL)
        return ask("auction.portfolioCreation", "srtx", body=body)

    def test_an_owned_crr_may_be_offered_up_to_its_mw(self, ask: Asking) -> None:
        """An offer that matches the holding is taken and read back, with rising prices too."""
        offer = self.offer(ask, bidCurve=curve((0, 10), (5, 10), (16, 12.5)))
        name = create(ask, offers=[offer], marketName=ANNUAL, newBids=[])
        (found,) = read(ask, "getPortfolio", name, market=ANNUAL).value["offers"]
        assert {k: v for k, v in found.items() if k != "bidId"} == offer

    @pytest.mark.parametrize(
        ("rule", "changes", "text"),
        [
            ("offer-owned", {"crrId": 999}, "crrId: CRR 999 is not held by SRTX"),
            ("offer-matches-holding", {"tou": "OFF"}, "tou: OFF is not that of CRR"),
            ("offer-matches-holding", {"source": "MEAD_2_N501"}, "source: MEAD_2_N501 is not that of CRR"),
            ("offer-matches-holding", {"hedgeType": "OBL"}, "hedgeType: OBL is not that of CRR"),
            ("offer-matches-holding", {"crrType": "AUC"}, "crrType: AUC is not that of CRR"),
            ("offer-matches-holding", {"period": "2027_S02"}, "period: 2027_S02 is not that of CRR"),
            (
                "offer-mw-held",
                {"bidCurve": curve((0, 1), (16.001, 1))},
                "bidCurve: 16.001 MW offered, 16.0 MW",
            ),
            (
                "bid-curve-price-direction",
                {"bidCurve": curve((0, 2), (1, 1))},
                "bidCurve[1].price: the price of",
            ),
        ],
    )
    def test_an_offer_must_match_the_holding(
        self, ask: Asking, rule: str, changes: dict[str, Any], text: str
    ) -> None:
        """An offer of what is not held so is refused by the rule that says why, and taken without it."""
        answered = self.post(ask, **changes)
        assert answered.trace.rules_fired == [(rule, "SER0030")]
        assert answered.texts[0].startswith(f"newOffers[0]: {text}")
        with ask.without(rule):
            assert self.post(ask, **changes).status == 200


class TestReading:
    def test_an_unknown_name_is_por0100_everywhere(self, ask: Asking) -> None:
        """Reading, moving and deleting what was never created is POR0100."""
        for operation in (
            "getPortfolio",
            "getPortfolioStatus",
            "getPortfolioRequiredCredit",
            "deletePortfolio",
        ):
            assert read(ask, operation, "never made").codes == ["POR0100"]
        for operation in ("portfolioSubmission", "postPortfolioRetraction"):
            assert move(ask, operation, "never made").codes == ["POR0100"]

    def test_an_unknown_market_is_mkt0001_and_nothing_else(self, ask: Asking) -> None:
        """In a market that doesn't exist the portfolio isn't looked for."""
        assert read(ask, "getPortfolio", "any", market="AUC_MN_1999_M01").codes == ["MKT0001"]
        query = {"marketName": ALLOCATION, "participantName": "SRTX"}
        assert ask("auction.getPortfolioList", "srtx", query=query).codes == ["MKT0001"]

    def test_the_list_holds_ones_own_portfolios_in_order(self, ask: Asking) -> None:
        """What one creates appears in one's list, after what was there, and in nobody else's."""
        mine = {"marketName": ANNUAL, "participantName": "PCFT"}
        assert ask("auction.getPortfolioList", "pcft", query=mine).value == []
        names = []
        for n in (1, 2):
            names.append(fresh_name())
            body = auction_portfolio(names[-1], *[bid("PCFT", period=SEASON)] * n, marketName=ANNUAL)
            ask("auction.portfolioCreation", "pcft", body=body | {"participantName": "PCFT"})
        listed = ask("auction.getPortfolioList", "pcft", query=mine).value
        assert [(each["portfolioName"], len(each["bids"])) for each in listed] == [
            (names[0], 1),
            (names[1], 2),
        ]
        others = ask("auction.getPortfolioList", "srtx", query=mine | {"participantName": "SRTX"}).value
        assert not {each["portfolioName"] for each in others} & set(names)

    def test_a_portfolio_of_ones_other_participant_is_por0023(self, ask: Asking) -> None:
        """Who acts for two participants is told that the portfolio is the other's; a stranger isn't."""
        name = create(ask, bid("GBT2"), person="gbtr", participantName="GBT2")
        answered = read(ask, "getPortfolio", name, person="gbtr", participant="GBTR")
        assert answered.codes == ["POR0023"]
        assert read(ask, "getPortfolio", name).codes == ["POR0100"]

    def test_a_draft_of_the_mui_is_invalid_and_says_why(self, ask: Asking) -> None:
        """The world's MUI-made portfolio shows INVALID with the texts of its faults."""
        answered = read(ask, "getPortfolioStatus", "World draft", person="pcft", participant="PCFT")
        assert answered.value["status"] == "INVALID"
        assert "newBids[0]: source: NOBID_7_B1 may not be bid" in answered.value["errorMessage"]


EXISTENCE = {
    "no such portfolio": ("getPortfolio", "never made", MONTHLY, "portfolio-exists"),
    "no status of it": ("getPortfolioStatus", "never made", MONTHLY, "portfolio-exists"),
    "no credit of it": ("getPortfolioRequiredCredit", "never made", MONTHLY, "portfolio-exists"),
    "nothing to delete": ("deletePortfolio", "never made", MONTHLY, "portfolio-exists"),
    "no such market": ("getPortfolio", "never made", "AUC_MN_1999_M01", "portfolio-market-exists"),
    "no list of it": ("getPortfolioList", "", "AUC_MN_1999_M01", "portfolio-market-exists"),
}


@pytest.mark.parametrize(("operation", "name", "market", "rule"), EXISTENCE.values(), ids=EXISTENCE)
def test_without_the_rule_about_a_name_the_answer_is_a_blank_one(
    ask: Asking, operation: str, name: str, market: str, rule: str
) -> None:
    """The refusal hangs on its one rule: with it off the call is answered, by the contract."""
    query = named(name, market)
    if not name:
        del query["portfolioName"]
    assert ask(f"auction.{operation}", "srtx", query=query).trace.rules_fired[0][0] == rule
    with ask.without(rule):
        assert ask(f"auction.{operation}", "srtx", query=query).status == 200


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("portfolio-name-free", {"portfolioName": "World spread"}),
        ("portfolio-market-exists", {"marketName": "AUC_MN_1999_M01"}),
        ("portfolio-market-open", {"marketName": CLOSED, "newBids": []}),
        ("bid-records-at-most", {"newBids": [bid()] * 501}),
    ],
)
def test_without_the_rule_about_a_creation_it_is_taken(
    ask: Asking, rule: str, changes: dict[str, Any]
) -> None:
    """Each refusal of a creation hangs on its one rule."""
    body = auction_portfolio(fresh_name(), bid()) | changes
    assert [fired for fired, _ in ask("auction.portfolioCreation", "srtx", body=body).trace.rules_fired] == [
        rule
    ]
    with ask.without(rule):
        assert ask("auction.portfolioCreation", "srtx", body=body).status == 200
