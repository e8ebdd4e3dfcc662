"""An old CRR that became several, split by date: what names the old one means the piece of the dates in question."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from asking import Asking
from cutover_ground import (
    APR,
    APR_END,
    HAND_MADE,
    JUL,
    JUN,
    JUN_END,
    MAY,
    MAY_END,
    SEP_END,
    empty_system,
    inventory,
    whole_store,
    zipped,
)
from kept_trades import awaiting
from mui_room import Console

from marketsim.contract.instants import utc_text
from marketsim.system.crr_system import CrrSystem
from marketsim.system.store.bids import bids_of
from marketsim.system.store.holdings import list_crrs, next_crr_id
from marketsim.system.store.portfolios import list_portfolios
from marketsim.system.trades.transfer import carry_out, transfer_of

BIDS = "Record,BidType,CrrId,AssetOwner,Source,Sink,HedgeType,TOU,Period,CrrType,MW,Price,Description\n"
SALES = "SaleId,OldMarket,OldCrrId,Participant,StartDate,EndDate,MW,Price\n"
AWARDS = "OldCrrId,OldMarket,Participant,Source,Sink,TOU,HedgeType,CrrType,StartDate,EndDate,MW,Price\n"
MAY_AUCTION, JUNE_AUCTION = "AUC_MN_2025_M05", "AUC_MN_2025_M06"
OFFER = "RETIRED_7_B1,TH_NP15_GEN-APND,OBL,OFF,2025_M06,AUC"


def instant(text: str) -> datetime:
    """An instant as it is told."""
    return datetime.fromisoformat(text)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[CrrSystem]:
    """A system of the test's own, without markets and holdings."""
    with empty_system(tmp_path) as laid:
        yield laid


@pytest.fixture
def console(system: CrrSystem) -> Console:
    """Its operator console."""
    return Console(Asking(system))


def changed(*changes: tuple[str, str, str], **more: str) -> dict[str, bytes]:
    """The extract made by hand, with text of files replaced, and files more."""
    texts = dict(HAND_MADE) | more
    for file, was, becomes in changes:
        assert was in texts[file]
        texts[file] = texts[file].replace(was, becomes)
    return {name: text.encode() for name, text in texts.items()}


def cut(console: Console, files: dict[str, bytes]) -> tuple[int, dict[str, Any]]:
    """Cut over from the files."""
    return console.order("POST", "/cutover", {"extract": base64.b64encode(zipped(files)).decode()})


def offered_in_june(
    crr_id: int, *, opens: str = "2025-04-20", closes: str = "2025-05-20"
) -> dict[str, bytes]:
    """The extract where the new system finishes the auction of June, in which SRTX offers that old CRR."""
    points = "".join(f"1,SELL,{crr_id},SRTX,{OFFER},{mw},1.00,\n" for mw in (0, 4))
    return changed(
        (
            "markets.csv",
            "2025-04-10T07:00:00Z,2025-04-20T07:00:00Z,,FINISH_OLD",
            f"{opens}T07:00:00Z,{closes}T07:00:00Z,,FINISH_NEW",
        ),
        **{f"bids/{JUNE_AUCTION}.csv": BIDS + points},
    )


def pieces(system: CrrSystem, owner: str, crr_type: str) -> list[tuple[str, str, float, str]]:
    """Dates, MW and offer type of what an owner has of a type in the second season, by date."""
    return sorted(
        (utc_text(each.start), utc_text(each.end), each.mw, each.offer_type)
        for each in inventory(system)
        if (each.owner, each.crr_type, each.period) == (owner, crr_type, "2025_S02")
    )


def come_in(
    console: Console, market: str, crr_id: int, owner: str, *terms: str
) -> tuple[int, dict[str, Any]]:
    """The results of a market that sold of one CRR; ``terms`` are start, end and MW."""
    sales = f"{SALES}9{market[-2:]},{market},{crr_id},{owner},{','.join(terms)},4.00\n"
    order = {"market": market, "awards": AWARDS, "sales": sales}
    return console.order("POST", "/cutover/results", order)


def test_an_offer_of_a_crr_that_was_split_is_of_the_piece_of_the_market_s_period(
    console: Console, system: CrrSystem
) -> None:
    """8 MW in April, 5 in May, 4.5 in June: an auction of June is offered the CRR of June."""
    status, told = cut(console, offered_in_june(3))
    assert status == 200, told
    june = next(
        each for each in inventory(system) if (utc_text(each.start), each.mw, each.tou) == (JUN, 4.5, "OFF")
    )
    with system.store.reading() as store:
        (portfolio,) = list_portfolios(store, "AUCTION", JUNE_AUCTION)
        (offer,) = bids_of(store, [portfolio.id])[portfolio.id]
    assert offer.crr_id == june.crr_id


def test_an_offer_of_a_crr_that_was_split_is_cleared(console: Console) -> None:
    """It is not left out as a CRR that does not load the model."""
    cut(console, offered_in_june(3, opens="2025-04-21", closes="2025-04-24"))
    status, told = console.order("POST", f"/markets/{JUNE_AUCTION}/clearing", {})
    assert (status, told["leftOut"]) == (200, [])


@pytest.mark.parametrize("crr_id", [5, 4, 999])
def test_an_offer_of_what_is_not_held_in_the_period_is_a_fault(
    crr_id: int, console: Console, system: CrrSystem
) -> None:
    """A CRR of May, one that ended before go-live, one that never was: told by file, line and column."""
    status, told = cut(console, offered_in_june(crr_id))
    assert status == 409
    expected = "a CRR that is held for all of 2025_M06, with equal MW"
    assert f"bids/{JUNE_AUCTION}.csv line 2, CrrId: {crr_id}; expected {expected}" in told["error"]
    assert inventory(system) == []


