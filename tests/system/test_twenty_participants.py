"""A market of twenty participants from their bids over the API to proven results."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from typing import Any

from standing import Standing

from marketsim.contract.filecolumns import read_download
from marketsim.verification.oracle import verify_folder_bytes

MARKET, PERIOD = "AUC_MN_2042_M01", "2042_M01"
POOL = [f"POOL{number:02d}" for number in range(1, 13)]
PERSONS = {
    **dict.fromkeys(POOL, "pool"),
    **dict.fromkeys(["GBTR", "GBT2"], "gbtr"),
    **{name: name.lower() for name in ("SRTX", "PCFT", "NVLY", "BAYC", "SOCO", "SDCC")},
}
SOURCES = (
    "DIABLO_7_B1",
    "MALIN_5_N101",
    "MOSSLD_7_B1",
    "PALOVRDE_ASR-APND",
    "TH_NP15_GEN-APND",
    "OTAYMSA_7_B1",
)
SINKS = ("DLAP_PGAE-APND", "DLAP_SCE-APND", "DLAP_SDGE-APND")


def order(system: Standing, method: str, path: str, body: dict[str, Any]) -> Any:
    answer = system.ask("operator", method, f"/operator/v1{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def bids_of(owner: str, draw: random.Random) -> list[dict[str, Any]]:
    """Ten bids with falling steps, either time of use, prices of both signs."""
    return [
        {
            "assetOwner": owner, "source": draw.choice(SOURCES), "sink": draw.choice(SINKS), "hedgeType": "OBL",
            "tou": draw.choice(["ON", "OFF"]), "period": PERIOD, "crrType": "AUC", "bidCurve": curve(draw),
        }
        for _ in range(10)
    ]  # fmt: skip


def curve(draw: random.Random) -> list[dict[str, float]]:
    prices = sorted((round(draw.uniform(-20, 400), 2) for _ in range(3)), reverse=True)
    mw = [0.0, *sorted(round(draw.uniform(1, 900), 3) for _ in range(2))]
    return [{"mw": each, "price": price} for each, price in zip(mw, prices, strict=True)]


def download(system: Standing, owner: str, kind: str) -> list[dict[str, Any]]:
    side = "private" if kind.startswith("PRIVATE") else "public"
    query = {
        "participantName": owner, "marketName": MARKET, "fileFormat": "JSON",
        f"{side}AuctionResultDownloadType": kind,
    }  # fmt: skip
    answer = system.ask(PERSONS[owner], "GET", f"/marketdata/v1.0/{side}AuctionResult", params=query)
    assert answer.status_code == 200, answer.text
    return list(read_download(answer.content)[1])


def test_twenty_participants_clear_a_market_that_an_oracle_proves(private: Callable[..., Standing]) -> None:
    """200 bids, several limits binding; what each reads in private adds up to what all read in public."""
    system, draw = private(), random.Random(20)
    new = {
        "name": MARKET, "marketType": "AUCTION", "marketTerm": "MONTHLY", "periods": [PERIOD],
        "openDate": "2020-01-01T08:00:00Z", "closeDate": "2040-12-20T08:00:00Z",
    }  # fmt: skip
    order(system, "POST", "/markets", new)
    assert len(PERSONS) == 20
    for owner, person in PERSONS.items():
        names = {"participantName": owner, "portfolioName": "P", "marketName": MARKET}
        body = {**names, "newBids": bids_of(owner, draw), "newOffers": []}
        for path, content in (("portfolioCreation", body), ("portfolioSubmission", names)):
            answer = system.ask(person, "POST", f"/auction/v1.0/{path}", json=content)
            assert answer.status_code == 200, answer.text
        assert answer.json()["status"] == "SUBMITTED"
    order(system, "PATCH", f"/markets/{MARKET}", {"closeDate": "2020-02-01T08:00:00Z"})
    run = order(system, "POST", f"/markets/{MARKET}/clearing", {})
    assert sum(each["bids"] for each in run["products"]) == 200
    assert all(each["binding"] >= 3 for each in run["products"])
    order(system, "POST", f"/markets/{MARKET}/posting", {})
    told = system.ask("operator", "GET", f"/operator/v1/markets/{MARKET}/workings").json()
    report = verify_folder_bytes(base64.b64decode(told["folder"]))
    assert report.clean, report.findings
    own = [row for owner in PERSONS for row in download(system, owner, "PRIVATE_AUCTION_RESULT")]
    public = download(system, "SRTX", "PUBLIC_AUCTION_RESULT")
    assert len(own) == 200
    assert len(public) == sum(row["MW"] > 0 for row in own) > 50
    assert sum(round(row["MW"] * 1000) for row in public) == sum(round(row["MW"] * 1000) for row in own)
