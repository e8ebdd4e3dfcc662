"""The one place that decides what a scenario came to, from its events alone (design.md section 2).

The first thing that went wrong decides; what follows is its consequence. Only when nothing did, a halt counts,
then a scenario that never came to its end, then one that told nothing, and only then it has passed. Canned answers
tell less: see canned.py. Last of all comes the waiver of the scenario, if there is one: see waiving.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from marketsim.evidence.events import WaiverFacts
from marketsim.evidence.waivers import pacific_day, waiver_of
from marketsim.readiness.advice import BROKEN, HALTED, OBSERVED, WAITING
from marketsim.readiness.canned import canned_doubts, cannot_go_on
from marketsim.readiness.exchange_finding import from_exchange, undocumented
from marketsim.readiness.finding import Finding, Verdict
from marketsim.readiness.model_finding import is_of_the_model, model_finding
from marketsim.readiness.record import Attempt, Event, RunRecord
from marketsim.readiness.refutation import observation, refutation
from marketsim.readiness.waiving import objections, waived

BINDING_ON_LIVE = frozenset({"contract", "seed"})
"""The provenances that can make anyone not ready on a live target."""


@dataclass(frozen=True, slots=True)
class ScenarioVerdict:
    """What one attempt came to.

    ``finding`` is the reason (None when passed), ``others`` what else was found wrong, ``observations`` what
    differs without counting. ``waiver`` is the one given for the scenario; ``unwaived`` what it came to before
    that was looked at.
    """

    attempt: Attempt
    verdict: Verdict
    finding: Finding | None
    others: tuple[Finding, ...] = ()
    observations: tuple[Finding, ...] = ()
    waiver: WaiverFacts | None = None
    unwaived: Verdict | None = None

    @property
    def id(self) -> str:
        """The scenario's id with its row."""
        return self.attempt.id

    @property
    def cause(self) -> str | None:
        """The cause, None when passed."""
        return self.finding.cause if self.finding else None


def decide(attempt: Attempt, run: RunRecord) -> ScenarioVerdict:
    """The verdict of one attempt; a waiver of the run counts on the day on which the attempt ended."""
    decided = _decide(attempt, run)
    waiver = waiver_of(run.waivers, attempt.id, attempt.base_id)
    if waiver is None:
        return decided
    return under_waiver(decided, waiver, pacific_day((attempt.finished or attempt.started)["at"]))


def under_waiver(decided: ScenarioVerdict, waiver: WaiverFacts, day: date) -> ScenarioVerdict:
    """The verdict of an attempt, decided without waivers, under the one given for it, on a Pacific day."""
    stale = tuple(objections(decided.verdict, waiver, day))
    found = (*([decided.finding] if decided.finding else ()), *stale)
    return replace(
        decided,
        verdict=waived(decided.verdict, waiver, day),
        finding=found[0] if found else None,
        others=(*found[1:], *decided.others),
        waiver=waiver,
        unwaived=decided.verdict,
    )


def _decide(attempt: Attempt, run: RunRecord) -> ScenarioVerdict:
    wrong = sorted(_wrong(attempt, run), key=_when)
    observed = tuple(sorted(_observed(attempt, run), key=_when))
    halts = [_halt(each) for each in attempt.halts]
    if _canned(attempt, run) and attempt.finished is not None:
        against = wrong or [*canned_doubts(attempt, halts)] or [*_doubts(attempt, ())]
    else:
        against = [*wrong, *halts] or [*_doubts(attempt, observed)]
    if not against:
        return ScenarioVerdict(attempt, "passed", None, (), observed)
    return ScenarioVerdict(attempt, against[0].verdict, against[0], tuple(against[1:]), observed)


def problem(event: Event) -> Finding:
    """A problem event, of a scenario or of the run."""
    party, advice = BROKEN[event["cause"]]
    found = event["message"]
    return Finding(
        "broken", event["cause"], "the test itself", "to be able to test", found, party, advice, "", event
    )


def _wrong(attempt: Attempt, run: RunRecord) -> Iterator[Finding]:
    for each in attempt.problems:
        if not (_canned(attempt, run) and cannot_go_on(attempt, each)):
            yield problem(each)
    for assertion in attempt.assertions:
        if not assertion["held"] and is_of_the_model(attempt, assertion):
            yield model_finding(attempt, assertion, run)
        elif not assertion["held"] and _counts(attempt, assertion, run):
            yield refutation(attempt, assertion)
    for exchange in attempt.exchanges:
        yield from from_exchange(attempt, exchange, strict=run.strict, live=run.live)


def _observed(attempt: Attempt, run: RunRecord) -> Iterator[Finding]:
    for assertion in attempt.assertions:
        of_the_target = not is_of_the_model(attempt, assertion)
        if of_the_target and not assertion["held"] and not _counts(attempt, assertion, run):
            yield observation(attempt, assertion)
    for exchange in attempt.exchanges:
        yield from undocumented(exchange, strict=run.strict, live=run.live)


def _canned(attempt: Attempt, run: RunRecord) -> bool:
    """Whether canned answers are all that the attempt had to go by; settlement may do without any answer."""
    return run.canned and not (attempt.of_settlement and not attempt.exchanges)


def _counts(attempt: Attempt, assertion: Event, run: RunRecord) -> bool:
    """Whether what did not hold speaks against the scenario; a system too busy to tell does, whoever demands it."""
    if run.canned:
        return False
    if not run.live or assertion["provenance"] in BINDING_ON_LIVE:
        return True
    return refutation(attempt, assertion).verdict == "broken"


def _halt(event: Event) -> Finding:
    turn, advice = HALTED[event["cause"]]
    party = event["waits_for"] or turn
    return Finding(
        event["verdict"],
        event["cause"],
        "the scenario",
        "to be told",
        event["reason"],
        party,
        WAITING.get(party, advice) if event["verdict"] == "skipped" else advice,
        event=event,
        until=event["until"],
    )


def _doubts(attempt: Attempt, observed: tuple[Finding, ...]) -> Iterator[Finding]:
    """Why a scenario against which nothing speaks has still not passed."""
    if attempt.finished is None:
        reached = (
            f"after the step {attempt.steps[-1]['text']!r}"
            if attempt.steps
            else "before its first step ended"
        )
        yield _untold("to come to its end", f"the run stopped here, {reached}", attempt.started)
    # an assumption of ours stopped it: it has not passed, and it does not count
    yield from (_assumption(each) for each in observed if each.verdict == "omitted")
    joined = bool(attempt.joins)  # only then is there a partner who runs the other half
    for step in attempt.steps:
        if step["status"] != "passed" and not (joined and step["status"] == "left to partner"):
            found = f"the step {step['text']!r} is {step['status']}, and nothing says why"
            yield _untold("every step to pass", found, step)
    if not attempt.assertions:
        yield _untold("at least one assertion", "the scenario asserted nothing", attempt.finished)


def _assumption(seen: Finding) -> Finding:
    found = f"differs from our assumption: {seen.what}: expected {seen.expected}, found {seen.found}"
    return Finding(
        "omitted", "target", "the scenario", "to be told", found, "us", OBSERVED, seen.provenance, seen.event
    )


def _untold(expected: str, found: str, event: Event | None) -> Finding:
    party, advice = BROKEN["harness"]
    return Finding("broken", "harness", "the scenario", expected, found, party, advice, "", event)


def _when(finding: Finding) -> int:
    return finding.event["seq"] if finding.event else 0
