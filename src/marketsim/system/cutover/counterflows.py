"""Every right that migrated has its counterflow: the same month, two LSEs, right, dates and MW, against its path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from marketsim.system.cutover.extract.rows import OldMigration


def unpaired(migrations: Iterable[OldMigration]) -> list[str]:
    """A reason for each migrated CRR that stands alone, or is not held by the side that it belongs to."""
    rows = list(migrations)
    found = [
        f"migrations.csv line {each.line}: CRR {each.old_id} is {each.participant}'s, not {_side(each)}'s"
        for each in rows
        if each.participant != _side(each)
    ]
    found += [
        f"migrations.csv line {each.line}: CRR {each.old_id} migrated from {each.from_lse} to itself"
        for each in rows
        if each.from_lse == each.to_lse
    ]
    gained = Counter(_terms(each) for each in rows if each.crr_type == "LSE_LMT")
    lost = Counter(_terms(each) for each in rows if each.crr_type == "LMT_CNT")
    alone = {"LSE_LMT": gained - lost, "LMT_CNT": lost - gained}
    for each in rows:
        left = alone[each.crr_type]
        if left[_terms(each)] > 0:
            left[_terms(each)] -= 1
            other = "LMT_CNT" if each.crr_type == "LSE_LMT" else "LSE_LMT"
            found.append(f"migrations.csv line {each.line}: CRR {each.old_id} has no {other} that cancels it")
    return found


def matched(migrations: Iterable[OldMigration]) -> list[tuple[OldMigration, OldMigration]]:
    """Each LSE_LMT with an LMT_CNT that cancels it, of rows of which none is unpaired; by line of the first."""
    rows = sorted(migrations, key=_terms)
    gained = [each for each in rows if each.crr_type == "LSE_LMT"]
    lost = [each for each in rows if each.crr_type == "LMT_CNT"]
    return sorted(zip(gained, lost, strict=True), key=lambda each: each[0].line)


def _side(each: OldMigration) -> str:
    return each.to_lse if each.crr_type == "LSE_LMT" else each.from_lse


def _terms(each: OldMigration) -> tuple[Any, ...]:
    """What the two sides have in common; a counterflow's path is turned."""
    ends = (each.source, each.sink) if each.crr_type == "LSE_LMT" else (each.sink, each.source)
    return (
        each.market,
        each.parent,
        each.from_lse,
        each.to_lse,
        each.tou,
        each.start,
        each.end,
        each.mw,
        *ends,
    )
