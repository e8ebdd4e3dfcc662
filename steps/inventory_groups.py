"""Sentences on the groups in which a participant downloads its CRRs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pytest_bdd import parsers, then, when

from fixtures.attachment import Attach
from fixtures.expectation import Expectation
from fixtures.offer_builder import PACIFIC
from fixtures.story import Story
from marketsim.target.binding import Binder
from marketsim.target.download_rows import inventory_of, rows_of
from marketsim.target.operator import ActingOperator, Operator
from marketsim.target.session import Session
from steps.downloads import download_for
from steps.inventories import sound

LAST_SEASON, FIRST_SEASON = "S04", "S01"
MIGRATED = ("PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3", "PRIVATE_EXISTING_CRR_LM_BEYOND_3")


@when("we download our CRRs of every group, and everybody's")
def download_groups(story: Story, session: Session, binder: Binder) -> None:
    from marketsim.verification.views import GROUPS

    asked = {kind: download_for(story, session, binder, kind) for kind in GROUPS}
    story.bound["groups"] = {
        kind: inventory_of(story.heard(each.ask(session, story.us))) for kind, each in asked.items()
    }
    everybodys = download_for(story, session, binder, "PUBLIC_EXISTING_CRR")
    story.bound["everybody's"] = inventory_of(story.heard(everybodys.ask(session, story.us)))


@then("each row is ours, in one group alone, and in that in which it belongs")
def rows_belong(story: Story, iso: Operator, expect: Expectation, attach: Attach) -> None:
    judgement = _judged(story, iso, "public-private")
    for law in ("private-own", "one-group", "right-group"):
        sound(judgement, law, expect, attach)


@then("our groups are together the public rows of ours")
def groups_are_public(story: Story, iso: Operator, expect: Expectation, attach: Attach) -> None:
    sound(_judged(story, iso), "public-private", expect, attach)


def _judged(story: Story, iso: Operator, *without: str) -> Any:
    from marketsim.verification.views import judge_inventories

    today = _now(iso).astimezone(PACIFIC).date()
    groups, everybodys = story.bound["groups"], story.bound["everybody's"]
    return judge_inventories(everybodys, groups, story.us.name, today, without=without)


def _now(iso: Operator) -> datetime:
    return iso.now() if isinstance(iso, ActingOperator) else datetime.now(UTC)


@when(
    "the ISO lets us hold migrated CRRs of the last season of the third year and of the first of the fourth"
)
def hold_migrated(story: Story, binder: Binder, iso: Operator) -> None:
    year = _now(iso).astimezone(PACIFIC).year
    market = binder.market(story.us, "allocation", "OPEN")
    source, sink = binder.pair(story.us, market)
    terms = {"source": source, "sink": sink, "tou": "ON", "hedgeType": "OBL", "crrType": "LSE_LMT", "mw": 5.0}
    terms |= {"category": "LOAD_MIGRATION", "marketName": "LOAD_MIGRATION"}
    periods = {"third": f"{year + 3}_{LAST_SEASON}", "fourth": f"{year + 4}_{FIRST_SEASON}"}
    story.bound["migrated"] = {
        word: iso.add_holding(story.us.name, {**terms, "period": period}) for word, period in periods.items()
    }


@then(parsers.re("the one of the (?P<word>third|fourth) year is in (?P<group>PRIVATE_[A-Z0-9_]+) alone"))
def in_group_alone(
    story: Story, session: Session, binder: Binder, expect: Expectation, word: str, group: str
) -> None:
    for kind in MIGRATED:
        answer = story.heard(download_for(story, session, binder, kind).ask(session, story.us))
        demand = expect.present if kind == group else expect.absent
        demand(
            kind,
            story.bound["migrated"][word],
            [row["CrrId"] for row in rows_of(answer, "CrrId")],
            answer=answer,
        )
