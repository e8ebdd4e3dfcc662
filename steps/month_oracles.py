"""Sentences that ask every oracle of inventories at once: what is held, by whom, and where it came from."""

from __future__ import annotations

from pytest_bdd import then

from fixtures.attachment import Attach
from fixtures.expectation import Expectation
from fixtures.offer_builder import PACIFIC
from fixtures.story import Story
from marketsim.target.download_rows import inventory_of
from marketsim.target.operator import ActingOperator, Operator
from marketsim.target.session import Session
from steps.inventories import everybodys, judged
from steps.months import holders


@then("no oracle of inventories finds anything wrong")
def every_oracle(story: Story, session: Session, iso: Operator, expect: Expectation, attach: Attach) -> None:
    """Conservation and lineage over everybody's CRRs, and each one's private groups against the public list."""
    from marketsim.verification.views import GROUPS, judge_inventories

    judged(story, session, iso, expect, attach)
    public = everybodys(story, session)
    today = iso.now().astimezone(PACIFIC).date() if isinstance(iso, ActingOperator) else None
    if today is None:
        return  # nobody but the acting operator gets here
    for party in holders(story, session):
        ask = session.client(party).market_data.get_private_general_data
        groups = {
            kind: inventory_of(ask(private_general_download_type=kind, file_format="JSON"))  # type: ignore[arg-type]
            for kind in GROUPS
        }
        verdict = judge_inventories(public, groups, party.name, today)
        expect.equal(f"what is wrong in the views of {party.name}", [str(x) for x in verdict.findings], [])
