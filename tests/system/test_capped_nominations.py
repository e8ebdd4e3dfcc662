"""The market folder of an allocation tells the caps of its nominations, so that the oracle can check those."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from auction_ground import NOW, SETTINGS, cleared, closed_market
from laid_world import laid_world
from sqlalchemy import Connection

from marketsim.system.markets.folder import workings_of
from marketsim.system.markets.gathering import gather
from marketsim.system.settings import Settings
from marketsim.system.store.caps import Cap, CapCalculation, add_calculation, add_caps
from marketsim.system.store.markets import find_market
from marketsim.system.store.nominations import NominationRow, add_nominations
from marketsim.system.store.portfolios import add_portfolio, change_status, new_portfolio
from marketsim.verification.oracle import verify_folder_bytes

MARKET, PERIOD, SINK = "ALLOC_MN_2031_M05_T1", "2031_M05", "DLAP_SDGE-APND"
SOURCE, HUB = "MIDWAY_7_B1", "TH_SP15_GEN-APND"
SUBMITTED = NOW - timedelta(days=2)
SIGNED = ("MEQ", "SIGNATURE", "UPPER_BOUND")


@pytest.fixture
def store() -> Iterator[Connection]:
    """The world with a closed allocation of a month."""
    with laid_world(NOW) as connection:
        closed_market(connection, MARKET, (PERIOD,), market_type="ALLOCATION")
        yield connection


def posted(
    store: Connection,
    name: str,
    *caps: tuple[str, str | None, float],
    at: datetime = SUBMITTED - timedelta(days=1),
    kinds: tuple[str, ...] = ("MEQ", "UPPER_BOUND"),
) -> None:
    """A calculation posted at that time: caps of SDCC as (kind, source, MW)."""
    add_calculation(store, CapCalculation(name, at, frozenset(kinds), MARKET, None, at))
    add_caps(
        store, (Cap(name, kind, "SDCC", source, SINK, "LSE", PERIOD, "ON", mw) for kind, source, mw in caps)
    )


def nominated(
    store: Connection, mw: float, *, owner: str = "SDCC", source: str = SOURCE, sink: str = SINK
) -> None:
    row = new_portfolio("ALLOCATION", MARKET, owner, f"{source} {mw}", status="VALID", origin="API", now=NOW)
    portfolio = add_portfolio(store, row)
    add_nominations(
        store,
        portfolio,
        [NominationRow(owner, source, sink, "OBL", "ON", PERIOD, "LSE", mw, None)],
    )
    change_status(store, portfolio, "SUBMITTED", SUBMITTED)


def folder(store: Connection) -> bytes:
    cleared(store, MARKET)
    return workings_of(store, SETTINGS, MARKET, NOW)[1]


def caps_of(content: bytes) -> dict[tuple[str, str, str], str]:
    """MW in caps.csv by kind, source and sink."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        rows = csv.DictReader(io.StringIO(packed.read("caps.csv").decode()))
        return {(row["Kind"], row["Source"], row["Sink"]): row["MW"] for row in rows}


def test_nominations_within_their_caps_are_checked_and_sound(store: Connection) -> None:
    """The caps are those of the calculation posted for the market; nothing is left for the oracle to wonder."""
    posted(store, "CAPS", ("MEQ", None, 40.5), ("UPPER_BOUND", None, 40.5))
    nominated(store, 30)
    nominated(store, 10.5)
    content = folder(store)
    assert caps_of(content) == {("MEQ", "", SINK): "40.5", ("UPPER_BOUND", "", SINK): "40.5"}
    report = verify_folder_bytes(content)
    assert report.clean and not [each for each in report.not_checkable if "caps" in each]


def test_nominations_above_a_cap_are_found(store: Connection) -> None:
    """As when the system were to submit what it should refuse: a thousandth is seen."""
    posted(store, "CAPS", ("MEQ", None, 40.5), ("UPPER_BOUND", None, 40.499))
    nominated(store, 40.5)
    (finding,) = verify_folder_bytes(folder(store)).findings
    assert finding.check == "caps" and "UPPER_BOUND of SDCC" in finding.where


def test_what_has_no_cap_was_allowed_nothing(store: Connection) -> None:
    """A sink, or an owner, that the calculation found nothing for."""
    posted(store, "CAPS", ("MEQ", None, 40.5), ("UPPER_BOUND", None, 40.5))
    nominated(store, 1, sink="DLAP_SCE-APND")
    nominated(store, 1, owner="SOCO")
    found = verify_folder_bytes(folder(store)).findings
    assert {(each.check, each.where.split(", ")[1]) for each in found} == {
        ("caps", f"{kind} of {owner}") for kind in ("MEQ", "UPPER_BOUND") for owner in ("SDCC", "SOCO")
    }


@pytest.mark.parametrize(("mw", "sound"), [(20, True), (20.001, False)])
def test_a_hub_is_held_against_its_own_pair(store: Connection, mw: float, sound: bool) -> None:
    """And not as the generators it is tested as."""
    posted(
        store, "CAPS", *((kind, HUB if kind == "SIGNATURE" else None, 20) for kind in SIGNED), kinds=SIGNED
    )
    nominated(store, mw, source=HUB)
    content = folder(store)
    assert caps_of(content)["SIGNATURE", HUB, SINK] == "20.0"
    assert verify_folder_bytes(content).clean is sound


def test_caps_posted_after_the_submission_play_no_part(store: Connection) -> None:
    """What was submitted was held against the caps of then; an owner that never was has none to be checked by."""
    posted(store, "LOWER", ("MEQ", None, 1), at=SUBMITTED + timedelta(hours=1), kinds=("MEQ",))
    nominated(store, 30)
    report = verify_folder_bytes(folder(store))
    assert report.clean and "nominations within caps: no caps.csv" in report.not_checkable
    posted(store, "BEFORE", ("MEQ", None, 30), kinds=("MEQ",))
    content = folder(store)
    assert caps_of(content) == {("MEQ", "", SINK): "30.0"} and verify_folder_bytes(content).clean


def test_where_other_portfolios_do_not_count_no_total_is_capped(store: Connection) -> None:
    """Each of two may then reach the cap, so the folder tells none."""
    posted(store, "CAPS", ("MEQ", None, 30), kinds=("MEQ",))
    nominated(store, 30)
    nominated(store, 29)
    market = find_market(store, MARKET)
    assert market is not None
    apart = Settings(
        {each.name: each for each in SETTINGS}
        | {
            "caps.count_submitted": replace(
                next(each for each in SETTINGS if each.name == "caps.count_submitted"), value=False
            )
        }
    )
    assert gather(store, apart, market, NOW).caps == ()
    assert len(gather(store, SETTINGS, market, NOW).caps) == 1
