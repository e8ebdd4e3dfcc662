"""Exchanges are checked on their raw bytes, side by side with the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from marketsim.contract import Contract, Deviation
from marketsim.contract.exchange import ExchangeCheck
from marketsim.contract.schema_check import OPEN

from .samples import JSON_HEADERS, REQUEST_ID, as_bytes, bid, new_portfolio, point, portfolio, refusal

CONTRACT = Contract.load()
CHECK = ExchangeCheck(CONTRACT)
GET = CONTRACT.operation("auction", "getPortfolio")
CREATION = CONTRACT.operation("auction", "portfolioCreation")
QUERY = {"marketName": "AUC", "portfolioName": "P 1", "participantName": "SRTX"}


def told(deviations: list[Deviation]) -> list[tuple[str, str, str]]:
    """Where, path and constraint of each deviation."""
    return [(each.where, each.path, each.constraint) for each in deviations]


def of_request(query: Mapping[str, Any] = QUERY, headers: Mapping[str, Any] = REQUEST_ID) -> list[Deviation]:
    """The deviations of reading a portfolio."""
    return CHECK.request(GET, query, headers, b"")


def of_answer(value: Any, status: int = 200) -> list[Deviation]:
    """The deviations of an answer with a JSON body."""
    return CHECK.response(GET, status, JSON_HEADERS, as_bytes(value))


def test_a_sound_request_has_no_deviation() -> None:
    """Reading and creating a portfolio as the contract wants it."""
    assert of_request() == []
    assert CHECK.request(CREATION, {}, {**JSON_HEADERS, **REQUEST_ID}, as_bytes(new_portfolio())) == []


def test_header_names_count_in_any_case() -> None:
    """HTTP does not care, neither does the check."""
    assert of_request(headers={"CAISO-Request-ID": REQUEST_ID["caiso-request-id"].upper()}) == []


@pytest.mark.parametrize(
    "value", ["", "nonsense", "123e4567e89b12d3a456426614174000", "{123e4567-e89b-12d3-a456-426614174000}"]
)
def test_the_request_id_is_a_uuid(value: str) -> None:
    """Texts that only resemble a UUID are deviations."""
    (deviation,) = of_request(headers={"caiso-request-id": value})
    assert (deviation.where, deviation.path, deviation.constraint) == ("header", "caiso-request-id", "format")
    assert deviation.expected.startswith("a UUID")


def test_missing_and_unknown_and_repeated_parameters_are_told() -> None:
    """Each by its name, in the order of the contract, unknown ones last."""
    found = of_request({"marketName": ["A", "B"], "portfolioName": "P", "colour": "blue"}, {})
    assert told(found) == [
        ("header", "caiso-request-id", "required"),
        ("query", "marketName", "repeated"),
        ("query", "participantName", "required"),
        ("query", "colour", "unknown"),
    ]
    assert found[-1].expected == "only marketName, participantName, portfolioName"
    assert str(found[1]) == "request query marketName: expected one value; found 2 values"


def test_parameters_keep_their_schemas() -> None:
    """Lengths, patterns and enumerations of parameters count."""
    assert told(of_request({**QUERY, "participantName": "x" * 11})) == [
        ("query", "participantName", "maxLength")
    ]
    assert told(of_request({**QUERY, "marketName": "a/b"})) == [("query", "marketName", "pattern")]
    offers = CONTRACT.operation("secondary_market", "getMySmOffersByStatus")
    (deviation,) = CHECK.request(
        offers, {"participantName": "SRTX", "OfferStatusType": "LOST"}, REQUEST_ID, b""
    )
    assert (
        deviation.expected
        == "one of POSTED, PENDING_MP_RESPONSE, APPROVED, DISAPPROVED, PENDING_CREDIT_CHECK, ERROR"
    )
    assert deviation.found == '"LOST"'


def test_dates_in_the_query_are_date_times() -> None:
    """fromDate is needed, toDate is not, both are times with a zone."""
    messages = CONTRACT.operation("messages", "publicMessages")
    query = {"participantName": "SRTX", "fromDate": "2026-01-01T00:00:00Z"}
    assert CHECK.request(messages, query, REQUEST_ID, b"") == []
    found = CHECK.request(messages, {**query, "toDate": "2026-01-02"}, REQUEST_ID, b"")
    assert told(found) == [("query", "toDate", "format")]


def test_bodies_of_requests_are_judged() -> None:
    """Presence, media type and content of a body."""
    headers = {**JSON_HEADERS, **REQUEST_ID}
    body = as_bytes(new_portfolio())
    assert told(CHECK.request(GET, QUERY, headers, body)) == [("body", "", "presence")]
    assert told(CHECK.request(CREATION, {}, headers, b"")) == [("body", "", "presence")]
    assert told(CHECK.request(CREATION, {}, REQUEST_ID, body)) == [("media type", "", "media type")]
    assert told(CHECK.request(CREATION, {}, {**headers, "Content-Type": "text/xml"}, body)) == [
        ("media type", "", "media type")
    ]
    assert told(CHECK.request(CREATION, {}, headers, b"{")) == [("body", "", "malformed")]
    assert told(CHECK.request(CREATION, {}, headers, as_bytes(new_portfolio(newBids=1)))) == [
        ("body", "newBids", "type")
    ]


def test_a_sound_answer_has_no_deviation() -> None:
    """A portfolio, a refusal, and an empty answer to somebody without certificate."""
    assert of_answer(portfolio(bid(), bid())) == []
    for status in (400, 403, 404, 500):
        assert of_answer(refusal(), status) == []
    assert CHECK.response(GET, 401, {}, b"") == []


def test_an_answer_without_body_may_still_have_one_at_401() -> None:
    """The contract describes none there, but forbids none either."""
    assert CHECK.response(GET, 401, {"content-type": "text/html"}, b"<html>") == []


@pytest.mark.parametrize("status", [201, 204, 302, 405, 409, 418, 502])
def test_undocumented_statuses_are_deviations(status: int) -> None:
    """What is documented is told."""
    (deviation,) = CHECK.response(GET, status, {}, b"")
    assert (deviation.where, deviation.found) == ("status", str(status))
    assert deviation.expected == "one of 200, 400, 401, 403, 404, 500"


@pytest.mark.parametrize("status", [200, 400, 404])
def test_a_gateways_page_is_the_wrong_media_type(status: int) -> None:
    """HTML where JSON belongs."""
    (deviation,) = CHECK.response(GET, status, {"content-type": "text/html"}, b"<html>")
    assert (deviation.where, deviation.expected, deviation.found) == (
        "media type",
        "application/json",
        "text/html",
    )


def test_an_empty_answer_and_one_without_media_type_are_deviations() -> None:
    """Both where the contract wants JSON."""
    assert told(CHECK.response(GET, 200, JSON_HEADERS, b"")) == [("body", "", "presence")]
    assert told(CHECK.response(GET, 200, {}, as_bytes(portfolio()))) == [("media type", "", "media type")]


def test_paths_of_answers_are_readable() -> None:
    """The very member is named."""
    body = portfolio(bid(), bid(tou=True, bidCurve=[point(), {"mw": 0.0001}]), offers=[{}], status="X")
    del body["marketName"]
    found = of_answer(body)
    paths = [each.path for each in found]
    assert paths[:1] == ["marketName"]
    assert {"bids[1].tou", "bids[1].bidCurve[1].mw", "bids[1].bidCurve[1].price", "offers[0].crrId"} <= set(
        paths
    )
    assert all(each.side == "response" and each.where == "body" for each in found)


@pytest.mark.parametrize(
    "body", [b"{", b"{}}", b'{"a":1,"a":1}', b"[Infinity]", b"[" * 5000, b"\xff", b"null null"]
)
def test_answers_that_are_no_json_are_malformed(body: bytes) -> None:
    """Including what many readers would let pass."""
    assert told(CHECK.response(GET, 200, JSON_HEADERS, body)) == [("body", "", "malformed")]


@pytest.mark.parametrize("body", [b"null", b"[]", b"0", b'"OPEN"', b"true"])
def test_json_of_the_wrong_kind_is_a_deviation(body: bytes) -> None:
    """The whole body is the wrong type, so the path is empty."""
    (deviation,) = CHECK.response(GET, 200, JSON_HEADERS, body)
    assert (deviation.path, deviation.expected) == ("", "an object")


def test_names_of_members_cannot_spoil_a_message() -> None:
    """Control characters and endless names from outside are escaped and cut."""
    strict = ExchangeCheck(CONTRACT, strict=True)
    found = strict.response(
        GET, 200, JSON_HEADERS, as_bytes(portfolio(**{"a\n\x1b[31mb": 1, "y" * 5000: "z" * 5000}))
    )
    assert len(found) == 2
    assert all(each.path.isprintable() and len(each.path) < 100 and len(each.found) < 200 for each in found)


def test_undocumented_members_pass_unless_the_check_is_strict() -> None:
    """At any depth, inside lists and behind references, each named and marked."""
    body = portfolio(bid(colour="blue", bidCurve=[point(), {**point(1), "lot": [1]}]), owner={"name": "x"})
    assert of_answer(body) == []
    strict = ExchangeCheck(CONTRACT, strict=True)
    found = strict.response(GET, 200, JSON_HEADERS, as_bytes(body))
    assert {(each.path, each.found) for each in found} == {
        ("bids[0].colour", '"blue"'),
        ("bids[0].bidCurve[1].lot", "a list of 1 entry"),
        ("owner", "an object of 1 member"),
    }
    assert all(each.undocumented and each.expected == "documented members only" for each in found)


def test_the_strict_check_tells_breaches_first_and_unmarked() -> None:
    """What breaks the contract is not lost among what it merely doesn't mention."""
    strict = ExchangeCheck(CONTRACT, strict=True)
    body = portfolio(bid(tou="On"), **{f"extra{n}": n for n in range(70)})
    found = strict.response(GET, 200, JSON_HEADERS, as_bytes(body))
    assert [(each.path, each.undocumented) for each in found[:2]] == [
        ("bids[0].tou", False),
        ("extra0", True),
    ]
    assert len(found) == 51
    assert (found[-1].found, found[-1].undocumented) == ("21 more", True)


def test_the_strict_check_also_sees_a_body_where_none_is_described() -> None:
    """A 401 with a body is reported as undocumented."""
    strict = ExchangeCheck(CONTRACT, strict=True)
    (deviation,) = strict.response(GET, 401, {}, b"go away")
    assert (deviation.where, deviation.undocumented) == ("body", True)


def test_a_bare_word_is_an_answer_too() -> None:
    """The status of a market is one word in quotes."""
    status = CONTRACT.operation("market_status", "getMarketStatus")
    assert CHECK.response(status, 200, JSON_HEADERS, b'"OPEN"') == []
    (deviation,) = CHECK.response(status, 200, JSON_HEADERS, b'"AJAR"')
    assert deviation.expected == "one of PREP, OPEN, CLOSED, POSTED"


def test_a_schema_is_compiled_once() -> None:
    """A second check of the same contract finds the compiled schemas of the first."""
    assert GET.response_schema is not None
    first = OPEN.of(GET.response_schema)
    assert ExchangeCheck(CONTRACT).response(GET, 200, JSON_HEADERS, as_bytes(portfolio())) == []
    assert OPEN.of(GET.response_schema) is first
