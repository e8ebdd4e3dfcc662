"""Faults of the services: each breaks one behaviour, and every answer keeps to the contract."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from asking import Asking, system_at, system_like
from mui_room import Console

from marketsim.contract.filecolumns import read_download
from marketsim.contract.instants import utc_text
from marketsim.system.answering import answer
from marketsim.system.reception import Received
from marketsim.system.result_faults import ResultFaults
from marketsim.system.service_faults import SERVICE_FAULTS
from marketsim.system.store.holdings import list_crrs

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
MONTH, POSTED_MONTH, YEAR = "AUC_MN_2027_M01", "AUC_MN_2026_M11", "ALLOC_AN_2027_T1"
SRTX = {"participantName": "SRTX"}
SPREAD = SRTX | {"marketName": MONTH, "portfolioName": "World spread"}
Switch = Callable[[str], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("services")


@pytest.fixture(scope="module")
def ask(folder: Path) -> Iterator[Asking]:
    with system_at(folder, NOW) as asking:
        yield asking


@pytest.fixture
def own(ask: Asking, folder: Path, tmp_path: Path) -> Iterator[Asking]:
    """A system whose trades this test alone decides."""
    with system_like(folder / "system.db", tmp_path) as asking:
        yield asking


def put_on(ask: Asking, *names: str) -> None:
    """Exactly these faults of results."""
    ask.system.faults = replace(ask.system.faults, results=ResultFaults(frozenset(names)))


@pytest.fixture
def faulty(ask: Asking) -> Iterator[Switch]:
    """Switches one fault on, and the one before it off; none is on afterwards."""
    yield partial(put_on, ask)
    put_on(ask)


def value(ask: Asking, operation: str, query: dict[str, str], person: str = "srtx", body: Any = None) -> Any:
    """What is told, never refused."""
    given = ask(operation, person, query=query, body=body)
    assert given.status == 200, given.value
    return given.value


def rows(ask: Asking, operation_id: str, query: dict[str, str], owner: str) -> list[dict[str, Any]]:
    """The rows of a download."""
    named = {"participantName": owner, "fileFormat": "CSV", **query}
    headers = {"caiso-request-id": str(uuid.uuid4())}
    operation = ask.system.contract.operation("market_data", operation_id)
    return read_download(
        answer(ask.system, Received(operation, named, headers, b"", 1000), owner.lower()).body
    )[1]


def test_every_fault_of_the_services_is_tried_here() -> None:
    """By its name in one of these tests, or of those of load and access, and of the cutover, beside them."""
    beside = ("test_load_and_access_faults.py", "test_cutover_deed.py")
    files = (Path(__file__), *(Path(__file__).with_name(each) for each in beside))
    text = "".join(each.read_text("utf-8").replace('"result:', '"') for each in files)
    assert [name for name in SERVICE_FAULTS if text.count(f'"{name}"') == 0] == []


def test_the_lists_of_active_markets_can_keep_what_is_posted(ask: Asking, faulty: Switch) -> None:
    """Of auctions, of load migration, of conversion windows."""
    asked = [
        ("market_status.getActiveAuctionMarkets", "market_status.getPostedAuctionMarkets", "srtx"),
        (
            "load_migration.getActiveLoadMigrationMarketList",
            "load_migration.getPostedLoadMigrationMarketList",
            "upgae",
        ),
        (
            "tor_conversion.getNewConversionWindowForRequest",
            "tor_conversion.getNewConversionWindowForApproval",
            "tora",
        ),
    ]
    for active, posted, person in asked:
        names = {"participantName": person.upper()}
        before, out = (value(ask, each, names, person) for each in (active, posted))
        faulty("posted-still-active")
        after = value(ask, active, names, person)
        assert all(each in after for each in [*before, *out])
        assert len(after) == len(before) + len(out) > len(before)
        put_on(ask)


def test_lists_of_markets_can_mix_their_kinds(ask: Asking, faulty: Switch) -> None:
    """Allocations among the auctions."""
    faulty("kinds-mixed")
    told = value(ask, "market_status.getActiveAuctionMarkets", SRTX)
    assert {each["marketType"] for each in told} == {"AUCTION", "ALLOCATION"}


def test_a_market_can_be_told_with_one_time_of_use(ask: Asking, faulty: Switch) -> None:
    """ON in place of OFF; the list still has both."""
    faulty("one-time-of-use")
    told = value(ask, "market_status.getMarketInfo", SRTX | {"marketName": MONTH})
    (listed,) = (
        each for each in value(ask, "market_status.getActiveAuctionMarkets", SRTX) if each["name"] == MONTH
    )
    assert {each["tou"] for each in told["products"]} == {"ON"}
    assert {each["tou"] for each in listed["products"]} == {"ON", "OFF"}


def test_public_messages_can_reach_one_alone(ask: Asking, faulty: Switch) -> None:
    """The first participant by name; private messages go where they went before."""
    days = {"fromDate": utc_text(NOW - timedelta(days=30)), "toDate": utc_text(NOW)}
    private = value(ask, "messages.privateMessages", SRTX | days)
    faulty("public-to-one")
    heard = [
        each
        for each in ("bayc", "gbtr", "nvly", "srtx")
        if ask("messages.publicMessages", each, query=days | {"participantName": each.upper()}).status == 200
    ]
    assert len(heard) <= 1
    assert value(ask, "messages.privateMessages", SRTX | days) == private


def test_the_newest_of_a_list_can_be_missing(ask: Asking, faulty: Switch) -> None:
    """Of CRRs, portfolios, and offers of the secondary market."""
    crrs = ("getPublicGeneralData", {"publicGeneralDownloadType": "PUBLIC_EXISTING_CRR"}, "SRTX")
    lists = [
        ("auction.getPortfolioList", SRTX | {"marketName": MONTH}),
        ("secondary_market.getMySmOffersByStatus", SRTX | {"OfferStatusType": "POSTED"}),
    ]
    held, sound = rows(ask, *crrs), [value(ask, *each) for each in lists]
    faulty("newest-unlisted")
    newest = max(row["CrrId"] for row in held)
    assert rows(ask, *crrs) == [row for row in held if row["CrrId"] != newest]
    assert [value(ask, *each) for each in lists] == [each[:-1] for each in sound]


def test_participation_factors_can_fall_short_of_one(ask: Asking, faulty: Switch) -> None:
    """All of them, by a thousandth."""
    listed = ("getPublicMarketData", {"marketName": MONTH, "publicMarketDownloadType": "SOURCE_SINK"}, "SRTX")
    sound = rows(ask, *listed)
    faulty("short-factors")
    assert [row["ParticipationFactor"] for row in rows(ask, *listed)] == pytest.approx(
        [row["ParticipationFactor"] * 0.999 for row in sound]
    )


def test_a_portfolio_can_read_back_short(ask: Asking, faulty: Switch) -> None:
    """The last point of each bid is a kilowatt less, and the credit that it requires a dollar."""
    sound = value(ask, "auction.getPortfolio", SPREAD)
    needed = value(ask, "auction.getPortfolioRequiredCredit", SPREAD)["requiredCredit"]
    faulty("short-records")
    for before, after in zip(sound["bids"], value(ask, "auction.getPortfolio", SPREAD)["bids"], strict=True):
        *points, last = before["bidCurve"]
        assert after["bidCurve"] == [*points, last | {"mw": round(last["mw"] - 0.001, 3)}]
    faulty("short-credit")
    told = value(ask, "auction.getPortfolioRequiredCredit", SPREAD)["requiredCredit"]
    assert told == pytest.approx(needed - 1)


def test_a_portfolio_can_stay_new_and_unsubmitted(ask: Asking, faulty: Switch) -> None:
    """Its status is told as NEW; or it is told to be SUBMITTED, and is not."""
    faulty("always-new")
    assert value(ask, "auction.getPortfolioStatus", SPREAD)["status"] == "NEW"
    faulty("changes-unkept")

    assert value(ask, "auction.portfolioSubmission", {}, body=SPREAD)["status"] == "SUBMITTED"
    assert value(ask, "auction.getPortfolioStatus", SPREAD)["status"] == "VALID"


def test_caps_can_be_told_too_long(ask: Asking, faulty: Switch) -> None:
    """By a kilowatt each."""
    (name, *_) = (each["name"] for each in Console(ask).order("GET", "/cap-calculations")[1]["calculations"])
    asked = {"nominationCapCalcName": name, "privateAllocationDataDownloadType": "UPPER_BOUND"}
    sound = rows(ask, "getPrivateAllocationMarketData", asked, "NVLY")
    faulty("long-caps")
    told = rows(ask, "getPrivateAllocationMarketData", asked, "NVLY")
    assert [row["MW"] for row in told] == [round(row["MW"] + 0.001, 3) for row in sound]


def _pending(ask: Asking) -> dict[str, Any]:
    """The world's trade that awaits its credit check."""
    trades = Console(ask).order("GET", "/trades")[1]["trades"]
    (found,) = (each for each in trades if each["status"] == "PENDING_CREDIT_CHECK")
    return dict(found)


