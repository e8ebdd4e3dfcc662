"""What the scenarios of a statement come to, decided from its facts alone: the writer and the reader do the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from marketsim.readiness.exit_code import exit_code
from marketsim.readiness.finding import VERDICTS, Finding, Party, Verdict
from marketsim.readiness.grid import FUNCTIONS
from marketsim.readiness.record import RunRecord
from marketsim.readiness.selection import Readiness, readiness_of
from marketsim.readiness.sentence import sentence
from marketsim.readiness.statement.document import AttemptFact, Outcome, WaiverFact
from marketsim.readiness.statement.facts import Case, Course, ScenarioFact
from marketsim.readiness.statement.revival import record_of, revived, untold
from marketsim.readiness.verdict import ScenarioVerdict, decide, problem, under_waiver

NEVER = "not yet run in this campaign"
_WORDS: Mapping[int, Readiness] = {0: "ready", 6: "undecided", 2: "not assessed"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What one scenario came to; ``verdict`` may be waived or attested beside what the evidence says."""

    case: Case
    verdict: Verdict
    decided: ScenarioVerdict

    @property
    def cause(self) -> str | None:
        """The cause that the evidence gives."""
        return self.decided.cause

    @property
    def responsible(self) -> Party | None:
        """Whose turn it is."""
        return self.decided.finding.responsible if self.decided.finding else None


def standing(
    case: Case,
    course: Course | None,
    reason: str | None,
    runs: Mapping[str, AttemptFact],
    waivers: Mapping[str, WaiverFact],
    attested: frozenset[str],
    day: date,
) -> Standing:
    """Decide one scenario; ``reason`` says why there is no course, ``day`` is the day on which waivers must hold."""
    if course is None:
        decided = decide(untold(case, reason or NEVER, "1970-01-01T00:00:00Z"), RunRecord())
    else:
        decided = decide(revived(case, course), record_of(runs[course.run_id]))
    waiver = waivers.get(case.id) or waivers.get(case.base_id)
    if waiver is not None:
        decided = under_waiver(decided, msgspec.to_builtins(waiver), day)
        return Standing(case, decided.verdict, decided)
    return Standing(case, _word(case, decided.verdict, attested), decided)


def _word(case: Case, verdict: Verdict, attested: frozenset[str]) -> Verdict:
    by_hand = case.by_hand and bool({case.id, case.base_id} & attested)
    return "attested" if by_hand and verdict in ("skipped", "omitted") else verdict


def outcome(
    standings: Sequence[Standing],
    scenarios: Mapping[str, ScenarioFact],
    runs: Sequence[AttemptFact],
    functions: Sequence[str],
) -> Outcome:
    """The whole: exit code, sentence, counts, and a word for each function and phase."""
    counted = [each for each in standings if each.verdict != "attested"]
    told = [_retold(each) for each in counted]
    problems = tuple(_problems(runs[-1])) if runs else ()
    code = exit_code(told, problems)
    counts = Counter(each.verdict for each in standings)
    return Outcome(
        readiness=_WORDS.get(code, "not ready"),
        exit_code=code,
        sentence=sentence(told, problems, code),
        counts={each: counts[each] for each in VERDICTS},
        functions={each: _of_function(counted, each, functions) for each in FUNCTIONS},
        phases=_phases(counted, scenarios, runs),
    )


def _retold(each: Standing) -> ScenarioVerdict:
    decided = each.decided
    if decided.verdict == each.verdict:
        return decided
    return ScenarioVerdict(
        decided.attempt, each.verdict, decided.finding, decided.others, decided.observations
    )


def _problems(run: AttemptFact) -> Iterable[Finding]:
    """The problems of the latest run as a whole; those of earlier ones are listed with them."""
    for cause in [*run.problems, *(["harness"] if run.unfinished_workers else [])]:
        yield problem({"seq": 0, "cause": cause, "message": "kept in the annex"})


def _of_function(standings: Iterable[Standing], function: str, claimed: Sequence[str]) -> Readiness:
    """Scenarios of every function count too, but by themselves they assess none."""
    known = list(standings)
    own = [each.verdict for each in known if function in each.case.functions]
    spoken = [each.verdict for each in known if not each.case.functions and _spoke(each, function)]
    if function not in claimed or readiness_of([*own, *spoken]) == "not assessed":
        return "not assessed"
    common = [each.verdict for each in known if not each.case.functions and not _tied(each)]
    return readiness_of([*own, *spoken, *common])


def _spoke(each: Standing, function: str) -> bool:
    row = each.case.row.get("function")
    if row:
        return row == function
    return any(call["function"] == function for call in each.decided.attempt.exchanges)


def _tied(each: Standing) -> bool:
    """Whether it speaks of one function, by its row or its calls."""
    return bool(each.case.row.get("function")) or bool(each.decided.attempt.exchanges)


def _phases(
    standings: Iterable[Standing], scenarios: Mapping[str, ScenarioFact], runs: Sequence[AttemptFact]
) -> dict[str, Readiness]:
    """Every phase that a scenario names or a run was in.

    A scenario that names phases counts in those. One that names none counts in the phase of a run, as it stood
    when the last run of that phase was over: what passed in week one need not be run again in week two.
    """
    known = list(standings)
    named = {phase for each in known for phase in each.case.phases}
    ended = {run.phase: number for number, run in enumerate(runs) if run.phase}
    words: dict[str, Readiness] = {}
    for phase in sorted(named | set(ended)):
        tied = [each.verdict for each in known if phase in each.case.phases]
        until = {run.run_id for run in runs[: ended[phase] + 1]} if phase in ended else set()
        free = [
            _as_it_stood(each, scenarios[each.case.id], until)
            for each in known
            if until and not each.case.phases
        ]
        words[phase] = readiness_of([*tied, *free])
    return words


def _as_it_stood(each: Standing, scenario: ScenarioFact, until: set[str]) -> Verdict:
    """The verdict of the latest attempt in these runs that is not stale; not yet told where there is none."""
    there = [one for one in scenario.tries if one.run_id in until and one.stale is None]
    if not there:
        return "skipped"
    return each.verdict if there[-1] is scenario.tries[-1] else there[-1].verdict
