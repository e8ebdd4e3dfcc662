"""Sentences on cutovers that are rehearsed or done again: what they make is always the same."""

from __future__ import annotations

from pytest_bdd import then

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.target.cutover_desk import CutoverDesk
from marketsim.target.session import Session
from steps.cutover import new_side


@then("it has made the inventory that was rehearsed")
def as_rehearsed(story: Story, session: Session, cutting: CutoverDesk, expect: Expectation) -> None:
    """By the digest that the ISO is told, and by all that the system tells since."""
    digests = [story.bound[each]["digest"] for each in ("rehearsal", "cutover")]
    expect.that("the digest", digests[1], digests[0], digests[0] == digests[1], subject="state")
    story.bound.setdefault("told", []).append(new_side(story, session, cutting).files)


@then("the inventory is the same to the last byte")
def same_bytes(story: Story, expect: Expectation) -> None:
    first, again = story.bound["told"]
    other = [name for name in first if first[name] != again[name]]
    expect.equal("files that differ", other, [])
    expect.that("what was compared", sorted(first), "the inventory and its reports", len(first) > 1)