def _inventory(ask: Asking) -> list[Any]:
    with ask.system.store.reading() as store:
        return list_crrs(store)


def test_a_trade_can_be_told_at_another_price(ask: Asking, faulty: Switch) -> None:
    """A cent more, on the lists of both sides; what is kept stays."""
    trade = _pending(ask)
    faulty("price-off")
    query = {"participantName": trade["seller"], "OfferStatusType": "PENDING_CREDIT_CHECK"}
    (told,) = value(ask, "secondary_market.getMySmOffersByStatus", query, trade["seller"].lower())
    assert told["price"] == round(trade["price"] + 0.01, 2)
    assert _pending(ask)["price"] == trade["price"]


def test_a_disapproved_trade_can_be_transferred(own: Asking) -> None:
    """It is told as DISAPPROVED, and the buyer holds what it did not get."""
    trade, before = _pending(own), len(_inventory(own))
    put_on(own, "disapproved-transferred")
    told = Console(own).order("POST", f"/trades/{trade['requestId']}/disapproval", {"reason": "no"})[1]
    assert told["status"] == "DISAPPROVED"
    assert len(_inventory(own)) > before


def test_a_trade_can_be_approved_too_late(own: Asking) -> None:
    """On its first day it would be in ERROR."""
    trade = _pending(own)
    with own.at(datetime.fromisoformat(trade["startDate"])):
        put_on(own, "late-trades")
        checked = Console(own).order("POST", "/credit-checks", {"requestIds": [trade["requestId"]]})[1]
    assert [each["status"] for each in checked["trades"]] != ["ERROR"]


def test_offers_conversions_and_shares_can_leak(ask: Asking, faulty: Switch) -> None:
    """What is between two sides, or of one right holder, is read by who is none of them."""
    trade = _pending(ask)
    query = {"participantName": "NVLY", "OfferStatusType": "PENDING_CREDIT_CHECK"}
    assert value(ask, "secondary_market.getMySmOffersByStatus", query, "nvly") == []
    faulty("private-leak")
    (told,) = value(ask, "secondary_market.getMySmOffersByStatus", query, "nvly")
    assert told["requestId"] == trade["requestId"]
