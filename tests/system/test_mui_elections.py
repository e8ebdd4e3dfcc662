"""The screens for long-term elections, and for entities outside the balancing authority area."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from asking import Asking, system_at
from mui_room import Screens
from portfolio_bodies import ALLOCATION, NOW, PERIOD, fresh_name, nomination, nomination_portfolio

from marketsim.system.operator import arranging, eligibility
from marketsim.system.operator.requests import ChangedMarket, NewCapCalculation, NewHolding, Nothing

LONG_TERM, FIRST_TIER, SEASON = "ALLOC_AN_2027_LT", "ALLOC_AN_2027_T1", "2027_S02"
HEADER = "CrrId,AssetOwner,Source,Sink,TOU,Period,MW,ElectedMW"


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """The long-term tier is open, and NVLY was awarded 30 MW in T1."""
    with system_at(tmp_path_factory.mktemp("elections"), NOW) as asking:
        opens = {"openDate": "2026-11-20T00:00:00Z"}
        arranging.change_dates(asking.system, LONG_TERM, msgspec.convert(opens, ChangedMarket))
        _award(asking, "NVLY", 30)
        order = NewCapCalculation(name="LT_2027", market=LONG_TERM, load_window="HIST_LOAD_2025")
        eligibility.calculate_caps(asking.system, order)
        eligibility.post_calculation(asking.system, "LT_2027", Nothing())
        yield asking


def _award(ask: Asking, owner: str, mw: float) -> int:
    terms = {
        "owner": owner, "source": "HELMS_7_B1", "sink": "DLAP_PGAE-APND", "tou": "ON", "hedgeType": "OBL",
        "crrType": "LSE", "category": "ALLOCATION", "marketName": FIRST_TIER, "period": SEASON, "mw": mw,
    }  # fmt: skip
    return int(arranging.create_holding(ask.system, msgspec.convert(terms, NewHolding))["crrId"])


@pytest.fixture(scope="module")
def mui(ask: Asking) -> Screens:
    return Screens(ask)


def award(mui: Screens) -> dict[str, Any]:
    """What the screen shows of the one award."""
    status, shown = mui(
        "GET", "/lt-election", "mui-nvly", {"participantName": "NVLY", "marketName": LONG_TERM}
    )
    (row,) = shown["electable"]
    assert status == 200
    return dict(row)


def line(row: dict[str, Any], elected: object) -> str:
    return ",".join(str(each) for each in (*row.values(), elected))


def elect(mui: Screens, *lines: str, market: str = LONG_TERM, **more: str) -> tuple[int, Any]:
    query = {"participantName": "NVLY", "marketName": market, "portfolioName": fresh_name()} | more
    return mui("POST", "/lt-election", "mui-nvly", query, "\n".join((HEADER, *lines)).encode(), "trace-lt")


def test_an_election_becomes_a_portfolio_that_the_api_submits(ask: Asking, mui: Screens) -> None:
    """It is VALID when saved, holds what was elected, and the API takes it from there."""
    row = award(mui)
    assert (row["MW"], row["Period"], row["AssetOwner"]) == (30, SEASON, "NVLY")
    status, saved = elect(mui, line(row, 12.5))
    assert (status, saved["status"], saved["records"]) == (200, "VALID", 1)
    named = {"portfolioName": saved["portfolioName"], "marketName": LONG_TERM, "participantName": "NVLY"}
    (kept,) = ask("nomination.portfolio", "nvly", query=named).value["nominations"]
    assert (kept["mw"], kept["source"], kept["period"], kept["crrType"]) == (
        12.5,
        "HELMS_7_B1",
        SEASON,
        "LSE",
    )
    assert ask("nomination.portfolioSubmission", "nvly", body=named).value["status"] == "SUBMITTED"
    ask("nomination.portfolioRetraction", "nvly", body=named)


def test_an_election_is_submitted_straight_from_the_screen(ask: Asking, mui: Screens) -> None:
    """Up to the whole award; a second one of the rest would be too much together with it."""
    row = award(mui)
    status, first = elect(mui, line(row, 20), line(row | {"CrrId": 0}, ""), submit="yes")
    assert (status, first["status"], first["errorMessage"]) == (200, "SUBMITTED", None)
    status, second = elect(mui, line(row, 10.001), submit="yes")
    assert (status, second["status"]) == (200, "INVALID")
    assert "30.001 MW in total are more than the 30 MW allowed: SIGNATURE" in second["errorMessage"]
    named = {"portfolioName": first["portfolioName"], "marketName": LONG_TERM, "participantName": "NVLY"}
    assert ask("nomination.portfolioRetraction", "nvly", body=named).value["status"] == "VALID"


def test_a_nomination_of_the_api_elects_as_well(ask: Asking) -> None:
    """What was not awarded in T1 may not be nominated in the long-term tier."""
    for source, status in (("HELMS_7_B1", "SUBMITTED"), ("GEYSERS_7_B1", "INVALID")):
        name = fresh_name()
        record = nomination(source=source, period=SEASON, mw=5)
        body = nomination_portfolio(name, record, marketName=LONG_TERM)
        assert ask("nomination.portfolioCreation", "nvly", body=body).status == 200
        named = {"portfolioName": name, "marketName": LONG_TERM, "participantName": "NVLY"}
        assert ask("nomination.portfolioSubmission", "nvly", body=named).value["status"] == status
        ask("nomination.portfolioRetraction", "nvly", body=named)


def test_what_the_award_does_not_carry_is_refused(mui: Screens) -> None:
    """More than the award, half a step, another CRR, a changed cell, one CRR twice; nothing is saved."""
    row = award(mui)
    number = row["CrrId"]
    for lines, text in (
        ([line(row, 30.001)], f"CRR {number}: elected 30.001 MW"),
        ([line(row, 1.0005)], f"CRR {number}: elected 1.0005 MW"),
        ([line(row, -1)], f"CRR {number}: elected -1"),
        ([line(row | {"CrrId": 1}, 1)], "CRR 1: not awarded to the participant in T1"),
        ([line(row | {"Source": "KERN_7_B1"}, 1)], f"CRR {number}: Source is not that of the award"),
        ([line(row, 1), line(row, 2)], f"CRR {number}: elected twice"),
        (["x"], "the file cannot be read"),
    ):
        status, told = elect(mui, *lines)
        assert status == 400 and told["error"].startswith(text), told


def test_where_nothing_can_be_elected(mui: Screens) -> None:
    """Another tier, a window that is not open, a market that is not there, somebody else's screens."""
    row = award(mui)
    for market, status, text in (
        (FIRST_TIER, 409, "is not the long-term tier"),
        ("ALLOC_AN_2026_LT", 409, "is POSTED: its window is not open"),
        ("NONE", 404, "there is no market named NONE"),
        ("AUC_AN_2027", 409, "expected: an annual allocation"),
    ):
        found, told = elect(mui, line(row, 1), market=market)
        assert (found, text in told["error"]) == (status, True), told
    query = {"participantName": "BAYC", "marketName": LONG_TERM}
    assert mui("GET", "/lt-election", "mui-nvly", query)[0] == 403


