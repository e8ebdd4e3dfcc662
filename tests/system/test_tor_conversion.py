"""TOR conversion: windows, paths, requests of right holders, and decisions of transferees."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from counter import NOW, Counter, codes, counter_of, day, end_of_day
from hypothesis import given
from hypothesis import strategies as st

from marketsim.contract.catalogue import Contract
from marketsim.contract.exchange import Deviation, ExchangeCheck
from marketsim.system.rules.rulebook import Refused
from marketsim.system.store.tor_conversion import tor_approvals, tor_requests

POSTED, DECIDED, DECIDING, REQUESTED, REQUESTING, NEW = (
    "TOR_CONVERSION_2026_M10",
    "TOR_CONVERSION_2026_M11",
    "TOR_CONVERSION_2026_M12",
    "TOR_CONVERSION_2027_M01",
    "TOR_CONVERSION_2027_M02",
    "TOR_CONVERSION_2027_M03",
)
STATUSES = {
    POSTED: "POSTED",
    DECIDED: "CLOSED_FOR_APPROVAL",
    DECIDING: "OPEN_FOR_APPROVAL",
    REQUESTED: "CLOSED_FOR_CONVERSION",
    REQUESTING: "OPEN_FOR_CONVERSION",
    NEW: "NEW",
}
REQUEST = {
    "source": "MALIN_5_N101",
    "sink": "DLAP_PGAE-APND",
    "startDate": day(2027, 2, 1),
    "endDate": end_of_day(2027, 2, 28),
    "mw": 20,
    "transfereeAO": "SRTX",
    "modeled": "Y",
}


@pytest.fixture
def counter() -> Iterator[Counter]:
    with counter_of("tor_conversion") as open_counter:
        yield open_counter


def read(counter: Counter, operation: str, participant: str, window: str) -> Any:
    return counter.call(operation, participant, query={"torConversionWindow": window})


def requests(counter: Counter, holder: str = "TORA", window: str = REQUESTING) -> Any:
    return read(counter, "getTorConversionRequestList", holder, window)


def approvals(counter: Counter, transferee: str = "SRTX", window: str = REQUESTING) -> Any:
    return read(counter, "getMtTorCRRList", transferee, window)


def ask(counter: Counter, *records: dict[str, Any], window: str = REQUESTING, holder: str = "TORA") -> Any:
    body = {"torConversionWindow": window, "torHolder": holder, "conversionRequests": list(records)}
    return counter.call("postTorConversionRequest", holder, body)


def decide(counter: Counter, *records: dict[str, Any], window: str = DECIDING, owner: str = "SRTX") -> Any:
    body = {"torConversionWindow": window, "assetOwner": owner, "conversionApprovalRecords": list(records)}
    return counter.call("postTorConversionApproval", owner, body)


def test_active_and_posted_windows_part_all_windows(counter: Counter) -> None:
    """Every window that is not posted is active, each with the status that its dates give it."""
    active = counter.call("getNewConversionWindowForRequest", "TORA")
    posted = counter.call("getNewConversionWindowForApproval", "SRTX")
    assert {each["name"]: each["status"] for each in (*active, *posted)} == STATUSES
    assert [each["name"] for each in posted] == [POSTED]


@pytest.mark.parametrize("window", STATUSES)
def test_each_window_tells_its_status(counter: Counter, window: str) -> None:
    """One window is told with its period, its status, and its approval window in both published spellings."""
    told = read(counter, "getTorConversionWindowStatus", "TORB", window)
    assert (told["name"], told["status"]) == (window, STATUSES[window])
    assert told["period"]["name"] == window.removeprefix("TOR_CONVERSION_")
    assert told["ConversionApprovalWindow"] == told["conversionApprovalWindow"]


def test_a_window_lives_through_its_statuses_by_the_clock(counter: Counter) -> None:
    """A new window opens and closes for conversion and then for approval; posting it is the ISO's act."""
    seen = []
    for days in (0, 30, 42, 50, 70):
        counter.now = NOW + timedelta(days=days)
        seen.append(read(counter, "getTorConversionWindowStatus", "TORA", NEW)["status"])
    assert seen == [
        "NEW", "OPEN_FOR_CONVERSION", "CLOSED_FOR_CONVERSION", "OPEN_FOR_APPROVAL", "CLOSED_FOR_APPROVAL",
    ]  # fmt: skip


@pytest.mark.parametrize("holder", ["TORA", "TORB", "TORC"])
@pytest.mark.parametrize("window", STATUSES)
def test_every_holder_has_paths_in_every_window(counter: Counter, holder: str, window: str) -> None:
    """Paths have a greatest MW and run over the period of their window; holders have different ones."""
    told = read(counter, "getTorConversionWindowStatus", holder, window)
    mine = read(counter, "getTorConversionWindowPaths", holder, window)
    period = (told["period"]["startDate"], told["period"]["endDate"])
    assert mine
    assert {(each["startDate"], each["endDate"]) for each in mine} == {period}
    others = {"TORA", "TORB", "TORC"} - {holder}
    theirs = [
        each["id"] for other in others for each in read(counter, "getTorConversionWindowPaths", other, window)
    ]
    assert not {each["id"] for each in mine} & set(theirs)


