"""In which order a request is judged, and what the first objection answers."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from standing import Standing, codes, portfolio

CREATION = "/auction/v1.0/portfolioCreation"
MARKETS = "/marketstatus/v1.0/activeAuctionMarkets"
STATUS = "/marketstatus/v1.0/marketStatus"
MAP = "/torconversion/v1.0/torConversionCreation"


@pytest.mark.parametrize(
    ("person", "sent", "expected"),
    [
        # each row breaks everything from its stage on; only the first breach is answered
        ("srtx", {"participantName": "N!", "bogus": "1"}, ["SER0002"]),
        ("srtx", {"participantName": "N" * 65}, ["SER0002"]),
        ("srtx", {"participantName": "NVLY"}, ["SEC0002"]),
        ("srtx", {"participantName": "srtx"}, ["SEC0002"]),
        ("srtx", {"participantName": "NOBODY"}, ["SEC0002"]),
        ("srtx", {"participantName": ""}, ["SEC0002"]),
        ("srtx", {"participantName": "SRTX", "marketName": "?"}, ["SER0017"]),
        ("srtx", {"participantName": "SRTX"}, ["SER0017"]),
        ("srtx", {"marketName": "NO_MARKET"}, ["SER0017"]),
        ("srtx", {"participantName": "SRTX", "marketName": "NO_MARKET"}, ["MKT0001"]),
    ],
)
def test_a_read_is_judged_by_participant_then_contract_then_existence(
    standing: Standing, person: str, sent: dict[str, str], expected: list[str]
) -> None:
    """SER0002 or SEC0002, then SER0017, then the codes of the service."""
    assert codes(standing.ask(person, "GET", STATUS, params=sent)) == expected


@pytest.mark.parametrize(
    ("person", "body", "expected"),
    [
        ("srtx", {"participantName": "GBTR"}, ["SEC0002"]),
        ("srtx", {"participantName": "S!"}, ["SEC0002"]),  # auction does not list SER0002
        ("upgae", {"participantName": "UPGAE"}, ["SEC0001"]),
        ("srtx-reader", {"participantName": "SRTX"}, ["SEC0001"]),
        ("upgae", b"{broken", ["SEC0001"]),  # whose function may not call this need not send JSON to learn it
        ("srtx", b"{broken", ["SER0017"]),
        ("srtx", b"", ["SER0017"]),
        ("srtx", {"participantName": 5}, ["SER0017"] * 5),
    ],
)
def test_a_write_is_judged_by_participant_then_function_then_contract(
    standing: Standing, person: str, body: Any, expected: list[str]
) -> None:
    """The participant is read from the body before the body is judged."""
    content = {"content": body} if isinstance(body, bytes) else {"json": body}
    headers = {"content-type": "application/json"}
    assert codes(standing.ask(person, "POST", CREATION, headers=headers, **content)) == expected


@pytest.mark.parametrize(
    ("path", "member", "body"),
    [
        (MAP, "torHolder", {"torConversionWindow": "W", "conversionRequests": []}),
        (
            "/historicalforecastedload/v1.0/loadSubmission",
            "assetOwner",
            {"histForecastFlag": "H", "loadSubmissionWindowName": "W", "periodName": "P", "hourlyLoad": []},
        ),
        ("/torconversion/v1.0/torConversionApproval", "assetOwner", {"torConversionWindow": "W"}),
    ],
)
def test_the_participant_of_an_upload_is_its_holder_or_asset_owner(
    standing: Standing, path: str, member: str, body: dict[str, Any]
) -> None:
    """Where no participantName is sent, torHolder or assetOwner says for whom the upload is."""
    assert codes(standing.ask("srtx", "POST", path, json={**body, member: "TORB"})) == ["SEC0002"]
    assert codes(standing.ask("srtx", "POST", path, json={**body, member: "T?"})) == ["SER0002"]


def test_one_person_acts_for_two_asset_owners(standing: Standing) -> None:
    """The certificate of gbtr opens GBTR and GBT2, and nobody else's."""
    asked = [
        standing.ask("gbtr", "GET", MARKETS, params={"participantName": name})
        for name in ("GBTR", "GBT2", "SRTX")
    ]
    assert [each.status_code for each in asked] == [200, 200, 403]


