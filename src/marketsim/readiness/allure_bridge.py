"""Adds our events to the results that allure-pytest writes: Gherkin steps, exchanges, labels and verdicts.

The events come redacted, so nothing secret can enter here that the evidence does not hold.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from allure_commons import plugin_manager
from allure_commons.model2 import (
    Attachment,
    Label,
    Parameter,
    Status,
    StatusDetails,
    TestResult,
    TestStepResult,
)
from allure_commons.types import AttachmentType
from attr import attrib, attrs

from marketsim.evidence.attachments import EXTENSIONS, AttachmentProblem, attached
from marketsim.readiness.by_plan import numbers_of
from marketsim.readiness.downloads_read import format_note
from marketsim.readiness.exchange_text import exchange_text, exchange_title
from marketsim.readiness.record import Attempt, Event, assemble
from marketsim.readiness.settlement import TITLE
from marketsim.readiness.verdict import ScenarioVerdict, decide
from marketsim.readiness.wording import waiver_words

STATUS = {
    "passed": Status.PASSED,
    "failed": Status.FAILED,
    "broken": Status.BROKEN,
    "skipped": Status.SKIPPED,
    "omitted": Status.SKIPPED,
    "waived": Status.FAILED,
    "not reached": Status.SKIPPED,
    "left to partner": Status.SKIPPED,
}


class AllureBridge:
    """Hears the events of one worker and completes the result of each scenario before it is written."""

    def __init__(self, logger: Any, run: Path) -> None:
        """``run`` is the run's folder, in which scenarios keep their files."""
        self._logger = logger
        self._run = run
        self._starts: list[Event] = []
        self._events: list[Event] = []
        self._count = 0

    def hear(self, event: Mapping[str, Any]) -> None:
        """Take one event; the last of a scenario completes its result."""
        self._count += 1
        numbered = {**event, "seq": self._count}
        if event["event"] == "run_started":
            self._starts.append(numbered)
        elif event["scenario"] is not None:
            self._events.append(numbered)
        if event["event"] == "scenario_finished":
            run = assemble([*self._starts, *self._events])
            self._events = []
            told = decide(run.attempts[0], run)
            numbers = [
                each["number"] for each in numbers_of(run.market_sim_plan, told.id, told.attempt.base_id)
            ]
            result = self._logger.get_last_item(TestResult)
            self._complete(told, numbers, result)
            result.description = "\n\n".join(filter(None, (result.description, format_note(run))))

    def _complete(self, told: ScenarioVerdict, numbers: list[str], result: Any) -> None:
        attempt = told.attempt
        started = attempt.started
        title = f"{attempt.id}  {_filled(started['name'], started['row'])}"
        result.name = title
        result.description = started["description"]
        result.status = STATUS[told.verdict]
        result.statusDetails = _details(told)
        result.parameters = [Parameter(name=name, value=value) for name, value in started["row"].items()]
        result.labels = [
            *_kept(result.labels),
            *_labels(told),
            *(Label(name="plan", value=each) for each in numbers),
        ]
        result.steps = [self._step(attempt, step) for step in attempt.steps]
        result.attachments = []

    def _step(self, attempt: Attempt, step: Event) -> TestStepResult:
        stop = _milliseconds(step["at"])
        result = TestStepResult(
            name=f"{step['keyword']} {step['text']}".strip(),
            status=STATUS[step["status"]],
            start=stop - round(step["seconds"] * 1000),
            stop=stop,
        )
        if step["table"]:
            result.attachments.append(self._attach("data table", _as_csv(step["table"]), AttachmentType.CSV))
        if step["docstring"]:
            kind = AttachmentType.JSON if step["docstring"].lstrip()[:1] in "[{" else AttachmentType.TEXT
            result.attachments.append(self._attach("doc string", step["docstring"], kind))
        inside = [each for each in (*attempt.exchanges, *attempt.assertions) if each["step"] == step["index"]]
        for each in sorted(inside, key=lambda event: event["seq"]):
            result.steps.append(self._exchange(each) if each["event"] == "exchange" else _assertion(each))
        kept = [each for each in attempt.attachments if each["step"] == step["index"]]
        result.attachments += [self._file(each) for each in kept]
        return result

    def _file(self, event: Event) -> Attachment:
        """A file of the scenario; one that is not as it was kept is told in its place."""
        kind = event["media_type"]
        try:
            return self._put(event["title"], attached(self._run, event), EXTENSIONS.get(kind, ""), kind)
        except AttachmentProblem as problem:
            return self._attach(event["title"], f"not shown: {problem}", AttachmentType.TEXT)

    def _exchange(self, exchange: Event) -> TestStepResult:
        stop = _milliseconds(exchange["at"])
        result = TestStepResult(
            name=exchange_title(exchange),
            status=Status.PASSED if not _counts(exchange) else Status.FAILED,
            start=stop - round(exchange["seconds"] * 1000),
            stop=stop,
        )
        result.attachments.append(self._attach("exchange", exchange_text(exchange), AttachmentType.TEXT))
        return result

    def _attach(self, name: str, body: str, kind: AttachmentType) -> Attachment:
        return self._put(name, body, kind.extension, kind.mime_type)

    def _put(self, name: str, body: str | bytes, extension: str, media_type: str) -> Attachment:
        file_name = f"{uuid.uuid4()}-attachment.{extension}"
        plugin_manager.hook.report_attached_data(body=body, file_name=file_name)
        return Attachment(source=file_name, name=name, type=media_type)


