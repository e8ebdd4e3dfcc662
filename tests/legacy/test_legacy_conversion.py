"""A clean conversion on paper, and what is planted in it: judged by rules of this test, and by the oracle."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.contract.tables import read_csv
from marketsim.legacy.converted import FILES, Converted, convert, write_converted
from marketsim.legacy.extract import Extract
from marketsim.legacy.generator import generate
from marketsim.legacy.history import holdings as amounts_to
from marketsim.legacy.new_names import Unconvertible
from marketsim.legacy.plants import KINDS, CannotPlant, plant, plant_new, plant_old
from marketsim.legacy.reading import read_extract_zip
from marketsim.legacy.records import Retired
from marketsim.legacy.writing import write_extract, zip_extract
from marketsim.verification.reconciliation.reconciling import reconcile

PACIFIC = ZoneInfo("America/Los_Angeles")
LIVE = datetime(2025, 5, 1, tzinfo=PACIFIC)
GONE = {"RETIRED_7_B1": "MIDWAY_7_B1", "PACHECO_7_B1": "MOSSLD_7_B1", "SYLMAROLD_2_N1": "SYLMARDC_2_N501"}
CLOSELY = settings(max_examples=15, deadline=None)
MADE = st.builds(generate, holdings=st.integers(1, 120), seed=st.integers(0, 10**6))
CHECK = {
    "lost-crr": "counts", "doubled-mw": "mw", "orphaned-counterflow": "lmt-pairs", "expired-kept": "expired",
    "unmapped-name": "names-unmapped", "node-not-replaced": "nodes-retired", "wrong-market-name": "market-names",
    "owner-renamed": "owners", "wrong-dates": "dates", "dst-day-lost": "dst-day",
}  # fmt: skip


@cache
def sides() -> tuple[Extract, Converted]:
    """An extract with some of everything, and its conversion."""
    old = generate(holdings=300, seed=11)
    return old, convert(old)


def by_day(rows: Any, owner: str, names: dict[str, str]) -> Counter[tuple[Any, ...]]:
    """MW by owner, path, time of use, CRR type and Pacific day from go-live on."""
    found: Counter[tuple[Any, ...]] = Counter()
    for each in rows:
        day = max(each.start, LIVE).astimezone(PACIFIC).date()
        last = each.end.astimezone(PACIFIC).date()
        who = names.get(getattr(each, owner), getattr(each, owner))
        path = GONE.get(each.source, each.source), GONE.get(each.sink, each.sink)
        while day <= last:
            found[(who, *path, each.tou, each.crr_type, day)] += each.mw
            day += timedelta(days=1)
    return found


@CLOSELY
@given(MADE)
def test_every_mw_of_every_day_is_there_under_new_names(old: Extract) -> None:
    """Owners renamed, nodes replaced, nothing that has ended; what was sold is told apart and holds nothing."""
    new = convert(old)
    renamed = {each.participant: each.new_name for each in old.participants if each.new_name}
    held = [each for each in new.crrs if each.offer_type == "OWNER"]
    lasting = [each for each in old.holdings if each.end >= LIVE]
    assert by_day(held, "owner", {}) == by_day(lasting, "participant", renamed)
    assert all(each.end >= LIVE for each in new.crrs)
    sold = sum(each.mw for each in new.crrs if each.offer_type == "SELLER")
    assert sold == sum(each.mw for each in old.sales if each.end >= LIVE)


@CLOSELY
@given(MADE)
def test_months_of_load_migration_become_one_crr(old: Extract) -> None:
    """One id for gainer, loser, parent, time of use and type; both sides of it cancel on every day."""
    new = convert(old)
    became: dict[Any, set[int]] = defaultdict(set)
    for each in old.migrations:
        if each.end >= LIVE:
            key = each.parent_old_crr_id, each.from_lse, each.to_lse, each.crr_type
            became[key].add(new.ids[each.old_crr_id])
    assert all(len(ids) == 1 for ids in became.values())
    assert len({min(ids) for ids in became.values()}) == len(became)
    net: Counter[Any] = Counter()
    for crr in new.crrs:
        if crr.category == "LOAD_MIGRATION":
            gained = crr.crr_type == "LSE_LMT"
            path = (crr.source, crr.sink) if gained else (crr.sink, crr.source)
            day = max(crr.start, LIVE).astimezone(PACIFIC).date()
            while day <= crr.end.astimezone(PACIFIC).date():
                net[(*path, crr.tou, crr.parent, day)] += crr.mw if gained else -crr.mw
                day += timedelta(days=1)
    assert not any(net.values())


@CLOSELY
@given(MADE)
def test_market_names_are_those_of_the_new_system(old: Extract) -> None:
    """By where a CRR came from; OTHER where the operator entered it."""
    new = convert(old)
    for crr in new.crrs:
        if crr.category in ("ALLOCATION", "AUCTION"):
            lead = {"ALLOCATION": "ALLOC_", "AUCTION": "AUC_"}[crr.category]
            assert crr.market == "OTHER" or crr.market.startswith(lead)
            assert "_TR" not in crr.market and "_S0" not in crr.market
        else:
            assert crr.market == crr.category
    names = {row["Old"]: row["New"] for row in new.reports["names.csv"] if row["Kind"] == "MARKET"}
    assert names["ALLOC_AN_2025_S03_TR"] == names["ALLOC_AN_2025_S01_TR"] == "ALLOC_AN_2025_T1"
    assert names["ALLOC_AN_2025_Q4_TIER3"] == "ALLOC_AN_2025_T3"
    assert names["AUC_AN_2025_S02"] == "AUC_AN_2025"
    assert names["MT_TOR_MN_2025_M04"] == "TOR_CONVERSION_2025_M04"


def test_ids_begin_at_1000001_and_parents_are_ids() -> None:
    """Every parent is a CRR that was converted, even where it has no MW any more."""
    _, new = sides()
    ids = sorted({*new.ids.values(), *(each.crr_id for each in new.crrs)})
    assert ids == list(range(1_000_001, 1_000_001 + len(ids)))
    assert {each.parent for each in new.crrs if each.parent is not None} <= set(ids)


def test_reports_have_the_columns_of_their_formats(tmp_path: Path) -> None:
    """What is written is read again, row by row; the same conversion is the same bytes."""
    _, new = sides()
    write_converted(new, tmp_path / "one")
    write_converted(convert(sides()[0]), tmp_path / "two")
    for name, columns in FILES.items():
        content = (tmp_path / "one" / name).read_bytes()
        assert content == (tmp_path / "two" / name).read_bytes()
        rows = read_csv(content, columns)
        expected = len(new.crrs) if name not in new.reports else len(new.reports[name])
        assert len(rows) == expected > 0
        assert list(rows[0]) == [each.name for each in columns.columns]


def test_roles_are_mapped_as_the_deck_says() -> None:
    """With NDA two roles, restricted the one to read and write, the model's reader the reports alone."""
    _, new = sides()
    given: dict[Any, set[Any]] = defaultdict(set)
    for row in new.reports["roles.csv"]:
        given[row["Person"], row["Participant"]].add(row["Role"])
    write, nda = "EXTERNAL CRR HOLDER READ/WRITE ACCESS", "EXTERNAL CRR NDA REPORTS READ-ACCESS"
    assert given["bayc", "BAYC"] == {write, nda}
    assert given["srtx", "SRTX"] == {write}
    assert given["ndax", "NDAX"] == {nda}
    assert given["pcft", "PCFT"], "the new name of PCFUND"


