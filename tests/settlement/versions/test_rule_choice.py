"""The rule set of a trade date on a run date: by what held for the date, of what was in production on the day."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.settlement.versions import guides
from marketsim.settlement.versions.choice import newest, rule_set
from marketsim.settlement.versions.refusal import NotModelled

EFFECTIVE, PRODUCTION, LATER = date(2019, 8, 1), date(2019, 10, 30), date(2021, 5, 1)
MODELLED = st.dates(date(2010, 1, 1), LATER - timedelta(days=1))
WAIT = st.integers(0, 1200).map(lambda days: timedelta(days=days))
GUIDES = guides.load()


@pytest.mark.parametrize(
    ("trade_date", "run_date", "rules"),
    [
        ("2019-07-31", "2020-05-01", "before-prr-1185"),
        ("2019-08-01", "2019-10-21", "before-prr-1185"),
        ("2019-08-01", "2019-10-29", "before-prr-1185"),
        ("2019-08-01", "2019-10-30", "prr-1185"),
        ("2019-08-01", "2020-05-01", "prr-1185"),
        ("2019-08-12", "2019-10-30", "prr-1185"),
        ("2019-10-29", "2019-11-01", "prr-1185"),
        ("2019-10-30", "2019-10-30", "prr-1185"),
        ("2021-04-30", "2024-04-30", "prr-1185"),
    ],
)
def test_rules_at_the_boundaries(trade_date: str, run_date: str, rules: str) -> None:
    """The days about the effective date, the day of production and the first later rules."""
    assert rule_set(date.fromisoformat(trade_date), date.fromisoformat(run_date)).rule_set == rules


@given(MODELLED, WAIT)
def test_the_two_dates_decide(trade_date: date, wait: timedelta) -> None:
    """New from the effective date on, once in production; old otherwise; the draft never."""
    run_date = trade_date + wait
    new = trade_date >= EFFECTIVE and run_date >= PRODUCTION
    assert rule_set(trade_date, run_date).rule_set == ("prr-1185" if new else "before-prr-1185")


@given(MODELLED, WAIT, WAIT)
def test_what_was_once_settled_by_new_rules_never_goes_back(
    trade_date: date, wait: timedelta, more: timedelta
) -> None:
    """A later run of a trade date, and a run of the same day for a later trade date, don't go back to older rules."""
    order = ["before-prr-1185", "prr-1185"]
    now = order.index(rule_set(trade_date, trade_date + wait).rule_set)
    assert now <= order.index(rule_set(trade_date, trade_date + wait + more).rule_set)
    earlier = trade_date - more
    assert order.index(rule_set(earlier, trade_date + wait).rule_set) <= now


@given(MODELLED, WAIT)
def test_every_trade_date_has_exactly_one_version_of_each_guide(trade_date: date, wait: timedelta) -> None:
    """No other version holds from the same trade date, was in production and could have been chosen as well."""
    run_date = trade_date + wait
    for name, version in rule_set(trade_date, run_date).guides.items():
        able = [each for each in GUIDES.of(name) if each.holds(trade_date) and each.runs(run_date)]
        chosen = newest(GUIDES.of(name), trade_date, run_date)
        assert chosen
        assert chosen.version == version
        assert [each for each in able if each.effective_from == chosen.effective_from] == [chosen]


def test_one_request_brings_two_versions_of_a_guide() -> None:
    """PC RTEQ 5.19 and 5.20 come with one request, and hold one after the other."""
    brought = GUIDES.brought_by("PRR 1185")
    assert brought == {"PC RTEQ": ("5.19", "5.20"), "CC 6477": ("5.10",), "CC 64770": ("5.2",)}
    days = [EFFECTIVE + timedelta(days=n) for n in range(200)]
    versions = [rule_set(day, date(2022, 1, 1)).guides["PC RTEQ"] for day in days]
    assert versions == sorted(versions)
    assert set(versions) == {"5.19", "5.20"}


def test_the_boundary_of_the_two_versions_is_data_and_moves_no_rules() -> None:
    """Another day of change from 5.19 to 5.20 gives the same rule set."""
    moved = tuple(
        msgspec.structs.replace(each, **{bound: getattr(each, bound) + timedelta(days=40)})
        if each.version in {"5.19", "5.20"}
        else each
        for each in GUIDES.guides
        for bound in ["effective_to" if each.version == "5.19" else "effective_from"]
    )
    others = msgspec.structs.replace(GUIDES, guides=moved)
    there = rule_set(date(2019, 11, 5), date(2020, 1, 1), others)
    here = rule_set(date(2019, 11, 5), date(2020, 1, 1))
    assert (there.guides["PC RTEQ"], here.guides["PC RTEQ"]) == ("5.19", "5.20")
    assert there.rule_set == here.rule_set


@pytest.mark.parametrize("day", [date(2019, 8, 22), date(2019, 9, 22), date(2020, 5, 1)])
def test_the_draft_settles_no_statement(day: date) -> None:
    """The text of 22 August 2019 is kept, and was never in production, not even while it was posted."""
    drafts = [each for each in GUIDES.guides if each.rule_set == "prr-1185-draft"]
    assert [(each.guide, each.posted_from, each.posted_to) for each in drafts] == [
        ("CC 64770", date(2019, 8, 22), date(2019, 9, 22))
    ]
    assert "draft" not in rule_set(EFFECTIVE, day).guides["CC 64770"]


@pytest.mark.parametrize("trade_date", ["2021-05-01", "2021-11-01", "2024-01-01", "2026-11-22"])
def test_trade_dates_of_later_guides_are_refused(trade_date: str) -> None:
    """They are listed with what changed, and not settled by the rules of 2019."""
    with pytest.raises(NotModelled) as refused:
        rule_set(date.fromisoformat(trade_date), date(2027, 1, 1))
    assert refused.value.expected == "a trade date before 2021-05-01"
    assert "Real-Time Settlement Review" in refused.value.found
    assert ("PRR 1540" in refused.value.found) == (trade_date >= "2024")
    assert refused.value.fix


def test_a_run_before_its_trade_date_is_refused() -> None:
    """The two dates are told apart when they are swapped."""
    with pytest.raises(NotModelled, match=r"a run date from 2019-10-30 on.*found 2019-08-01"):
        rule_set(date(2019, 10, 30), date(2019, 8, 1))


@pytest.mark.parametrize(
    ("trade_date", "run_date", "clause"),
    [
        (date(2019, 7, 31), date(2020, 5, 1), "trade dates from 2019-08-01 on"),
        (date(2019, 8, 1), date(2019, 10, 21), "in production only from 2019-10-30 on, after 2019-10-21"),
        (date(2019, 8, 1), date(2020, 5, 1), "in production on 2020-05-01"),
    ],
)
def test_the_choice_says_which_of_the_two_dates_decided(
    trade_date: date, run_date: date, clause: str
) -> None:
    """A reader of a late statement sees why it is by which rules."""
    assert clause in rule_set(trade_date, run_date).why


def test_guides_that_do_not_belong_together_are_refused() -> None:
    """When one guide goes into production alone, no rule set of ours is both."""
    alone = tuple(
        msgspec.structs.replace(each, in_production_from=date(2019, 10, 1))
        if each.version == "5.10"
        else each
        for each in GUIDES.guides
    )
    with pytest.raises(
        NotModelled, match=r"guides that belong to one rule set.*CC 6477 5.10, CC 64770 before 5.2"
    ):
        rule_set(date(2019, 8, 1), date(2019, 10, 15), msgspec.structs.replace(GUIDES, guides=alone))
