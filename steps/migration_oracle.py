"""Sentences on load migrations worked out a second time, from what the utilities uploaded."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pytest_bdd import parsers, then

from fixtures.attachment import Attach
from fixtures.expectation import Expectation
from fixtures.offer_builder import PACIFIC
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.target.migration import migration_markets
from marketsim.target.session import Session
from steps.inventories import everybodys, sound
from steps.migration_cycle import parties
from steps.migration_results import crrs_of, shares_of

if TYPE_CHECKING:
    from marketsim.verification.migration import Uploads

Told = dict[str, Any]


def plain(answer: Answer[Any]) -> Told:
    """An answer as the JSON that was sent."""
    answer.value  # noqa: B018  # raises UnexpectedAnswer where it is no good answer
    return dict(json.loads(answer.exchange.response_body))


def uploads(story: Story, session: Session) -> list[Uploads]:
    """What each utility has uploaded up to the story's market: rates and customers of the newest, transfers of it."""
    from marketsim.verification.migration import Uploads

    found, effective = [], story.bound["market"].effective_date
    for party in parties(session, "CUDC"):
        service = session.client(party).load_migration
        markets = [each for each in migration_markets(session, party) if each.effective_date <= effective]
        names = [each.market_name for each in sorted(markets, key=lambda each: each.effective_date)][::-1]
        rates = [
            plain(service.get_existing_customer_rates(load_migration_market_name=name)) for name in names
        ]
        counts = [
            plain(service.get_existing_number_of_customers(load_migration_market_name=name)) for name in names
        ]
        found.append(
            Uploads.of(
                next((each for each in rates if each["customerRateRecords"]), rates[0]),
                next((each for each in counts if each["numberOfCustomerRecords"]), counts[0]),
                plain(service.get_existing_dasr_summary(load_migration_market_name=story.bound["name"])),
            )
        )
    return found


def results(story: Story, session: Session) -> Told:
    """The CRRs of everybody's results."""
    told = [plain(crrs_of(story, session, party)) for party in parties(session, "CLSE")]
    rows = [row for each in told for row in each["loadMigrationCrrs"]]
    return {"loadMigrationMarket": story.bound["name"], "loadMigrationCrrs": rows}


@then("the oracle finds nothing wrong with what load and CRRs moved")
def judged(story: Story, session: Session, expect: Expectation, attach: Attach) -> None:
    """Also keeps what was made, for the inventory, and for the month that follows."""
    from marketsim.verification.inventory import migration
    from marketsim.verification.migration import cut_since, former_of, judge_migration, parents_of

    effective = story.bound["market"].effective_date.astimezone(PACIFIC).date()
    before, told = story.bound["inventory"], results(story, session)
    everyone = (*parties(session, "CUDC"), *parties(session, "CLSE"))
    months = story.bound["months"]
    verdict = judge_migration(
        uploads(story, session),
        story.bound["owners"],
        [plain(shares_of(story, session, party)) for party in everyone],
        [told],
        parents_of(before, effective),
        effective,
        former=cut_since(months[-1].former, before) if months else former_of(before, effective),
    )
    sound(verdict.judgement, "gained-mw", expect, attach)
    story.bound["months"] = [*months, verdict]
    story.bound["deeds"] = [*story.bound["deeds"], migration(told, effective)]
    story.bound["results before"] = story.bound.get("results", {"loadMigrationCrrs": []})
    story.bound["results"] = told


@then("the oracle finds nothing wrong in what we were told of it")
def judged_by_us(story: Story, session: Session, expect: Expectation, attach: Attach) -> None:
    """Our shares, the CRRs that we were told of and the public inventory, less what the market itself made."""
    from marketsim.verification.migration import former_of, judge_lse, parents_of

    effective = story.bound["market"].effective_date.astimezone(PACIFIC).date()
    told, made = plain(shares_of(story, session, story.us)), plain(crrs_of(story, session, story.us))
    rows = everybodys(story, session)
    own = {row["crrId"] for row in made["loadMigrationCrrs"]}
    ours = {_pair(row) for row in rows if row["CrrId"] in own}
    before = [row for row in rows if row["CrrId"] not in own and _pair(row) not in ours]
    owners = {
        each[f"{side}Lse"]: each[f"{side}AssetOwner"]
        for each in told["loadMigrationPercentages"]
        for side in ("from", "to")
    }
    parents, former = parents_of(before, effective), former_of(before, effective)
    judgement = judge_lse(story.us.name, owners, told, made, parents, effective, former=former)
    sound(judgement, "counterflow-mw", expect, attach)


