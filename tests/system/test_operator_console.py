"""The operator console: what the ISO's side sees and arranges."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from standing import Standing, codes

from marketsim.contract.errors import ERROR_CODES

SRTX = {"participantName": "SRTX"}
STATUS = "/marketstatus/v1.0/marketStatus"


@contextmanager
def switched(standing: Standing, *faults: str) -> Iterator[Any]:
    """With faults put in force through the console, and taken back."""
    try:
        yield standing.ask("operator", "PUT", "/operator/v1/faults", json={"faults": list(faults)})
    finally:
        standing.ask("operator", "PUT", "/operator/v1/faults", json={"faults": []})


@pytest.mark.parametrize("path", ["/health", "/rules", "/settings", "/faults", "/roles", "/transitions"])
def test_only_the_operators_certificate_opens_the_console(standing: Standing, path: str) -> None:
    """401 without any, 403 with a participant's or one of the MUI."""
    answers = [
        standing.ask(who, "GET", f"/operator/v1{path}") for who in ("operator", "srtx", "mui-srtx", None)
    ]
    assert [each.status_code for each in answers] == [200, 403, 403, 401]
    assert "error" in answers[1].json()


def test_orders_are_closed_to_participants_too(standing: Standing) -> None:
    """A participant may not move the clock or switch rules off."""
    for method, path in (("POST", "/clock"), ("PUT", "/faults"), ("POST", "/markets"), ("POST", "/holdings")):
        assert standing.ask("srtx", method, f"/operator/v1{path}", json={}).status_code == 403


def test_health_tells_market_time_version_phase_and_faults(standing: Standing) -> None:
    """What a person wants to know first."""
    found = standing.ask("operator", "GET", "/operator/v1/health").json()
    assert found["status"] == "UP"
    assert found["phase"] == "structured"
    assert found["faults"] == []
    assert set(found) == {"status", "marketTime", "version", "phase", "faults"}


def test_faults_are_switched_while_the_system_runs(standing: Standing) -> None:
    """PUT replaces the whole list; an unknown one changes nothing."""
    asked = {**SRTX, "marketName": "NO_MARKET"}
    with switched(standing, "rule:market-exists") as answer:
        assert answer.json() == {"faults": ["rule:market-exists"]}
        assert codes(standing.ask("srtx", "GET", STATUS, params=asked)) == ["SER0028"]
        wrong = standing.ask("operator", "PUT", "/operator/v1/faults", json={"faults": ["rule:market-exist"]})
        assert wrong.status_code == 400
        assert "market-exists" in wrong.json()["error"]
        still = standing.ask("operator", "GET", "/operator/v1/faults").json()
        assert still == {"faults": ["rule:market-exists"]}
        off = [each["id"] for each in rules(standing) if not each["inForce"]]
        assert off == ["market-exists"]
    assert codes(standing.ask("srtx", "GET", STATUS, params=asked)) == ["MKT0001"]


def test_a_trace_tells_the_rules_that_were_asked_and_that_fired(standing: Standing) -> None:
    """By request id; unknown ids are left out of the answer."""
    answer = standing.ask("srtx", "GET", STATUS, params={**SRTX, "marketName": "NO_MARKET"})
    trace = standing.trace(answer)
    assert trace is not None
    assert trace["rulesFired"] == [{"id": "market-exists", "code": "MKT0001"}]
    assert {"participant-known", "function-allowed", "request-id-present"} <= set(trace["rulesEvaluated"])
    unknown = {"requestIds": [str(uuid.uuid4())]}
    assert standing.ask("operator", "POST", "/operator/v1/traces", json=unknown).json() == {"traces": []}


def test_a_trace_tells_the_transitions_that_were_taken(private: Callable[..., Standing]) -> None:
    """Those of a committed unit of work, as rows of the state tables."""
    system = private()
    body = {**SRTX, "portfolioName": "P", "marketName": next_auction(system), "newBids": [], "newOffers": []}
    trace = system.trace(system.ask("srtx", "POST", "/auction/v1.0/portfolioCreation", json=body))
    assert trace is not None
    (taken,) = trace["transitions"]
    assert taken in system.ask("operator", "GET", "/operator/v1/transitions").json()["transitions"]


