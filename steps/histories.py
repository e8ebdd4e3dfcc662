"""Sentences on the statuses that something was seen in, look after look, judged by the law of its life."""

from __future__ import annotations

from pytest_bdd import parsers, then

from fixtures.attachment import Attach
from fixtures.expectation import Expectation
from fixtures.story import Story
from steps.inventories import sound


def seen(story: Story, status: str) -> None:
    """Remember what the story's window or market was seen in."""
    story.bound.setdefault("seen", []).append(status)


@then(
    parsers.re(
        "the statuses that the (?P<kind>TOR window|migration market) was seen in can follow each other"
    )
)
def can_follow(story: Story, expect: Expectation, attach: Attach, kind: str) -> None:
    from marketsim.verification.histories import judge_history

    name = story.bound["window"] if kind == "TOR window" else story.bound["name"]
    sound(judge_history(kind, story.bound["seen"], name=name, every_step=True), "step", expect, attach)
