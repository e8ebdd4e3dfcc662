"""What both sides hold, by owner, time of use and season: numbers of CRRs, and MW times days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from marketsim.verification.inventory.amounts import MwByDay, Thousandths
from marketsim.verification.reconciliation.days import season_ends, season_of
from marketsim.verification.reconciliation.holding import OWNER, Holding

Product = tuple[str, str]
LAST_YEAR = 2200


def counted(old: Sequence[Holding], new: Sequence[Holding]) -> dict[str, Any]:
    """CRRs held on both sides, in all and by owner; a CRR of several rows counts once."""
    sides = [_numbers(rows) for rows in (old, new)]
    owners = sorted(sides[0].keys() | sides[1].keys())
    return {
        "old": sum(sides[0].values()),
        "new": sum(sides[1].values()),
        "by_owner": [
            {"owner": each, "old": sides[0].get(each, 0), "new": sides[1].get(each, 0)} for each in owners
        ],
    }


def _numbers(rows: Iterable[Holding]) -> dict[str, int]:
    ids: dict[str, set[str]] = {}
    for row in rows:
        if row.terms.offer == OWNER:
            ids.setdefault(row.terms.owner, set()).add(row.crr_id)
    return {owner: len(each) for owner, each in ids.items()}


def megawatts(old: Iterable[Holding], new: Iterable[Holding], since: int) -> tuple[dict[str, Any], ...]:
    """By owner, time of use and season: the MW held, summed over the days from ``since``."""
    sides = [_by_season(rows, since) for rows in (old, new)]
    return tuple(
        {
            "owner": owner, "tou": tou, "period": season,
            "old_mw_days": _text(sides[0].get((owner, tou, season), 0)),
            "new_mw_days": _text(sides[1].get((owner, tou, season), 0)),
        }
        for owner, tou, season in sorted(sides[0].keys() | sides[1].keys())
    )  # fmt: skip


def _by_season(rows: Iterable[Holding], since: int) -> dict[tuple[str, str, str], Thousandths]:
    account: MwByDay[Product] = MwByDay(since)
    for row in rows:
        if row.terms.offer == OWNER:
            account.add((row.terms.owner, row.terms.tou), row.first, row.last, row.mw)
    found: dict[tuple[str, str, str], Thousandths] = {}
    for owner, tou in sorted(account.keys()):
        for step in account.steps((owner, tou)):
            first = step.first
            while first <= step.last:
                last = min(step.last, season_ends(first))
                key = owner, tou, season_of(first)
                found[key] = found.get(key, 0) + step.mw * (last - first + 1)
                first = last + 1
    return found


def _text(amount: Thousandths) -> str:
    if amount.denominator == 1:
        return str(Decimal(amount.numerator) / 1000)
    return repr(float(amount) / 1000)
