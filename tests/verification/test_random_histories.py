"""Histories of chance, kept on paper: no law is found broken, and no planted fault passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from paper_inventory import DAY, DUNS, LSES, PACIFIC, Json, end
from paper_migration import MigratingPaper

from marketsim.verification import inventory
from marketsim.verification.inventory import Deed, judge_change, judge_inventory
from marketsim.verification.laws import Judgement
from marketsim.verification.migration import (
    Migrated,
    Uploads,
    cut_since,
    former_of,
    judge_lse,
    judge_migration,
    judge_udc,
    parents_of,
)

TRADABLE = ("LSE", "AUC", "MT_TOR")
SEEDS = st.integers(0, 2**32)


@dataclass
class History:
    """What happened between two looks, on paper."""

    before: list[Json]
    after: list[Json]
    deeds: list[Deed]
    since: date
    known: list[Json]


@dataclass
class Month:
    """One load migration: what was uploaded and answered; the inventory before it, and all that ever was in one."""

    effective: date
    uploads: list[tuple[Json, Json, Json]]
    percentages: Json
    results: Json
    inventory: list[Json]
    known: list[Json]


@dataclass
class Played:
    """A history with its months."""

    history: History
    months: list[Month] = field(default_factory=list)


def play(seed: int, *, migrations: bool = True) -> Played:
    """Some months of 2026 with trades, an auction, a conversion, and load migrations, two of them or more."""
    chance = Random(seed)
    paper, today = MigratingPaper(chance), date(2026, 1, 10)
    before = paper.seen(today)
    known, deeds, months = list(before), list[Deed](), list[Month]()
    for month in range(2, 2 + chance.randint(2, 4)):
        for _ in range(chance.randint(0, 4)):
            kinds = (*TRADABLE, "LSE_LMT") if month == 4 else TRADABLE
            if offer := paper.trade(today, kinds):
                deeds.append(inventory.trade(offer))
        if chance.random() < 0.5 and (rows := paper.auction(today)):
            deeds.append(inventory.auction(rows))
        if chance.random() < 0.5:
            deeds.append(inventory.conversion(*paper.convert(today)))
        today = date(2026, month, 1)
        if migrations and month <= 4:  # what was sold on goes back once, in the last of them
            look = paper.seen(today, whole=True)
            history = paper.seen(date.min, whole=True)
            known += look
            uploads = paper.uploads()
            percentages, results = paper.migrate(today, uploads)
            deeds.append(inventory.migration(results, today))
            months.append(Month(today, uploads, percentages, results, look, history))
    return Played(History(before, paper.seen(today), deeds, today, known), months)


def judge(history: History, **kept: Any) -> Judgement:
    """All laws over a history."""
    return judge_change(
        history.before, history.after, history.deeds, since=history.since, known=history.known, **kept
    )


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_two_hundred_histories_keep_every_law(seed: int) -> None:
    """Trades, sales, conversions and migrations, cut by days and MW: nothing is lost or made, nothing unexplained."""
    history = play(seed).history
    assert judge(history).findings == ()
    assert judge_inventory(history.after, since=history.since, known=history.known).findings == ()


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from(LSES))
def test_each_owner_alone_keeps_the_laws_too(seed: int, owner: str) -> None:
    """Its own rows and what happened to it are enough to count its MW."""
    history = play(seed).history
    history.before = [row for row in history.before if row["AssetOwner"] == owner]
    history.after = [row for row in history.after if row["AssetOwner"] == owner]
    assert judge(history, owner=owner).findings == ()


# --- faults -----------------------------------------------------------------------------------------------------

Fault = Callable[[list[Json], Random], None]


def _held(rows: list[Json], chance: Random) -> Json:
    held = [row for row in rows if row["MW"] and row["OfferType"] == "OWNER"]
    assume(held)
    return chance.choice(held)


def _more(rows: list[Json], chance: Random) -> None:
    row = _held(rows, chance)
    row["MW"] = round(row["MW"] + chance.randint(1, 999) / 1000, 3)


def _less(rows: list[Json], chance: Random) -> None:
    row = _held(rows, chance)
    row["MW"] = round(row["MW"] - 0.001, 3)


def _lost(rows: list[Json], chance: Random) -> None:
    rows.remove(_held(rows, chance))


def _twice(rows: list[Json], chance: Random) -> None:
    rows.append(
        dict(_held(rows, chance), CrrId=1, Category="AUCTION", MarketName="AUC_AN_2026", ParentCrrId=None)
    )


def _a_day_less(rows: list[Json], chance: Random) -> None:
    """A Pacific day: those on which clocks change have 23 or 25 hours."""
    row = _held(rows, chance)
    row["EndDate"] = end(row["EndDate"].astimezone(PACIFIC).date() - DAY)


def _other_owner(rows: list[Json], chance: Random) -> None:
    row = _held(rows, chance)
    row["AssetOwner"] = chance.choice(
        [each for each in ("SRTX", "NVLY", "PCFT") if each != row["AssetOwner"]]
    )


def _turned(rows: list[Json], chance: Random) -> None:
    row = _held(rows, chance)
    row["Source"], row["Sink"] = row["Sink"], row["Source"]


def _other_time(rows: list[Json], chance: Random) -> None:
    row = _held(rows, chance)
    row["TOU"] = "OFF" if row["TOU"] == "ON" else "ON"


FAULTS: list[Fault] = [_more, _less, _lost, _twice, _a_day_less, _other_owner, _turned, _other_time]


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
@example(seed=985)  # a row that ends on the day on which summer time ends
def test_every_fault_in_an_inventory_of_chance_is_found(fault: Fault, seed: int) -> None:
    """In any row that holds MW on a day still to come."""
    history = play(seed).history
    fault(history.after, Random(seed))
    assert "conservation" in judge(history).laws()


# --- load migration ---------------------------------------------------------------------------------------------


def _judged(month: Month, last: Migrated | None) -> Migrated:
    """The verdict on a month, which goes on from the one before and knows what trades have since cut by date."""
    uploads = [Uploads.of(*each) for each in month.uploads]
    parents = last.parents if last else parents_of(month.inventory, month.effective, month.known)
    former = cut_since(last.former, month.inventory) if last else {}
    return judge_migration(
        uploads, DUNS, [month.percentages], [month.results], parents, month.effective, former=former
    )


@settings(max_examples=100, deadline=None)
@given(SEEDS)
@example(912)  # two give back to one owner, and a trade has cut what one of them had gained
def test_migrations_of_chance_are_what_uploads_make_of_them(seed: int) -> None:
    """Month after month: percentages, new CRRs, adjustments up and down, and what goes back after it was sold."""
    judged: Migrated | None = None
    for month in play(seed).months:
        judged = _judged(month, judged)
        assert judged.judgement.findings == ()


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_what_one_participant_sees_is_not_held_against_anybody(seed: int) -> None:
    """Each LSE with its own answers, each utility with its own uploads; earlier months as the inventory tells them."""
    judged: Migrated | None = None
    for month in play(seed).months:
        former = former_of(month.inventory, month.effective, month.known) if judged else None
        parents = judged.parents if judged else parents_of(month.inventory, month.effective, month.known)
        judged = _judged(month, judged)
        for lse in LSES:
            told = month.percentages | {
                "loadMigrationPercentages": [
                    each
                    for each in month.percentages["loadMigrationPercentages"]
                    if lse in (each["fromAssetOwner"], each["toAssetOwner"])
                ]
            }
            crrs = month.results["loadMigrationCrrs"]
            mine = month.results | {"loadMigrationCrrs": [each for each in crrs if each["assetOwner"] == lse]}
            judgement = judge_lse(lse, DUNS, told, mine, parents, month.effective, former=former)
            assert judgement.findings == ()
        for each in month.uploads:
            own = month.percentages | {
                "loadMigrationPercentages": [
                    one
                    for one in month.percentages["loadMigrationPercentages"]
                    if one["udc"] == each[0]["udcName"]
                ]
            }
            assert judge_udc(Uploads.of(*each), DUNS, own, month.effective).findings == ()