OUTSIDE = "mui-obax"
PAID = {"participantName": "OBAX", "marketName": ALLOCATION}


def order(**members: Any) -> bytes:
    return json.dumps(members).encode()


def test_outside_the_area_nothing_is_submitted_that_is_not_prepaid(ask: Asking, mui: Screens) -> None:
    """At $1,000 a MW: 10 MW need $10,000; what is SUBMITTED counts too, and what is prepaid adds up."""
    record = nomination("OBAX", source="TH_NP15_GEN-APND", sink="MALIN_5_N101", crrType="OBAALSE", mw=10)

    def submitted() -> Any:
        name = fresh_name()
        body = nomination_portfolio(name, record, participantName="OBAX")
        assert ask("nomination.portfolioCreation", "sdcc", body=body).status == 200
        named = {"portfolioName": name, **PAID}
        return ask("nomination.portfolioSubmission", "sdcc", body=named).value

    assert mui("GET", "/prepayment", OUTSIDE, PAID)[1]["prepaid"] == 0
    refused = submitted()
    assert refused["status"] == "INVALID"
    assert refused["errorMessage"] == (
        f"$10,000.00 must be prepaid for the nominations submitted to market {ALLOCATION}, and $0.00 are"
    )
    mui("POST", "/prepayment", OUTSIDE, {}, order(**PAID, amount=4000.5))
    assert mui("POST", "/prepayment", OUTSIDE, {}, order(**PAID, amount=5999.5))[1]["prepaid"] == 10_000
    assert submitted()["status"] == "SUBMITTED"
    assert "$20,000.00 must be prepaid" in submitted()["errorMessage"]


