"""What the old system migrated and converted after the cutover is held as if the cutover had had it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asking import Asking
from cutover_ground import (
    HAND_MADE,
    JUL,
    MAY,
    PATH,
    SEP_END,
    empty_system,
    extract_with,
    files_with,
    inventory,
    whole_store,
    zipped,
)
from migration_ground import closed_market, customers, posted, rates, transfer
from mui_room import Console

from marketsim.contract.filecolumns import read_download
from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover.carrying_out import cut_over
from marketsim.system.store.holdings import Crr
from marketsim.system.store.load_migration import migrated_for
from marketsim.system.store.migration_runs import moves_but_of, pairs_known
from marketsim.system.store.tor_conversion import requests_of

MARCH, MAY_LM, WINDOW = "LM_2025_M03", "LM_2025_M05", "MT_TOR_MN_2025_M05"
TAKEN = {
    MARCH: ("migrations", "2025-02-20T08:00:00Z"),
    MAY_LM: ("migrations", "2025-04-20T07:00:00Z"),
    WINDOW: ("conversions", "2025-04-20T07:00:00Z"),
}


@pytest.fixture
def system(tmp_path: Path) -> Iterator[CrrSystem]:
    """A system of the test's own, without markets and holdings."""
    with empty_system(tmp_path) as laid:
        yield laid


@pytest.fixture
def console(system: CrrSystem) -> Console:
    """Its operator console."""
    return Console(Asking(system))


