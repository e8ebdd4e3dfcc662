"""Bodies become messages or deviations, and messages become bodies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.contract import Contract
from marketsim.contract.decoding import construct_leniently, decode, decode_refusal, encode
from marketsim.contract.messages import auction, historical_forecasted_load, messages, refusal
from marketsim.contract.messages.types import REQUEST_TYPES

from .samples import as_bytes, new_portfolio, point, portfolio
from .samples import refusal as refusal_body

CONTRACT = Contract.load()
CREATION = CONTRACT.operation("auction", "portfolioCreation")
LOAD = CONTRACT.operation("historical_forecasted_load", "postLoadSubmission")
BUY = CONTRACT.operation("secondary_market", "postPublicSmBuyOffers")


def broken(body: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Path, expectation and finding of every deviation of a creation; nothing is decoded then."""
    value, deviations = decode(CREATION, as_bytes(body))
    assert (value is None) == bool(deviations)
    assert all((each.side, each.where) == ("request", "body") for each in deviations)
    return [(each.path, each.expected, each.found) for each in deviations]


def test_a_sound_body_becomes_its_message() -> None:
    """The Struct carries the values, whole numbers become floats where MW or dollars are meant."""
    value, deviations = decode(CREATION, as_bytes(new_portfolio()))
    assert deviations == []
    assert isinstance(value, auction.NewPortfolio)
    assert value.new_bids[0].bid_curve == [
        auction.BidPoint(mw=0.0, price=10.25),
        auction.BidPoint(mw=12.345, price=10.25),
    ]
    assert type(value.new_bids[0].bid_curve[0].mw) is float
    assert value.new_bids[0].description is msgspec.UNSET


def test_paths_lead_to_the_value_in_the_words_of_the_body() -> None:
    """A deviation deep inside is named like newBids[3].bidCurve[0].mw."""
    good = new_portfolio()["newBids"][0]
    bad = {**good, "bidCurve": [point(-1), point(1.2345, 1.005)]}
    assert broken(new_portfolio(newBids=[good, good, good, bad])) == [
        ("newBids[3].bidCurve[0].mw", "at least 0", "-1"),
        ("newBids[3].bidCurve[1].mw", "a number in steps of 0.001", "1.2345"),
        ("newBids[3].bidCurve[1].price", "a number in steps of 0.01", "1.005"),
    ]


@pytest.mark.parametrize(
    ("change", "deviation"),
    [
        ({"portfolioName": "a/b"}, ("portfolioName", "at least one letter or digit; letters, digits, dots, spaces, "
          "underscores and hyphens only", '"a/b"')),
        ({"portfolioName": "x" * 101}, ("portfolioName", "at most 100 characters",
          f'101 characters: "{"x" * 60}...{"x" * 10}"')),
        ({"marketName": 5}, ("marketName", "text", "5")),
        ({"newBids": {}}, ("newBids", "a list", "an object of 0 members")),
        ({"newBids": [1]}, ("newBids[0]", "an object", "1")),
        ({"newOffers": None}, ("newOffers", "a list", "null")),
        ({"participantName": ""}, ("participantName", "at least one character; letters, digits, dots, spaces, "
          "underscores and hyphens only", '""')),
    ],
)  # fmt: skip
def test_deviations_are_told_in_peoples_words(
    change: dict[str, Any], deviation: tuple[str, str, str]
) -> None:
    """Expected and found are words and JSON, not schemas."""
    assert broken(new_portfolio(**change)) == [deviation]


def test_missing_members_and_short_lists_are_told() -> None:
    """What is required and absent is named by its own path; lists say how many entries they want."""
    body = new_portfolio()
    del body["participantName"], body["newBids"][0]["tou"]
    body["newBids"][0]["bidCurve"] = [point()]
    assert sorted(broken(body)) == [
        ("newBids[0].bidCurve", "at least 2 entries", "a list of 1 entry"),
        ("newBids[0].tou", "a value, as it is required", "nothing"),
        ("participantName", "a value, as it is required", "nothing"),
    ]


@pytest.mark.parametrize("value", [True, "On", 1, None, ["ON"]])
def test_a_time_of_use_is_one_of_two_words(value: Any) -> None:
    """Anything else is told the words it may be, whatever its type."""
    body = new_portfolio()
    body["newBids"][0]["tou"] = value
    ((path, expected, _),) = broken(body)
    assert (path, expected) == ("newBids[0].tou", "one of ON, OFF")


def test_undocumented_members_pass() -> None:
    """A member that the contract doesn't know is no deviation and is dropped."""
    value, deviations = decode(CREATION, as_bytes(new_portfolio(colour="blue")))
    assert deviations == []
    assert isinstance(value, auction.NewPortfolio)


