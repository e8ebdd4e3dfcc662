"""What ``marketsim settle --json`` prints of CRRs: the members of :mod:`settle_json`, as far as CRRs have them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from marketsim.cli.settle_crr_compared import by_determinant
from marketsim.cli.settle_crr_totals import totals
from marketsim.settlement.comparison.crr import CheckedCrr
from marketsim.settlement.crr.identities import CrrBroken
from marketsim.settlement.crr.mistakes import CRR_MISTAKES
from marketsim.settlement.crr.policies import CRR_POLICIES
from marketsim.settlement.crr.results import CrrResults, Row
from marketsim.settlement.crr.rulesets import crr_rule_set
from marketsim.settlement.files.writer import fixed

PLACES = 6


def as_json(checked: CheckedCrr, most: int) -> dict[str, Any]:
    """``{model, clean, rules, policies, hours, notes, totals, leftovers, comparison, causes}``."""
    results, compared = checked.results, checked.compared
    return {
        "model": "reference",
        "clean": checked.clean,
        "rules": [_rules(results)],
        "policies": [
            {"name": name, "choice": choice, "provenance": CRR_POLICIES[name].provenance}
            for name, choice in results.policies.chosen().items()
        ],
        "hours": len({hour for _, hour in results.hourly}),
        "notes": list(results.notes),
        "totals": [
            {"determinant": name, "of": whose, "amount": fixed(value, 2)}
            for name, _, whose, value in totals(results)
        ],
        "leftovers": list(_leftovers(checked.broken, most)),
        "comparison": _comparison(checked, most) if compared else None,
        "causes": _causes(checked) if compared else None,
    }


def _rules(results: CrrResults) -> dict[str, Any]:
    rules, days = crr_rule_set(results.rules), sorted({hour.day for _, hour in results.hourly})
    return {
        "id": rules.id,
        "first": str(days[0]) if days else None,
        "last": str(days[-1]) if days else None,
        "why": "asked for by name, whatever the trade date",
        "provenance": rules.provenance,
        "source": rules.source,
    }


def _leftovers(broken: Iterable[CrrBroken], most: int) -> Iterable[dict[str, Any]]:
    found: dict[str, list[CrrBroken]] = {}
    for each in broken:
        found.setdefault(each.identity, []).append(each)
    for name, kept in sorted(found.items()):
        largest = sorted(kept, key=lambda each: -abs(each.amount))[:most]
        told = [
            {"where": each.where, "amount": fixed(each.amount, PLACES), "says": each.says} for each in largest
        ]
        yield {"identity": name, "count": len(kept), "largest": told}


def _comparison(checked: CheckedCrr, most: int) -> dict[str, Any]:
    differing = by_determinant(checked)
    return {
        "compared": dict(checked.compared),
        "differing": {name: len(found) for name, found in differing.items()},
        "lacking": dict(checked.lacking),
        "absent": sorted(checked.absent),
        "without_inputs": dict(checked.outside),
        "largest": {
            name: [_difference(checked, *each) for each in found[:most]] for name, found in differing.items()
        },
    }


def _difference(checked: CheckedCrr, row: Row, value: Fraction | None) -> dict[str, Any]:
    return {
        "crr": row.crr,
        "owner": row.owner,
        "constraint": row.constraint,
        "coordinator": row.coordinator,
        "month": row.month,
        "trade_date": None if row.hour is None else str(row.hour.day),
        "hour_ending": None if row.hour is None else row.hour.hour,
        "stated": fixed(row.value, PLACES),
        "calculated": None if value is None else fixed(value, PLACES),
        "where": checked.where[row],
    }


def _causes(checked: CheckedCrr) -> dict[str, Any]:
    return {
        "found": [
            {"mistakes": [name], "says": CRR_MISTAKES[name].says, **_counted(rows)}
            for name, rows in checked.causes
        ],
        "unexplained": _counted(checked.unexplained),
    }


def _counted(rows: Iterable[Row]) -> dict[str, Any]:
    kept = list(rows)
    return {"values": len(kept), "determinants": sorted({each.determinant for each in kept})}
