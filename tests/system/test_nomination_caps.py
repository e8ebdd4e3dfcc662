"""Submitted nominations are held against the posted caps; a calculation is made and posted at the console."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from asking import Answered, Asking, system_at
from portfolio_bodies import ALLOCATION, NOW, PERIOD, fresh_name, nomination, nomination_portfolio

from marketsim.system.operator import arranging, eligibility
from marketsim.system.operator.modelling import put_source_sinks
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import NewCapCalculation, NewMarket, Nothing, Withdrawn
from marketsim.system.store.caps import list_caps

CREATION, SUBMISSION = "nomination.portfolioCreation", "nomination.portfolioSubmission"
ANNUAL, LAST_YEARS = "ALLOC_AN_2027_T1", "2027_S04"  # the world holds last year's fourth season


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("caps"), NOW) as asking:
        yield asking


Submit = Callable[..., Answered]


@pytest.fixture
def submit(ask: Asking) -> Iterator[Submit]:
    """Creates and submits a portfolio, and leaves nothing of it."""
    made: list[tuple[str, dict[str, str]]] = []

    def create_and_submit(
        *records: dict[str, Any], market: str = ALLOCATION, owner: str = "NVLY", person: str = ""
    ) -> Answered:
        who = person or owner.lower()
        name = fresh_name()
        body = nomination_portfolio(name, *records, marketName=market, participantName=owner)
        created = ask(CREATION, who, body=body)
        assert created.value["status"] == "VALID", created.value
        named = {"portfolioName": name, "marketName": market, "participantName": owner}
        made.append((who, named))
        return ask(SUBMISSION, who, body=named)

    yield create_and_submit
    for who, named in made:
        ask("nomination.portfolioRetraction", who, body=named)
        ask("nomination.deletePortfolio", who, query=named)


def cap(ask: Asking, name: str, kind: str, owner: str, tou: str = "ON", period: str = PERIOD) -> float:
    with ask.system.store.reading() as store:
        found = [
            each for each in list_caps(store, name, kind, owner) if (each.tou, each.period) == (tou, period)
        ]
    return found[0].mw


def fired(answered: Answered) -> set[str]:
    return {rule for rule, _ in answered.trace.rules_fired}


def test_as_much_as_is_allowed_is_submitted_and_a_step_more_is_not(ask: Asking, submit: Submit) -> None:
    """The boundary of the MEQ: the text names kind, sink, CRR type, period, time of use and both MW."""
    allowed = cap(ask, "MEQ_2027_M01", "MEQ", "NVLY")
    assert submit(nomination(mw=allowed)).value["status"] == "SUBMITTED"


def test_above_the_meq_the_portfolio_is_invalid(ask: Asking, submit: Submit) -> None:
    """200 INVALID with a line a cap; it was VALID before, and cannot be submitted again."""
    allowed = cap(ask, "MEQ_2027_M01", "MEQ", "NVLY")
    answered = submit(nomination(mw=round(allowed - 1, 3)), nomination(mw=1.001))
    assert answered.value["status"] == "INVALID"
    where = f"sink DLAP_PGAE-APND, CRR type LSE, period {PERIOD}, TOU ON"
    lines = answered.value["errorMessage"].splitlines()
    assert (
        f"{allowed + 0.001:.3f} MW in total are more than the {allowed:g} MW allowed: MEQ at {where}" in lines
    )
    assert fired(answered) == {"nomination-within-meq", "nomination-within-upper-bound"}
    assert answered.trace.transitions[-1][1:] == ("VALID", "fail", "INVALID")


def test_other_submitted_portfolios_count_unless_a_setting_says_no(ask: Asking, submit: Submit) -> None:
    """Each of two is within the cap, both together are not."""
    allowed = cap(ask, "MEQ_2027_M01", "MEQ", "NVLY")
    assert submit(nomination(mw=round(allowed - 10, 3))).value["status"] == "SUBMITTED"
    assert submit(nomination(mw=10.001)).value["status"] == "INVALID"
    assert submit(nomination(mw=10)).value["status"] == "SUBMITTED"
    with ask.setting("caps.count_submitted", False):
        assert submit(nomination(mw=allowed)).value["status"] == "SUBMITTED"


def test_where_no_cap_was_found_nothing_is_allowed(submit: Submit) -> None:
    """At a sink without load of ours."""
    answered = submit(nomination(sink="DLAP_SDGE-APND", mw=0.001))
    assert answered.value["status"] == "INVALID"
    assert "0.001 MW in total are more than the 0 MW allowed: MEQ" in answered.value["errorMessage"]


SIGNED = {"period": LAST_YEARS, "source": "GEYSERS_7_B1"}


def pairs(ask: Asking) -> dict[str, float]:
    """The MW that NVLY may renew in last year's season ON, by source."""
    with ask.system.store.reading() as store:
        found = list_caps(store, "SEQ_2027", "SIGNATURE", "NVLY")
    return {each.source or "": each.mw for each in found if (each.period, each.tou) == (LAST_YEARS, "ON")}


