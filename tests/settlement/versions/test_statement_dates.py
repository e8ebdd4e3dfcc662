"""When the statements of a trade date are due, and which of them is the first by the rules of PRR 1185."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.settlement.versions import choice, statements
from marketsim.settlement.versions.business_days import Calendar
from marketsim.settlement.versions.refusal import NotModelled

RULED = st.dates(date(2019, 8, 1), date(2021, 4, 30))
OLDER = st.dates(date(2018, 1, 1), date(2019, 7, 31))
PRODUCTION = date(2019, 10, 30)
ALL_FEDERAL: frozenset[str] = frozenset()
COLUMBUS, KING = frozenset({"columbus-day"}), frozenset({"martin-luther-king-day"})


@pytest.mark.parametrize(
    ("trade_date", "initial", "second", "third", "first"),
    [
        ("2019-08-01", "2019-08-06", "2019-08-19", "2019-10-21", "T+9M"),
        ("2019-08-12", "2019-08-15", "2019-08-28", "2019-10-30", "T+55B"),
        ("2019-09-03", "2019-09-06", "2019-09-19", "2019-11-21", "T+55B"),
        ("2019-10-15", "2019-10-18", "2019-10-31", "2020-01-06", "T+12B"),
        ("2019-10-29", "2019-11-01", "2019-11-15", "2020-01-21", "T+3B"),
    ],
)
def test_statements_about_the_day_of_production(
    trade_date: str, initial: str, second: str, third: str, first: str
) -> None:
    """The statements of five trade dates, and the one that first carries the new rules."""
    day = date.fromisoformat(trade_date)
    due = [str(statements.due(kind, day)) for kind in ("T+3B", "T+12B", "T+55B")]
    found = statements.first_with(day)
    assert due == [initial, second, third]
    assert found
    assert (found.kind.id, found.due) == (first, statements.due(first, day))


def test_nine_months_after_the_first_trade_date() -> None:
    """Without an unscheduled rerun, 1 August 2019 is settled anew in May 2020."""
    assert statements.due("T+9M", date(2019, 8, 1)) == date(2020, 5, 1)


def test_a_doubted_holiday_moves_the_last_date_of_the_table() -> None:
    """The statement of 29 October 2019 comes a day sooner where the January holiday is a business day."""
    day = date(2019, 10, 29)
    assert statements.due("T+55B", day, Calendar.federal(KING)) == date(2020, 1, 20)


@pytest.mark.parametrize(
    ("kind", "left_out", "first"),
    [
        ("T+3B", ALL_FEDERAL, "2019-10-25"),
        ("T+12B", ALL_FEDERAL, "2019-10-11"),
        ("T+12B", COLUMBUS, "2019-10-14"),
        ("T+55B", ALL_FEDERAL, "2019-08-12"),
        ("T+55B", COLUMBUS, "2019-08-13"),
    ],
)
def test_first_trade_date_whose_statement_is_run_in_production(
    kind: str, left_out: frozenset[str], first: str
) -> None:
    """The first trade date of a kind of statement by the new rules; Columbus Day moves it by a day."""
    calendar = Calendar.federal(left_out)
    days = (date(2019, 8, 1) + timedelta(days=n) for n in range(91))
    assert str(next(day for day in days if statements.due(kind, day, calendar) >= PRODUCTION)) == first


@given(st.one_of(OLDER, RULED))
def test_statements_come_one_after_the_other(trade_date: date) -> None:
    """Each kind is due on a business day after the one before it."""
    due = [each.due for each in statements.of(trade_date)]
    assert trade_date < due[0]
    assert due == sorted(set(due))
    assert all(map(Calendar.federal().is_business_day, due))


@given(st.one_of(OLDER, RULED), st.integers(0, 40), st.sampled_from(statements.kinds()))
def test_a_later_trade_date_is_never_due_sooner(trade_date: date, days: int, kind: statements.Kind) -> None:
    """A kind of statement is due in the order of the trade dates."""
    assert statements.due(kind, trade_date) <= statements.due(kind, trade_date + timedelta(days=days))


@given(RULED)
def test_the_first_statement_by_new_rules_is_the_first_of_the_day_of_production(trade_date: date) -> None:
    """Those before it are run before 30 October 2019, those from it on are not."""
    first = statements.first_with(trade_date)
    assert first
    before = [each for each in statements.of(trade_date) if each.due < first.due]
    assert first.due >= PRODUCTION
    assert all(each.due < PRODUCTION for each in before)


@given(OLDER)
def test_no_statement_of_an_older_trade_date_carries_new_rules(trade_date: date) -> None:
    """However late it is run."""
    assert statements.first_with(trade_date) is None


def test_the_first_by_the_old_rules() -> None:
    """A trade date of the corrected months is first settled by the old rules; one after production never is."""
    early = statements.first_with(date(2019, 8, 1), rules="before-prr-1185")
    assert early
    assert early.kind.id == "T+3B"
    assert statements.first_with(date(2019, 10, 30), rules="before-prr-1185") is None


def test_a_trade_date_of_later_rules_has_no_answer() -> None:
    """The rules of 2019 don't rule it."""
    with pytest.raises(NotModelled):
        statements.first_with(date(2021, 5, 1))


def test_the_end_of_a_shorter_month() -> None:
    """Nine months after 31 May is the end of February."""
    assert statements.due("T+9M", date(2019, 5, 31)) == date(2020, 3, 2)  # 29 February 2020 is a Saturday


def test_a_doubtful_statement_is_known_but_never_counted_on() -> None:
    """T+33M is printed beside T+35M in one source; no trade date is scheduled for both."""
    scheduled = [each.kind.id for each in statements.of(date(2019, 8, 1))]
    assert scheduled == ["T+3B", "T+12B", "T+55B", "T+9M", "T+18M", "T+35M", "T+36M"]
    assert statements.kind("T+33M").provenance == "assumed"


def test_a_kind_of_no_statement_is_refused() -> None:
    """With the kinds that there are."""
    with pytest.raises(NotModelled, match=r"T\+3B, T\+12B.*'T\+4B'"):
        statements.due("T+4B", date(2019, 8, 1))


def test_a_run_on_the_day_it_is_due_is_what_a_statement_shows() -> None:
    """The due date is the run date that the rules are chosen by."""
    shown = {
        each.kind.id: choice.rule_set(each.trade_date, each.due).rule_set
        for each in statements.of(date(2019, 9, 3))
    }
    assert (shown["T+12B"], shown["T+55B"], shown["T+36M"]) == ("before-prr-1185", "prr-1185", "prr-1185")