def _assertion(event: Event) -> TestStepResult:
    at = _milliseconds(event["at"])
    held = "" if event["held"] else f", found {event['found']}"
    return TestStepResult(
        name=f"{event['what']}: expected {event['expected']}{held} ({event['provenance']})",
        status=Status.PASSED if event["held"] else Status.FAILED,
        start=at,
        stop=at,
    )


def _details(told: ScenarioVerdict) -> StatusDetails | None:
    if told.finding is None:
        return None
    finding = told.finding
    lead = f"{told.verdict}: " if told.verdict in ("skipped", "omitted") else f"[{finding.cause}] "
    message = f"{lead}{finding.what}: expected {finding.expected}, found {finding.found}"
    if told.verdict == "waived" and told.waiver is not None:
        lead = f"waived {waiver_words(told.waiver)}\n"
        return MutedDetails(known=True, muted=True, message=f"{lead}{message}", trace=finding.advice)
    return StatusDetails(message=message, trace=finding.advice)


@attrs
class MutedDetails(StatusDetails):
    """The details of a failure that counts for nobody; Allure reads ``muted``, its Python model lacks it."""

    muted: Any = attrib(default=None)


def _labels(told: ScenarioVerdict) -> list[Label]:
    started = told.attempt.started
    topic = str(started["topic"]).replace("_", " ").capitalize()
    epic = TITLE if told.attempt.of_settlement else topic
    pairs = [("epic", epic), ("feature", started["feature"])]
    pairs += [("story", started["base_id"]), ("verdict", told.verdict), ("provenance", started["provenance"])]
    pairs += [("cause", told.cause)] if told.cause else []
    pairs += [("muted", "true")] if told.verdict == "waived" else []
    pairs += [("tag", tag) for tag in started["tags"]]
    return [Label(name=name, value=value) for name, value in pairs]


def _kept(labels: list[Any]) -> list[Any]:
    """Of the labels that allure-pytest sets, those that say where and by what it ran."""
    return [each for each in labels if each.name in ("host", "thread", "framework", "language", "package")]


def _counts(exchange: Event) -> bool:
    return any(not each["undocumented"] for each in exchange["deviations"])


def _filled(name: str, row: Mapping[str, str]) -> str:
    for column, value in row.items():
        name = name.replace(f"<{column}>", value)
    return name


def _as_csv(table: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue()


def _milliseconds(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)


def quieten() -> None:
    """Keep pytest-bdd's internal step fixtures out of the results: no set-up entries, no container files."""
    for implementation in plugin_manager.hook.report_container.get_hookimpls():
        if type(implementation.plugin).__name__ == "AllureFileLogger":
            implementation.function = _write_no_container


def _write_no_container(container: Any) -> None:
    """The evidence tells of set-up problems; fixtures of the suite are no news to a reader."""