def test_the_rules_are_listed_with_code_stage_operations_and_provenance(standing: Standing) -> None:
    """Coverage is counted from this list."""
    found = rules(standing)
    known = {str(key) for key in standing.system.contract.operations}
    for rule in found:
        assert rule["code"] in ERROR_CODES
        assert set(rule["operations"]) <= known
        assert rule["provenance"] in {"contract", "seed", "assumed", "model"}
        assert rule["source"]
    assert len({rule["id"] for rule in found}) == len(found)


def test_the_roles_name_the_functions_of_all_operations(standing: Standing) -> None:
    """69 of them, each open to at least one function."""
    found = standing.ask("operator", "GET", "/operator/v1/roles").json()["roles"]
    assert set(found) == {str(key) for key in standing.system.contract.operations}
    assert found["load_migration.postNumberOfCustomers"] == ["CUDC"]
    assert found["load_migration.getLoadPercentages"] == ["CLSE", "CUDC"]
    assert all(found.values())


def test_the_settings_come_with_their_source(standing: Standing) -> None:
    """Oracles take them from here."""
    found = standing.ask("operator", "GET", "/operator/v1/settings").json()["settings"]
    by_name = {each["name"]: each for each in found}
    assert by_name["limits.body_bytes"]["value"] == 10_000_000
    assert all(each["source"] and each["provenance"] for each in found)


def test_moving_the_clock_moves_the_status_of_markets(private: Callable[..., Standing]) -> None:
    """A window closes when market time passes its closing, and market time survives a look at the wall clock."""
    system = private()
    market = {**SRTX, "marketName": next_auction(system)}
    assert system.ask("srtx", "GET", STATUS, params=market).json() == "OPEN"
    moved = system.ask("operator", "POST", "/operator/v1/clock", json={"advanceSeconds": 21 * 86400})
    assert moved.status_code == 200
    assert system.ask("srtx", "GET", STATUS, params=market).json() == "CLOSED"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"now": "2026-11-21T08:00:00Z", "advanceSeconds": 1},
        {"now": "2026-11-21T08:00:00"},
        {"now": "1999-12-31T00:00:00Z"},
        {"advanceSeconds": 1e300},
        {"advanceSecond": 5},
    ],
)
def test_a_senseless_clock_order_is_an_error_and_moves_nothing(
    standing: Standing, body: dict[str, Any]
) -> None:
    """The answer says why."""
    before = standing.system.clock.now()
    answer = standing.ask("operator", "POST", "/operator/v1/clock", json=body)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])
    assert (standing.system.clock.now() - before).total_seconds() < 60


FAR = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00")
IN_MARCH = {"openDate": "2039-02-01T08:00:00Z", "closeDate": "2039-02-10T08:00:00Z"}
TOR_WINDOW = {
    "period": "2040_M01", "conversionOpen": "2039-01-01T08:00:00Z", "conversionClose": "2039-02-01T08:00:00Z",
    "approvalOpen": "2039-03-01T08:00:00Z", "approvalClose": "2039-04-01T08:00:00Z", "paths": [],
}  # fmt: skip
TOR_PATH = {"holder": "TORA", "source": "MALIN_5_N101", "sink": "DLAP_PGAE-APND", "maxMw": 1}
N_HOUR = {"lap": "DLAP_PGAE-APND", "season": 1, "tou": "ON", "hourEnding": 1}


@pytest.mark.parametrize("far", FAR)
def test_an_instant_at_the_ends_of_the_calendar_is_refused_and_told(standing: Standing, far: str) -> None:
    """Wherever the console takes one, and nothing is made or changed by it."""
    migration = {"name": "LOAD_MIGRATION_2039_M03", **IN_MARCH}
    market = {
        "name": "AUC_MN_2040_M01",
        "marketType": "AUCTION",
        "marketTerm": "MONTHLY",
        "periods": ["2040_M01"],
    }
    orders: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/markets", market | IN_MARCH | {"postedAt": far}),
        ("POST", "/load-migration-markets", migration | {"effectiveDate": far}),
        ("POST", "/tor-windows", TOR_WINDOW | {"conversionOpen": far}),
        ("POST", "/tor-windows", TOR_WINDOW | {"paths": [TOR_PATH | {"startDate": far}]}),
        ("POST", "/messages", {"text": "news", "sentTime": far}),
        ("PATCH", f"/markets/{next_auction(standing)}", {"closeDate": far}),
        ("PUT", "/load-migration-markets/NOBODY/n-hours", {"hours": [N_HOUR | {"day": far[:10]}]}),
    ]
    for method, path, body in orders:
        answer = standing.ask("operator", method, f"/operator/v1{path}", json=body)
        assert (answer.status_code, "expected: a year from 1900" in answer.json()["error"]) == (400, True), (
            path
        )


