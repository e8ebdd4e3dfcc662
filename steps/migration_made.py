"""Sentences on what single CRRs became of in a load migration: worked by hand, forgotten, or allocated by the month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pytest_bdd import given, parsers, then

from fixtures.expectation import Expectation
from fixtures.offer_builder import PACIFIC
from fixtures.story import Story
from marketsim.target.holdings import MIGRATED_GROUPS, held_crrs
from marketsim.target.operator import Operator
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.inventories import everybodys
from steps.migration_cycle import parties
from steps.migration_oracle import results
from steps.migration_results import crrs_of, shares_of

YEARS_AHEAD = 2
NEAR = 1e-9  # of a double that was sent as a number
WHO = "(?P<who>[A-D])"
CRR = {"tou": "ON", "hedgeType": "OBL", "crrType": "LSE", "category": "ALLOCATION"}


def entity(story: Story, name: str) -> Party:
    """The load-serving entity that the scenario calls so."""
    party: Party = story.bound["entities"][name]
    return party


def allocate(
    story: Story, session: Session, iso: Operator, who: str, market: str, period: str, mw: float
) -> int:
    """Let an entity hold a CRR of an allocation, on the path of one that it was allocated before; its id."""
    like = next(held_crrs(session, entity(story, who), "ALLOCATION"))
    where = {"source": like.source, "sink": like.sink, "marketName": market, "period": period, "mw": mw}
    crr_id = iso.add_holding(entity(story, who).name, {**CRR, **where})
    story.bound["inventory"] = everybodys(story, session)
    return crr_id


@given(parsers.re(rf"the ISO has allocated to {WHO} a CRR of a season of (?P<mw>[\d.]+) MW"))
def allocated_season(story: Story, session: Session, iso: Operator, who: str, mw: str) -> None:
    year = story.bound["market"].effective_date.year + YEARS_AHEAD
    market = f"ALLOC_AN_{year}_T1"
    story.bound["seasonal"] = allocate(story, session, iso, who, market, f"{year}_S03", float(mw))


@given(parsers.re(f"the ISO has allocated to {WHO} a CRR of a season and one of the month"))
def allocated_both(story: Story, session: Session, iso: Operator, who: str) -> None:
    allocated_season(story, session, iso, who, "40")
    month = f"{story.bound['market'].effective_date.astimezone(PACIFIC):%Y_M%m}"
    market = f"ALLOC_MN_{month}_T1"
    story.bound["monthly"] = allocate(story, session, iso, who, market, month, 30.0)


@then(parsers.re(f"what {WHO} lost comes of its CRR of the season, and nothing of that of the month"))
def seasonal_only(story: Story, session: Session, expect: Expectation, who: str) -> None:
    answer = crrs_of(story, session, entity(story, who))
    parents = [each.parent_crr_id for each in answer.value.load_migration_crrs]
    expect.present("the parents", story.bound["seasonal"], parents, answer=answer)
    expect.absent("the parents", story.bound["monthly"], parents, answer=answer)


@then(
    parsers.re(rf"{WHO} is told that it lost (?P<share>[\d.]+) per cent of its load"),
    converters={"share": float},
)
def lost_share(story: Story, session: Session, expect: Expectation, who: str, share: float) -> None:
    answer = shares_of(story, session, entity(story, who))
    told = answer.value.load_migration_percentages
    expect.equal("how many seasons and times of use", len(told), 8, answer=answer)
    astray = [each.load_percentage for each in told if abs(each.load_percentage - share) > NEAR]
    expect.equal("other percentages", astray, [], answer=answer)


@then(parsers.re(rf"(?P<mw>[\d.]+) MW of that CRR moved to {WHO}"), converters={"mw": float})
def moved(story: Story, session: Session, expect: Expectation, mw: float, who: str) -> None:
    for party, crr_type in ((entity(story, who), "LSE_LMT"), (entity(story, "A"), "LMT_CNT")):
        answer = crrs_of(story, session, party)
        rows = [
            each for each in answer.value.load_migration_crrs if each.parent_crr_id == story.bound["seasonal"]
        ]
        found = [(each.crr_type, each.initial_mw) for each in rows]
        expect.equal(f"what {party.name} is told", found, [(crr_type, mw)], answer=answer)
        held = [
            (crr.crr_type, crr.mw)
            for crr in held_crrs(session, party, *MIGRATED_GROUPS)
            if crr.parent_crr_id == story.bound["seasonal"]
        ]
        expect.equal(f"what {party.name} holds", held, found, answer=story.answer)


@then(parsers.re("neither (?P<one>[A-D]) nor (?P<other>[A-D]) has lost load or CRRs"))
def nothing_lost(story: Story, session: Session, expect: Expectation, one: str, other: str) -> None:
    for who in (one, other):
        answer = shares_of(story, session, entity(story, who))
        told = answer.value.load_migration_percentages
        expect.equal(f"the shares of {who}", told, [], answer=answer, subject="absence")
        answer = crrs_of(story, session, entity(story, who))
        made = answer.value.load_migration_crrs
        expect.equal(f"the CRRs of {who}", made, [], answer=answer, subject="absence")


@then("everybody holds what it held")
def unchanged(story: Story, session: Session, expect: Expectation) -> None:
    found = _by_row(everybodys(story, session))
    wanted = _by_row(story.bound["inventory"])
    expect.equal("rows of the inventory that were not there", sorted(found - wanted), [], answer=story.answer)
    expect.equal("rows that are gone", sorted(wanted - found), [], answer=story.answer)
    story.bound["deeds"] = []


def _by_row(rows: list[Mapping[str, Any]]) -> set[str]:
    return {str(sorted(row.items())) for row in rows}


@then("the CRRs that were made before are as they were, and others come of the CRR that was forgotten")
def corrected(story: Story, session: Session, expect: Expectation) -> None:
    former = {row["crrId"]: row for row in story.bound["results"]["loadMigrationCrrs"]}
    now = {row["crrId"]: row for row in results(story, session)["loadMigrationCrrs"]}
    expect.equal("those made before", {each: now.get(each) for each in former}, former, answer=story.answer)
    others = sorted((now[each]["crrType"], now[each]["parentCrrId"]) for each in now.keys() - former.keys())
    seasonal = story.bound["seasonal"]
    wanted = [("LMT_CNT", seasonal), ("LSE_LMT", seasonal)]
    expect.equal("the others", others, wanted, answer=story.answer, subject="presence")


@then("the mended results have the ids of those that were taken back, and more MW")
def mended(story: Story, session: Session, expect: Expectation) -> None:
    from marketsim.verification.inventory import migration

    former = {row["crrId"]: row["initialMw"] for row in story.bound["results"]["loadMigrationCrrs"]}
    told = results(story, session)
    now = {row["crrId"]: row["initialMw"] for row in told["loadMigrationCrrs"]}
    expect.equal("the ids", sorted(now), sorted(former), answer=story.answer)
    less = sorted(each for each in former if not now[each] > former[each])
    expect.equal("CRRs without more MW", less, [], answer=story.answer)
    effective = story.bound["market"].effective_date.astimezone(PACIFIC).date()
    story.bound["deeds"] = [migration(told, effective)]


@then(parsers.re("(?P<count>no|1) public message speaks of corrected results of the migration"))
def message(story: Story, session: Session, expect: Expectation, count: str) -> None:
    since = datetime.now(UTC) - timedelta(days=1)
    answer = story.heard(session.client(story.us).messages.public_messages(from_date=since))
    texts = [] if answer.codes == ("SER0007",) else [each.message for each in answer.value]
    found = [each for each in texts if story.bound["name"] in each and "corrected" in each.lower()]
    expect.equal("such messages", len(found), 0 if count == "no" else 1, answer=answer)


@then("load-serving entities are known to all by the same DUNS numbers")
def same_numbers(story: Story, session: Session, expect: Expectation) -> None:
    """One number an entity and one entity a number, in the shares of whoever reads them."""
    known: set[tuple[str, str]] = set()
    for party in (*parties(session, "CUDC"), *parties(session, "CLSE")):
        for each in shares_of(story, session, party).value.load_migration_percentages:
            known |= {(each.from_lse, each.from_asset_owner), (each.to_lse, each.to_asset_owner)}
    expect.that("the entities", len(known), "two or more", len(known) > 1, answer=story.answer)
    for what, found in (("numbers", {number for number, _ in known}), ("names", {name for _, name in known})):
        expect.equal(f"how many {what}", len(found), len(known), answer=story.answer)
    astray = sorted(number for number, _ in known if not (number.isdecimal() and len(number) <= 9))
    expect.equal("numbers that are no DUNS number", astray, [], answer=story.answer)
