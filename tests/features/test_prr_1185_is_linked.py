"""What PRR 1185 changes is shown by scenarios that say what they rest on, or says why it cannot be shown."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from marketsim.settlement.request.request import TAG_OF, Item, Shown, load
from marketsim.settlement.versions import guides
from marketsim.suite.feature_files import Scenario, read_feature
from marketsim.suite.register import read_register

ROOT = Path(__file__).resolve().parents[2]
SETTLEMENT = ROOT / "features" / "settlement"
REQUEST = load(SETTLEMENT / "prr-1185.yaml")
REGISTER = {each.id: each for each in read_register(ROOT).requirements if each.id.startswith("PRR-")}


def name_of(scenario: Scenario) -> str:
    """The id of a scenario of this topic."""
    (name,) = (each for each in scenario.effective_tags if each.startswith("MS-SET-"))
    return name


SCENARIOS = {
    name_of(scenario): scenario
    for file in sorted(SETTLEMENT.glob("*.feature"))
    for scenario in read_feature(file, ROOT).scenarios
}


def called(shown: Shown) -> str:
    """How a test of one part is called."""
    return shown.id


PARTS = pytest.mark.parametrize("part", REQUEST.shown, ids=called)


def test_the_change_items_are_those_of_the_request() -> None:
    """Three aims, and four corrections while it was open."""
    assert [each.id for each in REQUEST.items] == ["a", "b", "c", "b1", "b2", "b3", "c1"]
    assert [each.corrects for each in REQUEST.items] == ["", "", "", "b", "b", "b", "c"]


@PARTS
def test_every_part_is_shown_or_says_why_not(part: Shown) -> None:
    """One of the two, never both or neither."""
    assert bool(part.shown_by) != bool(part.untestable)
    assert part.requirements


@PARTS
def test_every_scenario_named_is_there_and_carries_the_tag_of_what_it_rests_on(part: Shown) -> None:
    """A quotation, what holds under any reading, or our reading: @quoted, @invariant or @model."""
    for proof in part.shown_by:
        assert proof.scenario in SCENARIOS
        assert TAG_OF[proof.on] in SCENARIOS[proof.scenario].effective_tags


@pytest.mark.parametrize(
    "item", [each for each in REQUEST.items if each.provenance == "inferred"], ids=called
)
def test_what_shows_an_inferred_item_is_of_the_model(item: Item) -> None:
    """No scenario on an item that we infer passes for a quotation."""
    assert all("model" in SCENARIOS[proof.scenario].effective_tags for proof in item.shown_by)


@pytest.mark.parametrize("item", REQUEST.items, ids=called)
def test_an_item_dates_and_versions_are_those_that_choose_the_rules(item: Item) -> None:
    """The request and the dated guides tell the same story."""
    dated = [each for each in guides.load().guides if each.request == "PRR 1185" and each.in_production_from]
    known = {(each.guide, each.version): each for each in dated}
    assert item.effective_from == min(each.effective_from for each in dated if each.effective_from)
    for version in item.guides:
        assert known[version.guide, version.version].in_production_from == item.production_from
        assert version in REQUEST.page.facts.guides


def test_points_and_comments_belong_together() -> None:
    """Every point was made in a comment of the page, and its answer stands there."""
    made = {(each.by, each.at) for each in REQUEST.page.facts.remarks}
    answered = {each.at for each in REQUEST.page.facts.remarks}
    assert {(each.by, each.at) for each in REQUEST.points} <= made
    assert {each.answered for each in REQUEST.points} - {""} <= answered
    assert {each for item in REQUEST.items for each in item.points} <= {each.id for each in REQUEST.points}


def test_an_open_promise_stays_unresolved() -> None:
    """Directions on payloads were taken under advisement; nothing that we can reach settles them."""
    (open_point,) = REQUEST.unresolved
    assert (open_point.id, open_point.shown_by) == ("directions", ())
    assert open_point.untestable.startswith("not reachable")


@pytest.mark.parametrize("name", sorted(REGISTER))
def test_the_register_and_the_request_link_the_same(name: str) -> None:
    """An entry's scenarios are among those of the parts that name it; an entry that no part names makes no demand."""
    entry, links = REGISTER[name], REQUEST.links()
    shown = {scenario for _, scenario in entry.scenarios}
    if links.get(name):
        assert shown
        assert shown <= set(links[name])
    else:
        assert entry.links == ("untestable",)


def test_every_entry_that_a_part_names_is_in_the_register() -> None:
    """Nothing is linked to a requirement that is not there."""
    assert set(chain.from_iterable(each.requirements for each in REQUEST.shown)) <= set(REGISTER)
