"""Sentences on persons: what became of their roles at the cutover, and what changes for them afterwards."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.old_world import with_role
from fixtures.portfolio_book import Book, book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.binding import first
from marketsim.target.cutover_desk import CutoverDesk
from marketsim.target.mui import Screens
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.cutover import extract_of, rows_in
from steps.portfolios import portfolio_of

DENIED = 403
ROLES = "CUTOVER_ROLES"


def our_person(story: Story) -> str:
    """The person who speaks for us: the holder of our certificate."""
    pem = story.us.credentials.pem if story.us.credentials is not None else None
    if pem is None:
        raise RuntimeError("we have no certificate in PEM")
    return pem.stem


@given(parsers.re("our person has the old role (?P<role>[A-Z -]+) there, and no other"))
def old_role(story: Story, session: Session, role: str) -> None:
    """We are one of us whose person acts for it alone."""
    alone = (x for x in session.parties if (x.function, x.write) == (story.us.function, True) and _alone(x))
    story.party = first(alone, "a person that acts for one participant alone")
    story.bound["extract"] = with_role(extract_of(story), our_person(story), role)


def _alone(party: Party) -> bool:
    pem = party.credentials.pem if party.credentials is not None else None
    return pem is not None and pem.stem == party.name.lower()


@then(parsers.re("our person is told as one with (?P<roles>.+)"))
def new_roles(story: Story, cutting: CutoverDesk, expect: Expectation, roles: str) -> None:
    rows = rows_in(cutting.report(ROLES))
    found = {row["Role"] for row in rows if (row["Person"], row["Participant"]) == _us(story)}
    expect.equal("the roles of AIM", found, set(roles.split(" and ")))


def _us(story: Story) -> tuple[str, str]:
    return our_person(story), story.us.name


@then(parsers.re("(?P<may>we may|we may not) write"))
def may_write(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation, may: str) -> None:
    answer = book(story, session).create(portfolio_of(story, build, 1))
    if may == "we may":
        expect.accepted(answer)
    else:
        expect.refused(answer, "SEC0001")


@then(parsers.re("(?P<may>we may|we may not) read the network model"))
def may_read_model(story: Story, screens: Screens, expect: Expectation, may: str) -> None:
    answer = story.heard(screens.model(story.us, story.bound["market"].name))
    if may == "we may":
        expect.accepted(answer)
    else:
        expect.equal(
            "the refusal", answer.status, DENIED, answer=answer, subject="status", cause="authorisation"
        )


@when("the ISO takes our grants away")
def revoke(story: Story, cutting: CutoverDesk) -> None:
    cutting.revoke(our_person(story))


@when("the ISO renews our certificate")
def renew(story: Story, session: Session, cutting: CutoverDesk) -> None:
    """From now on we speak with the new one; whoever has spoken before goes on with the old."""
    story.bound["with the former"] = session.client(story.us)
    cutting.renew(our_person(story))


@then("the new certificate opens what the old one did, and finds our portfolio")
def renewed_opens(story: Story, session: Session, expect: Expectation) -> None:
    renewed = session.new_client(story.us, story.us.credentials)
    try:
        names = Book(story, renewed).names()
        wanted = story.sent["portfolio"].portfolio_name
        expect.present("the portfolios by the new certificate", wanted, names, answer=story.answer)
        deed = Book(story, renewed).use("submit")
        expect.accepted(deed)
        expect.equal("the portfolio", deed.value.status, "SUBMITTED", answer=deed, subject="state")
    finally:
        renewed.close()


@then("we may do nothing any more: we are refused with SEC0002")
def shut_out(story: Story, session: Session, expect: Expectation) -> None:
    """The certificate still opens the door, for it is the application that refuses."""
    mine = book(story, session)
    expect.refused(mine.use("read"), "SEC0002")
    expect.refused(mine.use("submit"), "SEC0002")


@then("what we had submitted still counts when the auction is cleared")
def still_counts(story: Story, expect: Expectation) -> None:
    products = story.bound["run"]["products"]
    bids = sum(each["bids"] for each in products)
    expect.that("the bids cleared", bids, "one or more", bids > 0)