def _pair(row: Any) -> tuple[Any, ...]:
    """What the two CRRs of a pair have in common; the CRR they come of, alone, of all else."""
    migrated = row["CrrType"] in ("LSE_LMT", "LMT_CNT")
    return (row["ParentCrrId"], row["TOU"], row["StartDate"], row["MW"]) if migrated else (row["CrrId"],)


@then("every CRR that was gained has its counterflow with the one who lost it")
def pairs(story: Story, session: Session, expect: Expectation) -> None:
    rows = story.bound["results"]["loadMigrationCrrs"]
    gained = Counter(_terms(row, "source", "sink") for row in rows if row["crrType"] == "LSE_LMT")
    against = Counter(_terms(row, "sink", "source") for row in rows if row["crrType"] == "LMT_CNT")
    expect.that("the CRRs that were gained", sum(gained.values()), "one or more", bool(gained))
    expect.equal("what is not cancelled", sorted((gained - against) + (against - gained)), [])


def _terms(row: Told, start: str, end: str) -> tuple[str, ...]:
    names = ("parentCrrId", start, end, "tou", "startDate", "endDate", "initialMw", "adjustedMw")
    return tuple(str(row.get(name)) for name in names)


def _in_force(story: Story) -> list[Told]:
    """The CRRs of the month before that the month of the story still finds; a season may have ended in between."""
    effective = story.bound["market"].effective_date
    rows = story.bound["results before"]["loadMigrationCrrs"]
    return [row for row in rows if datetime.fromisoformat(row["endDate"]) > effective]


@then("the CRRs of the month before are adjusted, and no new one is made")
def adjusted(story: Story, expect: Expectation) -> None:
    former = {row["crrId"] for row in _in_force(story)}
    expect.that("how many there are", len(former), "one or more", bool(former))
    rows = story.bound["results"]["loadMigrationCrrs"]
    expect.equal("the CRRs", sorted(row["crrId"] for row in rows), sorted(former))
    new = [row["crrId"] for row in rows if "initialMw" in row or "adjustedMw" not in row]
    expect.equal("CRRs with initial MW", new, [])


@then(parsers.re("the CRRs that (?P<who>[A-D]) had gained shrink, under the ids that they had"))
def shrunk(story: Story, expect: Expectation, who: str) -> None:
    owner = story.bound["entities"][who].name
    former = {row["crrId"] for row in story.bound["results before"]["loadMigrationCrrs"]}
    gained = [
        row
        for row in story.bound["results"]["loadMigrationCrrs"]
        if row["assetOwner"] == owner and row["crrId"] in former and row["crrType"] == "LSE_LMT"
    ]
    expect.that("the CRRs", len(gained), "one or more", bool(gained))
    grown = [row["crrId"] for row in gained if "initialMw" in row or not row.get("adjustedMw", 0) < 0]
    expect.equal("CRRs that don't shrink", grown, [])


@then(parsers.re("new CRRs of (?P<who>[A-D]) come of those that (?P<whose>[A-D]) had gained"))
def moved_on(story: Story, expect: Expectation, who: str, whose: str) -> None:
    owner, giver = (story.bound["entities"][each].name for each in (who, whose))
    gained = {
        row["crrId"] for row in _in_force(story) if row["assetOwner"] == giver and row["crrType"] == "LSE_LMT"
    }
    parents = {
        row["parentCrrId"]
        for row in story.bound["results"]["loadMigrationCrrs"]
        if row["assetOwner"] == owner and row["crrType"] == "LSE_LMT"
    }
    expect.equal("what it had gained and lost on", sorted(gained - parents), [])
    expect.that("how many", len(gained), "one or more", bool(gained))