ELECTION = {"participantName": "OBAX", "loadSubmissionWindowName": "FCST_LOAD_2027_M01"}


def test_eligible_load_is_elected_while_its_window_is_open(mui: Screens) -> None:
    """Elected, told, and taken back."""
    told = {**ELECTION, "elected": ["MALIN_5_N101"]}
    answer = mui("POST", "/eq-load-election", OUTSIDE, {}, order(**ELECTION, sinkName="MALIN_5_N101"))
    assert answer == mui("GET", "/eq-load-election", OUTSIDE, ELECTION) == (200, told)
    back = order(**ELECTION, sinkName="MALIN_5_N101", elected=False)
    assert mui("POST", "/eq-load-election", OUTSIDE, {}, back)[1]["elected"] == []


@pytest.mark.parametrize(
    ("path", "person", "body", "status"),
    [
        ("/eq-load-election", "mui-nvly", {**ELECTION, "participantName": "NVLY", "sinkName": "MALIN_5_N101"}, 403),
        ("/eq-load-election", "mui-nvly", {**ELECTION, "sinkName": "MALIN_5_N101"}, 403),
        ("/eq-load-election", OUTSIDE, {**ELECTION, "sinkName": "NOWHERE"}, 404),
        ("/eq-load-election", OUTSIDE, {**ELECTION, "loadSubmissionWindowName": "NONE", "sinkName": "X"}, 404),
        ("/eq-load-election", OUTSIDE,
         {**ELECTION, "loadSubmissionWindowName": "FCST_LOAD_2026_M12", "sinkName": "MALIN_5_N101"}, 409),
        ("/eq-load-election", OUTSIDE, {"sinkName": 3}, 400),
        ("/prepayment", OUTSIDE, {**PAID, "amount": 0}, 400),
        ("/prepayment", OUTSIDE, {**PAID, "amount": 0.004}, 400),
        ("/prepayment", OUTSIDE, {**PAID, "amount": 9.999}, 400),
        ("/prepayment", OUTSIDE, {**PAID, "marketName": "AUC_AN_2027", "amount": 1}, 404),
        ("/prepayment", "mui-sdcc", {**PAID, "participantName": "SDCC", "amount": 1}, 403),
    ],
)  # fmt: skip
def test_what_the_outside_screens_refuse(
    mui: Screens, path: str, person: str, body: dict[str, Any], status: int
) -> None:
    """Entities inside the area, other participants, names of nothing, closed windows, no amount."""
    found, told = mui("POST", path, person, {}, order(**body))
    assert (found, set(told)) == (status, {"error"})


def test_load_from_outside_the_area_is_taken_at_scheduling_points(ask: Asking) -> None:
    """And not at an aggregation point, where only load inside the area is."""
    hour = {"effectiveDate": "2027-01-04T08:00:00Z", "hourEnding": 1, "dataType": "FINAL_LOAD", "mw": 9}
    for sink, status in (("MALIN_5_N101", 200), ("DLAP_PGAE-APND", 400)):
        body = {
            "histForecastFlag": "F", "assetOwner": "OBAX", "loadSubmissionWindowName": "FCST_LOAD_2027_M01",
            "periodName": PERIOD, "hourlyLoad": [hour | {"sinkName": sink}],
        }  # fmt: skip
        assert ask("historical_forecasted_load.postLoadSubmission", "sdcc", body=body).status == status