def test_a_request_becomes_an_approval_record_a_time_of_use(counter: Counter) -> None:
    """A VALID upload lists the request as PENDING_APPROVAL, and two options to decide for its transferee."""
    assert requests(counter) == [] and approvals(counter) == []
    answer = ask(counter, REQUEST)
    assert answer == {"status": "VALID", "timestamp": "2026-11-21T20:00:00Z", "errorMessages": ""}
    assert counter.moves == [("tor-request", "-", "accept", "PENDING_APPROVAL")]
    (kept,) = requests(counter)
    assert kept == REQUEST | {"id": kept["id"], "requestStatus": "PENDING_APPROVAL"}
    waiting = approvals(counter)
    assert [(each["tou"], each["hedgeType"], each["approvalStatus"]) for each in waiting] == [
        ("ON", "OPT", "PENDING_APPROVAL"), ("OFF", "OPT", "PENDING_APPROVAL"),
    ]  # fmt: skip
    assert {(each["source"], each["sink"], each["mw"]) for each in waiting} == {
        ("MALIN_5_N101", "DLAP_PGAE-APND", 20)
    }


def test_requests_and_approvals_are_private(counter: Counter) -> None:
    """Holders see their own requests, transferees their own records."""
    ask(counter, REQUEST)
    assert requests(counter, "TORB") == []
    assert approvals(counter, "GBTR") == []


def test_one_faulty_record_keeps_all_out(counter: Counter) -> None:
    """An upload with a record above the path's maximum answers ERROR, names the record and creates nothing."""
    answer = ask(counter, REQUEST | {"mw": 1}, REQUEST | {"mw": 60})
    assert answer["status"] == "ERROR"
    assert answer["errorMessages"] == (
        "record 2: 60.000 MW make 61.000 MW on the path, at most 60.000 MW may be converted"
    )
    assert counter.moves == [("tor-request", "-", "fail", "ERROR")]
    assert requests(counter) == [] and approvals(counter) == []


def test_every_fault_is_told(counter: Counter) -> None:
    """The texts of all records at fault come together."""
    answer = ask(counter, REQUEST | {"sink": "NOWHERE"}, REQUEST, REQUEST | {"transfereeAO": "TORB"})
    assert answer["errorMessages"].splitlines() == [
        "record 1: there is no path from MALIN_5_N101 to NOWHERE for this holder in the window",
        "record 3: TORB is no participant that may hold CRRs",
    ]


def test_requests_for_other_days_share_a_path(counter: Counter) -> None:
    """The maximum holds for each day: what is converted in one half of the month leaves the other half free."""
    halves = [{"endDate": end_of_day(2027, 2, 14)}, {"startDate": day(2027, 2, 15)}]
    answers = [ask(counter, REQUEST | half | {"mw": 60})["status"] for half in halves]
    assert answers == ["VALID", "VALID"]
    assert ask(counter, REQUEST | {"mw": 0.001})["status"] == "ERROR"


@given(st.lists(st.tuples(st.integers(1, 60_000), st.integers(1, 28), st.integers(1, 28)), max_size=6))
def test_no_day_of_a_path_holds_more_than_its_maximum(asked: list[tuple[int, int, int]]) -> None:
    """Whatever is requested day by day, exactly what fits beside the rest is accepted (in thousandths of a MW)."""
    load = dict.fromkeys(range(1, 29), 0)
    with counter_of("tor_conversion") as counter:
        for mw, *days in asked:
            first, last = sorted(days)
            dates = {"startDate": day(2027, 2, first), "endDate": end_of_day(2027, 2, last)}
            answer = ask(counter, REQUEST | dates | {"mw": mw / 1000})
            fits = max(load[each] for each in range(first, last + 1)) + mw <= 60_000
            assert answer["status"] == ("VALID" if fits else "ERROR")
            for each in range(first, last + 1) if fits else ():
                load[each] += mw


def test_a_disapproved_request_frees_its_path(counter: Counter) -> None:
    """MW of a request that was disapproved may be asked for again."""
    ask(counter, REQUEST | {"mw": 60})
    mine = approvals(counter)
    counter.now = NOW + timedelta(days=25)
    decide(counter, *({**each, "approvalStatus": "DISAPPROVED"} for each in mine), window=REQUESTING)
    counter.now = NOW
    assert ask(counter, REQUEST | {"mw": 60})["status"] == "VALID"


