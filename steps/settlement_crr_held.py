"""Sentences on settling the CRRs that we download, and on making congestion at random for them."""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pytest_bdd import given, then

from fixtures.expectation import Expectation
from fixtures.hours import PACIFIC, hour_endings, is_on
from fixtures.story import Story
from marketsim.settlement.crr import CrrInputs, Holding
from marketsim.settlement.crr.files import Unreadable, read, write
from marketsim.settlement.crr.random_month import random_month
from marketsim.settlement.number import exact
from marketsim.settlement.refusal import Refusal
from marketsim.target.binding import missing
from marketsim.target.download_rows import rows_of
from marketsim.target.halt import skipped
from marketsim.target.holdings import MIGRATED_GROUPS, TRADED_GROUPS, HeldCrr, held_crrs
from marketsim.target.market_results import file_of
from marketsim.target.operator import ActingOperator, Operator
from marketsim.target.session import Session
from steps.settlement_crr_sheet import midnight, settled, settlements, sheet

GROUPS = (*TRADED_GROUPS, *MIGRATED_GROUPS)


@given("CRRs of ours that hold this month, as we download them")
def download_ours(story: Story, session: Session, iso: Operator) -> None:
    now = iso.now() if isinstance(iso, ActingOperator) else datetime.now(UTC)
    first = now.astimezone(PACIFIC).date().replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    begins, ends = midnight(first), midnight(last + timedelta(days=1))
    ours = [
        each
        for each in held_crrs(session, story.us, *GROUPS)
        if each.start < ends and each.end >= begins and each.mw
    ]
    if not ours:
        raise missing(f"a CRR of {story.us.name} that holds in {first:%Y-%m}")
    story.bound["crr days"] = [first + timedelta(days=n) for n in range(last.day)]
    try:
        sheet(story).holdings = [_holding(each) for each in ours]
    except Refusal as problem:
        raise skipped("data", f"a CRR is told otherwise than we suppose: {problem}", "us") from None


def _holding(held: HeldCrr) -> Holding:
    return Holding(
        crr=str(held.crr_id),
        owner=held.owner,
        source=held.source,
        sink=held.sink,
        tou=held.tou,  # type: ignore[arg-type]  # a CRR refuses another word
        hedge=held.hedge_type,  # type: ignore[arg-type]
        start=held.start,
        end=held.end,
        mw=exact(repr(held.mw)),
    )


@given("congestion at random in this month")
def random_congestion(story: Story, chance: random.Random) -> None:
    mine, days = sheet(story), story.bound["crr days"]
    made = random_month(chance.randint(0, 10**9), days[0], len(days), holdings=mine.holdings)
    mine.prices, mine.constraints = dict(made.prices), dict(made.constraints)
    mine.factors, mine.demand = dict(made.factors), dict(made.demand)


@then("each CRR is settled in the hours of its days and time of use, counted once more")
def hours_counted(story: Story, expect: Expectation) -> None:
    """Counted on a clock and calendar that the settlement knows nothing of."""
    inputs, results = settlements(story)[-1]
    found: dict[str, int] = {}
    for key, _ in results.hourly:
        found[key.crr] = found.get(key.crr, 0) + 1
    wanted = {crr: len(hours) for crr, hours in _wanted(inputs, story.bound["crr days"]).items() if hours}
    expect.that("CRRs that are settled", len(found), "one or more", len(found) > 0)
    expect.equal("the hours settled by CRR", found, wanted)


def _wanted(inputs: CrrInputs, days: list[date]) -> dict[str, set[tuple[date, int]]]:
    found: dict[str, set[tuple[date, int]]] = {}
    for each in inputs.holdings:
        first, last = (moment.astimezone(PACIFIC).date() for moment in (each.start, each.end))
        found.setdefault(each.crr, set()).update(
            (day, hour)
            for day in days
            if first <= day <= last
            for hour in hour_endings(day)
            if is_on(day, hour) == (each.tou == "ON")
        )
    return found


@then("a settlement of the same CRRs from a CSV of the download comes to the same")
def same_by_csv(
    story: Story, session: Session, settlement_mistakes: tuple[str, ...], tmp_path: Path, expect: Expectation
) -> None:
    inputs, results = settlements(story)[-1]
    write(inputs, tmp_path)
    (tmp_path / "holdings.csv").write_text("\n".join(_csv(story, session)), "utf-8")
    try:
        again = read(tmp_path)
    except Unreadable as problem:
        raise skipped(
            "data", f"the download is laid out otherwise than we suppose: {problem}", "us"
        ) from None
    _, other = settled(again, results.rules, settlement_mistakes)
    one, two = ({row.key: row.value for row in each.rows()} for each in (results, other))
    apart = [str(key) for key in one.keys() | two.keys() if one.get(key) != two.get(key)]
    expect.equal("values that differ", apart[:10], [])
    expect.that("values that were compared", len(one), "one or more", len(one) > 0)


def _csv(story: Story, session: Session) -> Iterator[str]:
    """One heading, and the rows of every group, as the files have them."""
    headed = False
    for group in GROUPS:
        answer = session.client(story.us).market_data.get_private_general_data(
            private_general_download_type=f"PRIVATE_EXISTING_CRR_{group}",  # type: ignore[arg-type]
            file_format="CSV",
        )
        if rows_of(story.heard(answer)):
            heading, *rows = file_of(answer).decode("utf-8-sig").splitlines()
            yield from rows if headed else (heading, *rows)
            headed = True
