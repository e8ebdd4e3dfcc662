"""What a clean conversion calls things: markets, owners, nodes, roles, periods."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from marketsim.legacy.calendar import period_of
from marketsim.legacy.extract import Extract
from marketsim.legacy.history import Origin
from marketsim.legacy.names import TIERS
from marketsim.legacy.world import places

READ_WRITE = "EXTERNAL CRR HOLDER READ/WRITE ACCESS"
NDA_REPORTS = "EXTERNAL CRR NDA REPORTS READ-ACCESS"
NEW_ROLES: Mapping[str, tuple[str, ...]] = {  # deck: provisioning map of MapStage
    "EXTERNAL MUI USER WITH NDA": (READ_WRITE, NDA_REPORTS),
    "EXTERNAL MUI RESTRICTED WITHOUT NDA": (READ_WRITE,),
    "CRRFNM EXTERNAL READ-ONLY": (NDA_REPORTS,),
}
_ALLOCATION = re.compile(r"ALLOC_(?:AN_(\d{4})_S0[1-4]|MN_(\d{4}_M\d\d))_([A-Z0-9]+)")
_AUCTION = re.compile(r"AUC_(?:AN_(\d{4})_S0[1-4]|MN_(\d{4}_M\d\d))")
_OTHER = re.compile(r"(LM|MT_TOR_MN|MT_TOR_AN)_(\d{4}_(?:M\d\d|S0[1-4]))")
_OTHER_NAMES = {"LM": "LOAD_MIGRATION", "MT_TOR_MN": "TOR_CONVERSION", "MT_TOR_AN": "TOR_CONVERSION"}
_BY_CLASS = {
    "SECONDARY_MARKET": "SECONDARY_MARKET",
    "SYSTEM": "SYSTEM",
    "LOAD_MIGRATION": "LOAD_MIGRATION",
}


class Unconvertible(ValueError):
    """Something has no name in the new system; the message says what."""


@dataclass(frozen=True, slots=True)
class NewNames:
    """New names by old ones."""

    markets: Mapping[str, str]
    owners: Mapping[str, str]
    nodes: Mapping[str, str]
    periods: Mapping[str, str]

    def market(self, class_: str, old_market: str | None) -> str:
        """The market name of the inventory (market rules 9): OTHER where the operator entered the CRR."""
        known = _BY_CLASS.get(class_)
        if known is not None:
            return known
        return self.markets[old_market] if old_market else "OTHER"

    def node(self, old: str) -> str:
        """The location, or what replaces it."""
        return self.nodes.get(old, old)


def new_names(extract: Extract) -> NewNames:
    """The names for an extract. Raises Unconvertible for a market or retired node that nobody can name."""
    known = {each.name: each.replacement for each in places() if each.replacement is not None}
    nodes = {}
    for each in extract.retired:
        if each.name not in known:
            raise Unconvertible(f"nothing is known to replace the retired node {each.name}")
        nodes[each.name] = known[each.name]
    return NewNames(
        markets={each.old_market: each.new_market or _market(each.old_market) for each in extract.markets},
        owners={each.participant: each.new_name or each.participant for each in extract.participants},
        nodes=nodes,
        periods={each.old_market: each.period for each in extract.markets},
    )


def period(origin: Origin, found: Mapping[int, Origin], names: NewNames) -> str:
    """The period of a CRR: that of the award or conversion which it comes from."""
    while origin.parent is not None:
        origin = found[origin.parent]
    named = period_of(origin.made.start, origin.made.end)
    if named is None and origin.old_market is not None:
        named = names.periods[origin.old_market]
    if named is None:
        raise Unconvertible(f"CRR {origin.crr_id} is of no month or season, and of no market")
    return named


def _market(old: str) -> str:
    if found := _ALLOCATION.fullmatch(old):
        year, month, tier = found.groups()
        if tier in TIERS:
            return f"ALLOC_AN_{year}_{TIERS[tier]}" if year else f"ALLOC_MN_{month}_{TIERS[tier]}"
    if found := _AUCTION.fullmatch(old):
        return f"AUC_AN_{found[1]}" if found[1] else old
    if found := _OTHER.fullmatch(old):
        return f"{_OTHER_NAMES[found[1]]}_{found[2]}"
    raise Unconvertible(f"nobody can tell what {old} is called now")