@pytest.mark.parametrize("other", ["APPROVED", "PENDING_APPROVAL"])
def test_a_request_that_may_become_a_crr_in_one_time_of_use_keeps_its_path(
    counter: Counter, other: str
) -> None:
    """Its MW are not free for another request, though it may count as DISAPPROVED; its message says how it stands."""
    ask(counter, REQUEST | {"mw": 60})
    mine = approvals(counter)
    counter.now = NOW + timedelta(days=25)
    sent = [{**each, "approvalStatus": to} for each, to in zip(mine, ("DISAPPROVED", other), strict=True)]
    decide(counter, *sent, window=REQUESTING)
    counter.now = NOW
    assert ask(counter, REQUEST | {"mw": 0.001})["status"] == "ERROR"
    (request,) = requests(counter)
    assert request["message"] == f"DISAPPROVED for ON and {other} for OFF"


@pytest.mark.parametrize(
    ("on", "off", "status"),
    [
        ("APPROVED", "APPROVED", "APPROVED"),
        ("DISAPPROVED", "DISAPPROVED", "DISAPPROVED"),
        ("APPROVED", "DISAPPROVED", "DISAPPROVED"),
        ("APPROVED", "PENDING_APPROVAL", "PENDING_APPROVAL"),
        ("DISAPPROVED", "PENDING_APPROVAL", "PENDING_APPROVAL"),
        ("PENDING_APPROVAL", "PENDING_APPROVAL", "PENDING_APPROVAL"),
    ],
)
def test_both_times_of_use_decide_a_request(counter: Counter, on: str, off: str, status: str) -> None:
    """A request is decided when both of its records are; one disapproval disapproves it."""
    mine = approvals(counter, window=DECIDING)
    decided = [{**each, "approvalStatus": of} for each, of in zip(mine, (on, off), strict=True)]
    answer = decide(counter, *decided)
    assert (answer["status"], answer["errorMessages"]) == ("VALID", "")
    assert [move[3] for move in counter.moves] == ([] if status == "PENDING_APPROVAL" else [status])
    assert [each["approvalStatus"] for each in approvals(counter, window=DECIDING)] == [on, off]
    (request,) = [each for each in requests(counter, window=DECIDING) if each["transfereeAO"] == "SRTX"]
    assert request["requestStatus"] == status


def test_times_of_use_may_be_decided_one_after_the_other(counter: Counter) -> None:
    """The second decision completes the request, and a decision may be sent again unchanged."""
    on, off = ({**each, "approvalStatus": "APPROVED"} for each in approvals(counter, window=DECIDING))
    decide(counter, on)
    assert decide(counter, on, off)["status"] == "VALID"
    (request,) = [each for each in requests(counter, window=DECIDING) if each["transfereeAO"] == "SRTX"]
    assert request["requestStatus"] == "APPROVED"


def test_dates_on_an_approval_record_are_ignored(counter: Counter) -> None:
    """Version 1.2.1 took the dates off the approval record; one that still has them is taken all the same."""
    dated = {"approvalStatus": "APPROVED", "startDate": day(2026, 12, 1), "endDate": end_of_day(2026, 12, 31)}
    answer = decide(counter, *({**each, **dated} for each in approvals(counter, window=DECIDING)))
    assert answer["status"] == "VALID"
    assert {each["approvalStatus"] for each in approvals(counter, window=DECIDING)} == {"APPROVED"}


def test_dates_on_an_approval_record_are_told_as_undocumented_and_nothing_else(counter: Counter) -> None:
    """Whoever checks strictly is told of the two members, whatever is in them; whoever does not is told nothing."""
    dated = {"startDate": day(2026, 12, 1), "endDate": "no date at all"}
    record = {**approvals(counter, window=DECIDING)[0], "approvalStatus": "APPROVED", **dated}
    body = {"torConversionWindow": DECIDING, "assetOwner": "SRTX", "conversionApprovalRecords": [record]}
    content = msgspec.json.encode(body)
    operation = Contract.load().operation("tor_conversion", "postTorConversionApproval")
    headers = {"caiso-request-id": str(uuid.uuid4()), "content-type": "application/json"}

    def told(*, strict: bool) -> list[Deviation]:
        return ExchangeCheck(Contract.load(), strict=strict).request(operation, {}, headers, content)

    assert told(strict=False) == []
    assert all(each.undocumented for each in told(strict=True))
    assert {each.path.rpartition(".")[2] for each in told(strict=True)} == {"startDate", "endDate"}
    assert decide(counter, record)["status"] == "VALID"


def approved(counter: Counter, **changes: Any) -> list[dict[str, Any]]:
    """SRTX's first record in the window for approval, approved."""
    return [{**approvals(counter, window=DECIDING)[0], "approvalStatus": "APPROVED", **changes}]