def test_on_a_pair_of_last_year_its_mw_may_be_renewed(ask: Asking, submit: Submit) -> None:
    """Of 80 MW 4.83 % moved with the load: 3.864; 76.136 are allowed."""
    assert pairs(ask)["GEYSERS_7_B1"] == 76.136
    assert submit(nomination(**SIGNED, mw=76.136), market=ANNUAL).value["status"] == "SUBMITTED"


def test_above_a_pair_of_last_year_or_on_another_it_may_not(ask: Asking, submit: Submit) -> None:
    """The text names the source as well."""
    other = min({"KERN_7_B1", "MIDWAY_7_B1", "IVANPAH_7_B1", "OTAYMSA_7_B1"} - set(pairs(ask)))
    for source, mw, allowed in (("GEYSERS_7_B1", 76.137, 76.136), (other, 1, 0)):
        answered = submit(nomination(**SIGNED | {"source": source, "mw": mw}), market=ANNUAL)
        assert answered.value["status"] == "INVALID" and "nomination-signature" in fired(answered)
        lines = answered.value["errorMessage"].splitlines()
        assert (
            f"{mw:g} MW in total are more than the {allowed} MW allowed: SIGNATURE from source {source} to sink "
            f"DLAP_PGAE-APND, CRR type LSE, period {LAST_YEARS}, TOU ON"
        ) in lines


def test_each_kind_of_cap_has_a_rule_of_its_own(ask: Asking, submit: Submit) -> None:
    """Far above everything all three fire; each is gone from the text when its rule is off."""
    far = nomination(**SIGNED | {"mw": 900})
    rules = {
        "nomination-within-seq": "SEQ at", "nomination-within-upper-bound": "UPPER_BOUND at",
        "nomination-signature": "SIGNATURE from",
    }  # fmt: skip
    assert fired(submit(far, market=ANNUAL)) == set(rules)
    for rule, words in rules.items():
        with ask.without(rule):
            text = submit(far, market=ANNUAL).value["errorMessage"]
        assert words not in text and len(text.splitlines()) == 2


def test_without_posted_caps_nothing_is_tested_unless_caps_are_required(ask: Asking, submit: Submit) -> None:
    """The trace tells that no cap was looked at; with the setting on, the submission is INVALID."""
    market = "ALLOC_MN_2030_M01_T1"
    _open(ask, market, "MONTHLY", ["2030_M01"])
    record = nomination(period="2030_M01", mw=9000)
    free = submit(record, market=market)
    assert free.value["status"] == "SUBMITTED"
    assert "nomination-caps-posted" in free.trace.rules_evaluated
    assert not {"nomination-within-meq", "nomination-within-seq"} & set(free.trace.rules_evaluated)
    with ask.setting("caps.required", True):
        held_back = submit(record, market=market)
    assert held_back.value["errorMessage"] == f"no nomination caps are posted for market {market}"


def test_records_are_judged_again_at_submission(ask: Asking) -> None:
    """A location that left the list in between makes the portfolio INVALID, with the place of the record."""
    market = "ALLOC_MN_2030_M02_T1"
    _open(ask, market, "MONTHLY", ["2030_M02"])
    name = fresh_name()
    body = nomination_portfolio(name, nomination(period="2030_M02"), marketName=market)
    assert ask(CREATION, "nvly", body=body).status == 200
    put_source_sinks(ask.system, market, Withdrawn(withdrawn=["GEYSERS_7_B1"]))
    named = {"portfolioName": name, "marketName": market, "participantName": "NVLY"}
    answered = ask(SUBMISSION, "nvly", body=named)
    assert answered.value["status"] == "INVALID"
    assert answered.value["errorMessage"].startswith("nominations[0]: source: GEYSERS_7_B1")