def test_an_offer_of_a_crr_that_changes_within_the_period_is_a_fault(console: Console) -> None:
    """SPECIAL JULY is offered CRR 2, of which half a MW is taken off from the middle of July on."""
    path = "DIABLO_7_B1,DLAP_PGAE-APND,ON,OBL,LSE,ALLOCATION,ALLOC_AN_2025_S03_TR"
    middle, before = "2025-07-16T07:00:00Z", "2025-07-16T06:59:59Z"
    files = changed(
        ("adjustments.csv", f"701,2,NVLY,-0.500,{JUL}", f"701,2,NVLY,-0.500,{middle}"),
        (
            "holdings.csv",
            f"2,,NVLY,{path},{JUL},{SEP_END},19.500",
            f"2,,NVLY,{path},{JUL},{before},20.000\n2,,NVLY,{path},{middle},{SEP_END},19.500",
        ),
    )
    status, told = cut(console, files)
    assert status == 409
    assert (
        "bids/SPECIAL JULY.csv line 4, CrrId: 2; expected a CRR that is held for all of 2025_M07"
        in (told["error"])
    )


def test_a_late_sale_of_a_crr_that_was_split_is_of_the_piece_of_its_dates(
    console: Console, system: CrrSystem
) -> None:
    """A MW of June is sold out of the CRR of June; the one of May, which comes first, stays as it is."""
    assert cut(console, changed())[0] == 200
    status, told = come_in(console, JUNE_AUCTION, 3, "SRTX", JUN, JUN_END, "1.000")
    assert status == 200, told
    assert pieces(system, "SRTX", "AUC")[-3:] == [
        (MAY, MAY_END, 5.0, "OWNER"), (JUN, JUN_END, 1.0, "SELLER"), (JUN, JUN_END, 3.5, "OWNER"),
    ]  # fmt: skip


def test_a_late_sale_over_several_pieces_is_taken_off_each_and_told_as_one(
    console: Console, system: CrrSystem
) -> None:
    """A MW of May and June; more than the smallest has is refused, and nothing changes."""
    assert cut(console, changed())[0] == 200
    before = whole_store(system)
    status, told = come_in(console, JUNE_AUCTION, 3, "SRTX", MAY, JUN_END, "4.750")
    assert (status, "CRR 3 does not have 4.750 MW on all of the dates" in told["error"]) == (409, True)
    assert whole_store(system) == before
    status, told = come_in(console, JUNE_AUCTION, 3, "SRTX", MAY, JUN_END, "1.000")
    assert status == 200, told
    assert [each for each in pieces(system, "SRTX", "AUC") if each[1] == JUN_END or each[3] == "OWNER"] == [
        (MAY, MAY_END, 4.0, "OWNER"), (MAY, JUN_END, 1.0, "SELLER"), (JUN, JUN_END, 3.5, "OWNER"),
    ]  # fmt: skip


def test_two_markets_that_come_in_late_may_sell_of_the_same_crr(console: Console, system: CrrSystem) -> None:
    """What June cut off the CRR of April to June is found again when a MW of May is sold."""
    three = "3,,SRTX,RETIRED_7_B1,TH_NP15_GEN-APND,OFF,OBL,AUC,AUCTION,AUC_AN_2025_S02"
    terms = "AUCTION,MONTHLY,2025_M05,2025-04-10T07:00:00Z,2025-04-14T07:00:00Z"
    files = changed(
        (
            "markets.csv",
            f"{MAY_AUCTION},,{terms},2025-04-20T07:00:00Z,",
            f"{MAY_AUCTION},,{terms},,FINISH_OLD",
        ),
        ("sales.csv", HAND_MADE["sales.csv"], SALES),
        ("holdings.csv", f"{APR},{APR_END},8.000\n{three},{MAY},{MAY_END},5.000", f"{APR},{MAY_END},8.000"),
    )
    status, told = cut(console, files)
    assert status == 200, told
    assert come_in(console, JUNE_AUCTION, 1, "NVLY", JUN, JUN_END, "1.000")[0] == 200
    status, told = come_in(console, MAY_AUCTION, 1, "NVLY", MAY, MAY_END, "2.000")
    assert status == 200, told
    assert pieces(system, "NVLY", "LSE") == [
        (APR, APR_END, 10.0, "OWNER"), (MAY, MAY_END, 2.0, "SELLER"), (MAY, MAY_END, 8.0, "OWNER"),
        (JUN, JUN_END, 1.0, "SELLER"), (JUN, JUN_END, 9.0, "OWNER"),
    ]  # fmt: skip


def test_a_late_sale_is_found_in_what_a_trade_here_split_off(console: Console, system: CrrSystem) -> None:
    """NVLY sells BAYC May of CRR 1 once it is held here; then the old system tells that it sold a MW of June."""
    assert cut(console, changed())[0] == 200
    right = next(each for each in inventory(system) if utc_text(each.start) == APR and each.crr_type == "LSE")
    with system.store.writing() as store:
        now = system.clock.now()
        may = {"start": instant(MAY), "end": instant(MAY_END)}
        trade = awaiting(store, right, "BAYC", 2.0, now, **may)
        held = {each.crr_id: each for each in list_crrs(store)}
        carry_out(store, transfer_of(trade, held, now, next_crr_id(store)))
    status, told = come_in(console, JUNE_AUCTION, 1, "NVLY", JUN, JUN_END, "1.000")
    assert status == 200, told
    assert pieces(system, "NVLY", "LSE") == [
        (APR, APR_END, 10.0, "OWNER"), (MAY, MAY_END, 8.0, "OWNER"),
        (JUN, JUN_END, 1.0, "SELLER"), (JUN, JUN_END, 9.0, "OWNER"),
    ]  # fmt: skip
