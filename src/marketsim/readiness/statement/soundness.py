"""What a statement says, held against itself, the contract and the features: nothing is taken on its word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketsim.evidence.waivers import pacific_day
from marketsim.readiness.statement.chronicle import chronicle, staleness
from marketsim.readiness.statement.comparison import agrees
from marketsim.readiness.statement.compose import UNSHARED
from marketsim.readiness.statement.currency import Current, versions_told
from marketsim.readiness.statement.document import Statement
from marketsim.readiness.statement.facts import AssertionFact, Case, Course, ScenarioFact
from marketsim.readiness.statement.known import Known, strangers
from marketsim.readiness.statement.refusal import Refusal
from marketsim.readiness.statement.standing import Standing, outcome, standing
from marketsim.readiness.wording import moment

LONGEST = timedelta(days=366)
"""The signer's certificate is judged on the day of making, so that day may not lie far back."""
CLOCKS_APART = timedelta(minutes=2)
"""How far the reader's clock may be behind the signer's: two machines seldom agree, and a fresh statement is sound."""
_OF_THE_ANSWER = frozenset({"status", "code", "application"})


@dataclass(frozen=True, slots=True)
class Ours:
    """What the reader has: the digests of contract and features, and the scenarios of a selection, all ids."""

    contract_digest: str
    contract_versions: Mapping[str, str]
    features_digest: str
    cases: Sequence[Case]
    known: Known


def soundness(statement: Statement, ours: Ours, now: datetime) -> Iterator[Refusal]:
    """What speaks against the contents of a statement."""
    yield from _dates(statement, now)
    if statement.contract_digest != ours.contract_digest:
        yield Refusal(
            "stale contract",
            f"it was judged by the contract {statement.contract_digest[:12]}…, ours is {ours.contract_digest[:12]}… "
            "(name its files with --contract, and --schemas where it was judged by some)",
        )
    elif statement.contract_versions != ours.contract_versions:
        yield Refusal("stale contract", "the versions it gives are not those of the contract that it names")
    if statement.features_digest != ours.features_digest:
        yield Refusal("stale features", "its scenarios are not those of this version of marketsim")
    else:
        yield from _complete(statement, ours.cases)
        yield from strangers(statement, ours.known)
    if statement.attempts and statement.target != statement.attempts[-1].target:
        yield Refusal("target", "the target is not the one of the latest run")
    yield from chronicle(statement)
    yield from _scenarios(statement)


def _dates(statement: Statement, now: datetime) -> Iterator[Refusal]:
    if now > moment(statement.expires):
        yield Refusal("expired", f"it could be relied upon until {statement.expires}")
    if moment(statement.expires) - moment(statement.made) > LONGEST:
        yield Refusal("expired", f"it wants to be relied upon for more than {LONGEST.days} days")
    if now + CLOCKS_APART < moment(statement.made):
        yield Refusal("expired", f"it is of a time to come ({statement.made}); compare the clocks")
    for each in statement.waivers:
        if pacific_day(now).isoformat() > each.expires:
            yield Refusal(
                "expired waiver", f"the waiver of {each.id} ({each.owner}) held until {each.expires}"
            )


def _complete(statement: Statement, cases: Sequence[Case]) -> Iterator[Refusal]:
    told = {each.case.id: each.case for each in statement.scenarios}
    if len(told) != len(statement.scenarios):
        yield Refusal("incomplete", "a scenario is told twice")
    for case in cases:
        if case.id not in told:
            yield Refusal("incomplete", f"{case.id} belongs to {_selection(statement)} and is not there")
        elif told[case.id] != case:
            yield Refusal("incomplete", f"{case.id} is described otherwise than in the features")
    known = {each.id for each in cases}
    for name in told:
        if name not in known:
            yield Refusal("incomplete", f"{name} is no scenario of {_selection(statement)}")


def _selection(statement: Statement) -> str:
    topic = f", topic {statement.selection.topic}" if statement.selection.topic else ""
    return f"the functions {', '.join(statement.selection.functions)}{topic}"