@pytest.mark.parametrize("period", ["0001_M01", "0099_S01", "9999_M12", "\u00b2\u00b2\u00b2\u00b2_M01"])
def test_a_period_of_a_year_nobody_reckons_with_is_refused(standing: Standing, period: str) -> None:
    """A window of such a period could be told to nobody."""
    answer = standing.ask(
        "operator", "POST", "/operator/v1/tor-windows", json=TOR_WINDOW | {"period": period}
    )
    assert (answer.status_code, answer.json()["error"]) == (400, f"no period is called {period!r}")


def test_a_parent_that_no_crr_can_be_is_refused(standing: Standing) -> None:
    """Ids have at most ten digits; the store could not keep a longer one."""
    body = {
        "owner": "SRTX", "source": "MALIN_5_N101", "sink": "DLAP_PGAE-APND", "tou": "ON", "hedgeType": "OBL",
        "crrType": "AUC", "category": "AUCTION", "marketName": "AUC_AN_2027", "period": "2027_S01", "mw": 1,
    }  # fmt: skip
    answer = standing.ask("operator", "POST", "/operator/v1/holdings", json=body | {"parentCrrId": 2**63})
    assert (answer.status_code, "parentCrrId" in answer.json()["error"]) == (400, True)


def test_the_operator_makes_a_market_and_moves_its_dates(private: Callable[..., Standing]) -> None:
    """Created in PREP, opened, posted and cancelled; each seen by the participant."""
    system = private()
    new = {
        "name": "AUC_MN_2040_M01", "marketType": "AUCTION", "marketTerm": "MONTHLY", "periods": ["2040_M01"],
        "openDate": "2039-12-01T08:00:00Z", "closeDate": "2039-12-10T08:00:00Z",
    }  # fmt: skip
    asked = {**SRTX, "marketName": new["name"]}
    change = f"/operator/v1/markets/{new['name']}"
    made = system.ask("operator", "POST", "/operator/v1/markets", json=new)
    assert made.json() == {"name": new["name"], "status": "PREP"}
    assert system.ask("operator", "POST", "/operator/v1/markets", json=new).status_code == 409
    assert system.ask("srtx", "GET", STATUS, params=asked).json() == "PREP"
    system.ask("operator", "PATCH", change, json={"openDate": "2020-01-01T08:00:00Z"})
    assert system.ask("srtx", "GET", STATUS, params=asked).json() == "OPEN"
    system.ask("operator", "PATCH", change, json={"postedAt": "2020-01-02T08:00:00Z"})
    assert system.ask("srtx", "GET", STATUS, params=asked).json() == "POSTED"
    system.ask("operator", "PATCH", change, json={"postedAt": None})
    assert system.ask("srtx", "GET", STATUS, params=asked).json() == "OPEN"
    system.ask("operator", "PATCH", change, json={"cancelled": True})
    assert codes(system.ask("srtx", "GET", STATUS, params=asked)) == ["MKT0001"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 400),
        ({"openDate": "2099-01-01T00:00:00Z"}, 400),
        ({"closed": True}, 400),
        ({"openDate": None}, 400),
    ],
)
def test_a_senseless_change_of_dates_is_refused(
    standing: Standing, change: dict[str, Any], status: int
) -> None:
    """Nothing is changed by an order that makes no sense."""
    name = next_auction(standing)
    assert (
        standing.ask("operator", "PATCH", f"/operator/v1/markets/{name}", json=change).status_code == status
    )
    assert standing.ask("srtx", "GET", STATUS, params={**SRTX, "marketName": name}).json() == "OPEN"


