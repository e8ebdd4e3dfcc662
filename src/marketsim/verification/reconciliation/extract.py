"""The legacy extract: holdings under their old names, and the history that explains them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from marketsim.verification.reconciliation.days import begins, day_in, ends
from marketsim.verification.reconciliation.documents import Document
from marketsim.verification.reconciliation.holding import MIGRATED, OWNER, SELLER, Holding, Terms
from marketsim.verification.reconciliation.sheet import Sheet
from marketsim.verification.reconciliation.side import EXTRACT, Location, Market, Migration, Side
from marketsim.verification.report import Unreadable

TELLS = frozenset({"id", "parent", "crr_type", "category", "market", "offer"})
HOLDING = (
    "OldCrrId", "Participant", "Source", "Sink", "TOU", "HedgeType", "CrrType", "Class", "StartDate", "EndDate",
    "MW", "ParentOldCrrId", "OldMarket",
)  # fmt: skip
SALE = ("SaleId", "OldMarket", "OldCrrId", "Participant", "StartDate", "EndDate", "MW")
MIGRATION = (
    "OldCrrId", "OldMarket", "ParentOldCrrId", "FromLse", "ToLse", "Participant", "CrrType", "Source", "Sink", "TOU",
    "MW",
)  # fmt: skip


class Right(NamedTuple):
    """What a CRR of the old system is of."""

    source: str
    sink: str
    tou: str
    hedge: str
    crr_type: str


def read_extract(title: str, sheets: Mapping[str, Sheet], settings: Document | None) -> Side:
    """OLD (or NEW) as a legacy extract. Raises Unreadable."""
    side = Side(title, EXTRACT, [], TELLS, as_of=_day(settings, "go_live"), taken=_day(settings, "taken_at"))
    if "holdings" in sheets:
        side.holdings = _holdings(sheets["holdings"])
    else:
        raise Unreadable(title, None, "holdings.csv of an extract", "none", "complete the extract")
    if "migrations" in sheets:
        side.migrations = {
            row.cells[0]: Migration._make((*row.cells[1:10], row.mw(row.cells[10])))
            for row in sheets["migrations"].rows(MIGRATION)
        }
    if "awards" in sheets:
        side.awarded = {
            row.cells[0]: row.cells[1] for row in sheets["awards"].rows(("OldCrrId", "OldMarket"))
        }
    rights = _rights(side, sheets) if sheets.keys() & {"sales", "adjustments"} else {}
    if "sales" in sheets:
        _sales(side, sheets["sales"], rights)
    if "adjustments" in sheets:
        _adjustments(side, sheets["adjustments"], rights)
    _facts(side, sheets)
    return side


def _day(settings: Document | None, member: str) -> int | None:
    """The Pacific day that a member of ``extract.toml`` says."""
    if settings is None:
        return None
    try:
        found = tomllib.loads(settings.read().decode("utf-8")).get(member)
        if isinstance(found, datetime):
            return day_in(found.isoformat())
        if isinstance(found, date):
            return found.toordinal()
        return None if found is None else day_in(str(found))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise Unreadable(
            settings.name, None, f"TOML with {member}, a day or an instant", str(problem)[:120], "correct it"
        ) from None


def _holdings(sheet: Sheet) -> list[Holding]:
    found: list[Holding] = []
    seen: dict[Terms, Terms] = {}  # rows share what they have in common
    for row in sheet.rows(HOLDING):
        old, owner, source, sink, tou, hedge, crr_type, kind, start, end, mw, parent, market = row.cells
        row.filled(HOLDING, range(11))
        row.word(tou, "ON", "OFF")
        row.word(hedge, "OBL", "OPT")
        first, last, flaw = row.span(start, end, begins, ends)
        terms = Terms(owner, source, sink, tou, hedge, crr_type, OWNER, kind, market)
        terms = seen.setdefault(terms, terms)
        found.append(Holding(old, parent, terms, "", first, last, row.mw(mw), terms.market, flaw))
    return found


def _rights(side: Side, sheets: Mapping[str, Sheet]) -> dict[str, Right]:
    """What every CRR id of the history is of; a buyer's CRR is of what the seller's was."""
    found = {each.crr_id: Right(*each.terms[1:6]) for each in side.holdings}
    for kind in ("awards", "migrations", "conversions"):
        if kind not in sheets:
            continue
        columns = ("OldCrrId", "Source", "Sink", "TOU")
        for row in sheets[kind].rows(columns, ("HedgeType", "CrrType")):
            old, source, sink, tou, hedge, crr_type = row.cells
            option = kind == "conversions"
            right = Right(
                source,
                sink,
                tou,
                hedge or ("OPT" if option else "OBL"),
                crr_type or ("MT_TOR" if option else ""),
            )
            found.setdefault(old, right)
    if "trades" in sheets:
        bought: dict[str, list[str]] = {}
        for row in sheets["trades"].rows(("OldCrrId", "NewOldCrrId")):
            bought.setdefault(row.cells[0], []).append(row.cells[1])
        reached = [each for each in bought if each in found]
        while reached:
            seller = reached.pop()
            for buyer in bought.pop(seller, ()):
                found.setdefault(buyer, found[seller])
                reached.append(buyer)
    return found


def _sales(side: Side, sheet: Sheet, rights: Mapping[str, Right]) -> None:
    side.sales = []
    for row in sheet.rows(SALE):
        row.filled(SALE, range(7))
        sale, market, old, owner, start, end, mw = row.cells
        side.sale_crrs[sale] = (old, market)
        right = rights.get(old)
        if right is None:
            side.notes.append(f"sale {sale}: no file tells what CRR {old} is of")
            continue
        first, last, flaw = row.span(start, end, begins, ends)
        terms = Terms(owner, *right, SELLER, "", market)
        side.sales.append(Holding(sale, old, terms, "", first, last, row.mw(mw), market, flaw))


def _adjustments(side: Side, sheet: Sheet, rights: Mapping[str, Right]) -> None:
    """The operator's adjustments of migrated CRRs: they have no other side."""
    columns = ("AdjustmentId", "OldCrrId", "Participant", "MW", "StartDate", "EndDate")
    for row in sheet.rows(columns):
        name, old, owner, mw, start, end = row.cells
        right = rights.get(old)
        if right is None or right.crr_type not in MIGRATED:
            continue
        first, last, _ = row.span(start, end, begins, ends)
        terms = Terms(owner, *right, OWNER, "", "")
        side.adjusted[name] = Holding(name, old, terms, "", first, last, row.mw(mw))


def _facts(side: Side, sheets: Mapping[str, Sheet]) -> None:
    if "participants" in sheets:
        rows = sheets["participants"].rows(("Participant", "NewName"))
        side.participants = {row.cells[0]: row.cells[1] or row.cells[0] for row in rows}
    if "old-roles" in sheets:
        wanted = ("Person", "Participant", "OldRole")
        side.old_roles = {(a, b, c) for a, b, c in (row.cells for row in sheets["old-roles"].rows(wanted))}
    if "markets" in sheets:
        rows = sheets["markets"].rows(("OldMarket", "Kind", "NewMarket", "InFlight"))
        side.markets = {row.cells[0]: Market(*row.cells[1:]) for row in rows}
    if "retired" in sheets:
        rows = sheets["retired"].rows(("Retired",), ("Type",))
        side.retired = {row.cells[0]: row.cells[1] for row in rows}
    if "locations" in sheets:
        rows = sheets["locations"].rows(("SourceSink", "Type", "Biddable"))
        side.locations = {
            row.cells[0]: Location(row.cells[1], row.cells[2].upper() in ("Y", "YES", "TRUE", "1"))
            for row in rows
        }
