"""Bids, offers and nominations of the markets that the new system finishes: SUBMITTED, as they were in the old one.

The extract has the records that stood in a market, not in which portfolios: each owner's become one portfolio, called
after the old market. They are judged when the market clears, as all that is submitted is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from marketsim.contract.catalogue import Contract
from marketsim.contract.cells import Row
from marketsim.contract.decoding import decode
from marketsim.contract.file_format import TEMPLATES
from marketsim.contract.tables import UnreadableTable, read_csv, write_csv
from marketsim.system.calendar.periods import span
from marketsim.system.cutover.markets import FINISH_NEW
from marketsim.system.cutover.problem import ExtractFault
from marketsim.system.mui import upload
from marketsim.system.mui.editor import SERVICES
from marketsim.system.services import nomination
from marketsim.system.store.bids import add_bids
from marketsim.system.store.cutovers import CutMarket
from marketsim.system.store.holdings import Crr
from marketsim.system.store.nominations import add_nominations
from marketsim.system.store.portfolios import add_portfolio, change_status, new_portfolio

TEMPLATE = {"AUCTION": "BIDS_AND_OFFERS", "ALLOCATION": "NOMINATIONS"}
READERS = {"AUCTION": upload.bids_and_offers, "ALLOCATION": upload.nominations}


@dataclass(frozen=True, slots=True)
class Standing:
    """What one owner (new name) had in an old market in flight: ``records`` is the message of a creation."""

    market: CutMarket
    owner: str
    records: msgspec.Struct


def standing_bids(
    bids: Mapping[str, bytes],
    markets: Iterable[CutMarket],
    owners: Mapping[str, str],
    nodes: Mapping[str, str],
    pieces: Mapping[str, Sequence[Crr]],
) -> tuple[list[Standing], list[ExtractFault]]:
    """What stood in the markets that the new system finishes, and every fault; files of other markets don't count.

    ``pieces`` are what is held of every old CRR: an offer is of the one that is held for all of the market's period.
    """
    found: list[Standing] = []
    faults: list[ExtractFault] = []
    for market in markets:
        if market.in_flight != FINISH_NEW or market.kind not in TEMPLATE or market.old_market not in bids:
            continue
        file = f"bids/{market.old_market}.csv"
        try:
            rows = read_csv(bids[market.old_market], TEMPLATES[TEMPLATE[market.kind]])
        except UnreadableTable as problem:
            faults.append(ExtractFault(file, 0, "", str(problem), "a CSV of the template"))
            continue
        by_owner: dict[str, list[Row]] = {}
        for line, row in enumerate(rows, start=2):
            offered = None
            if row.get("CrrId") is not None:
                offered = _offered(pieces.get(str(row["CrrId"]), ()), market.period)
                if offered is None:
                    expected = f"a CRR that is held for all of {market.period}, with equal MW"
                    faults.append(ExtractFault(file, line, "CrrId", str(row["CrrId"]), expected))
            old = str(row.get("AssetOwner"))
            owner = owners.get(old, "")
            if not owner:
                faults.append(ExtractFault(file, line, "AssetOwner", old, "a participant of the extract"))
            by_owner.setdefault(owner, []).append(_renamed(row, owner, nodes, offered))
        if not faults:
            found += _of_market(market, by_owner, file, faults)
    return found, faults


def _offered(pieces: Iterable[Crr], period: str) -> Crr | None:
    """The one that is held for all of the period; pieces of one old CRR share no day."""
    whole = span(period)
    return next((each for each in pieces if each.start <= whole.start and whole.end <= each.end), None)


def _renamed(row: Row, owner: str, nodes: Mapping[str, str], offered: Crr | None) -> Row:
    changed = dict(row) | {"AssetOwner": owner}
    for column in ("Source", "Sink"):
        changed[column] = nodes.get(str(row.get(column)), row.get(column))
    if offered is not None:
        changed["CrrId"] = offered.crr_id
    return changed


def _of_market(
    market: CutMarket, by_owner: Mapping[str, list[Row]], file: str, faults: list[ExtractFault]
) -> Iterable[Standing]:
    operation = Contract.load().operation(SERVICES[market.kind], "portfolioCreation")
    for owner, rows in sorted(by_owner.items()):
        try:
            content = write_csv(rows, TEMPLATES[TEMPLATE[market.kind]])
            members = READERS[market.kind](content)
        except (upload.UnreadableUpload, ValueError) as problem:
            faults.append(ExtractFault(file, 0, "", f"of {owner}: {problem}", "records of the template"))
            continue
        named = {
            "portfolioName": market.old_market,
            "marketName": market.new_market,
            "participantName": owner,
        }
        records, deviations = decode(operation, msgspec.json.encode({**named, **members}))
        faults += [
            ExtractFault(file, 0, each.path, f"of {owner}: {each.found}", each.expected)
            for each in deviations
        ]
        if not deviations:
            yield Standing(market, owner, records)


def write_bids(store: Connection, standing: Iterable[Standing], now: datetime) -> int:
    """Keep them as SUBMITTED portfolios; how many."""
    count = 0
    for each in standing:
        row = new_portfolio(
            each.market.kind, each.market.new_market, each.owner, each.market.old_market, status="VALID",
            origin="MUI", now=now,
        )  # fmt: skip
        key = add_portfolio(store, row)
        if each.market.kind == "AUCTION":
            add_bids(store, key, (*each.records.new_bids, *each.records.new_offers))  # type: ignore[attr-defined]
        else:
            add_nominations(store, key, map(nomination.row_of, each.records.new_nominations))  # type: ignore[attr-defined]
        change_status(store, key, "SUBMITTED", now)
        count += 1
    return count
