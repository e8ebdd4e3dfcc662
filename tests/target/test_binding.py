"""Binding: each need of a Given is found in the system under test, or the scenario says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from marketsim.contract.messages.market_status import MarketStatus
from marketsim.contract.messages.tor_conversion import TorConversionWindow
from marketsim.target import holdings
from marketsim.target.binding import Binder, article, first, is_yes
from marketsim.target.caps import CapKind, caps_of, posted_calculations
from marketsim.target.halt import Halted
from marketsim.target.holdings import (
    megawatts_awaiting_credit,
    offerable,
    tradable_crr,
    trades_awaiting_credit,
)
from marketsim.target.pins import (
    PINS,
    caps_pin,
    load_window_pin,
    market_pins,
    migration_market_pin,
    tor_window_pin,
)
from marketsim.target.session import Session

Talks = Callable[..., Any]
Need = Callable[[Binder, Session], Any]
KINDS = ("auction", "allocation")
STATUSES = get_args(MarketStatus)
NOW = datetime.now(UTC)
TERMS = ("MONTHLY", "ANNUAL")
TOR_STATUSES = (
    "NEW", "OPEN_FOR_CONVERSION", "CLOSED_FOR_CONVERSION", "OPEN_FOR_APPROVAL", "CLOSED_FOR_APPROVAL", "POSTED",
)  # fmt: skip
# With the cause of the skip: what an announced window will bring is a matter of timing.
NOT_IN_THE_WORLD = {
    ("auction", "PREP", "ANNUAL"): "data",
    ("auction", "CLOSED", "ANNUAL"): "timing",
    ("allocation", "CLOSED", "ANNUAL"): "timing",
}
MARKETS = [(kind, status, term) for kind in KINDS for status in STATUSES for term in TERMS]


def binder_of(talks: Talks, **profile: Any) -> tuple[Binder, Session]:
    """A binder and its session; by the observed profile, for binding needs no console."""
    session = talks(observed=True, **profile).session
    return Binder(session), session


def missing(need: Callable[[], Any], cause: str = "data") -> Halted:
    """The halt of a need that cannot be bound."""
    with pytest.raises(Halted) as stop:
        need()
    assert (stop.value.verdict, stop.value.cause, stop.value.waits_for) == ("skipped", cause, "ISO")
    return stop.value


@pytest.mark.parametrize(("kind", "status", "term"), MARKETS)
def test_a_market_of_each_kind_status_and_term_is_found_or_named_as_missing(
    talk: Talks, kind: str, status: str, term: str
) -> None:
    """From the lists that participants see, with its status asked of the system itself."""
    binder, session = binder_of(talk)
    us = session.party("CRRH")
    if (kind, status, term) in NOT_IN_THE_WORLD:
        cause = NOT_IN_THE_WORLD[kind, status, term]
        stop = missing(lambda: binder.market(us, kind, status, term), cause)  # type: ignore[arg-type]
        assert f"{status} {term.lower()} {kind}" in stop.reason
        assert (stop.until is not None) == (cause == "timing")
        return
    market = binder.market(us, kind, status, term)  # type: ignore[arg-type]
    service = session.client(us).market_status
    assert (market.market_type, market.market_term) == (kind.upper(), term)
    assert service.get_market_status(market_name=market.name).value == status


def test_a_market_of_either_term_will_do_when_none_is_named(talk: Talks) -> None:
    """Some Givens do not care."""
    binder, session = binder_of(talk)
    assert binder.market(session.party("CRRH"), "auction", "OPEN").market_term in TERMS


@pytest.mark.parametrize("tou", ["ON", "OFF"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_pair_is_biddable_in_its_market(talk: Talks, kind: str, tou: str) -> None:
    """By the market's own published list, for that time of use."""
    binder, session = binder_of(talk)
    us = session.party("CLSE")
    market = binder.market(us, kind, "OPEN")  # type: ignore[arg-type]
    source, sink = binder.pair(us, market, tou)
    listed = {
        row["SourceSink"]: row["Type"]
        for row in binder.source_sink(us, market)
        if row["TOU"] == tou and is_yes(row["BiddableFlag"])
    }
    assert (listed[source], listed[sink]) == ("GEN", "LAP")


@pytest.mark.parametrize(
    ("source_type", "sink_type"), [("GEN", "GEN"), ("HUB", "LAP"), ("SP", "SP"), ("LAP", "GEN")]
)
def test_a_pair_of_types_is_biddable_and_has_two_ends(talk: Talks, source_type: str, sink_type: str) -> None:
    """Also of one type twice; the source can be another than the one that is taken."""
    binder, session = binder_of(talk)
    us = session.party("CRRH")
    market = binder.market(us, "auction", "OPEN")
    source, sink = binder.pair_of(us, market, source_type, sink_type)
    assert source in binder.locations(us, market, source_type)
    assert sink in set(binder.locations(us, market, sink_type)) - {source}
    assert binder.pair_of(us, market, source_type, sink_type, besides=source)[0] != source


