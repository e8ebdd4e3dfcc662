"""Sentences on what load migration made: the share of load that moved, and the CRRs that followed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.offer_builder import PACIFIC
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.target.binding import missing
from marketsim.target.holdings import MIGRATED_GROUPS, held_crrs
from marketsim.target.party import Party
from marketsim.target.session import Session

ROUNDING = 0.001 + 1e-9  # MW; which way the ISO rounds is not known
PART = "(?P<part>lost|gained)"


def shares_of(story: Story, session: Session, party: Party) -> Answer[Any]:
    """The shares of load that a party may read in the market."""
    service = session.client(party).load_migration
    return story.heard(service.get_load_percentages(load_migration_market_name=story.bound["name"]))


def crrs_of(story: Story, session: Session, party: Party) -> Answer[Any]:
    """The CRRs that a party may read of those that the market made."""
    service = session.client(party).load_migration
    return story.heard(service.get_load_migration_crrs(load_migration_market_name=story.bound["name"]))


def _parties(session: Session, function: str) -> Iterator[Party]:
    return (each for each in session.parties if each.function == function and each.write)


@given("one of our utilities in whose territory load moved")
def utility_with_moves(story: Story, session: Session) -> None:
    for party in _parties(session, "CUDC"):
        if shares_of(story, session, party).value.load_migration_percentages:
            story.party = party
            return
    raise missing("load that moved in the territory of a utility of ours in the posted market")


@given(parsers.re(f"one of our load-serving entities that {PART} load in it"))
def entity_with_part(story: Story, session: Session, part: str) -> None:
    for party in _parties(session, "CLSE"):
        shares = shares_of(story, session, party)
        if party.name in _owners(shares, part) and crrs_of(story, session, party).value.load_migration_crrs:
            story.party, story.bound["shares"] = party, shares
            return
    raise missing(f"a load-serving entity of ours that {part} load in the posted market, and CRRs with it")


def _owners(shares: Answer[Any], part: str) -> set[str]:
    member = "from_asset_owner" if part == "lost" else "to_asset_owner"
    return {getattr(each, member) for each in shares.value.load_migration_percentages}


@when("we ask for the shares of load that moved")
def ask_shares(story: Story, session: Session) -> None:
    shares_of(story, session, story.us)


@when("we ask for the CRRs that it made")
def ask_crrs(story: Story, session: Session) -> None:
    crrs_of(story, session, story.us)


@then("every share is of load in our territory")
def shares_of_territory(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    found = sorted({each.udc for each in answer.value.load_migration_percentages})
    expect.equal("the territories", found, [story.us.name], answer=answer)


@then("both load-serving entities of every share read it alike, and no other does")
def shares_read_alike(story: Story, session: Session, expect: Expectation) -> None:
    ours = {each.id: each for each in story.answer.value.load_migration_percentages}
    for party in _parties(session, "CLSE"):
        answer = shares_of(story, session, party)
        found = {each.id: each for each in answer.value.load_migration_percentages if each.id in ours}
        wanted = {
            id_: each
            for id_, each in ours.items()
            if party.name in (each.from_asset_owner, each.to_asset_owner)
        }
        subject = "presence" if wanted else "absence"
        expect.equal(f"what {party.name} reads", found, wanted, answer=answer, subject=subject)


@then("every CRR is ours and follows from another one")
def crrs_ours(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    made = answer.value.load_migration_crrs
    expect.that("the CRRs", len(made), "one or more", bool(made), answer=answer)
    expect.equal("their owners", sorted({each.asset_owner for each in made}), [story.us.name], answer=answer)
    astray = [each.crr_id for each in made if each.crr_id == each.parent_crr_id]
    expect.equal("CRRs that are their own parents", astray, [], answer=answer)


@then("we hold each of them, on the same path and with the same MW")
def crrs_held(story: Story, session: Session, expect: Expectation) -> None:
    answer = story.answer
    held = {crr.crr_id: crr for crr in held_crrs(session, story.us, *MIGRATED_GROUPS)}
    for each in answer.value.load_migration_crrs:
        crr = held.get(each.crr_id)
        found = crr and (crr.parent_crr_id, crr.source, crr.sink, crr.tou, crr.crr_type, crr.mw)
        wanted = (each.parent_crr_id, each.source, each.sink, each.tou, each.crr_type, each.initial_mw)
        expect.equal(f"our holding {each.crr_id}", found, wanted, answer=answer, subject="presence")


@then("no other load-serving entity reads any of them")
def crrs_private(story: Story, session: Session, expect: Expectation) -> None:
    ours = {each.crr_id for each in story.answer.value.load_migration_crrs}
    for party in _parties(session, "CLSE"):
        if party.name != story.us.name:
            answer = crrs_of(story, session, party)
            found = sorted(ours & {each.crr_id for each in answer.value.load_migration_crrs})
            expect.equal(f"ours that {party.name} reads", found, [], answer=answer, subject="absence")


@then("each runs against a CRR that we were allocated, with our share of its MW")
def counterflows_are_shares(story: Story, session: Session, expect: Expectation) -> None:
    answer, us = story.answer, story.us
    allocated = {crr.crr_id: crr for crr in held_crrs(session, us, "ALLOCATION")}
    shares: dict[tuple[int, str], float] = {}
    for share in story.bound["shares"].value.load_migration_percentages:
        shares[share.season_number, share.tou] = share.load_percentage
    for each in answer.value.load_migration_crrs:
        parent = allocated.get(each.parent_crr_id)
        found = parent and (each.source, each.sink, each.tou, each.crr_type)
        wanted = parent and (parent.sink, parent.source, parent.tou, "LMT_CNT")
        held = parent is not None and found == wanted
        expect.that(f"the path of {each.crr_id}", found, wanted or "that of a parent", held, answer=answer)
        season = (each.start_date.astimezone(PACIFIC).month + 2) // 3
        due = shares[season, each.tou] / 100 * parent.mw  # type: ignore[union-attr]  # judged just before
        near = abs(each.initial_mw - due) <= ROUNDING
        expect.that(f"the MW of {each.crr_id}", each.initial_mw, round(due, 6), near, answer=answer)


@then("there is none, for a utility holds no CRRs")
def none_made(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    expect.equal("the CRRs", answer.value.load_migration_crrs, [], answer=answer, subject="absence")
