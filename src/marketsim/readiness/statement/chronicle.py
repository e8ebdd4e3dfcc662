"""Whether runs and attempts follow each other as they must: each told once, in their order, none after the making."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta

from marketsim.readiness.statement.currency import Current
from marketsim.readiness.statement.document import AttemptFact, Statement
from marketsim.readiness.statement.facts import ScenarioFact
from marketsim.readiness.statement.refusal import Refusal
from marketsim.readiness.wording import moment


def chronicle(statement: Statement) -> Iterator[Refusal]:
    """What speaks against the list of runs and the attempts at each scenario."""
    runs = statement.attempts
    places = {each.run_id: number for number, each in enumerate(runs)}
    if len(places) != len(runs):
        yield Refusal("attempts", "a run is listed twice")
    if list(runs) != sorted(runs, key=lambda each: (each.began, each.run_id)):
        yield Refusal("attempts", "the runs are not in the order in which they began")
    made = moment(statement.made) + timedelta(seconds=1)  # it is written in whole seconds, attempts are not
    for run in runs:
        if moment(run.began) >= made:
            yield Refusal("attempts", f"the run {run.run_id} began after the statement was made")
    for each in statement.scenarios:
        order = [places.get(one.run_id, -1) for one in each.tries]
        if order != sorted(order) or any(moment(one.at) >= made for one in each.tries):
            yield Refusal("attempts", f"{each.case.id}: its attempts are not in the order of the runs")
    yield from _all_told(statement)


def _all_told(statement: Statement) -> Iterator[Refusal]:
    """Every attempt of a run is told; one of other features may have had scenarios that are no more."""
    told = Counter(one.run_id for each in statement.scenarios for one in each.tries)
    for run in statement.attempts:
        missing = run.scenarios - told[run.run_id]
        if missing and (missing < 0 or run.features_digest == statement.features_digest):
            yield Refusal(
                "attempts",
                f"the run {run.run_id} made {run.scenarios} attempts, and {told[run.run_id]} are told",
            )


def staleness(scenario: ScenarioFact, current: Current, runs: Mapping[str, AttemptFact]) -> Iterator[Refusal]:
    """Whether what is said of each attempt's staleness is borne out."""
    versions = {f"{name} has another version since ({said})" for name, said in current.services.items()}
    for each in scenario.tries:
        why = current.against_run(runs[each.run_id])
        if each.stale != why and each.stale not in versions:
            yield Refusal(
                "stale evidence",
                f"{scenario.case.id}: the attempt of {each.run_id} is called {each.stale or 'fresh'}; "
                f"what is told makes it {why or 'fresh'}",
            )