def test_the_operators_certificate_opens_no_participants_service(standing: Standing) -> None:
    """It holds no function and acts for nobody."""
    assert codes(standing.ask("operator", "GET", "/status")) == ["SEC0001"]
    assert codes(standing.ask("operator", "GET", MARKETS, params={"participantName": "SRTX"})) == ["SEC0002"]
    assert codes(standing.ask("mui-srtx", "GET", MARKETS, params={"participantName": "SRTX"})) == ["SEC0002"]


@pytest.mark.parametrize("request_id", [None, "", "not-a-uuid", "{3f0e6d1c-8f0b-4a7e-9c54-0d7a2b6f1e11}"])
def test_a_missing_or_ill_formed_request_id_is_an_invalid_request(
    standing: Standing, request_id: str | None
) -> None:
    """Every operation needs a caiso-request-id that is a UUID."""
    answer = standing.ask("srtx", "GET", "/status", request_id=request_id)
    assert (answer.status_code, codes(answer)) == (400, ["SER0017"])


def test_all_breaches_of_the_contract_are_told_at_once(standing: Standing) -> None:
    """One entry a breach: the answer names the parameters, not just the first of them."""
    path = "/messages/v1.0/public"
    answer = standing.ask(
        "srtx", "GET", path, request_id=None, params={"participantName": "SRTX", "toDate": "soon"}
    )
    texts = " ".join(each["errorDescription"] for each in answer.json()["errorList"])
    assert codes(answer) == ["SER0017"] * 3
    assert all(word in texts for word in ("caiso-request-id", "fromDate", "toDate"))


def test_an_unknown_query_parameter_is_tolerated(standing: Standing) -> None:
    """The contract does not forbid them."""
    answer = standing.ask("srtx", "GET", MARKETS, params={"participantName": "SRTX", "verbose": "yes"})
    assert answer.status_code == 200


