"""From an event, which may hold anything, to the fact that may be shared: only named members pass."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from marketsim.contract.catalogue import Contract
from marketsim.readiness.record import Attempt, Event, operation_of
from marketsim.readiness.statement.comparison import agrees
from marketsim.readiness.statement.currency import version_of
from marketsim.readiness.statement.facts import (
    AssertionFact,
    Course,
    DeviationFact,
    ExchangeFact,
    HaltFact,
    JoinFact,
    ProblemFact,
    Shown,
    StepFact,
)
from marketsim.readiness.statement.published import PublishedWords, published_codes
from marketsim.readiness.statement.veil import Veil
from marketsim.readiness.wording import answered_codes, moment

_REQUEST_ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_WHERE = frozenset({"status", "body", "media type", "file", "query", "header"})
_TRANSPORT = frozenset({"dns", "refused", "tls", "timeout", "reset", "proxy"})


class Sharing:
    """Makes facts of the events of one run."""

    def __init__(self, contract: Contract, veil: Veil, run_id: str) -> None:
        self._contract = contract
        self._words = PublishedWords(contract)
        self._veil = veil
        self._run_id = run_id
        self._operations = frozenset(map(str, contract.operations))

    def course(self, attempt: Attempt) -> Course:
        """What happened in an attempt."""
        speakers = list(dict.fromkeys(each["participant"] for each in attempt.exchanges))
        called = {each["request_id"] for each in attempt.exchanges}
        return Course(
            run_id=self._run_id,
            seq=attempt.started["seq"],
            at=attempt.started["at"],
            seconds=float(attempt.finished["seconds"]) if attempt.finished else None,
            steps=tuple(StepFact(each["seq"], each["index"], each["status"]) for each in attempt.steps),
            exchanges=tuple(self._exchange(each, speakers) for each in attempt.exchanges),
            assertions=tuple(self._assertion(each, called) for each in attempt.assertions),
            halts=tuple(_halt(each) for each in attempt.halts),
            problems=tuple(ProblemFact(each["seq"], each["cause"]) for each in attempt.problems),
            joins=tuple(_join(each) for each in attempt.joins),
        )

    def _place(self, event: Event, part: str) -> str:
        return f"{self._run_id}/{event['worker']}/{event['scenario']}/{event['seq']}/{part}"

    def _exchange(self, event: Event, speakers: list[str | None]) -> ExchangeFact:
        known = operation_of(event) is not None
        error, answer = event["transport_error"], event["response"]
        return ExchangeFact(
            seq=event["seq"],
            step=event["step"],
            request_id=_request_id(event["request_id"]) or "",
            service=event["service"] if known else None,
            operation_id=event["operation_id"] if known else None,
            method=event["method"] if event["method"] in _METHODS else "OTHER",
            path=self._path(event),
            speaker=speakers.index(event["participant"]) + 1,
            function=event["function"],
            started=event["started"],
            seconds=float(event["seconds"]),
            attempt=event["attempt"],
            status=event["status"],
            codes=published_codes(" ".join(answered_codes(event))),
            service_version=version_of(event),
            transport_error=(error["kind"] if error["kind"] in _TRANSPORT else "other") if error else None,
            deviations=tuple(_deviation(each) for each in event["deviations"]),
            intended_breach=bool(event["intended_breach"]),
            outage=_moment((event.get("outage") or {}).get("until")),
            request=self._veil.digest(self._place(event, "request"), event["request"]["digest"]),
            response=self._veil.digest(self._place(event, "response"), answer["digest"]) if answer else None,
        )

    def _path(self, event: Event) -> str:
        """The contract's path of the operation; what else was called may say anything."""
        operation = self._contract.match(event["method"], event["path"])
        return operation.path if operation is not None else ""

    def _assertion(self, event: Event, called: Collection[str]) -> AssertionFact:
        """``called``: the exchanges that are told. What a room beside the services answered is not among them."""
        subject, comparison = event["subject"], event.get("comparison", "recorded")
        expected, found = event["expected"], event["found"]
        if comparison == "listed":
            expected = "not listed" if str(expected).endswith(" not listed") else "listed"
        place = self._place(event, "value")
        shown = [self._words.shown(each, subject, self._veil, place) for each in (expected, found)]
        # what the shown forms cannot repeat (sets, say, that were listed in another order) rests on the record
        repeated = agrees(comparison, *shown)
        return AssertionFact(
            seq=event["seq"],
            step=event["step"],
            expected=shown[0],
            found=shown[1],
            held=event["held"],
            comparison=comparison if repeated == event["held"] else "recorded",
            subject=subject,
            cause=event["cause"],
            provenance=event["provenance"],
            request_id=_request_id(event["request_id"]) if event["request_id"] in called else None,
            operation=event["operation"] if event["operation"] in self._operations else None,
        )


def _request_id(text: str | None) -> str | None:
    return text if text and _REQUEST_ID.fullmatch(text) else None


def _deviation(each: Any) -> DeviationFact:
    where = each["where"] if each["where"] in _WHERE else "elsewhere"
    return DeviationFact(each["side"], where, each["undocumented"])


def _join(event: Event) -> JoinFact:
    return JoinFact(event["seq"], event["side"], _request_id(event["joined_request_id"]) or "")


def _halt(event: Event) -> HaltFact:
    return HaltFact(
        event["seq"], event["verdict"], event["cause"], event["waits_for"], _moment(event["until"])
    )


def _moment(text: str | None) -> str | None:
    """A time as it stands in canonical form; what is none is left out."""
    try:
        return f"{moment(text):%Y-%m-%dT%H:%M:%SZ}" if text else None
    except ValueError:
        return None


def unshown(shown: Shown) -> str:
    """A shown value as a text, for verdicts and pages."""
    if shown.said is not None:
        return shown.said
    codes = f", names {', '.join(shown.codes)}" if shown.codes else ""
    return f"kept in the annex ({(shown.digest or '')[:8]}{codes})"