def test_a_list_at_the_top_has_paths_with_its_index() -> None:
    """Secondary-market bodies are lists."""
    _, deviations = decode(BUY, as_bytes([1]))
    assert [each.path for each in deviations] == ["[0]"]


def test_many_deviations_are_counted_and_not_all_listed() -> None:
    """Fifty are told, the rest is a number."""
    _, deviations = decode(BUY, as_bytes([1] * 80))
    assert len(deviations) == 51
    assert (deviations[-1].expected, deviations[-1].found) == ("no further deviations", "30 more")


def test_a_hostile_body_is_judged_by_its_beginning() -> None:
    """A body of 150,000 wrong entries is refused without listing them."""
    _, deviations = decode(BUY, b"[" + b"1," * 150_000 + b"1]")
    assert len(deviations) == 51
    assert deviations[-1].found == "over 951 more"


def test_a_deviation_beyond_the_beginning_of_a_large_body_is_still_found() -> None:
    """When the first thousand entries are sound, the first that isn't is told."""
    record = {
        "sinkName": "DLAP_PGAE-APND",
        "effectiveDate": "2026-01-01T08:00:00Z",
        "hourEnding": 1,
        "dataType": "FINAL_LOAD",
        "mw": 1.5,
    }
    load = {
        "histForecastFlag": "H",
        "assetOwner": "NVLY",
        "loadSubmissionWindowName": "HIST",
        "periodName": "2025_S01",
        "hourlyLoad": [record] * 30_000 + [{**record, "mw": 1.0001}],
    }
    value, deviations = decode(LOAD, as_bytes(load))
    assert value is None
    assert [each.path for each in deviations] == ["hourlyLoad[30000].mw", ""]
    load["hourlyLoad"] = [record] * 30_001
    value, deviations = decode(LOAD, as_bytes(load))
    assert deviations == []
    assert isinstance(value, historical_forecasted_load.LoadDataSet)


@pytest.mark.parametrize("body", [b"", b"{", b'{"a": 1, "a": 2}', b"[NaN]", b"\xff"])
def test_a_body_that_is_no_json_is_malformed(body: bytes) -> None:
    """The one deviation says so."""
    value, (deviation,) = decode(CREATION, body)
    assert value is None
    assert (deviation.path, deviation.expected, deviation.constraint) == ("", "valid JSON", "malformed")


def test_an_operation_without_body_takes_none() -> None:
    """A body where none belongs is a deviation."""
    status = CONTRACT.operation("app_status", "get-status")
    assert decode(status, b"") == (None, [])
    _, (deviation,) = decode(status, b"{}")
    assert deviation.constraint == "presence"


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-01T08:00:00",
        "2026-01-01 08:00:00Z",
        "2026-01-01",
        "2026-01-01T08:00:00+0800",
        "2026-13-01T08:00:00Z",
        0,
    ],
)
def test_date_times_need_the_form_of_rfc_3339_and_a_zone(text: Any) -> None:
    """Where Struct and schema differ the stricter one counts."""
    body = refusal_body(creationTime=text)
    _, deviations = decode(
        CONTRACT.operation("messages", "publicMessages"),
        as_bytes([{"sentTime": text, "message": "m"}]),
        "response",
    )
    assert [each.path for each in deviations] == ["[0].sentTime"]
    if isinstance(text, str) and " " not in text and "+" not in text:
        assert decode_refusal(as_bytes(body)) is None


def test_what_only_a_struct_cannot_hold_is_a_deviation_too() -> None:
    """A leap second keeps the schema but has no message."""
    publicly = CONTRACT.operation("messages", "publicMessages")
    leap = as_bytes([{"sentTime": "2016-12-31T23:59:60Z", "message": "m"}])
    _, (deviation,) = decode(publicly, leap, "response")
    assert (deviation.path, deviation.expected) == ("[0].sentTime", "a value that the message can hold")


def test_whole_numbers_are_bounded_by_their_64_bits() -> None:
    """A CRR id without published range is still an int64."""
    listed = CONTRACT.operation("auction", "getPortfolio")
    saved = {**new_portfolio()["newBids"][0], "bidId": 1, "crrId": 10**30}
    _, (deviation,) = decode(listed, as_bytes(portfolio(offers=[saved])), "response")
    assert (deviation.path, deviation.expected) == ("offers[0].crrId", "at most 9223372036854775807")


def test_a_download_is_its_bytes() -> None:
    """Market data answers are not JSON."""
    download = CONTRACT.operation("market_data", "getPublicMarketData")
    assert decode(download, b"PK", "response") == (b"PK", [])


