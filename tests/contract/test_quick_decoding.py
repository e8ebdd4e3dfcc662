"""The quick way of decoding takes nothing that the thorough way would not, and reads it alike."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.contract import Contract
from marketsim.contract.messages import auction, historical_forecasted_load
from marketsim.contract.quick_decoding import decode_quickly
from marketsim.contract.schema_check import OPEN
from marketsim.contract.strict_json import MalformedJson, parse

from .samples import new_portfolio, point

CREATION = Contract.load().operation("auction", "portfolioCreation")
SOUND = json.dumps(new_portfolio()).encode()


def thoroughly_sound(body: bytes) -> bool:
    """Whether strict JSON and the schema alone, without the quick way, have nothing against the body."""
    try:
        value = parse(body)
    except MalformedJson:
        return False
    return not OPEN.of(CREATION.request_schema).deviations("request", "body", value)


def test_a_plainly_sound_body_takes_the_quick_way() -> None:
    """Else there would be nothing to gain."""
    assert isinstance(decode_quickly(auction.NewPortfolio, SOUND), auction.NewPortfolio)


LOAD = json.dumps(
    {
        "histForecastFlag": "H", "assetOwner": "NVLY", "loadSubmissionWindowName": "W", "periodName": "2025_S04",
        "hourlyLoad": [
            {"sinkName": "LAP", "effectiveDate": "2025-10-07T07:00:00Z", "hourEnding": 9, "dataType": "FINAL_LOAD",
             "mw": 1.5},
            {"sinkName": "LAP", "effectiveDate": "2025-11-04T08:00:00Z", "hourEnding": 24, "dataType": "FINAL_LOAD",
             "mw": 0.001},
        ],
    }
).encode()  # fmt: skip


def test_times_in_whole_seconds_of_utc_take_the_quick_way_and_others_a_closer_look() -> None:
    """Most bodies write them so; whether another form is sound is for the schema to say."""
    type_ = historical_forecasted_load.LoadDataSet
    read = decode_quickly(type_, LOAD)
    assert read == msgspec.json.decode(LOAD, type=type_)
    for other in (b"08:00:00.5Z", b"08:00:00+00:00", b"08:00:00z", b"08:00:00", b"24:00:00Z", b"08:00:60Z"):
        assert decode_quickly(type_, LOAD.replace(b"08:00:00Z", other)) is None


@given(
    st.text("0123456789", min_size=4, max_size=4),
    st.tuples(*(st.integers(0, most).map("{:02}".format) for most in (13, 32, 25, 60, 61))),
)
def test_no_time_is_taken_that_the_schema_would_refuse(year: str, rest: tuple[str, ...]) -> None:
    """Months, days, leap days, hours: of all that looks like an instant."""
    month, day, hour, minute, second = rest
    text = f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"
    body = LOAD.replace(b"2025-11-04T08:00:00Z", text.encode())
    if decode_quickly(historical_forecasted_load.LoadDataSet, body) is not None:
        schema = Contract.load().operation("historical_forecasted_load", "postLoadSubmission").request_schema
        assert not OPEN.of(schema).deviations("request", "body", parse(body))


@pytest.mark.parametrize(
    "part",
    [
        (b'"mw"', b'"mw": 1, "mw"'),
        (b'"portfolioName"', b'"portfolioName": "twice", "portfolioName"'),
        (b'"mw"', b'"unknown": 1, "mw"'),
        (b'"portfolioName"', b'"portfolio\\u004eame"'),
        (b"12.345", b"12.3456"),
        (b"12.345", b"1e-4"),
        (b"12.345", b"1e16"),
        (b"12.345", b"12345678901234.5"),
        (b"10.25", b"10.255"),
        (b"10.25", b"-10.255"),
    ],
)
def test_what_the_struct_does_not_see_takes_a_closer_look(part: tuple[bytes, bytes]) -> None:
    """Members twice or unknown, escapes, too many decimals, exponents, numbers beyond the exact ones."""
    body = SOUND.replace(*part)
    assert body != SOUND
    assert decode_quickly(auction.NewPortfolio, body) is None


numbers: st.SearchStrategy[Any] = st.one_of(
    st.integers(-5, 10**15),
    st.integers(0, 10**7).map(lambda n: n / 1000),
    st.floats(allow_nan=False),
    st.sampled_from([0.0005, 1e-9, 1e22, -0.0, 0.1 + 0.2, 3.0149999999999997]),
)
texts = st.one_of(
    st.sampled_from(["ON", "OBL", "AUC", "a", "", 'a"b', "ä", "1.2345", "7e5"]), st.text(max_size=5)
)
values = st.one_of(numbers, texts, st.none(), st.booleans(), st.just([]), st.just({}))


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """A portfolio with some members replaced, doubled or added, as compact or spaced JSON."""
    made = new_portfolio()
    bid = made["newBids"][0]
    bid["bidCurve"] = [point(draw(numbers), draw(numbers)) for _ in range(draw(st.integers(1, 3)))]
    for place in (made, bid, bid["bidCurve"][0]):
        if draw(st.integers(0, 3)) == 0:
            place[draw(st.sampled_from([*place, "description", "other"]))] = draw(values)
    text = json.dumps(made, separators=draw(st.sampled_from([(",", ":"), (", ", ": ")])), allow_nan=True)
    if draw(st.integers(0, 4)) == 0:
        text = text.replace('"tou"', draw(st.sampled_from(['"tou":"ON","tou"', '"x":0,"tou"'])), 1)
    return text.encode()


@settings(max_examples=300, deadline=None)
@given(bodies())
def test_the_quick_way_never_takes_what_the_thorough_way_refuses(body: bytes) -> None:
    """And what it takes is the message that the thorough way reads."""
    quick = decode_quickly(auction.NewPortfolio, body)
    if quick is not None:
        assert thoroughly_sound(body)
        assert msgspec.convert(parse(body), auction.NewPortfolio) == quick