def test_a_type_that_is_not_listed_is_named_as_missing(talk: Talks) -> None:
    """A market may have no such location."""
    binder, session = binder_of(talk)
    us = session.party("CRRH")
    market = binder.market(us, "auction", "OPEN")
    assert "a biddable POND" in missing(lambda: binder.pair_of(us, market, "POND", "LAP")).reason


def test_the_base_loading_touches_some_locations_of_a_market_and_not_all(talk: Talks) -> None:
    """By its published file; what we hold in the market's periods is in it."""
    binder, session = binder_of(talk)
    us = session.party("CRRH")
    market = binder.market(us, "auction", "OPEN", "ANNUAL")
    loaded, generators = binder.base_loaded(us, market), set(binder.locations(us, market, "GEN"))
    assert loaded & generators and generators - loaded
    ours = [
        crr
        for party in session.parties
        if party.function == "CRRH"
        for crr, _ in offerable(session, party, market)
    ]
    assert ours and {crr.source for crr in ours} <= loaded


def test_a_crr_whose_sale_awaits_the_credit_check_is_told_with_its_request(talk: Talks) -> None:
    """Somebody of the world is about to sell what could be offered in the annual auction."""
    binder, session = binder_of(talk)
    market = binder.market(session.party("CRRH"), "auction", "OPEN", "ANNUAL")
    found = {
        crr.crr_id: trades_awaiting_credit(session, party)[crr.crr_id]
        for party in session.parties
        if party.function == "CRRH" and party.write
        for crr, _ in offerable(session, party, market)
        if crr.crr_id in trades_awaiting_credit(session, party)
    }
    assert found and all(request > 0 for request in found.values())