def test_refusals_are_read_wherever_they_are_one() -> None:
    """A refusal decodes, a gateway's page and nothing do not."""
    read = decode_refusal(as_bytes(refusal_body("POR0101", serviceVersion="1.2.1")))
    assert isinstance(read, refusal.CRRServiceException)
    assert read.error_list[0].error_code == "POR0101"
    assert read.creation_time == datetime(2026, 1, 31, 8, tzinfo=UTC)
    for other in (b"", b"<html>", b"[]", as_bytes({"errorList": []})):
        assert decode_refusal(other) is None


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_utc_has_no_year_of_keeps_its_zone(text: str) -> None:
    """A client may send one and be told so, with the record that it sent."""
    sent = encode(messages.Message(sent_time=datetime.fromisoformat(text), message="m"))
    assert msgspec.json.decode(sent)["sentTime"] == text


@given(st.integers(min_value=-12 * 60, max_value=14 * 60), st.integers(min_value=0, max_value=999_999))
def test_date_times_are_sent_in_utc_and_whole_seconds(minutes: int, microsecond: int) -> None:
    """Whatever zone and fraction a message holds, Z and seconds go out."""
    when = datetime(2026, 7, 1, 12, 30, 15, microsecond, tzinfo=timezone(timedelta(minutes=minutes)))
    sent = encode(messages.Message(sent_time=when, message="m"))
    text = msgspec.json.decode(sent)["sentTime"]
    assert len(text) == 20
    assert text.endswith("Z")
    assert datetime.fromisoformat(text) == when.replace(microsecond=0)


@pytest.mark.parametrize(
    "value",
    [
        messages.Message(sent_time=datetime(2026, 1, 1), message="m"),  # noqa: DTZ001
        auction.BidPoint(mw=float("nan"), price=1.0),
        [auction.BidPoint(mw=1.0, price=float("-inf"))],
    ],
)
def test_what_json_or_the_contract_cannot_say_is_not_sent(value: Any) -> None:
    """A time without zone and numbers that are none are errors of ours, never quietly something else."""
    with pytest.raises(ValueError, match=r"no zone|no JSON number"):
        encode(value)


def test_plain_values_and_lists_are_sent_too() -> None:
    """A market status is a bare word, and lists may be empty."""
    assert encode("OPEN") == b'"OPEN"'
    assert encode([]) == b"[]"
    assert encode({"a": [1, 2.5, None, True]}) == b'{"a":[1,2.5,null,true]}'


def test_lenient_construction_keeps_what_breaks_the_contract() -> None:
    """With the rules off a message is still made, from whatever is there."""
    body = new_portfolio(portfolioName="a/" * 80, newOffers=7, colour="blue")
    body["newBids"][0] |= {"tou": True, "bidCurve": [{"mw": 1}]}
    del body["participantName"]
    made = construct_leniently(REQUEST_TYPES[CREATION.key], body)
    assert isinstance(made, auction.NewPortfolio)
    assert made.portfolio_name == "a/" * 80
    assert made.new_offers == []
    assert made.participant_name is msgspec.UNSET
    assert made.new_bids[0].tou is True
    assert made.new_bids[0].bid_curve[0] == auction.BidPoint(mw=1.0, price=msgspec.UNSET)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [None, 1, "x", [], {}, [1, None]])
def test_lenient_construction_never_fails(value: Any) -> None:
    """Whatever the JSON is, every type of the contract can be made of it."""
    for type_ in REQUEST_TYPES.values():
        made = construct_leniently(type_, value)
        assert isinstance(made, list | msgspec.Struct)


def test_lenient_construction_reads_times_where_it_can() -> None:
    """A time is read, a text that is none stays text."""
    record = historical_forecasted_load.HourlyLoadRecord
    assert construct_leniently(record, {"effectiveDate": "2026-01-01T08:00:00Z"}).effective_date == datetime(
        2026, 1, 1, 8, tzinfo=UTC
    )
    assert construct_leniently(record, {"effectiveDate": "soon"}).effective_date == "soon"


@pytest.mark.parametrize("part", [b"{},", b"[],", b"0,", b'"",'])
def test_a_large_body_of_next_to_nothing_is_refused_before_it_fills_memory(part: bytes) -> None:
    """As plain values it would take many times its size; the messages of the contract are not so dense."""
    operation = Contract.load().operation("historical_forecasted_load", "postLoadSubmission")
    body = b'{"hourlyLoad":[' + part * (11_000_000 // len(part)) + b"0]}"
    value, (deviation,) = decode(operation, body)
    assert (value, deviation.constraint) == (None, "malformed")
    assert "a bracket or a comma every few" in deviation.found