def parted(*markets: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """The extract as if the old system had not posted those markets yet, and by market the file that it makes."""
    texts = dict(HAND_MADE)
    later = {}
    for market in markets:
        name, posted = TAKEN[market]
        heading, *rows = texts[f"{name}.csv"].splitlines()
        mine = [row for row in rows if f",{market}," in row]
        later[market] = "\n".join([heading, *mine, ""])
        for file in (f"{name}.csv", "holdings.csv"):
            lines = texts[file].splitlines()
            texts[file] = "\n".join([*(each for each in lines if f",{market}," not in each), ""])
        lines = texts["markets.csv"].splitlines()
        texts["markets.csv"] = "\n".join(
            [*(_in_flight(each, posted) if each.startswith(f"{market},") else each for each in lines), ""]
        )
    return {name: text.encode() for name, text in texts.items()}, later


def _in_flight(line: str, posted: str) -> str:
    assert line.endswith(f",{posted},")
    return line.removesuffix(f"{posted},") + ",FINISH_OLD"


def cut(console: Console, files: dict[str, bytes]) -> None:
    """Cut over from the files."""
    status, report = console.order("POST", "/cutover", {"extract": base64.b64encode(zipped(files)).decode()})
    assert status == 200, report


def results(console: Console, market: str, text: str) -> tuple[int, dict[str, Any]]:
    """Send what a market made."""
    return console.order("POST", "/cutover/results", {"market": market, TAKEN[market][0]: text})


def terms(held: list[Crr]) -> list[tuple[Any, ...]]:
    """Everything of an inventory but the ids: a CRR's parent by its terms."""
    by_id = {each.crr_id: replace(each, crr_id=0, parent_crr_id=None) for each in held}
    return sorted(
        (repr(replace(each, crr_id=0, parent_crr_id=None)), repr(by_id.get(each.parent_crr_id or 0)))
        for each in held
    )


@pytest.mark.parametrize(
    "markets",
    [(MAY_LM,), (MARCH, MAY_LM), (WINDOW,), (WINDOW, MARCH, MAY_LM)],
    ids="+".join,
)
def test_what_comes_in_later_is_held_as_if_the_cutover_had_had_it(
    markets: tuple[str, ...], tmp_path: Path, system: CrrSystem, console: Console
) -> None:
    """The same CRRs, segments, pairs, moves and rows of the mapping report, but for the ids."""
    files, later = parted(*markets)
    cut(console, files)
    assert set(console.order("GET", "/cutover")[1]["awaited"]) == {"AUC_MN_2025_M06", *markets}
    for market in markets:
        status, told = results(console, market, later[market])
        assert status == 200, told
    assert console.order("GET", "/cutover")[1]["awaited"] == ["AUC_MN_2025_M06"]
    (tmp_path / "whole").mkdir()
    with empty_system(tmp_path / "whole") as whole:
        cut_over(whole, extract_with())
        assert terms(inventory(system)) == terms(inventory(whole))
        assert about(system) == about(whole)
        assert mapped(Console(Asking(whole))) == mapped(console)


def about(system: CrrSystem) -> dict[str, Any]:
    """What is kept beside the inventory, without ids."""
    with system.store.reading() as store:
        pairs = {each.pair: (each.from_owner, each.to_owner) for each in pairs_known(store)}
        return {
            "moved": sorted((pairs[pair], mw) for pair, mw in moves_but_of(store, "")),
            "requests": [
                {**each, "id": None} for each in requests_of(store, "TOR_CONVERSION_2025_M05", "TORA")
            ],
            "told": [
                sorted((each["owner"], each["crr_type"]) for each in migrated_for(store, name, None))
                for name in ("LOAD_MIGRATION_2025_M03", "LOAD_MIGRATION_2025_M05")
            ],
        }


def mapped(console: Console) -> list[dict[str, Any]]:
    """The rows of the mapping report on migrated CRRs, without new ids."""
    path = "/cutover/reports/LOAD_MIGRATION_CRR_MAPPING"
    status, content = console.raw("GET", path, "operator", {"fileFormat": "CSV"})
    assert status == 200
    return [dict(each) | {"NewCrrId": None} for each in read_download(content)[1]]


def test_more_of_a_pair_that_is_here_keeps_its_ids_and_is_told_as_an_adjustment(
    system: CrrSystem, console: Console
) -> None:
    """0.1 MW from May on, on the two CRRs of April to June; April is the old system's."""
    files, later = parted(MAY_LM)
    cut(console, files)
    before = {each.crr_id for each in inventory(system)}
    status, told = results(console, MAY_LM, later[MAY_LM])
    assert (status, told["market"], told["made"]) == (200, "LOAD_MIGRATION_2025_M05", [])
    held = [each for each in inventory(system) if each.period == "2025_S02" and "LM" in each.crr_type]
    assert {each.crr_id for each in inventory(system)} == before
    assert sorted((each.crr_type, each.mw) for each in held) == [
        ("LMT_CNT", 0.25), ("LSE_LMT", 0.25),
    ]  # fmt: skip
    with system.store.reading() as store:
        rows = migrated_for(store, "LOAD_MIGRATION_2025_M05", None)
    assert [(each["initial_mw"], each["adjusted_mw"]) for each in rows] == [(None, 0.1), (None, 0.1)]


@pytest.mark.parametrize("market", [MAY_LM, WINDOW])
def test_the_same_results_twice_are_refused_and_a_rollback_still_brings_everything_back(
    market: str, system: CrrSystem, console: Console
) -> None:
    """409 the second time, nothing changed; what the operator brought in is no participant's writing."""
    origin = whole_store(system)
    files, later = parted(market)
    cut(console, files)
    assert results(console, market, later[market])[0] == 200
    before = whole_store(system)
    status, told = results(console, market, later[market])
    assert status == 409
    assert "exactly one system posts a market, once" in told["error"]
    assert whole_store(system) == before
    assert console.order("POST", "/cutover/rollback", {})[0] == 200
    assert whole_store(system) == origin


HEADING = HAND_MADE["migrations.csv"].splitlines()[0]
CONVERSIONS = HAND_MADE["conversions.csv"].splitlines()[0]


@pytest.mark.parametrize(
    ("order", "status", "told"),
    [
        ({}, 400, "found: no file for LM_2025_M05"),
        ({"awards": "x"}, 400, "awards.csv line 1"),
        ({"conversions": f"{CONVERSIONS}\n"}, 400, "expected: migrations; fix: send the file"),
        ({"migrations": f"{HEADING}\n", "conversions": f"{CONVERSIONS}\n"}, 400, "expected: migrations; fix"),
        ({"migrations": f"{HEADING}\n901,LM_2025_M06,1,BAYC,LSE_LMT,{PATH},ON,{MAY},{SEP_END},1.000,NVLY,BAYC\n"},
         400, "migrations.csv line 2, OldMarket: LM_2025_M06; expected LM_2025_M05"),
        ({"migrations": f"{HEADING}\n901,LM_2025_M05,1,BAYC,LSE_LMT,{PATH},ON,{MAY},{SEP_END},1.000,NVLY,BAYC\n"},
         409, "CRR 901 has no LMT_CNT that cancels it"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_the_market_is_refused(
    order: dict[str, str], status: int, told: str, system: CrrSystem, console: Console
) -> None:
    """And nothing changes."""
    files, _later = parted(MAY_LM)
    cut(console, files)
    before = whole_store(system)
    answered = console.order("POST", "/cutover/results", {"market": MAY_LM, **order})
    assert answered[0] == status
    assert told in answered[1]["error"]
    assert whole_store(system) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("87,", "85,"), "CRR 85 is here already"),
        ((",1,", ",999,"), "CRR 999"),
        ((",1,", ",3,"), "CRR 3, which is SRTX's"),
        ((",1,", ",4,"), "CRR 4"),
        ((",ON,", ",OFF,"), "not on the path of CRR 1, or in another time"),
        (("DLAP_PGAE-APND", "NOWHERE_1"), "NOWHERE_1 is no source or sink that is known"),
        (("NVLY", "NOBODY"), "NOBODY is no participant"),
    ],
)  # fmt: skip
def test_migrations_that_do_not_belong_here_are_refused(
    change: tuple[str, str], told: str, system: CrrSystem, console: Console
) -> None:
    """409, and nothing changes."""
    files, later = parted(MAY_LM)
    cut(console, files)
    before = whole_store(system)
    status, answered = results(console, MAY_LM, later[MAY_LM].replace(*change))
    assert status == 409
    assert told in answered["error"]
    assert whole_store(system) == before


def test_what_comes_back_and_what_migrates_on_is_entered_after_what_it_comes_from(
    system: CrrSystem, console: Console
) -> None:
    """BAYC gets MW of the right and gives some of it on, all in one file whose rows stand the other way round."""
    files, _later = parted(MARCH, MAY_LM)
    cut(console, files)
    turned = ",".join(reversed(PATH.split(",")))
    dates = f"{JUL},{SEP_END}"
    rows = [
        f"903,{MAY_LM},901,SRTX,LSE_LMT,{PATH},ON,{dates},0.100,BAYC,SRTX",
        f"904,{MAY_LM},901,BAYC,LMT_CNT,{turned},ON,{dates},0.100,BAYC,SRTX",
        f"901,{MAY_LM},2,BAYC,LSE_LMT,{PATH},ON,{dates},0.250,NVLY,BAYC",
        f"902,{MAY_LM},2,NVLY,LMT_CNT,{turned},ON,{dates},0.250,NVLY,BAYC",
        f"905,{MAY_LM},2,NVLY,LSE_LMT,{PATH},ON,{dates},0.050,BAYC,NVLY",
        f"906,{MAY_LM},2,BAYC,LMT_CNT,{turned},ON,{dates},0.050,BAYC,NVLY",
    ]
    status, told = results(console, MAY_LM, "\n".join([HEADING, *rows, ""]))
    assert status == 200, told
    made = [each for each in inventory(system) if each.crr_id in told["made"]]
    assert sorted((each.owner, each.crr_type, each.mw) for each in made) == [
        ("BAYC", "LMT_CNT", 0.05), ("BAYC", "LMT_CNT", 0.1), ("NVLY", "LSE_LMT", 0.05), ("SRTX", "LSE_LMT", 0.1),
    ]  # fmt: skip
    grown = [each.mw for each in inventory(system) if each.period == "2025_S03" and each.mw == 0.55]
    assert grown == [0.55, 0.55]


def test_a_month_that_comes_after_a_later_one_was_posted_here_is_refused(
    system: CrrSystem, console: Console
) -> None:
    """As June stands on what had migrated before it; nothing changes."""
    files, later = parted(MAY_LM)
    cut(console, files)
    with system.store.writing() as store:
        market = closed_market(store, 2025, 6)
        rates(store, market, year=2025)
        customers(store, market, {"NVLY": 900, "BAYC": 100})
        transfer(store, market, "NVLY", "BAYC", 90)
        posted(store, market)
    before = whole_store(system)
    status, told = results(console, MAY_LM, later[MAY_LM])
    assert status == 409
    assert "which takes effect later than LOAD_MIGRATION_2025_M05" in told["error"]
    assert whole_store(system) == before


def test_two_old_windows_of_one_new_name_cannot_be_awaited(console: Console) -> None:
    """Their results come in once each, and the new market is posted once."""
    markets = (
        "LM_2025_M06,{},LOAD_MIGRATION,MONTHLY,2025_M06,2025-04-05T07:00:00Z,2025-04-25T07:00:00Z,,FINISH_OLD"
    )
    two = [
        markets.format(""),
        markets.format("LOAD_MIGRATION_2025_M06").replace("LM_2025_M06", "OTHER JUNE", 1),
    ]
    files = files_with(markets=HAND_MADE["markets.csv"] + "\n".join([*two, ""]))
    status, told = console.order("POST", "/cutover", {"extract": base64.b64encode(zipped(files)).decode()})
    assert status == 409
    assert "expected one market of kind LOAD_MIGRATION for it" in told["error"]
