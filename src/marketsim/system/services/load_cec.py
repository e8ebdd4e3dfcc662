"""Submitted load against the CEC's figures: at submission, and again when the CEC sends other figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from marketsim.contract.operations import OperationKey
from marketsim.system.desk import Desk
from marketsim.system.rules.load_cec import CecComparison, HeldSink
from marketsim.system.service_faults import CEC_OF_ALL
from marketsim.system.states import LOAD_SUBMISSION
from marketsim.system.store import load as kept
from marketsim.system.store.cec_load import CecHour, MarketHour, cec_figures

SUBMISSION = OperationKey("historical_forecasted_load", "postLoadSubmission")
Loads = Mapping[MarketHour, float]


def whole_sink(desk: Desk) -> bool:
    """Whether a sink's total is that of all who submit load there (setting cec.scope), not of each for itself."""
    return CEC_OF_ALL in desk.result_faults.names or desk.settings.text("cec.scope") == "sink"


def comparison(desk: Desk, sinks: Iterable[HeldSink]) -> CecComparison:
    """The sinks as the rules are asked about them."""
    return CecComparison(tuple(sinks), desk.settings.fraction("load.cec_tolerance"))


def figures_for(desk: Desk, sinks: Iterable[str], owner: str) -> dict[str, dict[MarketHour, float]]:
    """The CEC's MW by sink and hour, of the owner or of the whole sink; a sink without any is left out."""
    return cec_figures(desk.store, tuple(sinks), None if whole_sink(desk) else owner)


def with_others(own: Loads, others: Iterable[Loads]) -> Loads:
    """An owner's load by hour with that of others on top, in the hours that the owner has."""
    total = own
    for each in others:
        total = {hour: mw + each.get(hour, 0.0) for hour, mw in total.items()}
    return total


def kept_loads(desk: Desk, submissions: Iterable[kept.LoadSubmission]) -> dict[int, Loads]:
    """The FINAL_LOAD of submissions by id and hour."""
    hours = kept.hours_of(desk.store, [each.id for each in submissions])
    return {
        key: {(each.day, each.hour_ending): each.mw for each in rows if each.data_type == "FINAL_LOAD"}
        for key, rows in hours.items()
    }


def check_again(desk: Desk, changed: Iterable[CecHour]) -> list[kept.LoadSubmission]:
    """Hold what is kept against figures that have come; the submissions that are in ERROR because of it.

    A VALID one turns ERROR; one in ERROR is told anew what is above. None is healed here: only new load is.
    """
    owners: dict[str, set[str]] = {}
    for figure in changed:
        owners.setdefault(figure.sink, set()).add(figure.owner)
    found: list[kept.LoadSubmission] = []
    for sink in sorted(owners):
        there = kept.submissions_at(desk.store, sink)
        loads = kept_loads(desk, there)
        for each in there:
            if whole_sink(desk) or each.owner in owners[sink]:
                others = [
                    loads[other.id]
                    for other in there
                    if whole_sink(desk) and other.id != each.id and _of_one_period(each, other)
                ]
                found += _judged(desk, each, with_others(loads[each.id], others))
    return found


def _of_one_period(one: kept.LoadSubmission, other: kept.LoadSubmission) -> bool:
    return (one.window_name, one.period) == (other.window_name, other.period)


def _judged(desk: Desk, submission: kept.LoadSubmission, loads: Loads) -> list[kept.LoadSubmission]:
    owner, sink = submission.owner, submission.sink
    own = HeldSink(owner, sink, loads, figures_for(desk, [sink], owner).get(sink, {}))
    facts = comparison(desk, [own])
    if not desk.rules.findings(SUBMISSION, facts, desk.trace):
        return []
    status = submission.status
    if status == "VALID":
        status = desk.move(LOAD_SUBMISSION, status, "fail-cec-check")
    after = replace(submission, status=status, error_message="\n".join(facts.texts(own)))
    kept.change_status(desk.store, after)
    return [after]
