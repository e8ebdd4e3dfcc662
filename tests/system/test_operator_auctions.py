"""The operator's auction desk over HTTPS: model, clearing, posting, workings; what participants see of it."""

from __future__ import annotations

import base64
import csv
import io
import ssl
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from standing import Standing, codes, copied_store

from marketsim.contract.filecolumns import read_download
from marketsim.system.calendar.periods import PACIFIC, month
from marketsim.system.store.downloads import auction_awards, published
from marketsim.system.store.engine import Store
from marketsim.system.store.holdings import list_crrs
from marketsim.system.store.locations import list_locations
from marketsim.system.store.markets import find_market
from marketsim.target.embedded import EmbeddedSystem

CONSOLE = "/operator/v1"
MARKET, PERIOD = "AUC_MN_2041_M01", "2041_M01"
WINDOW = {"openDate": "2020-01-01T08:00:00Z", "closeDate": "2040-12-20T08:00:00Z"}
OVER = {"closeDate": "2020-02-01T08:00:00Z"}
SENT = {"fromDate": "2020-01-01T00:00:00Z"}


def order(system: Standing, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What the console answers, which must be a 200."""
    answer = system.ask("operator", method, CONSOLE + path, json={} if body is None else body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(system: Standing, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    """Status and text of a refusal, which has three parts."""
    answer = system.ask("operator", method, CONSOLE + path, json={} if body is None else body)
    (text,) = answer.json().values()
    assert text.startswith("found: ") and "; expected: " in text and "; fix: " in text
    return answer.status_code, text


def opened(system: Standing, **changes: str) -> None:
    """A monthly auction whose window is open."""
    new = {"name": MARKET, "marketType": "AUCTION", "marketTerm": "MONTHLY", "periods": [PERIOD], **WINDOW}
    order(system, "POST", "/markets", new | changes)


def submit(system: Standing, owner: str, mw: float, price: float, person: str | None = None) -> None:
    """One bid from Diablo to the south, ON, in a portfolio of its own."""
    points = [{"mw": 0, "price": price}, {"mw": mw, "price": price}]
    record = {
        "assetOwner": owner, "source": "DIABLO_7_B1", "sink": "TH_SP15_GEN-APND", "hedgeType": "OBL", "tou": "ON",
        "period": PERIOD, "crrType": "AUC", "bidCurve": points,
    }  # fmt: skip
    names = {"participantName": owner, "portfolioName": "P", "marketName": MARKET}
    body = {**names, "newBids": [record], "newOffers": []}
    for path, content in (("portfolioCreation", body), ("portfolioSubmission", names)):
        answer = system.ask(person or owner.lower(), "POST", f"/auction/v1.0/{path}", json=content)
        assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "SUBMITTED"


def download(system: Standing, kind: str, owner: str = "SRTX", form: str = "JSON") -> list[dict[str, Any]]:
    """The rows of a result file, for its owner."""
    side = "Private" if kind.startswith("PRIVATE") else "Public"
    query = {
        "participantName": owner, "marketName": MARKET, "fileFormat": form,
        f"{side.lower()}AuctionResultDownloadType": kind,
    }  # fmt: skip
    path = f"/marketdata/v1.0/{side.lower()}AuctionResult"
    answer = system.ask(owner.lower(), "GET", path, params=query)
    assert answer.status_code == 200, answer.text
    return list(read_download(answer.content)[1])


def public_messages(system: Standing) -> list[str]:
    answer = system.ask("srtx", "GET", "/messages/v1.0/public", params={"participantName": "SRTX", **SENT})
    return [each["message"] for each in answer.json()]


@pytest.fixture
def system(private: Callable[..., Standing]) -> Standing:
    """A system with an open auction in which PATH26 carries 100 MW southward."""
    made = private()
    opened(made)
    limits = {"interfaces": {"PATH26": {"forwardMw": 100}}, "capacityFactor": 1}
    order(made, "PUT", f"/markets/{MARKET}/limits", limits)
    return made


def test_an_auction_from_bids_to_downloads(system: Standing) -> None:
    """Submitted over the API, cleared and posted at the console, read by participants in both formats alike."""
    submit(system, "SRTX", 70, 50)
    submit(system, "GBTR", 70, 30)
    order(system, "PATCH", f"/markets/{MARKET}", OVER)
    run = order(system, "POST", f"/markets/{MARKET}/clearing")
    assert (run["run"], run["leftOut"]) == (1, [])
    on, off = run["products"]
    assert (on["tou"], on["bids"], on["binding"], on["raised"]) == ("ON", 2, 1, 0)
    assert on["value"] == pytest.approx(70 * 50 + 30 * 30)
    assert (off["tou"], off["bids"], off["value"]) == ("OFF", 0, 0.0)
    query = {
        "participantName": "SRTX", "marketName": MARKET, "fileFormat": "CSV",
        "publicAuctionResultDownloadType": "CLEARING_PRICE",
    }  # fmt: skip
    before = system.ask("srtx", "GET", "/marketdata/v1.0/publicAuctionResult", params=query)
    assert codes(before) == ["MKT0007"]
    posting = order(system, "POST", f"/markets/{MARKET}/posting")
    assert posting == {"run": 1, "awards": 2, "crrs": 2, "corrected": False}
    for kind, count in (
        ("PUBLIC_AUCTION_RESULT", 2),
        ("PRIVATE_AUCTION_RESULT", 1),
        ("BINDING_CONSTRAINT", 1),
    ):
        rows = download(system, kind)
        assert len(rows) == count
        assert rows == download(system, kind, form="CSV")
    prices = download(system, "CLEARING_PRICE")
    with system.system.store.reading() as store:
        everywhere = {each.name for each in list_locations(store) if not each.retired}
    assert {(row["TOU"], row["SourceSink"]) for row in prices} == {
        (tou, name) for tou in ("ON", "OFF") for name in everywhere
    }
    assert f"Results of market {MARKET} are posted" in public_messages(system)


def test_the_workings_are_a_folder_that_clears_to_the_same_results(system: Standing, tmp_path: Path) -> None:
    """Unrounded results beside the inputs; published ones are the downloads; the inputs clear again."""
    from marketsim.clearing.auction import clear
    from marketsim.clearing.folder import read_market

    submit(system, "SRTX", 70, 50)
    submit(system, "GBTR", 70, 30.25)
    before = workings(system, tmp_path / "before")
    assert before is None
    assert not (tmp_path / "before" / "results").exists()
    order(system, "PATCH", f"/markets/{MARKET}", OVER)
    order(system, "POST", f"/markets/{MARKET}/clearing")
    order(system, "POST", f"/markets/{MARKET}/posting")
    assert workings(system, tmp_path / "after") == 1
    market = read_market(tmp_path / "after")
    ((model, products),) = market.parts()
    again = {each.key: each.mw for product in clear(model, products) for each in product.awards}
    awards = rows_of(tmp_path / "after" / "results" / "awards.csv")
    assert {row["Record"]: float(row["MW"]) for row in awards} == again
    files = tmp_path / "after" / "results" / "published"
    own = rows_of(files / "PRIVATE_AUCTION_RESULT_GBTR.csv")
    assert [row["MW"] for row in own] == ["30.0"]
    assert own[0]["CrrId"] in {row["CrrId"] for row in rows_of(files / "EXISTING_CRRS.csv")}
    assert [row["MW"] for row in rows_of(files / "PUBLIC_AUCTION_RESULT.csv")] == ["70.0", "30.0"]


def workings(system: Standing, folder: Path) -> int | None:
    """Unpack the workings; the run they are of."""
    told = order(system, "GET", f"/markets/{MARKET}/workings")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(told["folder"]))) as archive:
        archive.extractall(folder)
    run: int | None = told["run"]
    return run


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_corrected_results_take_the_place_of_the_posted_ones(system: Standing) -> None:
    """Cleared again on other limits, posted again, and everyone is told that they are corrected."""
    submit(system, "SRTX", 70, 50)
    order(system, "PATCH", f"/markets/{MARKET}", OVER)
    order(system, "POST", f"/markets/{MARKET}/clearing")
    order(system, "POST", f"/markets/{MARKET}/posting")
    order(system, "PUT", f"/markets/{MARKET}/limits", {"interfaces": {"PATH26": {"forwardMw": 60.5}}})
    assert order(system, "POST", f"/markets/{MARKET}/clearing")["run"] == 2
    assert [row["MW"] for row in download(system, "PUBLIC_AUCTION_RESULT")] == [70.0]
    assert order(system, "POST", f"/markets/{MARKET}/posting")["corrected"] is True
    assert [row["MW"] for row in download(system, "PUBLIC_AUCTION_RESULT")] == [60.5]
    assert f"Corrected results of market {MARKET} are posted" in public_messages(system)


def test_everyone_is_told_what_becomes_of_a_market(system: Standing) -> None:
    """Announced, extended, open again, results taken back, cancelled."""
    change = f"/markets/{MARKET}"
    order(system, "PATCH", change, {"closeDate": "2040-12-21T08:00:00Z"})
    order(system, "PATCH", change, OVER)
    order(system, "POST", f"{change}/clearing")
    order(system, "POST", f"{change}/posting")
    order(system, "PATCH", change, {"postedAt": None})
    order(system, "PATCH", change, {"closeDate": "2040-12-22T08:00:00Z"})
    order(system, "PATCH", change, {"cancelled": True})
    announced, *told = [each for each in public_messages(system) if MARKET in each]
    assert announced.startswith(f"Market {MARKET} is announced. Its source and sink list v0 comes out 20")
    assert told == [
        f"The window of market {MARKET} is extended and closes 2040-12-21 08.00 UTC",
        f"Results of market {MARKET} are posted",
        f"The results of market {MARKET} are taken back",
        f"Market {MARKET} is open again and closes 2040-12-22 08.00 UTC",
        f"Market {MARKET} is cancelled",
    ]


def test_the_owner_of_a_record_that_is_left_out_is_told_privately(system: Standing) -> None:
    """Its location left the list after submission; nobody else hears of it."""
    submit(system, "SRTX", 70, 50)
    listed = order(system, "PUT", f"/markets/{MARKET}/source-sinks", {"withdrawn": ["DIABLO_7_B1"]})
    assert listed["version"] == "v2"
    order(system, "PATCH", f"/markets/{MARKET}", OVER)
    (left,) = order(system, "POST", f"/markets/{MARKET}/clearing")["leftOut"]
    assert (left["portfolio"], left["participant"], left["record"]) == ("P", "SRTX", 1)
    assert "DIABLO_7_B1" in left["reason"]
    query = {"participantName": "SRTX", **SENT}
    texts = [
        each["message"] for each in system.ask("srtx", "GET", "/messages/v1.0/private", params=query).json()
    ]
    assert len([text for text in texts if MARKET in text and "DIABLO_7_B1" in text]) == 1
    assert not any("DIABLO_7_B1" in text for text in public_messages(system))


def test_outages_are_told_with_what_they_cut_off(system: Standing) -> None:
    """Both circuits to Malin out leave it alone; an empty list puts all back."""
    path = f"/markets/{MARKET}/outages"
    both = ["MALIN_500-ROUNDMT_500-1", "MALIN_500-ROUNDMT_500-2"]
    assert order(system, "PUT", path, {"branches": both[:1]}) == {"islanded": []}
    assert order(system, "PUT", path, {"branches": both}) == {"islanded": ["MALIN_5_N101"]}
    assert order(system, "PUT", path, {"branches": []}) == {"islanded": []}


def test_security_is_booked_and_read(system: Standing) -> None:
    """Whole cents of dollars of a participant."""
    path = "/participants/SRTX/security"
    assert order(system, "PUT", path, {"amount": 250000.5}) == {"participant": "SRTX", "amount": 250000.5}
    assert order(system, "GET", path)["amount"] == 250000.5
    assert refused(system, "GET", "/participants/NOBODY/security")[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", f"/markets/{MARKET}/clearing", {}, 409),
        ("POST", f"/markets/{MARKET}/posting", {}, 409),
        ("POST", "/markets/NOTHING/clearing", {}, 409),
        ("GET", "/markets/NOTHING/workings", {}, 409),
        ("PUT", f"/markets/{MARKET}/outages", {"branches": ["A-B-1"]}, 400),
        ("PUT", "/markets/NOTHING/outages", {"branches": []}, 404),
        ("PUT", f"/markets/{MARKET}/source-sinks", {"withdrawn": ["NOWHERE"]}, 400),
        ("PUT", f"/markets/{MARKET}/limits", {"interfaces": {"PATH0": {"forwardMw": 1}}}, 400),
        ("PUT", f"/markets/{MARKET}/limits", {"interfaces": {"PATH26": {"forwardMw": -1}}}, 400),
        (
            "PUT",
            f"/markets/{MARKET}/limits",
            {"branches": {"MIDWAY_500-KERN_230-1": {"normalMw": 1e308}}},
            400,
        ),
        ("PUT", f"/markets/{MARKET}/limits", {"capacityFactor": "65 per cent"}, 400),
        ("PUT", f"/markets/{MARKET}/limits", {"capacityFactor": "1/0"}, 400),
        ("PUT", f"/markets/{MARKET}/limits", {"capacityFactor": 0}, 400),
    ],
)
def test_an_order_that_cannot_be_followed_says_so_in_three_parts(
    system: Standing, method: str, path: str, body: dict[str, Any], status: int
) -> None:
    """What was found, what was expected, what to do; nothing is changed."""
    assert refused(system, method, path, body)[0] == status


def test_a_base_loading_without_a_place_is_told_not_cleared(system: Standing) -> None:
    """A CRR from a location that the model hasn't: the engine's words reach the operator."""
    crr = {
        "owner": "SRTX", "source": "NOWHERE_1", "sink": "DLAP_PGAE-APND", "tou": "ON", "hedgeType": "OBL",
        "crrType": "AUC", "category": "SYSTEM", "marketName": "SYSTEM", "period": PERIOD, "mw": 5,
    }  # fmt: skip
    order(system, "POST", "/holdings", crr)
    order(system, "PATCH", f"/markets/{MARKET}", OVER)
    status, text = refused(system, "POST", f"/markets/{MARKET}/clearing")
    assert (status, "NOWHERE_1" in text) == (409, True)


def test_a_posting_survives_the_death_of_the_process(
    tmp_path: Path, laid_store: Path, pki_folder: Path
) -> None:
    """What was acknowledged is there after kill -9, with the holdings it made."""
    store = copied_store(laid_store, tmp_path)
    with EmbeddedSystem(tmp_path / "run", store=store, pki=pki_folder) as running:
        clients = running.profile.parent
        context = ssl.create_default_context(cafile=str(clients / "ca.pem"))
        context.load_cert_chain(clients / "operator.pem")
        root = running.base_url.removesuffix("/crr") + CONSOLE
        with httpx.Client(verify=context) as client:
            now = client.get(f"{root}/health").json()["marketTime"]
            market = closed_month(now)
            assert client.post(f"{root}/markets/{market}/clearing", json={}).status_code == 200
            posting = client.post(f"{root}/markets/{market}/posting", json={}).json()
        running.kill()
    with Store(f"sqlite:///{store}") as kept, kept.reading() as connection:
        posted = find_market(connection, market)
        assert posted is not None and posted.posted_at is not None
        assert len(list_crrs(connection, market_name=market)) == posting["crrs"] > 0
        assert len(published(connection, auction_awards, market)) >= posting["awards"]


def closed_month(now: str) -> str:
    """The monthly auction of next month, which the world leaves CLOSED, by Pacific time."""
    today = datetime.fromisoformat(now).astimezone(PACIFIC)
    return f"AUC_MN_{month(today.year, today.month + 1).name}"