@pytest.mark.parametrize("media_type", [None, "text/plain", "application/xml"])
def test_a_body_that_is_not_sent_as_json_is_an_invalid_request(
    standing: Standing, media_type: str | None
) -> None:
    """The content type must be application/json; parameters such as a charset are fine."""
    body = b'{"participantName":"SRTX","portfolioName":"P","marketName":"M","newBids":[],"newOffers":[]}'
    headers = {} if media_type is None else {"content-type": media_type}
    assert codes(standing.ask("srtx", "POST", CREATION, content=body, headers=headers)) == ["SER0017"]
    sound = {"content-type": "application/json; charset=utf-8"}
    assert codes(standing.ask("srtx", "POST", CREATION, content=body, headers=sound)) == ["MKT0001"]


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_beyond_the_limit_is_an_invalid_request(
    private: Callable[..., Standing], announced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether its length is announced or it just goes on, reading stops at the limit."""
    system = private()
    monkeypatch.setattr(system.system.settings, "whole", lambda name: 100)
    body = b'{"participantName":"SRTX"' + b" " * 200 + b"}"
    headers = {"content-type": "application/json"}
    sent = body if announced else iter([body])
    answer = system.ask("srtx", "POST", CREATION, content=sent, headers=headers)
    assert (answer.status_code, codes(answer)) == (400, ["SER0017"])
    assert "100 bytes" in answer.text


def test_load_may_be_larger_than_other_bodies(standing: Standing) -> None:
    """10 MB, and 64 MB for a load submission."""
    settings = standing.system.settings
    assert settings.whole("limits.body_bytes") == 10_000_000
    assert settings.whole("limits.load_body_bytes") == 64_000_000


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/no/such/path"),
        ("POST", MARKETS),
        ("DELETE", "/status"),
        ("GET", "/"),
        ("GET", MARKETS + "/"),
    ],
)
def test_an_unknown_path_or_method_is_not_found(standing: Standing, method: str, path: str) -> None:
    """404 with SER0029, also when the path is known and the method is not."""
    answer = standing.ask("srtx", method, path)
    assert (answer.status_code, codes(answer)) == (404, ["SER0029"])
    trace = standing.trace(answer)
    assert trace is not None
    assert trace["rulesFired"] == [{"id": "resource-known", "code": "SER0029"}]


def test_a_path_outside_the_base_is_not_found_either(standing: Standing) -> None:
    """The services live under /crr only."""
    answer = standing.client("srtx").get(f"{standing.root}/status")
    assert (answer.status_code, codes(answer)) == (404, ["SER0029"])


def test_a_refusal_tells_market_time_and_the_version_of_the_service(private: Callable[..., Standing]) -> None:
    """Bodies carry market time, the Date header wall time."""
    system = private()
    system.ask("operator", "POST", "/operator/v1/clock", json={"now": "2031-05-01T07:00:00Z"})
    answer = system.ask("srtx", "GET", STATUS, params={"participantName": "SRTX", "marketName": "NONE"})
    assert answer.json()["creationTime"].startswith("2031-05-01T07:0")
    assert answer.json()["serviceVersion"] == system.system.contract.version("market_status")
    assert parsedate_to_datetime(answer.headers["date"]).year < 2031


def test_what_nobody_foresaw_is_an_internal_error_that_leaks_nothing(
    private: Callable[..., Standing], caplog: pytest.LogCaptureFixture
) -> None:
    """500 with SER0028; the log names the request and the place, but no content."""
    system = private()

    def broken(call: Any, desk: Any) -> None:
        raise RuntimeError(f"secret {call.body}")

    key = system.system.contract.operation("auction", "portfolioCreation").key
    system.system.handlers = {**system.system.handlers, key: broken}
    request_id = str(uuid.uuid4())
    with caplog.at_level(logging.ERROR):
        answer = system.ask(
            "srtx", "POST", CREATION, json=portfolio("PEARL", marketName="M"), request_id=request_id
        )
    assert (answer.status_code, codes(answer)) == (500, ["SER0028"])
    assert answer.json()["errorList"][0]["severity"] == "FATAL"
    assert "secret" not in answer.text
    assert request_id in caplog.text
    assert "secret" not in caplog.text
    assert "PEARL" not in caplog.text


@pytest.mark.parametrize(
    ("rule", "person", "query"),
    [
        ("participant-known", "srtx", {"participantName": "NVLY", "marketName": "AUC_AN_{next_year}"}),
        ("request-id-present", "srtx", {"participantName": "SRTX", "marketName": "AUC_AN_{next_year}"}),
        ("request-id-well-formed", "srtx", {"participantName": "SRTX", "marketName": "AUC_AN_{next_year}"}),
    ],
)
def test_a_rule_switched_off_does_not_refuse(
    private: Callable[..., Standing], rule: str, person: str, query: dict[str, str]
) -> None:
    """With the rule in force the same request is refused, without it the service answers."""
    system = private(faults=[f"rule:{rule}"])
    year = system.system.clock.now().year + 1
    sent = {name: value.format(next_year=year) for name, value in query.items()}
    request_id = {"request-id-present": None, "request-id-well-formed": "odd"}.get(rule, "fresh")
    let_in = system.ask(person, "GET", STATUS, params=sent, request_id=request_id)
    assert (let_in.status_code, let_in.json()) == (200, "OPEN")
    system.system.switch_faults([])
    assert system.ask(person, "GET", STATUS, params=sent, request_id=request_id).status_code in (400, 403)


@pytest.mark.parametrize(
    ("rule", "person", "participant"),
    [("function-allowed", "upgae", "UPGAE"), ("write-granted", "srtx-reader", "SRTX")],
)
def test_a_function_rule_switched_off_lets_others_write(
    private: Callable[..., Standing], rule: str, person: str, participant: str
) -> None:
    """The suite must be able to see a system that forgot to look at functions or grants."""
    system = private(faults=[f"rule:{rule}"])
    market = f"AUC_AN_{system.system.clock.now().year + 1}"
    body = portfolio("P", marketName=market, participantName=participant)
    assert system.ask(person, "POST", CREATION, json=body).status_code == 200


def test_a_contract_rule_switched_off_lets_a_breach_through_to_the_service(
    private: Callable[..., Standing],
) -> None:
    """The body is then taken as far as it goes: a portfolio with a name of forbidden characters is kept."""
    market = {"marketName": f"AUC_AN_{private().system.clock.now().year + 1}"}
    system = private(faults=["rule:portfolio-name-characters"])
    answer = system.ask("srtx", "POST", CREATION, json=portfolio("a/b", **market))
    assert (answer.status_code, answer.json()["portfolioName"]) == (200, "a/b")
