"""The run as one JSON document: what readiness.json holds and the page shows.

``schema``      1; members are added, none is changed
``run``         id, seed, phase, selection, strict, started, finished, seconds, workers, versions, features_digest,
                faults, participants [{name, functions}]
``target``      {name, kind, base_url, embedded, answers}, null when the run did not get that far
``contract``    {provenance, digest, versions {service: version}}, null likewise
``downloads``   which were read, and by which columns, see downloads_read.py; null likewise
``verdict``     ready | not ready | undecided | not assessed; ``exit_code``; ``sentence``; ``counts`` {verdict: number}
``waits``       {us | ISO | partner: [scenario ids]}: whose turn it is
``functions``   {function: readiness}; ``phases`` {phase: readiness}
``services``    {service: {readiness, cells: {function or "any": {verdict: number}}}}; "none" where no service was met
``scenarios``   [{id, base_id, row, name, feature, topic, tags, verdict, cause, responsible, what, expected, found,
                advice, provenance, until, step, operation, request_id, codes, requirements, functions, phases, seconds,
                attempts [verdicts, oldest first], also [further findings], observations [...], node_id,
                waiver {id, reason, owner, expires, issue} or null, plan [{number, title}],
                joined [{side, request_id}]: halves of a scenario that a partner's run has the other of,
                attachments [{title, file, media_type, bytes, digest, step}] of the attempt that counts}]
``waivers``     all that were given, see waiver_list.py
``plan``        verdicts by the numbers of the Market Simulation plan, see by_plan.py; null without a plan
``gates``       go or no-go by phase, see gates/decision.py; null without criteria
``tracking``    who has run which, see tracking.py
``problems``    those of the run as a whole: [{cause, found, advice, responsible}]
``coverage``    see coverage.py
``provenance``  {contract | seed | assumed | model: {assertions, held}} over the attempts that count
``settlement``  what the settlement scenarios came to, which are in none of the others but downloads, see settlement.py;
                null without any
``writes``      what was changed on a live target, see sent_writes.py
``tickets``     [{id, text}]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketsim.evidence.events import Provenance
from marketsim.readiness.by_plan import by_plan, numbers_of
from marketsim.readiness.coverage import Coverage
from marketsim.readiness.downloads_read import downloads_read
from marketsim.readiness.finding import Finding
from marketsim.readiness.gates.decision import Gatekeeper
from marketsim.readiness.gates.grounds import grounds_of
from marketsim.readiness.grid import Cell
from marketsim.readiness.record import Attempt, RunRecord, operation_of
from marketsim.readiness.selection import RunVerdict
from marketsim.readiness.sent_writes import sent_writes
from marketsim.readiness.settlement import SettlementVerdict, kind_of, settlement_facts
from marketsim.readiness.ticket import call_of, needs_ticket, ticket
from marketsim.readiness.tracking import tracking
from marketsim.readiness.verdict import ScenarioVerdict, decide
from marketsim.readiness.waiver_list import waiver_list
from marketsim.readiness.wording import moment

SCHEMA = 1
PROVENANCES: tuple[Provenance, ...] = ("contract", "seed", "assumed", "model")

_ATTACHED = ("title", "file", "media_type", "bytes", "digest", "step")


def summary(record: RunRecord, verdict: RunVerdict, coverage: Coverage) -> dict[str, Any]:
    """The document described above."""
    start, (crr, apart) = record.start, record.parted()
    attempts = _attempts(record)
    settled = verdict.settlement.scenarios if verdict.settlement else ()
    return {
        "schema": SCHEMA,
        "run": _run(record),
        "target": start.get("target"),
        "contract": _contract(start),
        "downloads": downloads_read(record),
        "verdict": verdict.readiness,
        "exit_code": verdict.exit_code,
        "sentence": verdict.sentence,
        "counts": dict(verdict.counts),
        "waits": {party: list(ids) for party, ids in verdict.waits.items()},
        "functions": dict(verdict.functions),
        "phases": dict(verdict.phases),
        "services": _services(verdict),
        "scenarios": [_scenario(each, attempts[each.id], record) for each in verdict.scenarios],
        "problems": [_problem(each) for each in verdict.problems],
        "coverage": coverage,
        "provenance": _provenance(verdict),
        "writes": sent_writes(record),
        "waivers": waiver_list(record, [*verdict.scenarios, *settled]),
        "plan": by_plan(record.market_sim_plan, verdict.scenarios),
        "gates": _gates(crr, verdict, coverage),
        "tracking": tracking(crr, verdict.scenarios),
        "tickets": [
            {"id": each.id, "text": ticket(each, record)} for each in verdict.scenarios if needs_ticket(each)
        ],
        "settlement": _settlement(verdict.settlement, attempts, apart),
    }


def _attempts(record: RunRecord) -> dict[str, list[str]]:
    """The verdicts of all attempts at each scenario, oldest first."""
    attempts: dict[str, list[str]] = {}
    for each in record.attempts:
        attempts.setdefault(each.id, []).append(decide(each, record).verdict)
    return attempts


def _settlement(
    settled: SettlementVerdict | None, attempts: Mapping[str, list[str]], record: RunRecord
) -> dict[str, Any] | None:
    """See settlement.py; ``scenarios`` as those of the run, each with its ``kind``."""
    if settled is None:
        return None
    return {
        **settlement_facts(settled),
        "scenarios": [
            {**_scenario(each, attempts[each.id], record), "kind": kind_of(each)}
            for each in settled.scenarios
        ],
        "tracking": tracking(record, settled.scenarios)["rows"],
        "tickets": [
            {"id": each.id, "text": ticket(each, record)} for each in settled.scenarios if needs_ticket(each)
        ],
    }


def _gates(record: RunRecord, verdict: RunVerdict, coverage: Coverage) -> dict[str, Any] | None:
    if record.gates is None:
        return None
    return Gatekeeper(grounds_of(record, verdict, coverage, record.gates)).told()


def _contract(start: Mapping[str, Any]) -> dict[str, Any] | None:
    told = start.get("contract")
    return {name: told[name] for name in told if name != "files"} if told else None


def _run(record: RunRecord) -> dict[str, Any]:
    start = record.start
    began, ended = _span(record)
    members = ("seed", "phase", "selection", "strict", "versions", "features_digest")
    return {
        "id": start.get("run_id"),
        **{name: start.get(name) for name in members},
        "started": began,
        "finished": ended,
        "seconds": round((moment(ended) - moment(began)).total_seconds(), 3) if began and ended else None,
        "workers": sorted({each["worker"] for each in record.starts}),
        "faults": record.faults,
        "participants": list(start.get("participants", [])),
    }


def _span(record: RunRecord) -> tuple[str | None, str | None]:
    starts = [each["at"] for each in record.starts] + [each.started["at"] for each in record.attempts]
    ends = [each["at"] for each in record.finished] + [
        each.finished["at"] for each in record.attempts if each.finished
    ]
    return (min(starts) if starts else None), (max(ends) if ends else None)


def _services(verdict: RunVerdict) -> dict[str, Any]:
    cells: dict[str, dict[str, dict[str, int]]] = {service: {} for service in verdict.services}
    for cell, counts in sorted(verdict.grid.items(), key=lambda item: _order(item[0])):
        row = cells.setdefault(cell.service or "none", {})
        row[cell.function or "any"] = {word: number for word, number in counts.items() if number}
    return {
        service: {"readiness": verdict.services.get(service), "cells": row} for service, row in cells.items()
    }


def _order(cell: Cell) -> tuple[str, str]:
    return cell.service or "", cell.function or ""


def _scenario(verdict: ScenarioVerdict, attempts: list[str], record: RunRecord) -> dict[str, Any]:
    started = verdict.attempt.started
    known = ("feature", "feature_path", "topic", "tags", "codes", "requirements", "functions", "phases")
    return {
        "id": verdict.id,
        "base_id": started["base_id"],
        "row": started["row"],
        "name": verdict.attempt.name,
        **{name: started[name] for name in known},
        "verdict": verdict.verdict,
        "cause": verdict.cause,
        **_finding(verdict.finding, verdict.attempt),
        "provenance": (verdict.finding and verdict.finding.provenance) or started["provenance"],
        "seconds": verdict.attempt.seconds,
        "attempts": attempts,
        "also": [_finding(each, verdict.attempt) | {"cause": each.cause} for each in verdict.others],
        "observations": [_finding(each, verdict.attempt) for each in verdict.observations],
        "node_id": started["node_id"],
        "waiver": verdict.waiver,
        "plan": numbers_of(record.market_sim_plan, verdict.id, started["base_id"]),
        "joined": [
            {"side": each["side"], "request_id": each["joined_request_id"]} for each in verdict.attempt.joins
        ],
        "attachments": [{name: each[name] for name in _ATTACHED} for each in verdict.attempt.attachments],
    }


def _finding(finding: Finding | None, attempt: Attempt) -> dict[str, Any]:
    if finding is None:
        names = (
            "responsible",
            "what",
            "expected",
            "found",
            "advice",
            "until",
            "step",
            "operation",
            "request_id",
        )
        return dict.fromkeys(names)
    exchange = call_of(attempt, finding) if finding.verdict in {"failed", "broken"} else None
    index = finding.event.get("step") if finding.event else None
    step = next((each for each in attempt.steps if each["index"] == index), None)
    return {
        "responsible": finding.responsible,
        "what": finding.what,
        "expected": finding.expected,
        "found": finding.found,
        "advice": finding.advice,
        "until": finding.until,
        "step": f"{step['keyword']} {step['text']}" if step else None,
        "operation": operation_of(exchange) if exchange else None,
        "request_id": exchange["request_id"] if exchange else None,
    }


def _problem(finding: Finding) -> dict[str, Any]:
    event: Mapping[str, Any] = finding.event or {}
    return {
        "cause": finding.cause,
        "found": finding.found,
        "detail": event.get("detail", ""),
        "advice": finding.advice,
        "responsible": finding.responsible,
    }


def _provenance(verdict: RunVerdict) -> dict[str, dict[str, int]]:
    made = [each for scenario in verdict.scenarios for each in scenario.attempt.assertions]
    return {
        name: {
            "assertions": sum(each["provenance"] == name for each in made),
            "held": sum(each["provenance"] == name and each["held"] for each in made),
        }
        for name in PROVENANCES
    }
