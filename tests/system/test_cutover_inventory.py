"""What the old system's CRRs become: replayed, netted, renamed, with nodes replaced and ids in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cutover_ground import MAY, MAY_END, empty_system, extract_with, inventory

from marketsim.contract.instants import utc_text
from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover.carrying_out import cut_over
from marketsim.system.cutover.problem import CutoverProblem
from marketsim.system.downloads.base_loading import base_loading
from marketsim.system.store.holdings import Crr
from marketsim.system.store.load_migration import migrated_for
from marketsim.system.store.locations import list_replacements
from marketsim.system.store.markets import find_market
from marketsim.system.store.migration_runs import moves_but_of, pairs_known


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[CrrSystem, dict[str, Any]]]:
    """A system that was cut over from the extract made by hand, and the report of it."""
    with empty_system(tmp_path_factory.mktemp("cut")) as system:
        report = cut_over(system, extract_with())
        yield system, report


@pytest.fixture
def held(cut: tuple[CrrSystem, dict[str, Any]]) -> list[Crr]:
    """The new inventory."""
    return inventory(cut[0])


def of(held: list[Crr], **terms: object) -> list[Crr]:
    """The CRRs of those terms."""
    return [each for each in held if all(getattr(each, name) == value for name, value in terms.items())]


def test_an_award_is_held_after_sales_trades_and_adjustments(held: list[Crr]) -> None:
    """8 MW less 3 sold in May and 3.5 traded in June are two stretches; the one in April is over."""
    stretches = of(held, owner="SRTX", crr_type="AUC", offer_type="OWNER", tou="OFF")
    assert [(utc_text(each.start), each.mw) for each in stretches] == [
        (MAY, 5.0),
        ("2025-06-01T07:00:00Z", 4.5),
    ]
    assert stretches[1].parent_crr_id == stretches[0].crr_id
    assert [each.mw for each in of(held, owner="NVLY", period="2025_S03", crr_type="LSE")] == [19.5]


def test_names_of_markets_follow_where_a_crr_came_from(held: list[Crr]) -> None:
    """The new name of the market, SECONDARY_MARKET, SYSTEM, or OTHER where no market awarded it."""
    named = {(each.category, each.market_name) for each in held if each.offer_type == "OWNER"}
    assert named == {
        ("ALLOCATION", "ALLOC_AN_2025_T1"),
        ("AUCTION", "AUC_AN_2025"),
        ("AUCTION", "OTHER"),
        ("SECONDARY_MARKET", "SECONDARY_MARKET"),
        ("SYSTEM", "SYSTEM"),
        ("LOAD_MIGRATION", "LOAD_MIGRATION_2025_M02"),
        ("LOAD_MIGRATION", "LOAD_MIGRATION_2025_M03"),
    }


def test_what_an_auction_sold_of_a_crr_is_one_seller_row(held: list[Crr]) -> None:
    """Two sales of the same CRR in the same auction and dates: 3 MW, from the CRR that they were taken off."""
    (sold,) = of(held, offer_type="SELLER")
    assert (sold.mw, sold.market_name, sold.category, sold.owner) == (
        3.0,
        "AUC_MN_2025_M05",
        "AUCTION",
        "SRTX",
    )
    assert (utc_text(sold.start), utc_text(sold.end)) == (MAY, MAY_END)
    assert sold.parent_crr_id == of(held, owner="SRTX", tou="OFF", offer_type="OWNER")[0].crr_id


def test_ids_of_months_are_netted_to_one_with_equal_mw_on_every_day(held: list[Crr]) -> None:
    """One right, two months: 0.3 and 0.2 MW; and where the second month begins later, its MW do too."""
    assert [
        (each.owner, each.crr_type, each.mw)
        for each in of(held, category="LOAD_MIGRATION", period="2025_S03")
    ] == [("BAYC", "LSE_LMT", 0.5), ("NVLY", "LMT_CNT", 0.5)]
    spring = of(held, category="LOAD_MIGRATION", period="2025_S02")
    assert [(each.crr_type, utc_text(each.start), each.mw) for each in spring] == [
        ("LSE_LMT", MAY, 0.25),
        ("LMT_CNT", MAY, 0.25),
    ]
    gained, lost = spring
    assert (gained.source, gained.sink) == (lost.sink, lost.source)
    assert {gained.parent_crr_id, lost.parent_crr_id} == {
        of(held, period="2025_S02", crr_type="LSE")[0].crr_id
    }


def test_a_later_month_nets_on_what_was_migrated_before(cut: tuple[CrrSystem, dict[str, Any]]) -> None:
    """Pairs, moves and results of the months are known, so that no new id is made for the same pair and right."""
    with cut[0].store.reading() as store:
        pairs = pairs_known(store)
        assert [(each.from_owner, each.to_owner) for each in pairs] == [("NVLY", "BAYC")] * 2
        assert sorted(mw for _, mw in moves_but_of(store, "")) == ["1/10", "1/5", "3/10", "3/20"]
        results = migrated_for(store, "LOAD_MIGRATION_2025_M03", "BAYC")
    assert sorted((each["initial_mw"], each["adjusted_mw"]) for each in results if each["initial_mw"]) == [
        (0.15, None)
    ]
    assert [each["adjusted_mw"] for each in results if each["initial_mw"] is None] == [0.2]


def test_what_ends_before_the_system_goes_live_is_left_behind(
    cut: tuple[CrrSystem, dict[str, Any]], held: list[Crr]
) -> None:
    """The CRR of April is dropped, and named."""
    assert cut[1]["dropped"] == ["4"]
    assert all(utc_text(each.end) >= MAY for each in held)


def test_retired_nodes_are_replaced_by_the_nearest_biddable_one_of_their_kind(
    cut: tuple[CrrSystem, dict[str, Any]], held: list[Crr]
) -> None:
    """The distance is told: 0 on the same bus, 0.0075 per unit from Los Banos to Moss Landing."""
    system, report = cut
    assert report["remapped"] == [
        {"retired": "PACHECO_7_B1", "replacement": "MOSSLD_7_B1", "distance": 0.0075},
        {"retired": "RETIRED_7_B1", "replacement": "MIDWAY_7_B1", "distance": 0.0},
    ]
    assert not [each for each in held if "RETIRED" in each.source]
    assert {each.source for each in held if each.tou == "OFF"} == {"MIDWAY_7_B1"}
    with system.store.reading() as store:
        periods = {each.period for each in list_replacements(store)}
    assert {"2025_M05", "2025_S02", "2025_S03", "2025_S04", "2025_M07"} <= periods


def test_base_loading_of_an_open_market_has_what_was_taken_over(
    cut: tuple[CrrSystem, dict[str, Any]],
) -> None:
    """By the new nodes; the conversion asked for as not modelled stays out."""
    with cut[0].store.reading() as store:
        market = find_market(store, "AUC_MN_2025_M07")
        assert market is not None
        loads = {(each.source, each.sink, each.tou): each.mw for each in base_loading(store, market)}
    assert loads == {
        ("DIABLO_7_B1", "DLAP_PGAE-APND", "ON"): 20.0,
        ("DLAP_PGAE-APND", "DIABLO_7_B1", "ON"): 0.5,
    }


def test_the_same_extract_gives_the_same_inventory(tmp_path: Path) -> None:
    """Ids, MW, dates and names byte for byte, from 1000001 on."""
    found = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        with empty_system(tmp_path / name) as system:
            found.append((cut_over(system, extract_with())["digest"], inventory(system)))
    assert found[0] == found[1]
    assert found[0][1][0].crr_id == 1_000_001


REFUSALS = {
    "a CRR that no history explains": ({"holdings": ("1,,NVLY", "77,,NVLY")}, "CRR 77"),
    "MW that its history doesn't give": ({"holdings": ("19.500", "20.500")}, "mw 19.500 by its history"),
    "another owner": ({"holdings": ("5,,SRTX", "5,,OLDCO")}, "owner SRTX by its history, OLDCO"),
    "a date that is an hour off": (
        {"holdings": (f"{MAY},{MAY_END},1.000", f"2025-05-01T08:00:00Z,{MAY_END},1.000")},
        "CRR 5 from",
    ),
    "more sold than there was": ({"sales": ("2.000,3.00", "9.000,3.00")}, "more was sold"),
    "a sale outside of the dates": (
        {"sales": (f"501,AUC_MN_2025_M05,3,SRTX,{MAY}", "501,AUC_MN_2025_M05,3,SRTX,2025-03-01T08:00:00Z")},
        "does not have all of the dates",
    ),
    "a seller who did not hold it": ({"trades": ("3,31,SRTX", "3,31,NVLY")}, "CRR 3 is SRTX's, not NVLY's"),
    "a counterflow that is missing": (
        {"migrations": ("86,LM_2025_M03,1,NVLY", "86,LM_2025_M02,1,NVLY")},
        "has no LMT_CNT that cancels it",
    ),
    "a name that the map lacks": ({"markets": ("AUC_AN_2025_S02,,", "AUC_SEASON,,")}, "AUC_SEASON"),
    "two new owners of one name": ({"participants": ("BAYC,,", "BAYC,NVLY,")}, "a name of its own"),
    "a role that is on no slide": ({"roles": ("WITH NDA", "WITH EVERYTHING")}, "WITH EVERYTHING"),
    "a node that nobody knows": ({"awards": ("5,,SRTX,DIABLO_7_B1", "5,,SRTX,NOWHERE")}, "NOWHERE"),
    "a bus that the model lacks": ({"locations": ("LUGO_500", "NOBUS_500")}, "a bus of the network"),
    "a market that no system finishes": ({"markets": (",,FINISH_OLD", ",,")}, "FINISH_OLD or FINISH_NEW"),
    "a retired node without a row of its own": (
        {"retired": ("RETIRED_7_B1,GEN,2025-05-01T07:00:00Z\n", "")},
        "CRR 3: RETIRED_7_B1 is no source or sink of the new model",
    ),
    "CRRs that migrated from each other": (
        {"migrations": ("83,LM_2025_M03,2,BAYC", "83,LM_2025_M03,83,BAYC")},
        "CRR 83 migrated from itself",
    ),
    "an award of no market": (
        {"awards": ("2,ALLOC_AN_2025_S03_TR", "2,ALLOC_AN_2025_S04_TR")},
        "markets.csv",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_an_extract_that_contradicts_itself_is_refused_by_name(case: str, tmp_path: Path) -> None:
    """Nothing is taken over then."""
    changes, told = REFUSALS[case]
    with empty_system(tmp_path) as system:
        with pytest.raises(CutoverProblem) as refused:
            cut_over(system, extract_with(**changes))
        assert told in refused.value.told()
        assert inventory(system) == []
