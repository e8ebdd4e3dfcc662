"""The MUI room: portfolios saved from CSV, even INVALID ones, for the certificates of the screens only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asking import Asking, system_at
from mui_room import Screens
from portfolio_bodies import ALLOCATION, CLOSED, MONTHLY, NOW, PERIOD, bid, fresh_name

from marketsim.contract.filecolumns import TEMPLATES
from marketsim.contract.tables import write_csv


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("mui"), NOW) as asking:
        yield asking


@pytest.fixture(scope="module")
def screens(ask: Asking) -> Screens:
    return Screens(ask)


def names(name: str, market: str = MONTHLY, participant: str = "SRTX") -> dict[str, str]:
    return {"participantName": participant, "marketName": market, "portfolioName": name}


def bid_rows(record: int = 1, **changes: Any) -> list[dict[str, Any]]:
    """The two rows of a flat bid."""
    row = {
        "Record": record, "BidType": "BUY", "AssetOwner": "SRTX", "Source": "DIABLO_7_B1",
        "Sink": "DLAP_PGAE-APND", "HedgeType": "OBL", "TOU": "ON", "Period": PERIOD, "CrrType": "AUC",
    } | changes  # fmt: skip
    return [row | {"MW": 0.0, "Price": 50.0}, row | {"MW": 10.0, "Price": 50.0}]


def bids_csv(*rows: dict[str, Any]) -> bytes:
    return write_csv(rows, TEMPLATES["BIDS_AND_OFFERS"])


def nomination_csv(**changes: Any) -> bytes:
    row = {
        "AssetOwner": "NVLY", "Source": "GEYSERS_7_B1", "Sink": "DLAP_PGAE-APND", "HedgeType": "OBL",
        "TOU": "ON", "Period": PERIOD, "CrrType": "LSE", "MW": 12.5,
    } | changes  # fmt: skip
    return write_csv([row], TEMPLATES["NOMINATIONS"])


def api(ask: Asking, operation: str, name: str) -> Any:
    return ask(f"auction.{operation}", "srtx", query=names(name)).value


def test_a_sound_file_is_a_valid_portfolio_that_the_api_reads(ask: Asking, screens: Screens) -> None:
    """What the screens save as VALID is what the API would have been posted."""
    name = fresh_name()
    status, saved = screens("POST", "/portfolios", "mui-srtx", names(name), bids_csv(*bid_rows()))
    assert (status, saved["status"], saved["records"]) == (200, "VALID", 1)
    (found,) = api(ask, "getPortfolio", name)["bids"]
    assert {key: value for key, value in found.items() if key != "bidId"} == bid()


def test_an_offer_is_read_with_its_crr(ask: Asking, screens: Screens) -> None:
    """A row of BidType SELL names the CRR and becomes an offer."""
    held = ask(
        "auction.getPortfolio", "srtx",
        query={"portfolioName": "World sale", "marketName": "AUC_AN_2027", "participantName": "SRTX"},
    ).value["offers"][0]  # fmt: skip
    row = {
        "Record": 7, "BidType": "SELL", "CrrId": held["crrId"], "AssetOwner": "SRTX", "Source": held["source"],
        "Sink": held["sink"], "HedgeType": "OPT", "TOU": "ON", "Period": "2027_S01", "CrrType": "MT",
    }  # fmt: skip
    rows = [row | {"MW": 0.0, "Price": 5.0}, row | {"MW": 2.0, "Price": 6.0}]
    status, saved = screens(
        "POST", "/portfolios", "mui-srtx", names(fresh_name(), "AUC_AN_2027"), bids_csv(*rows)
    )
    assert (status, saved["status"], saved["errorMessage"]) == (200, "VALID", None)


def test_a_faulty_file_is_saved_invalid_and_the_api_says_why(ask: Asking, screens: Screens) -> None:
    """INVALID is kept with its texts; it can be read and deleted, not submitted."""
    name = fresh_name()
    faulty = bids_csv(*bid_rows(), *bid_rows(2, Source="NOWHERE", HedgeType="OPT"))
    status, saved = screens("POST", "/portfolios", "mui-srtx", names(name), faulty)
    assert (status, saved["status"]) == (200, "INVALID")
    answered = ask("auction.getPortfolioStatus", "srtx", query=names(name)).value
    assert answered["status"] == "INVALID"
    assert answered["errorMessage"] == saved["errorMessage"]
    assert saved["errorMessage"].startswith("newBids[1]: ")
    for text in ("source: NOWHERE is not on the source and sink list", "hedgeType: OPT cannot be bought"):
        assert text in saved["errorMessage"]
    assert ask("auction.portfolioSubmission", "srtx", body=names(name)).codes == ["AUC0037"]
    assert ask("auction.deletePortfolio", "srtx", query=names(name)).value["status"] == "DELETED"


def test_a_faulty_portfolio_is_mended_by_saving_it_again(ask: Asking, screens: Screens) -> None:
    """INVALID becomes VALID when it is saved without faults, and INVALID again with one."""
    name = fresh_name()
    for source, expected in (("NOWHERE", "INVALID"), ("DIABLO_7_B1", "VALID"), ("NOBID_7_B1", "INVALID")):
        _, saved = screens("POST", "/portfolios", "mui-srtx", names(name), bids_csv(*bid_rows(Source=source)))
        assert saved["status"] == expected
        assert api(ask, "getPortfolioStatus", name)["status"] == expected
    assert len(api(ask, "getPortfolio", name)["bids"]) == 1


def test_a_heading_alone_is_a_new_portfolio(ask: Asking, screens: Screens) -> None:
    """A file without records saves a blank portfolio."""
    name = fresh_name()
    assert screens("POST", "/portfolios", "mui-srtx", names(name), bids_csv())[1]["status"] == "NEW"
    for rows in (bid_rows(), bid_rows(Source="NOWHERE")):  # emptied again, it is as new as one never filled
        screens("POST", "/portfolios", "mui-srtx", names(name), bids_csv(*rows))
        assert screens("POST", "/portfolios", "mui-srtx", names(name), bids_csv())[1]["status"] == "NEW"
    assert ask("auction.postPortfolioRetraction", "srtx", body=names(name)).codes == ["POR0012"]


def test_nominations_are_saved_in_an_allocation(ask: Asking, screens: Screens) -> None:
    """The template of nominations goes into an allocation, sound or not."""
    for changes, expected in (({}, "VALID"), ({"Source": "NOWHERE"}, "INVALID")):
        query = names(fresh_name(), ALLOCATION, "NVLY")
        _, saved = screens("POST", "/portfolios", "mui-nvly", query, nomination_csv(**changes))
        assert saved["status"] == expected
        status = ask("nomination.portfolioStatus", "nvly", query=query).value
        assert status["status"] == expected


def test_the_list_shows_how_a_portfolio_was_made(screens: Screens) -> None:
    """API-made and MUI-made portfolios are listed, with records and texts."""
    query = {"participantName": "PCFT", "marketName": MONTHLY}
    status, listed = screens("GET", "/portfolios", "mui-pcft", query)
    assert status == 200
    (draft,) = [each for each in listed["portfolios"] if each["portfolioName"] == "World draft"]
    assert (draft["status"], draft["madeIn"], draft["records"]) == ("INVALID", "MUI", 2)


@pytest.mark.parametrize(
    ("person", "participant", "market", "status", "error"),
    [
        (None, "SRTX", MONTHLY, 401, "a client certificate is needed"),
        ("srtx", "SRTX", MONTHLY, 403, "this certificate does not open the screens"),
        ("operator", "SRTX", MONTHLY, 403, "this certificate does not open the screens"),
        ("mui-gbtr", "SRTX", MONTHLY, 403, "this certificate does not open the screens of that participant"),
        ("mui-srtx", "SRTX", ALLOCATION, 403, "portfolios of ALLOC_MN_2027_M01_T1 are for CLSE only"),
        ("mui-srtx", "SRTX", "NO_SUCH", 404, "there is no market named NO_SUCH"),
        ("mui-srtx", "SRTX", CLOSED, 409, f"market {CLOSED} is CLOSED: its window is not open"),
    ],
)
def test_the_room_lets_in_its_own_people_to_open_markets_only(
    screens: Screens, person: str | None, participant: str, market: str, status: int, error: str
) -> None:
    """Other rooms' certificates, other participants and markets that are not open are refused."""
    query = names(fresh_name(), market, participant)
    assert screens("POST", "/portfolios", person, query, bids_csv(*bid_rows())) == (status, {"error": error})


