"""Writes what happens, one line an event, so that a killed process loses at most the line it was writing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from marketsim.evidence.attachments import Kept
from marketsim.evidence.bodies import Headers, kept_body
from marketsim.evidence.events import (
    Comparison,
    ContractFacts,
    DeviationFacts,
    FailureCause,
    FiredRule,
    HaltCause,
    KnownBy,
    Observable,
    OutageFacts,
    ParticipantFacts,
    ProblemCause,
    Provenance,
    Purpose,
    Side,
    StateSeen,
    StepStatus,
    Subject,
    TargetFacts,
    Transition,
    Undo,
    UndoOutcome,
    WaitsFor,
    WriteOutcome,
)
from marketsim.evidence.journal import Journal
from marketsim.evidence.plain_values import iso, plain
from marketsim.evidence.redaction import Redactor

KEPT_DEVIATIONS = 100
"""How many deviations of one exchange are kept; their number is always told."""

_OF_THE_RUN = frozenset({"run_started", "run_finished"})


class Recorder:
    """Appends events to one JSONL file; every string passes the redactor. Safe to share between threads.

    A worker runs one scenario at a time: events between ``scenario_started`` and ``scenario_finished``
    belong to that scenario, and exchanges and assertions to the step last named by ``enter_step``.
    ``on_event`` hears every event as it was written, redacted and bounded.
    """

    def __init__(
        self,
        path: Path,
        worker: str = "main",
        redactor: Redactor | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_event: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> None:
        self.worker = worker
        self.on_event = on_event
        self.redactor = redactor or Redactor()
        self._now, self._lock = now, threading.RLock()
        self._scenario: str | None = None
        self._step: int | None = None
        self._journal = Journal(path)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing can be recorded any more."""
        self._journal.close()

    @property
    def scenario(self) -> str | None:
        """The id of the scenario that is running, with its row."""
        return self._scenario

    def run_started(
        self,
        *,
        run_id: str,
        seed: int | str,
        target: TargetFacts,
        contract: ContractFacts,
        strict: bool,
        phase: str | None,
        selection: Mapping[str, Any],
        versions: Mapping[str, str],
        features_digest: str,
        faults: Iterable[str],
        observable: Observable | None,
        participants: Iterable[ParticipantFacts],
        **more: Any,
    ) -> None:
        """The run begins: what is run, and on what."""
        self._write(
            "run_started",
            run_id=run_id,
            seed=seed,
            target=target,
            contract=contract,
            strict=strict,
            phase=phase,
            selection=dict(selection),
            versions=dict(versions),
            features_digest=features_digest,
            faults=list(faults),
            observable=observable,
            participants=list(participants),
            **more,
        )

    def scenario_started(
        self,
        *,
        scenario: str,
        base_id: str,
        row: Mapping[str, str],
        name: str,
        feature: str,
        feature_path: str,
        topic: str,
        description: str,
        tags: Iterable[str],
        functions: Iterable[str],
        phases: Iterable[str],
        codes: Iterable[str],
        requirements: Iterable[str],
        provenance: str,
        node_id: str,
    ) -> None:
        """An attempt at ``scenario`` (``MS-CON-01`` or ``MS-CON-01#row``) begins."""
        with self._lock:
            self._scenario, self._step = scenario, None
            self._write(
                "scenario_started",
                base_id=base_id,
                row=dict(row),
                name=name,
                feature=feature,
                feature_path=feature_path,
                topic=topic,
                description=description,
                tags=list(tags),
                functions=list(functions),
                phases=list(phases),
                codes=list(codes),
                requirements=list(requirements),
                provenance=provenance,
                node_id=node_id,
            )

    def enter_step(self, index: int) -> None:
        """Name the step to which exchanges and assertions belong from now on; writes nothing."""
        self._step = index

    def step(
        self,
        *,
        index: int,
        keyword: str,
        text: str,
        status: StepStatus,
        seconds: float,
        table: Iterable[Iterable[str]] | None = None,
        docstring: str | None = None,
    ) -> None:
        """A step has ended, or was not reached."""
        self._write(
            "step",
            index=index,
            keyword=keyword,
            text=text,
            status=status,
            seconds=seconds,
            table=None if table is None else self.redactor.table(table),
            docstring=None if docstring is None else self.redactor.json_text(docstring),
        )

    def exchange(
        self,
        *,
        request_id: str,
        service: str | None,
        operation_id: str | None,
        method: str,
        path: str,
        query: Mapping[str, Any],
        participant: str | None,
        function: str | None,
        started: datetime,
        seconds: float,
        attempt: int,
        status: int | None,
        request_headers: Headers,
        request_body: bytes,
        response_headers: Headers | None,
        response_body: bytes | None,
        transport_error: tuple[str, str] | None = None,
        deviations: Iterable[DeviationFacts] = (),
        intended_breach: str | None = None,
        service_version: str | None = None,
        purpose: Purpose | None = None,
        outage: OutageFacts | None = None,
        step: int | None = None,
    ) -> None:
        """A request with its answer (``status`` set) or its ``transport_error`` (kind, message)."""
        request = kept_body(request_body, request_headers, self.redactor)
        response = kept_body(response_body or b"", response_headers or {}, self.redactor)
        error = transport_error and {"kind": transport_error[0], "message": transport_error[1]}
        found = [self.redactor.deviation(each) for each in deviations]
        self._write(
            "exchange",
            step=self._step if step is None else step,
            request_id=request_id,
            service=service,
            operation_id=operation_id,
            method=method,
            path=path,
            participant=participant,
            function=function,
            started=iso(started),
            seconds=seconds,
            attempt=attempt,
            status=status,
            request={**request, "query": {str(name): str(value) for name, value in query.items()}},
            response=None if status is None else response,
            transport_error=error,
            deviations=found[:KEPT_DEVIATIONS],
            deviations_total=len(found),
            intended_breach=intended_breach,
            service_version=service_version,
            purpose=purpose,
            outage=outage,
        )

    def write(
        self,
        *,
        request_id: str,
        operation: str,
        undo: Undo,
        participant: str,
        outcome: WriteOutcome,
        known_by: KnownBy,
        found: str,
    ) -> None:
        """A write was sent; what became of it, as far as it is known."""
        self._write(
            "write",
            step=self._step,
            request_id=request_id,
            operation=operation,
            undo=undo,
            participant=participant,
            outcome=outcome,
            known_by=known_by,
            found=found,
        )

    def undone(
        self, *, operation: str, participant: str, market: str, portfolio: str, outcome: UndoOutcome, why: str
    ) -> None:
        """What a scenario had left was taken back, or could not be."""
        self._write(
            "undone",
            operation=operation,
            participant=participant,
            market=market,
            portfolio=portfolio,
            outcome=outcome,
            why=why,
        )

    def waiting(self, *, what: str, until: datetime, seconds: float) -> None:
        """The scenario waits for ``what``, which is to come at ``until``, in so many seconds."""
        self._write("waiting", what=what, until=iso(until), seconds=seconds)

    def assertion(
        self,
        *,
        what: str,
        expected: Any,
        found: Any,
        held: bool,
        provenance: Provenance,
        subject: Subject,
        cause: FailureCause,
        request_id: str | None = None,
        operation: str | None = None,
        comparison: Comparison = "recorded",
        state: StateSeen | None = None,
        step: int | None = None,
    ) -> None:
        """An expectation with what was found; ``operation`` is ``service.operationId``."""
        self._write(
            "assertion",
            step=self._step if step is None else step,
            what=what,
            expected=expected,
            found=found,
            held=held,
            provenance=provenance,
            subject=subject,
            cause=cause,
            request_id=request_id,
            operation=operation,
            comparison=comparison,
            **({"state": state} if state else {}),
        )

    def halted(
        self,
        *,
        verdict: Literal["skipped", "omitted"],
        cause: HaltCause,
        reason: str,
        waits_for: WaitsFor | None = None,
        until: datetime | str | None = None,
    ) -> None:
        """The scenario was left: ``skipped`` (could not be told) or ``omitted`` (does not apply)."""
        moment = iso(until) if isinstance(until, datetime) else until
        self._write("halted", verdict=verdict, cause=cause, reason=reason, waits_for=waits_for, until=moment)

    def problem(self, *, cause: ProblemCause, message: str, detail: str = "") -> None:
        """Something kept us from testing."""
        self._write("problem", cause=cause, message=message, detail=detail)

    def trace(
        self,
        *,
        request_id: str,
        rules_evaluated: Iterable[str],
        rules_fired: Iterable[FiredRule],
        transitions: Iterable[Transition],
        induced: bool = False,
    ) -> None:
        """What a request set in motion inside the target, where the target lets us see it."""
        self._write(
            "trace",
            request_id=request_id,
            rules_evaluated=list(rules_evaluated),
            rules_fired=list(rules_fired),
            transitions=list(transitions),
            induced=induced,
        )

    def joined(self, *, side: Side, joined_request_id: str, partner: str) -> None:
        """This half of the scenario was handed over to a partner (side A), or taken over from one (side B)."""
        self._write("joined", side=side, joined_request_id=joined_request_id, partner=partner)

    def attachment(self, *, title: str, kept: Kept) -> None:
        """A file that ``attachments.keep`` has put into the run's folder belongs to the scenario."""
        self._write("attachment", step=self._step, title=title, **kept.facts())

    def scenario_finished(self, *, seconds: float) -> None:
        """The attempt is over; later events belong to the run."""
        with self._lock:
            self._write("scenario_finished", seconds=seconds)
            self._scenario = self._step = None

    def run_finished(self) -> None:
        """The run is over; written once, by the process that wrote ``run_started``."""
        self._write("run_finished")

    def _write(self, kind: str, **facts: Any) -> None:
        cleaned = {name: self._clean(name, value) for name, value in facts.items()}
        with self._lock:
            # a worker may learn of its target only while the first scenario waits for it
            scenario = None if kind in _OF_THE_RUN or self._scenario is None else self._scenario
            head = {
                "event": kind,
                "at": iso(self._now()),
                "worker": self.worker,
                "scenario": self.redactor.value(scenario),
            }
            written = self._journal.append(head | cleaned)
            if self.on_event is not None:
                self.on_event(written)

    def _clean(self, name: str, value: Any) -> Any:
        if name in {"request", "response"} and value is not None:
            # body and headers were cleaned as what they are; the query has names of its own
            return value | ({"query": self.redactor.value(value["query"])} if "query" in value else {})
        return self.redactor.value(plain(value))