def _scenarios(statement: Statement) -> Iterator[Refusal]:
    """Staleness, comparisons and verdicts, decided again."""
    runs = {each.run_id: each for each in statement.attempts}
    target = statement.target.name, statement.target.kind
    current = Current(
        statement.contract_digest, statement.features_digest, target, statement.service_versions
    )
    waivers = {each.id: each for each in statement.waivers}
    steps = frozenset(each.id for each in statement.attested)
    day = pacific_day(statement.made)
    standings: list[Standing] = []
    for each in statement.scenarios:
        strangers = {one.run_id for one in each.tries} - set(runs)
        if strangers or (each.course is not None and each.course.run_id not in runs):
            yield Refusal("verdict", f"{each.case.id} speaks of a run that the statement does not list")
            return
        yield from _current(each, current, statement)
        yield from staleness(each, current, runs)
        yield from _compared(each)
        stands = standing(each.case, each.course, each.untold, runs, waivers, steps, day)
        standings.append(stands)
        latest = stands.decided.unwaived or stands.decided.verdict
        if each.course is not None and each.tries and each.tries[-1].verdict != latest:
            yield Refusal(
                "verdict",
                f"{each.case.id}: its latest attempt is listed as {each.tries[-1].verdict}; what it tells makes it "
                f"{latest}",
            )
        if (stands.verdict, stands.cause, stands.responsible) != (each.verdict, each.cause, each.responsible):
            yield Refusal(
                "verdict",
                f"{each.case.id} is called {each.verdict}; what it tells makes it {stands.verdict}"
                + (f" ({stands.cause})" if stands.cause else ""),
            )
    by_id = {each.case.id: each for each in statement.scenarios}
    again = outcome(standings, by_id, statement.attempts, statement.selection.functions)
    if again != statement.outcome:
        yield Refusal(
            "outcome", f"it says {statement.outcome.sentence!r}; its scenarios say {again.sentence!r}"
        )


def _current(scenario: ScenarioFact, current: Current, statement: Statement) -> Iterator[Refusal]:
    """Whether what counts is the latest attempt, and not stale."""
    id_, tries, course = scenario.case.id, scenario.tries, scenario.course
    runs = {each.run_id: each for each in statement.attempts}
    if course is None:
        if tries and tries[-1].stale is None and scenario.untold != UNSHARED:
            yield Refusal("stale evidence", f"{id_}: its latest attempt counts, and is not told")
        return
    if not tries or tries[-1].run_id != course.run_id or tries[-1].at != course.at:
        yield Refusal("stale evidence", f"{id_}: what counts is not its latest attempt")
    why = current.against(runs[course.run_id], versions_told(course))
    if why is not None:
        yield Refusal("stale evidence", f"{id_}: {why}")


def _compared(scenario: ScenarioFact) -> Iterator[Refusal]:
    """Expected and found of every assertion once more."""
    if scenario.course is None:
        return
    for each in scenario.course.assertions:
        if each.comparison != "recorded" and agrees(each.comparison, each.expected, each.found) != each.held:
            yield Refusal(
                "comparison",
                f"{scenario.case.id}, step {_step(each)}: expected and found do not come to "
                f"{'held' if each.held else 'not held'}",
            )
        yield from _answered(scenario.case.id, each, scenario.course)


def _answered(id_: str, assertion: AssertionFact, course: Course) -> Iterator[Refusal]:
    """An assertion on the answer says what the exchange says that it speaks of."""
    if not assertion.request_id:
        return
    calls = [each for each in course.exchanges if each.request_id == assertion.request_id]
    if not calls:
        yield Refusal("status", f"{id_}: the exchange {assertion.request_id} that was judged is not told")
        return
    if assertion.comparison not in _OF_THE_ANSWER or not assertion.found.said:
        return
    status, *codes = assertion.found.said.split()
    if status != str(calls[-1].status) or not set(codes) <= set(calls[-1].codes):
        yield Refusal(
            "status",
            f"{id_}: the exchange {assertion.request_id} was answered with "
            f"{' '.join([str(calls[-1].status), *calls[-1].codes])}, the assertion found {assertion.found.said}",
        )


def _step(assertion: AssertionFact) -> str:
    return "?" if assertion.step is None else str(assertion.step + 1)
