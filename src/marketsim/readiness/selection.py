"""What the selection as a whole came to: ready or not, for whom we wait, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from marketsim.readiness.exit_code import READY, UNDECIDED, USAGE, exit_code
from marketsim.readiness.finding import PARTIES, VERDICTS, Finding, Party, Verdict
from marketsim.readiness.grid import FUNCTIONS, Cell, grid
from marketsim.readiness.record import RunRecord
from marketsim.readiness.sentence import only_settlement, sentence
from marketsim.readiness.settlement import RED, SettlementVerdict, given_for_nothing, settlement_of
from marketsim.readiness.verdict import ScenarioVerdict, decide, problem

Readiness = Literal["ready", "not ready", "undecided", "not assessed"]


@dataclass(frozen=True, slots=True)
class RunVerdict:
    """The verdict of the selection. ``problems`` are those of the run as a whole.

    ``waits`` names, for us, the ISO and a partner, the scenario ids whose next move is theirs. ``settlement`` is
    what the settlement scenarios came to, which are in nothing else here but the exit code; ``crr_code`` is what
    that would be without them, None where nothing else was run. ``unused`` says what was given to settlement
    scenarios where none was run.
    """

    readiness: Readiness
    exit_code: int
    sentence: str
    counts: Mapping[Verdict, int]
    scenarios: tuple[ScenarioVerdict, ...]
    problems: tuple[Finding, ...]
    waits: Mapping[Party, tuple[str, ...]]
    functions: Mapping[str, Readiness]
    phases: Mapping[str, Readiness]
    services: Mapping[str, Readiness]
    grid: Mapping[Cell, Mapping[Verdict, int]]
    settlement: SettlementVerdict | None = None
    crr_code: int | None = None
    unused: str | None = None


def judge(record: RunRecord, services: Iterable[str] = ()) -> RunVerdict:
    """Judge a run. ``services`` are those that could be tested: each gets a word, tested or not."""
    crr, apart = record.parted()
    verdicts = tuple(decide(each, crr) for each in crr.latest())
    settlement = settlement_of(apart)
    problems = tuple(_run_problems(record))
    counts = Counter(each.verdict for each in verdicts)
    alone = settlement is not None and not verdicts
    code = exit_code(verdicts, problems)
    cells = grid(verdicts)
    return RunVerdict(
        readiness="not assessed" if alone else _word(code),
        exit_code=_with_settlement(code, settlement, alone and not problems),
        sentence=only_settlement(problems) if alone else sentence(verdicts, problems, code),
        counts={each: counts[each] for each in VERDICTS},
        scenarios=verdicts,
        problems=problems,
        waits=_waits(verdicts),
        functions={each: _of_function(verdicts, each) for each in FUNCTIONS},
        phases=_phases(verdicts, record.start.get("phase")),
        services={each: _of_service(cells, each) for each in services},
        grid=cells,
        settlement=settlement,
        crr_code=None if alone else code,
        unused=given_for_nothing(record) if settlement is None else None,
    )


def _with_settlement(code: int, settlement: SettlementVerdict | None, decides: bool) -> int:
    """CRR readiness decides; where nothing is wrong with it, settlement does if it is red, or if it is all there is."""
    if settlement is None:
        return code
    red = code in (READY, UNDECIDED) and settlement.exit_code in RED
    return settlement.exit_code if decides or red else code


def readiness_of(words: Iterable[Verdict]) -> Readiness:
    """One word for a set of verdicts; what does not apply, or was only attested, assesses nothing."""
    seen = set(words)
    if seen & {"failed", "broken"}:
        return "not ready"
    if "skipped" in seen:
        return "undecided"
    return "ready" if seen & {"passed", "waived"} else "not assessed"


def _word(code: int) -> Readiness:
    words: dict[int, Readiness] = {READY: "ready", UNDECIDED: "undecided", USAGE: "not assessed"}
    return words.get(code, "not ready")


def _run_problems(record: RunRecord) -> Iterable[Finding]:
    yield from (problem(each) for each in record.problems)
    for worker in record.unfinished_workers:
        yield _harness(f"worker {worker} began and never said that it was done: the run stopped there")
    for name, values in _identities(record).items():
        if len(values) > 1:
            yield _harness(f"evidence of different runs is mixed: {name} is {' and '.join(sorted(values))}")


def _identities(record: RunRecord) -> Mapping[str, set[str]]:
    """What must agree between the parts of a run; embedded systems differ in their ports only."""
    return {
        "the target": {each["target"]["name"] for each in record.starts},
        "the contract's digest": {each["contract"]["digest"] for each in record.starts},
        "the features' digest": {each["features_digest"] for each in record.starts},
    }


def _harness(message: str) -> Finding:
    return problem({"event": "problem", "seq": 0, "cause": "harness", "message": message, "detail": ""})


def _waits(verdicts: Iterable[ScenarioVerdict]) -> dict[Party, tuple[str, ...]]:
    waiting = [each for each in verdicts if each.verdict in {"failed", "broken", "skipped"}]
    return {
        party: tuple(each.id for each in waiting if each.finding and each.finding.responsible == party)
        for party in PARTIES
    }


def _of_function(verdicts: Iterable[ScenarioVerdict], function: str) -> Readiness:
    """Scenarios of every function count too, but by themselves they assess none."""
    own = [each.verdict for each in verdicts if function in each.attempt.started["functions"]]
    if readiness_of(own) == "not assessed":
        return "not assessed"
    common = [each.verdict for each in verdicts if not each.attempt.started["functions"]]
    return readiness_of([*own, *common])


def _phases(verdicts: Iterable[ScenarioVerdict], current: str | None) -> dict[str, Readiness]:
    """Every phase a scenario names, and the phase of the run, in which those that name none count."""
    tagged = {phase for each in verdicts for phase in each.attempt.started["phases"]}
    names = sorted(tagged | ({current} if current else set()))
    return {
        name: readiness_of(
            each.verdict
            for each in verdicts
            if name in each.attempt.started["phases"]
            or (name == current and not each.attempt.started["phases"])
        )
        for name in names
    }


def _of_service(cells: Mapping[Cell, Mapping[Verdict, int]], service: str) -> Readiness:
    return readiness_of(word for cell, counts in cells.items() if cell.service == service for word in counts)
