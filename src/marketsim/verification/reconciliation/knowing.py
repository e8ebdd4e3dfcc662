"""What the two sides cannot tell, said instead of passed in silence."""

from __future__ import annotations

from marketsim.verification.reconciliation.comparable import Rows
from marketsim.verification.reconciliation.ledger import Ledger
from marketsim.verification.reconciliation.side import EXTRACT, OASIS, Side


def tells_sales(side: Side) -> bool:
    """Whether a side says what was sold: an extract by its sales.csv, others by their SELLER rows."""
    return "offer" in side.tells and (side.kind != EXTRACT or side.sales is not None)


def in_flight(side: Side) -> frozenset[str]:
    """New names of the markets that were in flight when the extract was taken."""
    return frozenset(each.new_name or name for name, each in (side.markets or {}).items() if each.in_flight)


_NEEDS = {
    "id": "counts: {side} does not tell CRRs apart (no ids)",
    "parent": "parents: {side} has no parents",
    "crr_type": "lmt-pairs: {side} has no CRR types",
    "market": "market-names, names-unmapped: {side} has no market names",
    "category": "market-names: the categories: {side} has none",
}


def untold(old: Side, new: Side, rows: Rows, day: int | None, ledger: Ledger) -> None:
    """Name every check, or part of one, that the files at hand do not allow."""
    for side in (old, new):
        for note in side.notes:
            ledger.untold(note)
        for member, text in _NEEDS.items():
            if member not in side.tells:
                ledger.untold(text.format(side=f"{side.title} ({side.kind})"))
        if not tells_sales(side):
            lacking = "sales.csv" if side.kind == EXTRACT else "offer types"
            ledger.untold(f"offer-type, sell-offers: {side.title} has no {lacking}")
        if side.kind == OASIS:
            reason = "a later inventory date has the same owner, path and market"
            ledger.explain(f"{side.title}: rows not compared", reason, side.superseded)
    if "id" not in old.tells & new.tells:
        ledger.untold("netting: needs ids on both sides")
    if not rows.everybody:
        ledger.untold("lmt-pairs: needs the CRRs of all owners")
    if day is None:
        ledger.untold("expired: no file tells the day (--as-of)")
    if old.kind == EXTRACT:
        _of_extract(old, new, ledger)


def _of_extract(old: Side, new: Side, ledger: Ledger) -> None:
    for fact, needs in (
        (old.participants, "owners: names of participants: needs participants.csv"),
        (old.markets, "names-unmapped: which markets the map has: needs markets.csv"),
        (old.retired, "nodes-retired: needs retired.csv"),
    ):
        if fact is None:
            ledger.untold(needs)
    if old.retired and new.replacements is None and old.replacements is None:
        ledger.untold("nodes-retired: whether replacements are the right ones: needs SOURCE_SINK_REPLACEMENT")
    for name, each in sorted((old.markets or {}).items()):
        if each.in_flight:
            where = "the old system" if each.in_flight == "FINISH_OLD" else "the new system"
            ledger.explain(f"market {name} was in flight", f"its results come from {where}")
