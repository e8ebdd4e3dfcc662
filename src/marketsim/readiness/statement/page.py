"""The statement as a page to print: one file that asks the network for nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from marketsim.readiness.finding import VERDICTS
from marketsim.readiness.grid import FUNCTIONS
from marketsim.readiness.statement.document import Statement
from marketsim.readiness.statement.shareable import unshown
from marketsim.readiness.wording import counted, pacific, utc

TEMPLATE = "statement.html.j2"


def page(statement: Statement, templates: Path) -> str:
    """The page of a statement; everything shown is escaped."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(utc=utc, pacific=pacific, slug=_slug, words=_words)
    environment.globals.update(counted=counted)
    return environment.get_template(TEMPLATE).render(**_shown(statement))


def _shown(statement: Statement) -> dict[str, Any]:
    told = msgspec.to_builtins(statement)
    counts = statement.outcome.counts
    total = sum(number for verdict, number in counts.items() if verdict != "attested")
    topics: dict[str, list[Any]] = {}
    for each in statement.scenarios:
        topics.setdefault(each.case.topic, []).append(each)
    return {
        "s": told,
        "verdict": statement.outcome.readiness,
        "strip": [
            {"verdict": each, "number": counts[each], "share": round(100 * counts[each] / max(total, 1), 3)}
            for each in VERDICTS
            if counts.get(each) and each != "attested"
        ],
        "total": total,
        "by_hand": sum(each.verdict == "attested" for each in statement.scenarios),
        "functions": FUNCTIONS,
        "against": [_against(each) for each in statement.scenarios if each.verdict in ("failed", "broken")],
        "waiting": _waiting(statement),
        "topics": dict(sorted(topics.items())),
        "recompared": _recompared(statement),
        "topic_counts": {name: Counter(each.verdict for each in members) for name, members in topics.items()},
    }


def _against(scenario: Any) -> dict[str, Any]:
    """A failed or broken scenario: the assertions that did not hold, with the codes and statuses told."""
    course = scenario.course
    unmet = [] if course is None else [each for each in course.assertions if not each.held]
    return {
        "scenario": scenario,
        "unmet": [
            {
                "expected": unshown(each.expected),
                "found": unshown(each.found),
                "operation": each.operation,
                "request_id": each.request_id,
                "provenance": each.provenance,
            }
            for each in unmet
        ],
        "calls": []
        if course is None
        else [each for each in course.exchanges if each.deviations or each.transport_error],
    }


def _waiting(statement: Statement) -> list[dict[str, Any]]:
    """What could not be told or was not told yet, grouped by reason."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in statement.scenarios:
        if each.verdict == "skipped":
            until = [one.until for one in each.course.halts if one.until] if each.course else []
            reason = each.untold or f"left for {each.cause}" + (f" until {until[0]}" if until else "")
            groups.setdefault((reason, each.responsible or "us"), []).append(each.case.id)
    return [{"reason": reason, "party": party, "ids": ids} for (reason, party), ids in groups.items()]


def _recompared(statement: Statement) -> dict[str, int]:
    made = [each for one in statement.scenarios if one.course for each in one.course.assertions]
    return {"all": len(made), "again": sum(each.comparison != "recorded" for each in made)}


def _slug(text: str) -> str:
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in text)


def _words(name: str) -> str:
    return name.replace("_", " ")
