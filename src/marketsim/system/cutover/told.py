"""What the operator is told of a cutover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from marketsim.contract.instants import utc_text
from marketsim.system.cutover.netting import groups
from marketsim.system.cutover.plan import Plan
from marketsim.system.cutover.replay import natural


def told(plan: Plan, *, digest: str, owners: int, persons: Sequence[str], portfolios: int) -> dict[str, Any]:
    """The report: counts, what was netted, replaced, dropped, what is in flight, and the digest of the inventory."""
    crrs = plan.inventory.crrs
    return {
        "extract": plan.extract.name,
        "takenAt": utc_text(plan.extract.taken_at),
        "goLive": plan.extract.go_live.isoformat(),
        "crrs": len(crrs),
        "byCategory": dict(sorted(Counter(each.category for each in crrs).items())),
        "owners": owners,
        "netted": _netted(plan),
        "remapped": [
            {"retired": each.retired, "replacement": each.replacement, "distance": each.distance}
            for each in plan.nodes.replaced
        ],
        "collapsed": [each.crr_id for each in crrs if each.source == each.sink],
        "dropped": sorted(plan.inventory.dropped, key=natural),
        "inFlight": [
            {"oldMarket": each.old_market, "newMarket": each.new_market, "inFlight": each.in_flight}
            for each in plan.markets
            if each.in_flight is not None
        ],
        "portfolios": portfolios,
        "persons": list(persons),
        "messages": len(plan.extract.messages),
        "digest": digest,
    }


def _netted(plan: Plan) -> list[dict[str, Any]]:
    """Every migrated CRR of more than one old id."""
    by_id = {each.crr_id: each for each in plan.inventory.crrs}
    found = []
    for group in groups(plan.rights):
        crr = by_id.get(plan.inventory.new_id.get(group.members[0], 0))
        if crr is not None and len(group.members) > 1:
            found.append(
                {
                    "crrId": crr.crr_id, "crrType": crr.crr_type, "parentCrrId": crr.parent_crr_id,
                    "from": plan.terms.owner(group.from_lse), "to": plan.terms.owner(group.to_lse),
                    "tou": crr.tou, "period": crr.period, "mw": crr.mw, "oldCrrIds": list(group.members),
                }
            )  # fmt: skip
    return found