def test_a_crr_that_is_nearly_sold_is_not_traded_once_more(
    talk: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trades that await their credit check leave enough of the one that is taken; else another is."""
    _, session = binder_of(talk)
    party = session.party("CRRH")
    taken = tradable_crr(session, party, NOW)
    for share, again in ((0.5, True), (0.95, False)):
        about = {taken.crr_id: share * taken.mw}
        monkeypatch.setattr(holdings, "megawatts_awaiting_credit", lambda *_, about=about: about)
        assert (tradable_crr(session, party, NOW).crr_id == taken.crr_id) is again


def test_the_megawatts_about_to_be_sold_add_up_by_crr(talk: Talks) -> None:
    """Each CRR that a trade names, with what its trades have together."""
    _, session = binder_of(talk)
    ours = [each for each in session.parties if each.function == "CRRH" and each.write]
    found = {party: megawatts_awaiting_credit(session, party) for party in ours}
    assert any(found.values())
    for party in ours:
        assert found[party].keys() == trades_awaiting_credit(session, party).keys()
        assert all(mw > 0 for mw in found[party].values())


def test_the_list_of_a_market_is_downloaded_once(talk: Talks) -> None:
    """It is large, and does not change during a run."""
    opened = talk()
    binder, us = Binder(opened.session), opened.session.party("CRRH")
    market = binder.market(us, "auction", "OPEN")
    binder.pair(us, market)
    heard = len(opened.heard.written)
    binder.pair(us, market)
    assert len(opened.heard.written) == heard


@pytest.mark.parametrize("flag", ["H", "F"])
@pytest.mark.parametrize("status", ["OPEN", "CLOSED"])
def test_a_load_submission_window_of_each_kind_is_found(talk: Talks, flag: str, status: str) -> None:
    """Historical and forecast, open and closed."""
    binder, session = binder_of(talk)
    window = binder.load_window(session.party("CLSE"), flag, status)
    assert (window.hist_forecast_flag, window.window_status) == (flag, status)


@pytest.mark.parametrize("status", STATUSES)
def test_a_load_migration_market_of_each_status_is_found(talk: Talks, status: str) -> None:
    """The active list holds three statuses, the posted one the fourth."""
    binder, session = binder_of(talk)
    assert binder.migration_market(session.party("CUDC"), status).market_status == status


@pytest.mark.parametrize("status", TOR_STATUSES)
def test_a_tor_conversion_window_of_each_status_is_found(talk: Talks, status: str) -> None:
    """Six statuses, over two lists."""
    binder, session = binder_of(talk)
    window = binder.tor_window(session.party("TOR"), status)
    assert isinstance(window, TorConversionWindow)
    assert window.status == status


PINNED: list[tuple[str, str, Need]] = [
    *(
        (
            market_pins(kind, status, term)[0],
            "CRRH",
            lambda binder, session, each=(kind, status, term): binder.market(session.party("CRRH"), *each),
        )
        for kind, status, term in MARKETS
    ),
    *(
        (
            load_window_pin(flag, status),
            "CLSE",
            lambda binder, session, each=(flag, status): binder.load_window(session.party("CLSE"), *each),
        )
        for flag in "HF"
        for status in ("OPEN", "CLOSED")
    ),
    *(
        (
            migration_market_pin(status),
            "CUDC",
            lambda binder, session, each=status: binder.migration_market(session.party("CUDC"), each),
        )
        for status in STATUSES
    ),
    *(
        (
            tor_window_pin(status),
            "TOR",
            lambda binder, session, each=status: binder.tor_window(session.party("TOR"), each),
        )
        for status in TOR_STATUSES
    ),
    *(
        (
            node,
            "CRRH",
            lambda binder, session: binder.pair(
                session.party("CRRH"), binder.market(session.party("CRRH"), "auction", "OPEN")
            ),
        )
        for node in ("source", "sink")
    ),
    *(
        (
            caps_pin(term),
            "CLSE",
            lambda binder, session, each=term: binder.cap_calculation(
                session.party("CLSE"), binder.market(session.party("CLSE"), "allocation", "OPEN", each)
            ),
        )
        for term in TERMS
    ),
]


def test_every_need_that_can_be_pinned_is_tried_below() -> None:
    """A pin that nothing reads would be ignored in silence."""
    assert {pin for pin, _, _ in PINNED} == set(PINS)


@pytest.mark.parametrize(
    ("pin", "need"), [(pin, need) for pin, _, need in PINNED], ids=[pin for pin, *_ in PINNED]
)
def test_a_pinned_name_that_is_not_there_is_a_skip_that_names_it(talk: Talks, pin: str, need: Need) -> None:
    """Another one is not taken in its stead."""
    binder, session = binder_of(talk, pins={pin: "NOT-THERE"})
    stop = missing(lambda: need(binder, session))
    assert "NOT-THERE" in stop.reason
    assert "pins" in stop.reason


@pytest.mark.parametrize(("term", "kind"), [("ANNUAL", "SEQ"), ("MONTHLY", "MEQ")])
def test_the_caps_that_bind_are_those_a_message_names(talk: Talks, term: str, kind: CapKind) -> None:
    """Their rows are ours alone, in the periods of the market; another posted calculation can be pinned."""
    binder, session = binder_of(talk)
    us = session.party("CLSE")
    market = binder.market(us, "allocation", "OPEN", term)
    name = binder.cap_calculation(us, market)
    periods = {each.period.name for each in market.products}
    caps = caps_of(session, us, name, kind)
    assert caps and {each.period for each in caps} == periods
    assert all(each.mw > 0 and each.source is None for each in caps)
    if kind == "SEQ":
        assert all(each.source for each in caps_of(session, us, name, "SIGNATURE"))
    pinned, again = binder_of(talk, pins={f"caps.{term}": name})
    assert pinned.cap_calculation(again.party("CLSE"), market) == name


def test_a_market_without_posted_caps_is_a_skip(talk: Talks) -> None:
    """That of the second monthly tier is worked out, and not posted."""
    binder, session = binder_of(talk)
    us = session.party("CLSE")
    market = binder.market(us, "allocation", "PREP", "MONTHLY")
    assert "posted nomination caps" in missing(lambda: binder.cap_calculation(us, market)).reason


def test_a_party_without_a_message_has_no_posted_caps_of_its_own(talk: Talks) -> None:
    """The refusal that says so is no mishap."""
    _, session = binder_of(talk)
    assert posted_calculations(session, session.party("CEC"), "ANY") == []


def test_a_pinned_name_that_is_there_is_taken(talk: Talks) -> None:
    """Of several that would do, and a node of whatever type."""
    binder, session = binder_of(talk)
    us = session.party("CRRH")
    allocations = {
        each.name for each in session.client(us).market_status.get_posted_allocation_markets().value
    }
    auction = binder.market(us, "auction", "OPEN")
    hubs = {row["SourceSink"] for row in binder.source_sink(us, auction) if row["Type"] == "HUB"}
    chosen, hub = max(allocations), str(max(map(str, hubs)))
    pins = {f"allocation.POSTED.{term}": chosen for term in TERMS} | {"sink": hub}
    binder, session = binder_of(talk, pins=pins)
    assert binder.market(us, "allocation", "POSTED").name == chosen
    assert binder.pair(us, binder.market(us, "auction", "OPEN"))[1] == hub


def test_a_pin_of_the_other_term_does_not_stand_in_the_way(talk: Talks) -> None:
    """A pinned annual auction says nothing of monthly ones."""
    binder, session = binder_of(talk, pins={"auction.OPEN.ANNUAL": "NOT-THERE"})
    assert binder.market(session.party("CRRH"), "auction", "OPEN", "MONTHLY").market_term == "MONTHLY"


def test_the_first_of_several_is_taken_and_of_none_it_is_said_what_is_missing() -> None:
    """The building stone of all needs."""
    assert first(iter("ab"), "a letter") == "a"
    assert "a letter" in missing(lambda: first([], "a letter")).reason


@pytest.mark.parametrize(
    ("flag", "yes"),
    [("Y", True), ("yes", True), ("True", True), ("1", True), ("N", False), ("", False), (None, False)],
)
def test_a_flag_says_yes_in_any_of_its_usual_spellings(flag: object, yes: bool) -> None:
    """The spelling in the published file is not confirmed."""
    assert is_yes(flag) is yes


def test_statuses_are_named_with_the_right_article() -> None:
    """Reasons are read by people."""
    assert [article(each) for each in ("OPEN", "CLOSED", "POSTED")] == ["an", "a", "a"]
