"""Posts a conversion window: what transferees approved becomes MT_TOR CRRs, which the ISO may take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from marketsim.system.conversion.faults import becomes_crr, hedge_type_of
from marketsim.system.conversion.problem import ConversionProblem
from marketsim.system.markets.notices import stamp, tell_one
from marketsim.system.result_faults import NO_RESULT_FAULTS, ResultFaults
from marketsim.system.settings import Settings
from marketsim.system.store import tor_conversion as kept
from marketsim.system.store.holdings import (
    Crr,
    add_crrs,
    find_crr,
    ids_given,
    keep_ids,
    list_crrs,
    next_crr_id,
    remove_crrs,
)
from marketsim.system.store.tor_windows import TorWindowRow, change_tor_window, find_tor_window

TO_POST = ("CLOSED_FOR_APPROVAL", "POSTED")
MARKET_NAME = "SYSTEM"  # market name and category of converted rights in the inventory (market rules 8)
PART = "MT_TOR"


@dataclass(frozen=True, slots=True)
class PostedConversions:
    """The CRR of every approved record, in the order of the records; ``made`` are those of this posting."""

    crrs: tuple[tuple[int, int], ...]
    made: frozenset[int]
    corrected: bool


def window_named(store: Connection, name: str) -> TorWindowRow:
    """The window of that name; raises ConversionProblem (404)."""
    window = find_tor_window(store, name)
    if window is None:
        raise ConversionProblem(
            f"there is no TOR conversion window named {name}",
            expected="a window of the active or the posted list",
            fix="look the name up, or make the window",
            status=404,
        )
    return window


def post_window(
    store: Connection, settings: Settings, name: str, now: datetime, faults: ResultFaults = NO_RESULT_FAULTS
) -> PostedConversions:
    """Let every APPROVED record of a window become a CRR of its transferee; raises ConversionProblem.

    A record that became one by a former posting keeps it, so that posting again doubles nothing. What is not
    decided stays as it is, and what was disapproved makes nothing. Transferees and right holders get private
    messages of what became theirs.
    """
    window = window_named(store, name)
    if (status := window.status(now)) not in TO_POST:
        raise ConversionProblem(
            f"TOR conversion window {name} is {status}",
            expected=" or ".join(TO_POST),
            fix="let its approval window close first",
        )
    records = kept.approvals_in(store, name)
    chosen = [
        row | {"hedge_type": hedge_type_of(row, faults)}
        for row in records
        if becomes_crr(row["status"], faults)
    ]
    fresh = [row for row in chosen if row["mt_tor_crr_id"] is None]
    made = _make(store, window, fresh)
    corrected = window.posted_at is not None and window.posted_at <= now
    if not corrected:
        change_tor_window(store, name, posted_at=now)
    if not faults.silent:
        _tell(store, settings, window, [(row, made[row["id"]]) for row in fresh], now)
    crrs = tuple((row["id"], made.get(row["id"]) or row["mt_tor_crr_id"]) for row in chosen)
    return PostedConversions(crrs, frozenset(made.values()), corrected)


def take_back_window(store: Connection, settings: Settings, name: str, now: datetime) -> int:
    """Take the CRRs of a posted window back; how many. Raises ConversionProblem where one was traded on.

    The ids stay with their records: whoever posts again gives the same ones.
    """
    window = window_named(store, name)
    made = [row for row in kept.approvals_in(store, name) if row["mt_tor_crr_id"] is not None]
    parents = {crr.parent_crr_id for crr in list_crrs(store)}
    for row in made:
        crr_id = row["mt_tor_crr_id"]
        if crr_id in parents or find_crr(store, crr_id) != _crr(window, row, crr_id):
            raise ConversionProblem(
                f"CRR {crr_id}, which window {name} made, was traded or sold on since",
                expected="holdings as the posting left them",
                fix="leave the window posted: the ISO resolves such a case by hand",
            )
    for row in made:
        kept.change_approval(store, row["id"], mt_tor_crr_id=None)
        text = f"CRR {row['mt_tor_crr_id']} of TOR conversion window {name} is taken back"
        tell_one(store, settings, row["transferee"], text, now)
    remove_crrs(store, [row["mt_tor_crr_id"] for row in made])
    return len(made)


def _make(store: Connection, window: TorWindowRow, rows: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """A CRR of each of those approval records; its id by that of the record."""
    given, following = ids_given(store, window.name), next_crr_id(store)
    made: dict[int, int] = {}
    fresh: dict[int, tuple[int, str]] = {}
    for row in rows:
        crr_id = given.get((row["id"], PART))
        if crr_id is None:
            crr_id, following = following, following + 1
            fresh[crr_id] = row["id"], PART
        add_crrs(store, [_crr(window, row, crr_id)])
        kept.change_approval(store, row["id"], mt_tor_crr_id=crr_id)
        made[row["id"]] = crr_id
    keep_ids(store, window.name, fresh)
    return made


def _crr(window: TorWindowRow, row: Mapping[str, Any], crr_id: int) -> Crr:
    return Crr(
        crr_id=crr_id,
        parent_crr_id=None,
        owner=row["transferee"],
        source=row["source"],
        sink=row["sink"],
        tou=row["tou"],
        hedge_type=row["hedge_type"],
        crr_type="MT_TOR",
        category=MARKET_NAME,
        market_name=MARKET_NAME,
        period=window.period,
        start=row["start"],
        end=row["end"],
        mw=row["mw"],
    )


def _tell(
    store: Connection,
    settings: Settings,
    window: TorWindowRow,
    made: Iterable[tuple[Mapping[str, Any], int]],
    now: datetime,
) -> None:
    """Tell transferee and right holder of each CRR; a message a record, so that none is cut short."""
    for row, crr_id in made:
        days = f"from {stamp(row['start'])} to {stamp(row['end'])}"
        what = f"{row['mw']:.3f} MW {row['tou']} from {row['source']} to {row['sink']} {days}"
        for who, words in (
            (row["transferee"], f"is yours, converted by {row['holder']}"),
            (row["holder"], f"went to {row['transferee']}"),
        ):
            text = f"TOR conversion window {window.name} is posted. CRR {crr_id} of {what} {words}"
            tell_one(store, settings, who, text.replace(",", " -"), now)
