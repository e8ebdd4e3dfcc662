"""Holds what was replayed against the old inventory: stretch by stretch, with every difference named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from marketsim.system.cutover.extract.rows import OldHolding
from marketsim.system.cutover.replay import Right, natural
from marketsim.system.cutover.steps import stretches

TERMS = (
    "parent", "owner", "source", "sink", "tou", "hedge_type", "crr_type", "category", "market", "start", "end", "mw",
)  # fmt: skip
Terms = tuple[object, ...]


def differences(rights: Mapping[str, Right], holdings: Iterable[OldHolding], taken_at: datetime) -> list[str]:
    """Every difference between the CRRs as replayed and as held at ``taken_at``, by old id; elapsed stretches aside."""
    held: defaultdict[str, dict[datetime, Terms]] = defaultdict(dict)
    for each in holdings:
        if each.end >= taken_at:
            held[each.old_id][each.start] = _terms_of_holding(each)
    found = []
    for old_id in sorted(set(rights) | set(held), key=natural):
        replayed = _terms(rights[old_id], taken_at) if old_id in rights else {}
        found += _compared(old_id, replayed, held.get(old_id, {}))
    return found


def _terms(right: Right, taken_at: datetime) -> dict[datetime, Terms]:
    fixed = (
        right.parent, right.owner, right.source, right.sink, right.tou, right.hedge_type, right.crr_type,
        right.category, right.market,
    )  # fmt: skip
    return {
        each.start: (*fixed, each.start, each.end, each.mw)
        for each in stretches(right.steps)
        if each.end >= taken_at
    }


def _terms_of_holding(each: OldHolding) -> Terms:
    return (
        each.parent, each.participant, each.source, each.sink, each.tou, each.hedge_type, each.crr_type,
        each.category, each.market, each.start, each.end, each.mw,
    )  # fmt: skip


def _compared(old_id: str, replayed: Mapping[datetime, Terms], held: Mapping[datetime, Terms]) -> list[str]:
    found = []
    for start in sorted(set(replayed) | set(held)):
        ours, theirs = replayed.get(start), held.get(start)
        if ours is None or theirs is None:
            lacking, mw = ("history", theirs) if ours is None else ("holdings.csv", ours)
            assert mw is not None
            found.append(f"CRR {old_id} from {_told(start)}: {_told(mw[-1])} MW that {lacking} lacks")
        elif ours != theirs:
            odd = [
                f"{name} {_told(one)} by its history, {_told(other)} in holdings.csv"
                for name, one, other in zip(TERMS, ours, theirs, strict=True)
                if one != other
            ]
            found.append(f"CRR {old_id} from {_told(start)}: {'; '.join(odd)}")
    return found


def _told(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return f"{value / 1000:.3f}" if isinstance(value, int) else str(value or "none")
