"""Rows as positions: what was migrated in several months as one, segments of one CRR as runs of days."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from marketsim.verification.inventory.amounts import MwByDay
from marketsim.verification.reconciliation.holding import Holding
from marketsim.verification.reconciliation.side import Migration

Group = Callable[[Holding], Hashable]


def by_id(row: Holding) -> Hashable:
    """Rows of one CRR belong together."""
    return row.crr_id


def by_origin(migrations: dict[str, Migration]) -> Group:
    """Rows of one gainer, loser and parent belong together, whatever the month (market rules 7)."""

    def group(row: Holding) -> Hashable:
        found = migrations.get(row.crr_id)
        return row.crr_id if found is None else (found.gainer, found.loser, found.parent, row.terms)

    return group


def by_terms(row: Holding) -> Hashable:
    """Whatever is of the same path, owner and market belongs together: nobody tells CRRs apart."""
    return row.terms


def runs(rows: Iterable[Holding], group: Group, since: int) -> list[Holding]:
    """The rows of every group as runs of days with the same MW, from ``since``; ids joined by ``+``."""
    account: MwByDay[Hashable] = MwByDay(since)
    members: dict[Hashable, list[Holding]] = {}
    for row in rows:
        key = (group(row), row.terms)
        members.setdefault(key, []).append(row)
        account.add(key, row.first, row.last, row.mw)
    found: list[Holding] = []
    for at, held in members.items():
        if len(held) == 1:
            found.append(held[0]._replace(first=max(held[0].first, since)))
            continue
        ids = "+".join(dict.fromkeys(each.crr_id for each in held))
        found += [
            held[0]._replace(crr_id=ids, first=step.first, last=step.last, mw=step.mw)
            for step in account.steps(at)
        ]
    return found