def test_a_submitted_portfolio_is_not_overwritten(ask: Asking, screens: Screens) -> None:
    """The screens ask for a retraction first."""
    name = fresh_name()
    screens("POST", "/portfolios", "mui-srtx", names(name), bids_csv(*bid_rows()))
    ask("auction.portfolioSubmission", "srtx", body=names(name))
    status, problem = screens("POST", "/portfolios", "mui-srtx", names(name), bids_csv())
    assert (status, problem) == (409, {"error": f"portfolio {name} is SUBMITTED; retract it first"})


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "the file cannot be read: CSV without a heading"),
        (b"\xff\xfe", "the file cannot be read: no CSV in UTF-8"),
        (
            b"Record,Colour\r\n1,red\r\n",
            "the file cannot be read: template BIDS_AND_OFFERS has no column Colour",
        ),
        (
            b"Record,BidType\r\none,BUY\r\n",
            "the file cannot be read: row 1: Record is 'one', expected a whole number",
        ),
        (b"Record,BidType\r\n1,HOLD\r\n", "the file cannot be read: record 1: BidType is 'HOLD'"),
        (bids_csv(*bid_rows()[:1]), "newBids[0].bidCurve: expected "),
        (bids_csv(*bid_rows(TOU="NOON")), "newBids[0].tou: expected "),
        (
            bids_csv(bid_rows()[0], bid_rows(Sink="DLAP_SCE-APND")[1]),
            "the file cannot be read: record 1: its rows",
        ),
    ],
)
def test_what_is_no_portfolio_at_all_is_not_saved(
    ask: Asking, screens: Screens, content: bytes, error: str
) -> None:
    """A file the contract could not carry is refused with the place and what is wrong."""
    name = fresh_name()
    status, problem = screens("POST", "/portfolios", "mui-srtx", names(name), content)
    assert status == 400
    assert problem["error"].startswith(error)
    assert ask("auction.getPortfolio", "srtx", query=names(name)).codes == ["POR0100"]
