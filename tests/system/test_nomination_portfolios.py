"""Nomination portfolios: created, read, listed, submitted, retracted and deleted from stored state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asking import Answered, Asking, system_at
from hypothesis import given, settings
from hypothesis import strategies as st
from portfolio_bodies import (
    ALLOCATION,
    CLOSED_ALLOCATION,
    MONTHLY,
    NOW,
    PREP_ALLOCATION,
    fresh_name,
    nomination,
    nomination_portfolio,
)

CREATION = "nomination.portfolioCreation"


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("nomination"), NOW) as asking:
        yield asking


def named(name: str, market: str = ALLOCATION, participant: str = "NVLY") -> dict[str, str]:
    return {"portfolioName": name, "marketName": market, "participantName": participant}


def create(ask: Asking, *nominations: Any) -> str:
    """Create a portfolio for NVLY and return its name; without nominations it holds one."""
    name = fresh_name()
    answered = ask(CREATION, "nvly", body=nomination_portfolio(name, *(nominations or (nomination(),))))
    assert answered.status == 200, answered.value
    return name


def read(ask: Asking, operation: str, name: str, person: str = "nvly", **kwargs: str) -> Answered:
    return ask(f"nomination.{operation}", person, query=named(name, **kwargs))


def move(ask: Asking, operation: str, name: str, person: str = "nvly", **kwargs: str) -> Answered:
    return ask(f"nomination.{operation}", person, body=named(name, **kwargs))


def thousandths(most: int) -> st.SearchStrategy[float]:
    return st.integers(1, most).map(lambda n: n / 1000)


SOUND = st.builds(
    lambda source, tou, mw, text: (
        nomination(source=source, tou=tou, mw=mw) | ({} if text is None else {"description": text})
    ),
    st.sampled_from(["GEYSERS_7_B1", "TH_NP15_GEN-APND", "MALIN_5_N101"]),
    st.sampled_from(["ON", "OFF"]),
    thousandths(500_000),
    st.none() | st.text("abcXYZ019#@. _-", max_size=30),
)


@settings(max_examples=25, deadline=None)
@given(nominations=st.lists(SOUND, min_size=1, max_size=8))
def test_what_is_posted_is_read_back(ask: Asking, nominations: list[dict[str, Any]]) -> None:
    """Any sound portfolio reads back as it was posted, in its order, with ids that are new and rising."""
    found = read(ask, "portfolio", create(ask, *nominations)).value["nominations"]
    ids = [each.pop("nominationId") for each in found]
    assert found == nominations
    assert ids == sorted(set(ids))


def test_a_created_portfolio_is_valid_and_listed(ask: Asking) -> None:
    """Creation answers VALID; the portfolio is in its owner's list afterwards and was not before."""
    name = fresh_name()
    query = {"marketName": ALLOCATION, "participantName": "NVLY"}
    before = ask("nomination.portfolioList", "nvly", query=query).value
    answered = ask(CREATION, "nvly", body=nomination_portfolio(name, nomination()))
    assert answered.value == {"portfolioName": name, "marketName": ALLOCATION, "status": "VALID"}
    after = ask("nomination.portfolioList", "nvly", query=query).value
    assert [each["portfolioName"] for each in after] == [each["portfolioName"] for each in before] + [name]
    assert read(ask, "portfolioStatus", name).value["status"] == "VALID"


def test_a_list_without_portfolios_is_empty(ask: Asking) -> None:
    """Who nominated nothing gets an empty list."""
    query = {"marketName": ALLOCATION, "participantName": "MSSV"}
    assert ask("nomination.portfolioList", "mssv", query=query).value == []


def test_a_blank_portfolio_is_new(ask: Asking) -> None:
    """Without nominations a portfolio is NEW."""
    body = nomination_portfolio(fresh_name())
    assert ask(CREATION, "nvly", body=body).value["status"] == "NEW"


RECORD_FAULTS = {
    "another's name": ("record-asset-owner", {"assetOwner": "BAYC"}, "assetOwner: BAYC is not"),
    "another period": ("record-product", {"period": "2027_M02"}, "period: 2027_M02 ON is no product"),
    "unknown source": ("record-location-listed", {"source": "NOWHERE"}, "source: NOWHERE is not on"),
    "not biddable": ("record-location-biddable", {"source": "NOBID_7_B1"}, "source: NOBID_7_B1 may not be"),
    "same ends": ("record-two-ends", {"source": "DLAP_PGAE-APND"}, "sink: DLAP_PGAE-APND is also"),
    "option": ("nomination-obligation", {"hedgeType": "OPT"}, "hedgeType: OPT cannot be nominated"),
}


@pytest.mark.parametrize(("rule", "change", "text"), RECORD_FAULTS.values(), ids=RECORD_FAULTS)
def test_a_nomination_that_breaks_a_rule_is_refused_with_its_text(
    ask: Asking, rule: str, change: dict[str, Any], text: str
) -> None:
    """SER0030 names the record and the member; the one rule decides, for without it the record is taken."""
    name = fresh_name()
    body = nomination_portfolio(name, nomination(), nomination(**change))
    answered = ask(CREATION, "nvly", body=body)
    assert (answered.codes, answered.trace.rules_fired) == (["SER0030"], [(rule, "SER0030")])
    assert answered.texts[0].startswith(f"newNominations[1]: {text}")
    assert read(ask, "portfolio", name).codes == ["POR0100"]
    with ask.without(rule):
        assert ask(CREATION, "nvly", body=body).status == 200


