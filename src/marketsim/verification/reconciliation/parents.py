"""CRRs that came of others still say so: the parent of a CRR is the one that its old parent became."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marketsim.verification.reconciliation.holding import MIGRATED, Holding
from marketsim.verification.reconciliation.ledger import Ledger, of_row

Pair = tuple[Holding, Holding]


def judge_parents(pairs: Sequence[Pair], new: Iterable[Holding], ledger: Ledger) -> None:
    """Pairs of rows that agree, and all rows of NEW.

    A parent is judged where it is still held and only one CRR of NEW can be it. Of an old CRR that became several,
    one part may be the parent of the others, as where a CRR is cut by days.
    """
    became, parts = _became(pairs), _parts(pairs)
    checked = 0
    for old, row in pairs:
        if row.parent == row.crr_id:
            what, fix = "a CRR that is its own parent", "name the CRR it came from"
            ledger.found(of_row("parents", row, what, "another CRR", row.parent, fix))
            continue
        parent = became.get(old.parent) if old.parent else None
        if parent is not None:
            checked += 1
            if row.parent != parent and row.parent not in parts[old.crr_id]:
                found = f"CRR {row.parent}" if row.parent else "none"
                what, fix = f"the parent of a CRR that came of old CRR {old.parent}", "name that CRR"
                ledger.found(of_row("parents", row, what, f"CRR {parent}", found, fix))
    migrated = {row.crr_id: row for row in new if row.terms.crr_type in MIGRATED and not row.parent}
    for row in migrated.values():
        what, fix = "a migrated CRR without parent", "name the CRR it migrated from"
        ledger.found(of_row("parents", row, what, "a parent", "none", fix))
    ledger.looked("parents", checked)


def _parts(pairs: Sequence[Pair]) -> dict[str, set[str]]:
    """Old id -> everything that came of it."""
    found: dict[str, set[str]] = {}
    for old, new in pairs:
        found.setdefault(old.crr_id, set()).add(new.crr_id)
    return found


def _became(pairs: Sequence[Pair]) -> dict[str, str]:
    """Old id -> new id, where no other CRR is of the same terms, days and MW."""
    alike: dict[object, set[tuple[str, str]]] = {}
    for old, new in pairs:
        alike.setdefault((new.terms, new.last, new.mw), set()).add((old.crr_id, new.crr_id))
    ids: dict[str, set[str]] = {}
    for found in alike.values():
        for old_id, new_id in found:
            for each in old_id.split("+"):
                ids.setdefault(each, set()).update({new_id} if len(found) == 1 else {"", new_id})
    return {old_id: next(iter(new)) for old_id, new in ids.items() if len(new) == 1}