def test_what_has_no_new_name_is_not_converted() -> None:
    """A market of no pattern, a retired node that nothing replaces."""
    spoilt, _ = plant_old("unmapped-name", sides()[0])
    with pytest.raises(Unconvertible, match="SPECIAL_MARKET_ONE"):
        convert(spoilt)
    lost = replace(sides()[0], retired=(Retired("LOST_7_B1", "GEN", LIVE),))
    with pytest.raises(Unconvertible, match="LOST_7_B1"):
        convert(lost)


def found_by(old: Extract, new: Converted, folder: Path) -> set[str]:
    """The checks of the oracle that find something."""
    write_extract(old, folder / "old")
    write_converted(new, folder / "new")
    told = reconcile(folder / "old", folder / "new", name_map=folder / "new" / "names.csv")
    return {each.check for each in told.findings}


@pytest.mark.parametrize("seed", range(3))
def test_the_oracle_finds_nothing_in_a_clean_conversion(seed: int, tmp_path: Path) -> None:
    """Two pieces of code that know nothing of each other agree."""
    old = generate(participants=40, holdings=200, seed=seed, go_live=date(2025, 5, 1))
    assert found_by(old, convert(old), tmp_path) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_planted_in_the_conversion_is_found_by_the_check_that_names_it(
    kind: str, tmp_path: Path
) -> None:
    """Of OLD nothing is touched; what was planted says where."""
    old, clean = sides()
    spoilt, planted = plant_new(kind, old, clean, seed=2)
    assert (planted.kind, planted.side, planted.file) == (kind, "NEW", "EXISTING_CRRS.csv")
    assert spoilt.crrs != clean.crrs and spoilt.reports == clean.reports
    assert CHECK[kind] in found_by(old, spoilt, tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_planted_in_the_extract_can_be_read_and_contradicts_its_history(kind: str) -> None:
    """Or has a name that nobody can map, a pair without its half, a node of no list."""
    old, _ = sides()
    spoilt, planted = plant_old(kind, old, seed=2)
    assert (planted.kind, planted.side) == (kind, "OLD") and spoilt != old
    assert read_extract_zip(zip_extract(spoilt)) == spoilt
    consistent = tuple(amounts_to(spoilt, spoilt.head.taken_at)) == spoilt.holdings
    assert consistent == (kind in ("unmapped-name", "node-not-replaced", "orphaned-counterflow"))
    if kind == "orphaned-counterflow":
        (gone,) = set(old.migrations) - set(spoilt.migrations)
        assert gone.crr_type == "LSE_LMT" and gone.old_crr_id in planted.ids
    if kind == "node-not-replaced":
        listed = {each.source_sink for each in spoilt.locations} | {each.name for each in spoilt.retired}
        assert {each.source for each in spoilt.awards} - listed


def test_the_day_that_is_lost_is_one_of_a_change_of_clocks() -> None:
    """25 or 23 hours are between what is left before and after."""
    old, clean = sides()
    spoilt, planted = plant_new("dst-day-lost", old, clean)
    before, after = sorted(
        (each for each in spoilt.crrs if each.crr_id in planted.ids), key=lambda each: each.start
    )
    assert after.start - before.end in (timedelta(hours=25, seconds=1), timedelta(hours=23, seconds=1))


def test_a_plant_goes_into_the_new_side_where_there_is_one() -> None:
    """Else into the old one; the same seed plants the same."""
    old, clean = sides()
    assert plant("lost-crr", old, clean)[2].side == "NEW"
    assert plant("lost-crr", old)[2].side == "OLD"
    assert plant("lost-crr", old, seed=8) == plant("lost-crr", old, seed=8)


def test_what_cannot_be_planted_is_told() -> None:
    """An extract without holdings has nothing to spoil."""
    bare = replace(sides()[0], holdings=(), sales=(), bids=())
    with pytest.raises(CannotPlant, match="there is no"):
        plant_old("doubled-mw", bare)
    with pytest.raises(CannotPlant, match="there is no"):
        plant_new("doubled-mw", bare, convert(bare))
