"""Sentences on the kinds of locations that a bid runs between."""

from __future__ import annotations

from pytest_bdd import given, parsers

from fixtures.story import Story
from marketsim.target.binding import Binder

# The kinds in a sentence, and as the published list of sources and sinks writes them.
KINDS = {"generator": "GEN", "trading hub": "HUB", "scheduling point": "SP", "load aggregation point": "LAP"}
KIND = "generator|trading hub|scheduling point|load aggregation point"


@given(parsers.re(f"a (?P<source>{KIND}) and a (?P<sink>{KIND}) that may be bid there"))
def pair_of_kinds(story: Story, binder: Binder, source: str, sink: str) -> None:
    market = story.bound["market"]
    story.bound["pair"] = binder.pair_of(story.us, market, KINDS[source], KINDS[sink])


@given("another source that may be bid there")
def another_source(story: Story, binder: Binder) -> None:
    """In place of the one before; the sink stays of its kind."""
    former = story.bound["pair"][0]
    story.bound["pair"] = binder.pair_of(story.us, story.bound["market"], "GEN", "LAP", besides=former)
