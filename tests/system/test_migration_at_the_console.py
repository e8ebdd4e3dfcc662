"""Load migration from the operator's desk to what participants read, over HTTPS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from standing import Standing, codes

from marketsim.contract.filecolumns import read_download
from marketsim.system.calendar.periods import PACIFIC, month

CONSOLE = "/operator/v1"
NVLY, BAYC = "100000001", "100000002"


@pytest.fixture
def system(private: Callable[..., Standing]) -> Iterator[Standing]:
    yield private()


def order(system: Standing, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What the console answers, which must be a 200."""
    json = None if method == "GET" else {} if body is None else body
    answer = system.ask("operator", method, CONSOLE + path, json=json)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(system: Standing, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    answer = system.ask("operator", method, CONSOLE + path, json={} if body is None else body)
    (text,) = answer.json().values()
    return answer.status_code, text


def coming(system: Standing, ahead: int) -> str:
    """The world's market of a month ahead."""
    now = datetime.fromisoformat(order(system, "GET", "/health")["marketTime"]).astimezone(PACIFIC)
    return f"LOAD_MIGRATION_{month(now.year, now.month + ahead).name}"


def read(system: Standing, operation: str, participant: str, market: str) -> Any:
    asked = {"loadMigrationMarketName": market, "participantName": participant}
    return system.ask(participant.lower(), "GET", f"/loadmigration/v1.0/{operation}", params=asked)


def migrated(system: Standing, participant: str) -> list[dict[str, Any]]:
    """The owner's migrated CRRs that end within three years."""
    asked = {
        "privateGeneralDownloadType": "PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3",
        "participantName": participant,
    }
    found = system.ask(
        participant.lower(),
        "GET",
        "/marketdata/v1.0/privateGeneralData",
        params=asked | {"fileFormat": "JSON"},
    )
    assert found.status_code == 200, found.text
    return list(read_download(found.content)[1])


def test_a_second_month_is_run_posted_corrected_and_taken_back(system: Standing) -> None:
    """Before posting nobody reads it; then utilities and LSEs read theirs; taken back it is as before."""
    market = coming(system, 1)
    path = f"/load-migration-markets/{market}"
    before = migrated(system, "BAYC")
    assert order(system, "GET", f"{path}/workings")["run"] is None
    cleared = order(system, "POST", f"{path}/clearing")
    assert cleared["run"] == 1
    assert {each["udc"] for each in cleared["percentages"]} == {"UPGAE", "USCE", "USDGE"}
    assert codes(read(system, "loadPercentage", "NVLY", market)) == ["LMV0103"]
    assert migrated(system, "BAYC") == before

    posted = order(system, "POST", f"{path}/posting")
    assert posted == {"run": 1, "made": posted["made"], "adjusted": posted["adjusted"], "corrected": False}
    assert 2 * len(cleared["changes"]) == posted["made"] + posted["adjusted"]
    own = read(system, "loadPercentage", "UPGAE", market).json()["loadMigrationPercentages"]
    told = [{key: value for key, value in each.items() if key != "id"} for each in own]
    assert told == [each for each in cleared["percentages"] if each["udc"] == "UPGAE"]
    made = read(system, "loadMigrationCrrResults", "BAYC", market).json()["loadMigrationCrrs"]
    assert made and {each["assetOwner"] for each in made} == {"BAYC"}
    changed = {(each["parentCrrId"], each["mw"]) for each in cleared["changes"]}
    assert all(
        (each["parentCrrId"], each.get("adjustedMw", each.get("initialMw"))) in changed for each in made
    )

    now = migrated(system, "BAYC")
    twice = {row["CrrId"] for row in now if sum(row["CrrId"] == each["CrrId"] for each in now) == 2}
    begun = [each["crrId"] for each in made if "adjustedMw" in each]
    same_season = {(int(each[-2:]) + 2) // 3 for each in (coming(system, 0), market)}
    assert twice <= set(begun) and bool(twice) == (len(same_season) == 1)
    again = order(system, "POST", f"{path}/clearing")
    assert again["run"] == 2
    assert order(system, "POST", f"{path}/posting") == posted | {"run": 2, "corrected": True}
    assert migrated(system, "BAYC") == now
    order(system, "PATCH", path, {"postedAt": None})
    assert codes(read(system, "loadMigrationCrrResults", "BAYC", market)) == ["LMV0103"]
    assert migrated(system, "BAYC") == before


def test_the_workings_hold_all_that_the_results_follow_from(system: Standing) -> None:
    """A percentage and a CRR's MW, by hand from the workings of the world's posted market."""
    found = order(system, "GET", f"/load-migration-markets/{coming(system, 0)}/workings")
    assert (found["run"], found["metric"], found["whole"]) == (1, "before", 100)
    rates = {
        each["class"]: Fraction(each["kwRate"])
        for each in found["customerRates"]
        if (each["udc"], each["seasonNumber"], each["tou"]) == ("UPGAE", 1, "ON")
    }
    counted = [
        (each["class"], each["numberOfCustomers"])
        for each in found["numberOfCustomers"]
        if (each["udc"], each["lse"]) == ("UPGAE", NVLY)
    ]
    kw = sum(
        (each["numCustomerTransfer"] if each["fromLse"] == NVLY else -each["numCustomerTransfer"])
        * rates[each["class"]]
        for each in found["dasr"]
        if {each["fromLse"], each["toLse"]} == {NVLY, BAYC}
    )
    metric = sum(rates[kind] * number for kind, number in counted)
    (percentage,) = [
        each
        for each in found["percentages"]
        if (each["fromLse"], each["seasonNumber"], each["tou"]) == (NVLY, 1, "ON")
    ]
    assert Fraction(percentage["loadPercentage"]) == 100 * kw / metric
    parents = {each["crrId"]: each for each in found["parents"]}
    mine = [
        each
        for each in found["moves"]
        if each["fromOwner"] == "NVLY"
        and (parents[each["parentCrrId"]]["seasonNumber"], parents[each["parentCrrId"]]["tou"]) == (1, "ON")
    ]
    assert mine
    for move in mine:
        parent = parents[move["parentCrrId"]]
        assert Fraction(move["after"]) == Fraction(parent["mw"]) * kw / metric
        assert Fraction(str(move["cumulativeMw"])) == round(Fraction(move["after"]), 3)


def test_a_market_is_made_dated_and_run_at_the_desk(system: Standing) -> None:
    """Named first, then configured; the effective date is the first of a Pacific month, one market a month."""
    name = "LOAD_MIGRATION_2041_M03"
    path = f"/load-migration-markets/{name}"
    assert order(system, "POST", "/load-migration-markets", {"name": name}) == {"name": name, "status": None}
    assert codes(read(system, "loadMigrationMarketStatus", "UPGAE", name)) == ["LMV1002"]
    assert refused(system, "POST", "/load-migration-markets", {"name": name})[0] == 409
    assert refused(system, "POST", f"{path}/clearing")[0] == 409
    assert refused(system, "GET", f"{path}/workings")[0] == 409
    dates = {"effectiveDate": "2041-03-01T08:00:00Z", "openDate": "2020-01-01T08:00:00Z"}
    assert refused(system, "PATCH", path, dates | {"effectiveDate": "2041-03-02T08:00:00Z"})[0] == 400
    assert refused(system, "PATCH", path, dates | {"closeDate": "2019-01-01T08:00:00Z"})[0] == 400
    assert refused(system, "PATCH", path, {})[0] == 400
    done = order(system, "PATCH", path, dates | {"closeDate": "2020-02-01T08:00:00Z"})
    assert done == {"name": name, "status": "CLOSED"}
    assert refused(system, "POST", "/load-migration-markets", dates | {"name": "Another"})[0] == 409
    status, text = refused(system, "POST", f"{path}/posting")
    assert (status, text[:7]) == (409, "found: ") and "fix: clear the market first" in text
    assert order(system, "POST", f"{path}/clearing") == {"run": 1, "percentages": [], "changes": []}
    assert order(system, "POST", f"{path}/posting")["made"] == 0
    assert refused(system, "PATCH", path, {"effectiveDate": "2041-04-01T07:00:00Z"})[0] == 409
    for of in ("clearing", "posting"):
        assert refused(system, "POST", f"/load-migration-markets/NOWHERE/{of}")[0] == 404


def test_the_n_hours_are_told_when_they_come_out(system: Standing) -> None:
    """Put at the desk for a LAP, season and time of use; none before their date, and none when they are withdrawn."""
    market = coming(system, 2)
    path = f"/load-migration-markets/{market}/n-hours"
    hour = {"lap": "DLAP_PGAE-APND", "season": 3, "tou": "ON", "day": "2026-07-15", "hourEnding": 18}
    assert codes(read(system, "nHourData", "UPGAE", market)) == ["LMV0101"]
    assert order(system, "PUT", path, {"hours": [hour]}) == {"name": market, "hours": 1}
    (told,) = read(system, "nHourData", "UPGAE", market).json()
    assert (told["defaultLoadAggregationPoint"], told["seasonNumber"], told["hourEnding"]) == (
        "DLAP_PGAE-APND", 3, 18,
    )  # fmt: skip
    assert told["effectiveDate"] == "2026-07-15T07:00:00Z"
    later = f"{datetime.now().astimezone() + timedelta(days=400):%Y-%m-%dT00:00:00Z}"
    order(system, "PUT", path, {"hours": [hour], "postDate": later})
    assert codes(read(system, "nHourData", "UPGAE", market)) == ["LMV0101"]
    order(system, "PUT", path, {"hours": []})
    assert codes(read(system, "nHourData", "UPGAE", market)) == ["LMV0101"]
    assert refused(system, "PUT", path, {"hours": [hour, hour]})[0] == 400
    assert refused(system, "PUT", path, {"hours": [hour | {"season": 2}]})[0] == 400
    assert refused(system, "PUT", path, {"hours": [hour | {"lap": "NOWHERE"}]})[0] == 404