def sdcc_reversed(counter: Counter) -> list[dict[str, Any]]:
    """SDCC's record that the world has approved, now disapproved."""
    (mine,) = [each for each in approvals(counter, "SDCC", DECIDING) if each["approvalStatus"] == "APPROVED"]
    return [{**mine, "approvalStatus": "DISAPPROVED"}]


Act = Callable[[Counter], Any]
REFUSALS: dict[str, tuple[str, list[Act]]] = {
    "tor-window-exists": (
        "TOR0016",
        [
            lambda counter: ask(counter, REQUEST, window="NO"),
            lambda counter: decide(counter, *approved(counter), window="NO"),
            lambda counter: read(counter, "getTorConversionWindowStatus", "TORA", "NO"),
            lambda counter: read(counter, "getTorConversionWindowPaths", "TORA", "NO"),
            lambda counter: requests(counter, window="NO"),
            lambda counter: approvals(counter, window="NO"),
        ],
    ),
    "tor-open-for-conversion": (
        "TOR0023",
        [lambda counter, at=at: ask(counter, REQUEST, window=at) for at in STATUSES if at != REQUESTING],
    ),
    "tor-open-for-approval": (
        "TOR0024",
        [
            lambda counter, at=at: decide(counter, *approved(counter), window=at)
            for at in STATUSES
            if at != DECIDING
        ],
    ),
}


@pytest.mark.parametrize("rule", REFUSALS)
def test_a_refusal_names_its_code_and_changes_nothing(counter: Counter, rule: str) -> None:
    """An unknown window, or one that is not open for the act, is refused unless that rule is switched off."""
    code, acts = REFUSALS[rule]
    kept = (counter.rows(tor_requests), counter.rows(tor_approvals))
    for act in acts:
        counter.off = ()
        with pytest.raises(Refused) as refusal:
            act(counter)
        assert (codes(refusal.value), counter.fired) == ([code], {rule})
        assert (counter.rows(tor_requests), counter.rows(tor_approvals)) == kept
        counter.off = (rule,)
        act(counter)
        kept = (counter.rows(tor_requests), counter.rows(tor_approvals))


FAULTS: dict[str, Act] = {
    "tor-upload-size": lambda counter: ask(counter, *[REQUEST | {"mw": 0.001}] * 501),
    "tor-path-exists": lambda counter: ask(counter, REQUEST | {"sink": "DLAP_SCE-APND"}),
    "tor-dates-in-order": lambda counter: ask(
        counter, REQUEST | {"startDate": day(2027, 2, 15), "endDate": end_of_day(2027, 2, 14)}
    ),
    "tor-whole-days": lambda counter: ask(counter, REQUEST | {"endDate": day(2027, 2, 28)}),
    "tor-dates-in-period": lambda counter: ask(counter, REQUEST | {"endDate": end_of_day(2027, 3, 1)}),
    "tor-path-maximum": lambda counter: ask(counter, REQUEST | {"mw": 60.001}),
    "tor-transferee-exists": lambda counter: ask(counter, REQUEST | {"transfereeAO": "srtx"}),
    "tor-approval-exists": lambda counter: decide(counter, *approved(counter), owner="GBTR"),
    "tor-approval-same": lambda counter: decide(counter, *approved(counter, mw=17)),
    "tor-approval-undecided": lambda counter: decide(counter, *sdcc_reversed(counter), owner="SDCC"),
    "tor-approval-once": lambda counter: decide(counter, *approved(counter) * 2),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_answers_error_and_changes_nothing(counter: Counter, rule: str) -> None:
    """An upload with one such fault answers ERROR with its text, and with that rule switched off it is VALID."""
    before = (requests(counter), approvals(counter, window=DECIDING))
    answer = FAULTS[rule](counter)
    assert (answer["status"], counter.fired) == ("ERROR", {rule})
    assert answer["errorMessages"]
    assert (requests(counter), approvals(counter, window=DECIDING)) == before
    counter.off = (rule,)
    assert FAULTS[rule](counter)["status"] == "VALID"


def test_the_world_has_requests_in_all_their_statuses(counter: Counter) -> None:
    """Approved, disapproved and waiting requests are there from the start, as their records say."""
    statuses = {
        each["requestStatus"]
        for holder in ("TORA", "TORB", "TORC")
        for window in (POSTED, DECIDED, DECIDING)
        for each in requests(counter, holder, window)
    }
    assert statuses == {"APPROVED", "DISAPPROVED", "PENDING_APPROVAL"}


def test_an_approval_of_a_posted_window_has_its_crr(counter: Counter) -> None:
    """Posting a window made an MT_TOR CRR of every approved record and of no other."""
    for transferee in ("SRTX", "MSSV", "GBTR"):
        mine = approvals(counter, transferee, POSTED)
        assert mine
        assert all(("mtTorCrrId" in each) == (each["approvalStatus"] == "APPROVED") for each in mine)
