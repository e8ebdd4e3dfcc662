"""Sentences on nomination caps: what they allow, what goes beyond one of them, and their downloads."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, cast

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.cap_sheet import CapSheet, Place, added_up, place
from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.contract.messages.nomination import CrrType, NewNomination, NewPortfolio, Nomination
from marketsim.target.binding import Binder, missing
from marketsim.target.caps import CapKind, NominationCap, caps_of
from marketsim.target.party import Party
from marketsim.target.session import Session

KIND = "(?P<kind>SEQ|MEQ|UPPER_BOUND|SIGNATURE)"
STEP = 1  # the least that can be too much: 0.001 MW


def kinds_of(story: Story) -> tuple[CapKind, ...]:
    """The kinds of caps that the story's market has, by its tier (the end of its name is ours)."""
    market = story.bound["market"]
    if market.market_term == "MONTHLY":
        return "MEQ", "UPPER_BOUND"
    on_pairs = market.name.endswith(("_T1", "_LT"))
    return ("SEQ", "UPPER_BOUND", "SIGNATURE") if on_pairs else ("SEQ", "UPPER_BOUND")


@given("our nomination caps for it")
def our_caps(story: Story, session: Session, binder: Binder, build: PortfolioBuilder) -> None:
    _caps_for(story, session, binder, build, "LSE")


@given("the nomination caps for it of an entity outside the area")
def caps_outside(story: Story, session: Session, binder: Binder, build: PortfolioBuilder) -> None:
    _caps_for(story, session, binder, build, "OBAALSE")


def _caps_for(story: Story, session: Session, binder: Binder, build: PortfolioBuilder, crr_type: str) -> None:
    """Whoever of our participants has caps of every kind there, for that CRR type, speaks from here on."""
    market, us = story.bound["market"], story.us
    alike = (each for each in session.parties if (each.function, each.write) == (us.function, True))
    for party in (each for each in alike if each.outside_area == (crr_type == "OBAALSE")):
        sheet = caps_there(story, session, binder, build, party)
        if all(map(sheet.of, _needed(story, crr_type))):
            story.party, story.bound["caps"] = party, sheet
            return
    raise missing(f"nomination caps for {crr_type} of a participant of ours in {market.name}")


def _needed(story: Story, crr_type: str) -> tuple[CapKind, ...]:
    return kinds_of(story) if crr_type == "LSE" else kinds_of(story)[:1]


def caps_there(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, party: Party
) -> CapSheet:
    """What the calculation that binds in the story's market lets a party nominate."""
    market = story.bound["market"]
    name = binder.cap_calculation(party, market)
    return CapSheet(
        owner=party.name,
        calculation=name,
        caps=tuple(cap for kind in kinds_of(story) for cap in caps_of(session, party, name, kind)),
        sources=tuple(binder.locations(party, market, "GEN")),
        most=build.max_mw,
        used=added_up(submitted_records(story, session, party)),
    )


def submitted_records(story: Story, session: Session, party: Party) -> list[Nomination]:
    """The nominations that a party has already submitted in the story's market."""
    service, market = session.client(party).nomination, story.bound["market"].name

    def is_submitted(name: str) -> bool:
        told = service.portfolio_status(market_name=market, portfolio_name=name)
        return bool(told.value.status == "SUBMITTED")

    listed = service.portfolio_list(market_name=market).value
    return [record for each in listed if is_submitted(each.portfolio_name) for record in each.nominations]