def test_who_is_inside_the_area_nominates_lse(submit: Submit) -> None:
    """And whoever is outside nominates OBAALSE."""
    answered = submit(nomination(crrType="OBAALSE", mw=1))
    assert "nomination-crr-type" in fired(answered)
    assert "nominations[0]: crrType: NVLY nominates LSE, not OBAALSE" in answered.value["errorMessage"]
    outside = nomination("OBAX", source="TH_NP15_GEN-APND", sink="MALIN_5_N101", mw=1)
    assert "nomination-crr-type" in fired(submit(outside, owner="OBAX", person="sdcc"))


def _open(ask: Asking, name: str, term: str, periods: list[str]) -> None:
    body = {
        "name": name, "marketType": "ALLOCATION", "marketTerm": term, "periods": periods,
        "openDate": "2026-11-01T00:00:00Z", "closeDate": "2026-12-24T00:00:00Z",
    }  # fmt: skip
    arranging.create_market(ask.system, msgspec.convert(body, NewMarket))


def order(name: str, market: str, **more: Any) -> NewCapCalculation:
    return NewCapCalculation(name=name, market=market, **more)


PROBLEMS = {
    "unknown market": (order("X", "ALLOC_AN_1999_T1"), 404, "the market ALLOC_AN_1999_T1"),
    "auction": (order("X", "AUC_AN_2027"), 409, "AUC_AN_2027, auction"),
    "unknown window": (order("X", ANNUAL, load_window="NONE"), 404, "the load window NONE"),
    "window of another flag": (order("X", ANNUAL, load_window="FCST_LOAD_2027_M01"), 409, "no load for"),
    "window of another month": (order("X", ALLOCATION, load_window="FCST_LOAD_2026_M12"), 409, "no load for"),
    "kind of another tier": (order("X", ANNUAL, kinds=["MEQ"]), 409, "kind MEQ for ALLOC_AN_2027_T1"),
    "posted": (order("SEQ_2027", ANNUAL), 409, "SEQ_2027 is posted"),
}  # fmt: skip


@pytest.mark.parametrize(("wanted", "status", "found"), PROBLEMS.values(), ids=PROBLEMS)
def test_what_cannot_be_worked_out_is_told(
    ask: Asking, wanted: NewCapCalculation, status: int, found: str
) -> None:
    """What was found, expected and how to mend it; nothing is kept."""
    before = eligibility.calculations(ask.system)
    with pytest.raises(OperatorProblem) as problem:
        eligibility.calculate_caps(ask.system, wanted)
    assert problem.value.status == status
    assert problem.value.text.startswith(f"found: {found}") and "; fix: " in problem.value.text
    assert eligibility.calculations(ask.system) == before


def test_a_calculation_is_posted_once_and_told_to_every_load_serving_entity(ask: Asking) -> None:
    """Before that it may be worked out again; its downloads open with the posting."""
    again = order("TRIAL", ALLOCATION, kinds=["MEQ"], load_window="FCST_LOAD_2027_M01_FIRST")
    first = eligibility.calculate_caps(ask.system, again)
    assert eligibility.calculate_caps(ask.system, again) == first
    assert (first["kinds"], first["postedAt"], first["caps"]) == (["MEQ"], None, 12)
    query = {
        "nominationCapCalcName": "TRIAL", "privateAllocationDataDownloadType": "MEQ", "fileFormat": "CSV",
        "participantName": "BAYC",
    }  # fmt: skip
    assert _download(ask, query) == ["CAP0002"]
    assert eligibility.post_calculation(ask.system, "TRIAL", Nothing())["postedAt"] is not None
    told = ask(
        "messages.privateMessages",
        "bayc",
        query={"participantName": "BAYC", "fromDate": "2026-11-21T00:00:00Z"},
    )
    assert [each["message"] for each in told.value] == [
        f"Nomination caps (MEQ) of market {ALLOCATION} are posted as TRIAL"
    ]
    for name, status in (("TRIAL", 409), ("NONE", 404)):
        with pytest.raises(OperatorProblem) as problem:
            eligibility.post_calculation(ask.system, name, Nothing())
        assert problem.value.status == status
    with pytest.raises(OperatorProblem):
        eligibility.calculate_caps(ask.system, again)


def _download(ask: Asking, query: dict[str, str]) -> list[str]:
    return ask("market_data.getPrivateAllocationMarketData", "bayc", query=query).codes
