"""What ``marketsim settle --json`` prints; values as decimal texts, so that nothing is rounded in binary."""

from __future__ import annotations

from typing import Any

from marketsim.cli.settle_causes import causes_json
from marketsim.cli.settle_misfits import misfits_json
from marketsim.settlement.comparison.checking import Checked
from marketsim.settlement.comparison.differences import Difference, Differences
from marketsim.settlement.files.writer import fixed
from marketsim.settlement.identities import Broken
from marketsim.settlement.policies import POLICIES

PLACES = 6


def as_json(checked: Checked) -> dict[str, Any]:
    """``{model, clean, rules, policies, hours, totals, identities, leftovers, misfits, comparison, causes}``."""
    return {
        "model": "reference",
        "clean": checked.clean,
        "rules": _rules(checked),
        "policies": [
            {"name": name, "choice": choice, "provenance": POLICIES[name].provenance}
            for name, choice in checked.question.policies.chosen().items()
        ],
        "hours": len(checked.hours),
        "totals": [
            {"determinant": each.determinant, "of": each.whose, "amount": fixed(each.amount, 2)}
            for each in checked.totals.all()
        ],
        "identities": dict(checked.checkable),
        "leftovers": [
            {
                "identity": name,
                "count": count,
                "largest": [_leftover(each) for each in checked.leftovers.largest(name)],
            }
            for name, count in sorted(checked.leftovers.counts.items())
        ],
        "misfits": misfits_json(checked.misfits),
        "comparison": None if checked.differences is None else _comparison(checked, checked.differences),
        "causes": None if checked.causes is None else causes_json(checked.causes),
    }


def _rules(checked: Checked) -> list[dict[str, Any]]:
    return [
        {
            "id": ruling.rules.id,
            "first": str(first),
            "last": str(last),
            "guides": dict(ruling.guides),
            "why": ruling.why,
            "provenance": ruling.rules.provenance,
            "source": ruling.rules.source,
        }
        for first, last, ruling in checked.rulings
    ]


def _leftover(each: Broken) -> dict[str, Any]:
    return {
        "hour": str(each.hour),
        "interval": each.k,
        "leg": each.leg,
        "amount": fixed(each.amount, PLACES),
        "areas": list(each.areas),
        "says": each.says,
    }


def _comparison(checked: Checked, differences: Differences) -> dict[str, Any]:
    return {
        "compared": dict(differences.compared),
        "differing": dict(differences.differing),
        "lacking": dict(differences.lacking),
        "absent": sorted(differences.absent),
        "without_inputs": dict(checked.outside),
        "largest": {
            name: list(map(_difference, differences.largest(name))) for name in differences.differing
        },
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {
        "resource": each.element.whose.resource,
        "area": each.element.whose.area,
        "coordinator": each.element.whose.coordinator,
        "trade_date": str(each.element.hour.day),
        "hour_ending": each.element.hour.hour,
        "interval": each.interval,
        "stated": fixed(each.stated, PLACES),
        "calculated": None if each.calculated is None else fixed(each.calculated, PLACES),
        "where": each.where,
    }
