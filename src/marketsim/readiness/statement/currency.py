"""Whether evidence still counts: the contract, the features, the target and its services must be today's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketsim.readiness.record import Attempt, Event
from marketsim.readiness.statement.annex import AnnexedRun
from marketsim.readiness.statement.document import AttemptFact
from marketsim.readiness.statement.facts import Course
from marketsim.readiness.wording import service_version

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,39}")


@dataclass(frozen=True, slots=True)
class Current:
    """What holds now: digests, the target's name and kind, and the version of each service as last seen."""

    contract_digest: str
    features_digest: str
    target: tuple[str, str]
    services: Mapping[str, str]

    def against_run(self, run: AttemptFact) -> str | None:
        """Why nothing of a run counts any more, or None."""
        if run.contract_digest != self.contract_digest:
            return "the contract has changed since"
        if run.features_digest != self.features_digest:
            return "the features have changed since"
        if (run.target.name, run.target.kind) != self.target:
            return "it was another target"
        return f"the target was made to err ({', '.join(run.faults)})" if run.faults else None

    def against(self, run: AttemptFact, versions: Mapping[str, frozenset[str]]) -> str | None:
        """Why an attempt does not count any more, or None; ``versions`` are those that answered in it."""
        for service, seen in sorted(versions.items()):
            if seen - {self.services.get(service, "")}:
                return f"{service} has another version since ({self.services.get(service)})"
        return self.against_run(run)


def version_of(exchange: Event) -> str | None:
    """The version that an answer says it comes from, where it looks like one."""
    said = service_version(exchange)
    return said if said and _VERSION.fullmatch(said) else None


def newest_versions(runs: Iterable[AnnexedRun]) -> dict[str, str]:
    """The version that each service said last."""
    newest: dict[str, tuple[str, str]] = {}
    for run in runs:
        for attempt in run.record.attempts:
            for exchange in attempt.exchanges:
                service, version = exchange["service"], version_of(exchange)
                if service and version and newest.get(service, ("", ""))[0] <= exchange["started"]:
                    newest[service] = exchange["started"], version
    return {service: version for service, (_, version) in sorted(newest.items())}


def versions_in(attempt: Attempt) -> dict[str, frozenset[str]]:
    """The versions of each service that answered in an attempt."""
    return _gathered((each["service"], version_of(each)) for each in attempt.exchanges)


def versions_told(course: Course) -> dict[str, frozenset[str]]:
    """The same of a course."""
    return _gathered((each.service, each.service_version) for each in course.exchanges)


def _gathered(pairs: Iterable[tuple[str | None, str | None]]) -> dict[str, frozenset[str]]:
    seen: dict[str, set[str]] = {}
    for service, version in pairs:
        if service and version:
            seen.setdefault(service, set()).add(version)
    return {service: frozenset(versions) for service, versions in seen.items()}
