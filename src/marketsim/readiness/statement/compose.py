"""A statement's facts from a campaign's annex: the writer composes them, and so does a reader with the annex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketsim.contract.catalogue import Contract
from marketsim.readiness.record import Attempt
from marketsim.readiness.statement.annex import AnnexedRun
from marketsim.readiness.statement.currency import Current, newest_versions, versions_in
from marketsim.readiness.statement.document import AttemptFact, ParticipantFact
from marketsim.readiness.statement.facts import Case, Course, TryFact
from marketsim.readiness.statement.revival import record_of, revived
from marketsim.readiness.statement.shareable import Sharing
from marketsim.readiness.statement.standing import NEVER
from marketsim.readiness.statement.veil import Veil
from marketsim.readiness.verdict import decide

UNSHARED = "what may be shared of it does not tell its verdict"


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario as the annex has it: the course that counts, or why none does, and every attempt."""

    case: Case
    course: Course | None
    untold: str | None
    tries: tuple[TryFact, ...]


class Composer:
    """Reads the runs of an annex against what holds now."""

    def __init__(
        self,
        runs: Sequence[AnnexedRun],
        veil: Veil,
        contract: Contract,
        features_digest: str,
        target: tuple[str, str],
    ) -> None:
        self.runs = runs
        self.services = newest_versions(runs)
        self.current = Current(contract.digest, features_digest, target, self.services)
        self.attempts = tuple(_attempt_fact(each, veil) for each in runs)
        self._facts = {each.run_id: each for each in self.attempts}
        self._sharing = {each.note.run_id: Sharing(contract, veil, each.note.run_id) for each in runs}
        self._made: dict[str, list[tuple[AnnexedRun, Attempt]]] = {}
        for run in runs:
            for attempt in run.record.attempts:
                self._made.setdefault(attempt.id, []).append((run, attempt))

    def told(self, case: Case) -> Told:
        """One scenario: its latest attempt counts, unless that is stale."""
        made = self._made.get(case.id, [])
        tries = tuple(self._try(run, attempt) for run, attempt in made)
        if not made:
            return Told(case, None, NEVER, ())
        if tries[-1].stale is not None:
            return Told(case, None, tries[-1].stale, tries)
        run, attempt = made[-1]
        course = self._sharing[run.note.run_id].course(attempt)
        again = decide(revived(case, course), record_of(self._facts[course.run_id]))
        same = again.verdict == tries[-1].verdict
        return Told(case, course if same else None, None if same else UNSHARED, tries)

    def _try(self, run: AnnexedRun, attempt: Attempt) -> TryFact:
        decided = decide(attempt, run.record)
        return TryFact(
            run_id=run.note.run_id,
            at=attempt.started["at"],
            phase=run.note.phase,
            verdict=decided.unwaived or decided.verdict,  # waivers are the campaign's
            stale=self.current.against(self._facts[run.note.run_id], versions_in(attempt)),
        )

    @property
    def participants(self) -> tuple[ParticipantFact, ...]:
        """Those who spoke in any attempt, with the functions they claim."""
        spoke = {
            call["participant"]
            for made in self._made.values()
            for _, attempt in made
            for call in attempt.exchanges
        }
        claims: dict[str, set[str]] = {}
        for run in self.runs:
            for start in run.record.starts:
                for each in start["participants"]:
                    if each["name"] in spoke:
                        claims.setdefault(str(each["name"]), set()).update(map(str, each["functions"]))
        return tuple(ParticipantFact(name, tuple(sorted(claims[name]))) for name in sorted(claims))


def _attempt_fact(run: AnnexedRun, veil: Veil) -> AttemptFact:
    note, record = run.note, run.record
    return AttemptFact(
        run_id=note.run_id,
        began=note.began,
        ended=note.ended,
        phase=note.phase,
        target=note.target,
        contract_digest=note.contract_digest,
        features_digest=note.features_digest,
        strict=note.strict,
        intrusive=note.intrusive,
        faults=run.faults,
        seed=veil.digest(f"{note.run_id}/seed", note.seed),
        versions=note.versions,
        server=note.server,
        scenarios=len(record.attempts),
        problems=tuple(each["cause"] for each in record.problems)
        + (() if note.session_code in (0, 1) else ("harness",)),
        unfinished_workers=len(record.unfinished_workers),
    )
