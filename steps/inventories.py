"""Sentences on what everybody holds, before and after something happened, judged by the laws of inventories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, then

from fixtures.attachment import Attach
from fixtures.expectation import Expectation
from fixtures.offer_builder import PACIFIC
from fixtures.story import Story
from marketsim.target.download_rows import inventory_of
from marketsim.target.operator import ActingOperator, Operator
from marketsim.target.session import Session

if TYPE_CHECKING:
    from marketsim.verification.laws import Judgement

Inventory = list[Mapping[str, Any]]


def everybodys(story: Story, session: Session) -> Inventory:
    """All CRRs that have not ended, by the public download."""
    answer = session.client(story.us).market_data.get_public_general_data(
        public_general_download_type="PUBLIC_EXISTING_CRR", file_format="JSON"
    )
    return inventory_of(story.heard(answer))


@given("what everybody holds")
def before(story: Story, session: Session) -> None:
    story.bound["inventory"], story.bound["deeds"] = everybodys(story, session), []


@then("the oracle finds nothing wrong in what everybody holds now")
def judged(story: Story, session: Session, iso: Operator, expect: Expectation, attach: Attach) -> None:
    """Compared with what everybody held before, and with all that has happened since (``deeds``)."""
    from marketsim.verification.inventory import judge_change

    after = everybodys(story, session)
    now = iso.now() if isinstance(iso, ActingOperator) else datetime.now(UTC)
    deeds = story.bound["deeds"]
    judgement = judge_change(story.bound["inventory"], after, deeds, since=now.astimezone(PACIFIC).date())
    sound(judgement, "conservation", expect, attach)
    story.bound["inventory"], story.bound["deeds"] = after, []


def sound(judgement: Judgement, law: str, expect: Expectation, attach: Attach) -> None:
    """Nothing is wrong, and the law that the scenario is about has judged something."""
    told = json.dumps(judgement.as_json(), indent=2)
    attach("What the oracle found, and could not check", told, "application/json")
    found = [
        f"{each.check} at {each.where}: expected {each.expected}, found {each.found}"
        for each in judgement.findings
    ]
    expect.equal("what the oracle found wrong", found, [])
    looked = judgement.judged.get(law, 0)
    expect.that(f"what the law {law} judged", looked, "one thing or more", looked > 0)
