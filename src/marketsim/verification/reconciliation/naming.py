"""What names of the old system are called in the new one: markets, owners, sources and sinks.

The grammar of new market names: market rules 2.1 (``ALLOC_AN_2024_T1``, ``AUC_MN_2024_M09`` confirmed, monthly and LT
tiers recalled) and 9 (SECONDARY_MARKET, SYSTEM, LOAD_MIGRATION, OTHER). Of the old names only one a season is known
(``ALLOC_AN_2013_S03_TR``); what its last word stands for is not, so that any tier of that year may be meant.
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
_SEASONAL = re.compile(r"(?P<stem>(ALLOC|AUC)_AN_\d{4})_S0[1-4](_(?P<tier>[A-Z0-9]{1,4}))?", re.ASCII)
_MIGRATION = re.compile(r"LOAD_MIGRATION_\d{4}_M\d{2}", re.ASCII)
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


def possible(old: str) -> re.Pattern[str] | None:
    """What new names an old market name can stand for by its form; None for a form that is not known."""
    if (found := _SEASONAL.fullmatch(old)) is not None:
        if found["stem"].startswith("AUC"):
            return re.compile(re.escape(found["stem"]))
        tier = found["tier"] if found["tier"] in ("T1", "T2", "T3", "LT") else "(T[123]|LT)"
        return re.compile(f"{re.escape(found['stem'])}_{tier}")
    return re.compile(re.escape(old)) if _NEW.fullmatch(old) else None
