"""What names of the old system are called in the new one: markets, owners, sources and sinks.

The grammar of new market names: market rules 2.1 (``ALLOC_AN_2024_T1``, ``AUC_MN_2024_M09`` confirmed, monthly and LT
tiers recalled) and 9 (SECONDARY_MARKET, SYSTEM, LOAD_MIGRATION, OTHER). Of the old names one a season is confirmed
(``ALLOC_AN_2013_S03_TR``); which tier TR, TR2, TR3 and LT are is as the legacy extract documents it (assumed).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from marketsim.verification.reconciliation.documents import documents
from marketsim.verification.reconciliation.sheet import Sheet
from marketsim.verification.report import Unreadable

TRADED, SYSTEM, MIGRATION, OTHER = "SECONDARY_MARKET", "SYSTEM", "LOAD_MIGRATION", "OTHER"
OWN_NAMES = frozenset({TRADED, SYSTEM, MIGRATION, OTHER})
AWARDED = frozenset({"ALLOCATION", "AUCTION"})
_NEW = re.compile(
    r"ALLOC_AN_\d{4}_(T[123]|LT)|ALLOC_MN_\d{4}_M\d{2}(_T[12])?|AUC_AN_\d{4}|AUC_MN_\d{4}_M\d{2}", re.ASCII
)
_SEASONAL = re.compile(r"(?P<kind>ALLOC|AUC)_AN_(?P<year>\d{4})_S0[1-4](_(?P<tier>[A-Z0-9]+))?", re.ASCII)
_MONTHLY = re.compile(r"(?P<stem>ALLOC_MN_\d{4}_M\d{2})_(?P<tier>TR2?)", re.ASCII)
_TIERS = {"TR": "T1", "TR2": "T2", "TR3": "T3", "LT": "LT"}
_MIGRATION = re.compile(r"(LOAD_MIGRATION|LM)_\d{4}_M\d{2}", re.ASCII)
COLUMNS = ("Kind", "Old", "New")
KINDS = ("MARKET", "OWNER", "NODE")


@dataclass(frozen=True, slots=True)
class NameMap:
    """Old name -> new name, as somebody says so."""

    markets: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    nodes: Mapping[str, str] = field(default_factory=dict)


def read_name_map(path: Path) -> NameMap:
    """A CSV with the columns Kind (MARKET, OWNER or NODE), Old, New. Raises Unreadable."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    document = next(iter(documents(path)), None)
    if document is None or path.is_dir():
        raise Unreadable(path.name, None, "a CSV of names", "no file", "name the file")
    for row in Sheet("names", document, document.heading()).rows(COLUMNS):
        row.filled(COLUMNS, range(3))
        kind, old, new = row.cells
        row.word(kind.upper(), *KINDS)
        if found[kind.upper()].setdefault(old, new) != new:
            row.refuse("one new name for an old one", f"{old}: {found[kind.upper()][old]} and {new}")
    return NameMap(found["MARKET"], found["OWNER"], found["NODE"])


def is_new_name(market: str) -> bool:
    """Whether a market may be called that in the new system."""
    return market in OWN_NAMES or _NEW.fullmatch(market) is not None or is_migration(market)


def is_migration(market: str) -> bool:
    """Whether it is the name of a load migration market, or of all of them."""
    return market == MIGRATION or _MIGRATION.fullmatch(market) is not None


def by_form(old: str) -> str | None:
    """What an old market name becomes by its form; None for a form that is not known."""
    if is_new_name(old):
        return MIGRATION if is_migration(old) else old
    if (found := _MONTHLY.fullmatch(old)) is not None:
        return f"{found['stem']}_{_TIERS[found['tier']]}"
    if (found := _SEASONAL.fullmatch(old)) is None:
        return None
    if found["kind"] == "AUC":
        return None if found["tier"] else f"AUC_AN_{found['year']}"
    tier = _TIERS.get(found["tier"] or "")
    return f"ALLOC_AN_{found['year']}_{tier}" if tier else None