def test_windows_of_other_services_move_too(private: Callable[..., Standing]) -> None:
    """Load windows, load migration markets and TOR windows have dates of their own."""
    system = private()
    year = system.system.clock.now().year
    past = {"openDate": "2020-01-01T08:00:00Z", "closeDate": "2020-01-02T08:00:00Z"}
    load = system.ask("operator", "PATCH", f"/operator/v1/markets/HIST_LOAD_{year}", json=past)
    assert load.json()["status"] == "CLOSED"
    tor = system.ask("operator", "GET", "/operator/v1/health").json()["marketTime"][:7].replace("-", "_M")
    moved = system.ask(
        "operator",
        "PATCH",
        f"/operator/v1/tor-windows/TOR_CONVERSION_{tor}",
        json={"postedAt": "2020-01-01T00:00:00Z"},
    )
    assert moved.json()["status"] == "POSTED"
    unknown = system.ask("operator", "PATCH", "/operator/v1/markets/NOTHING", json=past)
    assert unknown.status_code == 404


def test_a_message_reaches_only_its_participant(private: Callable[..., Standing]) -> None:
    """With its attachment; everyone else finds nothing."""
    system = private()
    sent = "2041-01-01T00:00:00Z"
    order = {
        "text": "For you alone", "participant": "SRTX", "sentTime": sent,
        "attachmentName": "a.txt", "attachment": base64.b64encode(b"pearl").decode(),
    }  # fmt: skip
    assert system.ask("operator", "POST", "/operator/v1/messages", json=order).status_code == 200
    within = {"fromDate": "2040-12-31T00:00:00Z", "toDate": "2041-01-02T00:00:00Z"}
    path = "/messages/v1.0/private"
    assert codes(system.ask("srtx", "GET", path, params={**SRTX, **within})) == ["SER0007"]  # not sent yet
    assert system.ask("operator", "POST", "/operator/v1/clock", json={"now": sent}).status_code == 200
    (found,) = system.ask("srtx", "GET", path, params={**SRTX, **within}).json()
    assert base64.b64decode(found["attachment"]) == b"pearl"
    assert codes(system.ask("gbtr", "GET", path, params={"participantName": "GBTR", **within})) == ["SER0007"]
    nobody = system.ask(
        "operator", "POST", "/operator/v1/messages", json={"text": "x", "participant": "NOBODY"}
    )
    assert nobody.status_code == 404


def test_a_holding_that_the_operator_makes_is_in_the_inventory(private: Callable[..., Standing]) -> None:
    """It gets an id of its own and shows in its owner's download."""
    system = private()
    order = {
        "owner": "SRTX", "source": "HELMS_7_B1", "sink": "DLAP_PGAE-APND", "tou": "ON", "hedgeType": "OBL",
        "crrType": "AUC", "category": "AUCTION", "marketName": "AUC_AN_2045", "period": "2045_S01", "mw": 7.125,
    }  # fmt: skip
    crr_id = system.ask("operator", "POST", "/operator/v1/holdings", json=order).json()["crrId"]
    from marketsim.system.store.holdings import find_crr

    with system.system.store.reading() as store:
        found = find_crr(store, crr_id)
    assert found is not None
    assert (found.owner, found.mw, found.period) == ("SRTX", 7.125, "2045_S01")
    assert (
        system.ask("operator", "POST", "/operator/v1/holdings", json={**order, "owner": "X"}).status_code
        == 404
    )
    assert (
        system.ask("operator", "POST", "/operator/v1/holdings", json={**order, "period": "2045"}).status_code
        == 400
    )


def test_an_order_that_cannot_be_read_is_an_error(standing: Standing) -> None:
    """Neither broken JSON nor an unknown path gets anything but an error text."""
    answer = standing.ask("operator", "PUT", "/operator/v1/faults", content=b"{")
    assert (answer.status_code, list(answer.json())) == (400, ["error"])
    assert standing.ask("operator", "GET", "/operator/v1/nothing").status_code == 404
    assert standing.ask("operator", "DELETE", "/operator/v1/faults").status_code == 405


def rules(standing: Standing) -> list[dict[str, Any]]:
    """The list of rules the console hands out."""
    found: list[dict[str, Any]] = standing.ask("operator", "GET", "/operator/v1/rules").json()["rules"]
    return found


def next_auction(standing: Standing) -> str:
    """The annual auction of the coming year, which is open."""
    return (
        f"AUC_AN_{int(standing.ask('operator', 'GET', '/operator/v1/health').json()['marketTime'][:4]) + 1}"
    )
