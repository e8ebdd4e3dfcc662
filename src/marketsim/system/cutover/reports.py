"""The mapping reports of a cutover, row by row: what became of which (notice of June 2025, market-rules 7 and 9).

Their columns are in contract/files/cutover.yaml; three of them were announced, the others are ours.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from marketsim.contract.file_format import CUTOVER_FILES
from marketsim.contract.tables import write_csv, write_json
from marketsim.system.cutover.conversion import Inventory, SoldOffer, Terms
from marketsim.system.cutover.people import Admission
from marketsim.system.cutover.replay import Right, natural
from marketsim.system.store.cutovers import CutMarket

MARKET_MAPPING = "LOAD_MIGRATION_MARKET_MAPPING"
CRR_MAPPING = "LOAD_MIGRATION_CRR_MAPPING"
OFFER_MAPPING = "AWARDED_SELL_OFFER_MAPPING"
ANNOUNCED = (MARKET_MAPPING, CRR_MAPPING, OFFER_MAPPING)
NAMES, ROLES = "CUTOVER_NAMES", "CUTOVER_ROLES"
REPORTS = (*ANNOUNCED, NAMES, ROLES)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed time keeps equal rows equal bytes
Rows = list[dict[str, Any]]


def encoded(rows: Rows, file_format: str, name: str) -> bytes:
    """A report as a zip with one member, ``NAME.csv`` or ``NAME.json``, as downloads are."""
    columns = CUTOVER_FILES[name]
    content = write_csv(rows, columns) if file_format == "CSV" else write_json(rows, columns)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        member = zipfile.ZipInfo(f"{name}.{file_format.lower()}", _EPOCH)
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, content)
    return target.getvalue()


def market_mapping(markets: Iterable[CutMarket]) -> Rows:
    """Load migration markets, old and new name."""
    return [
        {"OldMarket": each.old_market, "NewMarket": each.new_market}
        for each in sorted(markets, key=lambda each: each.old_market)
        if each.kind == "LOAD_MIGRATION"
    ]


def crr_mapping(rights: Mapping[str, Right], inventory: Inventory) -> Rows:
    """Every migrated CRR that is held, by old id: which new one it is part of, with the MW that it brought."""
    held = {each.crr_id: each for each in inventory.crrs}
    rows = []
    for old_id in sorted(inventory.new_id, key=natural):
        right, crr = rights[old_id], held.get(inventory.new_id[old_id])
        if right.migration is None or crr is None:
            continue
        rows.append(
            {
                "OldCrrId": int(old_id), "NewCrrId": crr.crr_id, "Participant": crr.owner,
                "CrrType": right.crr_type, "Season": crr.period, "TOU": right.tou,
                "MW": right.migration.mw / 1000,
            }
        )  # fmt: skip
    return rows


def offer_mapping(sold: Iterable[SoldOffer]) -> Rows:
    """Every awarded sell offer of what is held, and the SELLER row that it is part of."""
    return [
        {
            "OldMarket": each.old_market, "OldCrrId": int(each.old_id), "SaleId": int(each.sale_id),
            "NewMarket": each.new_market, "NewCrrId": each.crr_id, "MW": each.mw / 1000,
        }
        for each in sorted(sold, key=lambda each: (each.old_market, natural(each.old_id), natural(each.sale_id)))
    ]  # fmt: skip


def role_mapping(admitted: Iterable[Admission]) -> Rows:
    """Who has which role of AIM for whom."""
    return [
        {"Person": each.person, "Participant": each.participant, "Role": role}
        for each in admitted
        for role in each.aim_roles
    ]


def name_mapping(terms: Terms) -> Rows:
    """What markets, owners and nodes are called here: every market, and owners and nodes where that changed."""
    markets = sorted(terms.markets.items())
    owners = sorted((old, new) for old, new in terms.owners.items() if old != new)
    nodes = sorted(terms.nodes.items())
    return [
        {"Kind": kind, "Old": old, "New": new}
        for kind, names in (("MARKET", markets), ("OWNER", owners), ("NODE", nodes))
        for old, new in names
    ]


def shifted(rows: Rows) -> Rows:
    """A fault: every row names the CRR, or the load migration market, of the row after it."""
    new = "NewCrrId" if rows and "NewCrrId" in rows[0] else "NewMarket"
    ids = [row[new] for row in rows if new in row]
    if len(ids) < len(rows) or not rows:
        return rows
    return [row | {new: other} for row, other in zip(rows, [*ids[1:], ids[0]], strict=True)]