def test_more_than_500_nominations_are_ser0015(ask: Asking) -> None:
    """A payload beyond the size rule is refused as a whole, and 500 are taken."""
    records = [nomination(mw=n / 1000) for n in range(1, 502)]
    answered = ask(CREATION, "nvly", body=nomination_portfolio(fresh_name(), *records))
    assert answered.codes == ["SER0015"]
    assert answered.texts == ["newNominations: 501 records; at most 500 are taken at once"]
    name = create(ask, *records[:500])
    assert len(read(ask, "portfolio", name).value["nominations"]) == 500


def test_names_markets_and_windows_of_a_creation(ask: Asking) -> None:
    """A taken name is POR0101, no allocation MKT0001, a window that isn't open MKT0004."""
    name = create(ask)
    assert ask(CREATION, "nvly", body=nomination_portfolio(name, nomination())).codes == ["POR0101"]
    for market in ("ALLOC_MN_1999_M01_T1", MONTHLY):
        body = nomination_portfolio(fresh_name(), nomination(), marketName=market)
        assert ask(CREATION, "nvly", body=body).codes == ["MKT0001"]
    for market in (PREP_ALLOCATION, CLOSED_ALLOCATION):
        body = nomination_portfolio(fresh_name(), nomination(period=market[9:17]), marketName=market)
        assert ask(CREATION, "nvly", body=body).codes == ["MKT0004"]


def test_from_valid_to_submitted_and_back_to_deleted(ask: Asking) -> None:
    """A portfolio is submitted, retracted and deleted; the published `market` beside `marketName` is tolerated."""
    name = create(ask)
    assert move(ask, "portfolioSubmission", name).value["status"] == "SUBMITTED"
    assert read(ask, "portfolioStatus", name).value["status"] == "SUBMITTED"
    both = named(name) | {"market": ALLOCATION}
    assert ask("nomination.portfolioRetraction", "nvly", body=both).value["status"] == "VALID"
    assert read(ask, "deletePortfolio", name).value["status"] == "DELETED"
    assert read(ask, "portfolioStatus", name).codes == ["POR0100"]


def prepared(ask: Asking, state: str) -> tuple[str, str]:
    """The name and the person of a portfolio in that state."""
    if state == "INVALID":
        return "World draft", "soco"
    if state == "NEW":
        name = fresh_name()
        ask(CREATION, "nvly", body=nomination_portfolio(name))
        return name, "nvly"
    name = create(ask)
    if state == "SUBMITTED":
        move(ask, "portfolioSubmission", name)
    return name, "nvly"


@pytest.mark.parametrize(
    ("operation", "state", "code", "rule"),
    [
        ("portfolioSubmission", "SUBMITTED", "POR0051", "portfolio-submitted-once"),
        ("portfolioSubmission", "NEW", "POR0013", "portfolio-not-empty"),
        ("portfolioSubmission", "INVALID", "NOM0101", "nomination-portfolio-sound"),
        ("portfolioRetraction", "VALID", "POR0038", "retraction-of-submitted"),
        ("portfolioRetraction", "INVALID", "POR0011", "retraction-not-in-error"),
        ("portfolioRetraction", "NEW", "POR0012", "retraction-not-new"),
        ("deletePortfolio", "SUBMITTED", "POR0010", "portfolio-removal-of-submitted"),
    ],
)
def test_what_a_state_does_not_allow_has_a_code_of_its_own(
    ask: Asking, operation: str, state: str, code: str, rule: str
) -> None:
    """One rule refuses, and the state stays as it was."""
    name, person = prepared(ask, state)
    participant = person.upper()
    call = read if operation == "deletePortfolio" else move
    answered = call(ask, operation, name, person, participant=participant)
    assert (answered.codes, answered.trace.rules_fired) == ([code], [(rule, code)])
    now = read(ask, "portfolioStatus", name, person, participant=participant)
    assert now.value["status"] == state


@pytest.mark.parametrize(
    ("operation", "state", "code", "rule"),
    [
        ("portfolioSubmission", "VALID", "NOM0128", "nomination-submission-window"),
        ("portfolioRetraction", "SUBMITTED", "NOM0129", "portfolio-retraction-window"),
        ("deletePortfolio", "VALID", "SER0016", "nomination-removal-window"),
    ],
)
def test_after_the_window_closed_each_move_has_its_code(
    ask: Asking, operation: str, state: str, code: str, rule: str
) -> None:
    """Submission, retraction and removal have a code each; without the rule the move is made."""
    name, _ = prepared(ask, state)
    call = read if operation == "deletePortfolio" else move
    with ask.at(NOW.replace(month=12, day=20)):
        answered = call(ask, operation, name)
        assert (answered.codes, answered.trace.rules_fired) == ([code], [(rule, code)])
        with ask.without(rule):
            assert call(ask, operation, name).status == 200


def test_only_load_serving_entities_nominate(ask: Asking) -> None:
    """A CRR holder's certificate is refused with SEC0001."""
    query = {"marketName": ALLOCATION, "participantName": "SRTX"}
    assert ask("nomination.portfolioList", "srtx", query=query).codes == ["SEC0001"]