@when("we nominate all that they allow")
def nominate_all(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    _nominate(story, session, build, expect, story.bound["caps"].allowed())


@when("we nominate half of what they allow")
def nominate_half(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    _nominate(story, session, build, expect, story.bound["caps"].allowed(0.5))


@when(parsers.re(rf"we nominate 0\.001 MW more than the {KIND} (?:at a sink|on a pair)"))
def nominate_more(
    story: Story, session: Session, build: PortfolioBuilder, expect: Expectation, kind: CapKind
) -> None:
    sheet: CapSheet = story.bound["caps"]
    cap = sheet.some(kind)
    _aim(story, cap, sheet.used_of(cap) + sheet.left_of(cap) + STEP)
    _nominate(story, session, build, expect, {(sheet.source_for(cap), place(cap)): sheet.left_of(cap) + STEP})


@when("we nominate 0.001 MW on a pair that is no signature pair")
def nominate_elsewhere(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    sheet: CapSheet = story.bound["caps"]
    near = sheet.some("SIGNATURE")
    signed = [cap.source for cap in sheet.of("SIGNATURE") if cap.source and cap.sink == near.sink]
    source = sheet.free_source(near.sink, besides=signed)
    _aim(story, replace(near, source=source, mw=0.0), STEP)
    _nominate(story, session, build, expect, {(source, place(near)): STEP})


@when(parsers.re(rf"we nominate 0\.001 MW at a sink whose {KIND} we have used up"))
def nominate_used_up(
    story: Story, session: Session, build: PortfolioBuilder, expect: Expectation, kind: CapKind
) -> None:
    sheet: CapSheet = story.bound["caps"]
    cap = sheet.some(kind)
    _aim(story, cap, round(cap.mw * 1000) + STEP)  # all of it was submitted
    _nominate(story, session, build, expect, {(sheet.source_for(cap), place(cap)): STEP})


@when("we nominate 1 MW at a sink as an entity of the other kind")
def nominate_as_other(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    """The CRR type is that of entities outside the area for one inside, and the other way round."""
    sheet: CapSheet = story.bound["caps"]
    cap = sheet.some(kinds_of(story)[0])
    (record,) = sheet.records({(sheet.source_for(cap), place(cap)): 1000})
    other: CrrType = "LSE" if record.crr_type == "OBAALSE" else "OBAALSE"
    expect.accepted(create(story, session, build, [msgspec.structs.replace(record, crr_type=other)]))


def _aim(story: Story, cap: NominationCap, total: int) -> None:
    """The cap that the scenario is about, and the thousandths of a MW that are nominated in all under it."""
    story.bound["cap"], story.bound["total"] = cap, total


def _nominate(
    story: Story,
    session: Session,
    build: PortfolioBuilder,
    expect: Expectation,
    thousandths: dict[tuple[str, Place], int],
) -> None:
    sheet: CapSheet = story.bound["caps"]
    if not thousandths:
        raise missing(f"nomination caps of {sheet.owner} above 0 in {sheet.calculation}")
    expect.accepted(create(story, session, build, sheet.records(thousandths)))


def create(
    story: Story, session: Session, build: PortfolioBuilder, records: list[NewNomination]
) -> Answer[Any]:
    """Create a portfolio of these nominations of ours."""
    portfolio = NewPortfolio(
        portfolio_name=build.name(),
        market_name=story.bound["market"].name,
        participant_name=story.us.name,
        new_nominations=records,
    )
    return book(story, session).create(portfolio)


@when("we submit it")
def submit(story: Story, session: Session) -> None:
    book(story, session).use("submit")


@given("we have submitted all that they allow")
def submitted_all(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    nominate_all(story, session, build, expect)
    submit(story, session)
    status = story.answer.value.status
    expect.equal("the portfolio's status", status, "SUBMITTED", answer=story.answer, subject="state")


@then(parsers.re(rf"its error message tells what we nominated and what the {KIND} allows, and where"))
def tells_cap(story: Story, expect: Expectation, kind: CapKind) -> None:
    """The words are ours; that kind, sink, CRR type, period and TOU are named is the contract's own example."""
    cap: NominationCap = story.bound["cap"]
    place_ = (cap.sink, cap.crr_type, cap.period, f"TOU {cap.tou}")
    wanted = [kind, *place_, *([cap.source] if kind == "SIGNATURE" and cap.source else ())]
    figures = [f"{_told(story.bound['total'])} MW", f"{_told(round(cap.mw * 1000))} MW"]
    message = story.answer.value.error_message
    found = message.splitlines() if isinstance(message, str) else []
    held = any(all(word in line for word in (*wanted, *figures)) for line in found)
    expect.that("the error message", found, ", ".join((*wanted, *figures)), held, answer=story.answer)


@then("its error message says that the CRR type is that of others")
def tells_crr_type(story: Story, expect: Expectation) -> None:
    """The words are ours; both types are in them."""
    message = story.answer.value.error_message
    found = message if isinstance(message, str) else "none"
    held = {"LSE", "OBAALSE"} <= set(re.findall(r"\w+", found))
    expect.that("the error message", found, "a text with LSE and OBAALSE", held, answer=story.answer)


def _told(thousandths: int) -> str:
    return f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".")


@when(parsers.re(f"we download our {KIND} caps in CSV and in JSON"))
def download_both(story: Story, session: Session, kind: str) -> None:
    for file_format in ("CSV", "JSON"):
        story.heard(_download(session, story.us, story.bound["caps"].calculation, kind, file_format))


@when(parsers.re(f"we download the {KIND} caps of that name"))
def download_named(story: Story, session: Session, kind: str) -> None:
    story.heard(_download(session, story.us, story.bound["calculation"], kind, "JSON"))


def _download(session: Session, party: Party, name: str, kind: str, file_format: str) -> Answer[bytes]:
    service: Any = session.client(party).market_data
    return cast(
        "Answer[bytes]",
        service.get_private_allocation_market_data(
            nomination_cap_calc_name=name, private_allocation_data_download_type=kind, file_format=file_format
        ),
    )
