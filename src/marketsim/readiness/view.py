"""The summary arranged for the page: rows, groups and shares; no verdict is made here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from marketsim.readiness.again import command
from marketsim.readiness.finding import VERDICTS
from marketsim.readiness.grid import FUNCTIONS
from marketsim.readiness.tracking_view import tracked_parties

Summary = Mapping[str, Any]
_GROUPED_BY = ("verdict", "cause", "expected", "found", "advice")
_COVERED = {
    "operations": ("Operations", "a clean 2xx answer, with a value from it asserted"),
    "error_codes": ("Error codes", "refused with it by the system's own rules"),
    "rules": ("Rules", "seen to refuse"),
    "transitions": ("State transitions", "seen to happen"),
    "requirements": ("Requirements", "bullets and table rows of the sources, shown by a scenario"),
    "function_operation": ("Function × operation", "let in as the assumed roles say"),
}
SLOWEST = 8
GATE_SHOWN = {"go": "ready", "no-go": "not-ready", "undecided": "undecided", "not assessed": "not-assessed"}
STATE_SHOWN = {
    "met": "ready", "not met": "not-ready", "open": "undecided", "not assessed": "not-assessed",
    "does not apply": "not-assessed",
}  # fmt: skip
SEVEREST_FIRST = ("failed", "broken", "skipped", "waived", "passed", "attested", "omitted")


def arranged(summary: Summary) -> dict[str, Any]:
    """Everything the template needs beside the summary itself."""
    scenarios = summary["scenarios"]
    columns = [*FUNCTIONS, *(["any"] if _any_column(summary) else [])]
    return {
        "columns": columns,
        "participants": _participants(summary["run"]["participants"]),
        "strip": _strip(summary["counts"]),
        "troubles": _groups(scenarios, summary["tickets"]),
        "skipped": _reasons(scenarios, "skipped"),
        "omitted": _reasons(scenarios, "omitted"),
        "turns": _turns(summary),
        "order": SEVEREST_FIRST,
        "observations": _observations(scenarios),
        "coverage_rows": [_covered(name, summary["coverage"][name]) for name in _COVERED],
        "topics": _topics(scenarios),
        "slowest": sorted(scenarios, key=lambda each: -each["seconds"])[:SLOWEST],
        "again": command(summary["run"]),
        "joined": [each for each in scenarios if each["joined"]],
        "plan_rows": _plan_rows(summary["plan"]),
        "parties": tracked_parties(summary),
        "words_of": GATE_SHOWN,
        "states": STATE_SHOWN,
        "turn_of": {"us": "us", "ISO": "the ISO", "partner": "a partner"},
        "repeated": [each for each in scenarios if len(each["attempts"]) > 1],
    }


def _plan_rows(plan: Summary | None) -> dict[str, list[dict[str, Any]]]:
    """The rows of the plan that the run met, with the counts of their verdicts, and those that it did not."""
    rows = [
        {**row, "counts": Counter(each["verdict"] for each in row["scenarios"])}
        for row in (plan["rows"] if plan else ())
    ]
    return {
        "met": [row for row in rows if row["counts"]],
        "not_met": [row for row in rows if not row["counts"]],
    }


def _any_column(summary: Summary) -> bool:
    return any("any" in each["cells"] for each in summary["services"].values())


def _participants(participants: Iterable[Summary]) -> dict[str, list[str]]:
    """The names of the participants of each function."""
    names: dict[str, list[str]] = {}
    for each in participants:
        for function in each["functions"] or ["no function"]:
            names.setdefault(function, []).append(each["name"])
    return dict(sorted(names.items(), key=lambda item: _place(item[0])))


def _place(function: str) -> tuple[int, str]:
    return (FUNCTIONS.index(function) if function in FUNCTIONS else len(FUNCTIONS)), function


def _strip(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The verdicts that occurred, with their share of all scenarios in per cent."""
    total = sum(counts.values())
    return [
        {"verdict": each, "number": counts[each], "share": round(100 * counts[each] / total, 3)}
        for each in VERDICTS
        if counts[each]
    ]


def _groups(scenarios: Iterable[Summary], tickets: Iterable[Summary]) -> list[dict[str, Any]]:
    """What failed or broke; scenarios that share cause, expected and found are told once."""
    texts = {each["id"]: each["text"] for each in tickets}
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for each in scenarios:
        if each["verdict"] in {"failed", "broken"}:
            group = groups.setdefault(
                tuple(each[name] for name in _GROUPED_BY), {"first": each, "members": []}
            )
            group["members"].append({**each, "ticket": texts.get(each["id"])})
    return sorted(groups.values(), key=lambda group: group["first"]["verdict"] != "failed")


def _reasons(scenarios: Iterable[Summary], verdict: str) -> list[dict[str, Any]]:
    """Scenarios that were left, grouped by reason, whom we wait for and until when; most frequent first."""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for each in scenarios:
        if each["verdict"] == verdict:
            key = (each["cause"], each["found"], each["responsible"], each["until"])
            named = dict(zip(("cause", "reason", "responsible", "until"), key, strict=True))
            groups.setdefault(key, {**named, "members": []})["members"].append(each)
    return sorted(groups.values(), key=lambda group: -len(group["members"]))


def _observations(scenarios: Iterable[Summary]) -> list[dict[str, Any]]:
    """What differs without counting, each difference once, with the scenarios that met it."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for each in scenarios:
        for seen in each["observations"]:
            met = groups.setdefault((seen["what"], seen["expected"], seen["found"]), [])
            met += [each["id"]] if each["id"] not in met else []
    return [
        {"what": what, "expected": expected, "found": found, "ids": ids}
        for (what, expected, found), ids in groups.items()
    ]


def worst(counts: Mapping[str, int]) -> str:
    """The severest verdict of a cell."""
    return next(each for each in SEVEREST_FIRST if counts.get(each))


def _turns(summary: Summary) -> dict[str, list[dict[str, Any]]]:
    """For us, the ISO and a partner: what to do, and for which scenarios."""
    known = {each["id"]: each for each in summary["scenarios"]}
    turns: dict[str, list[dict[str, Any]]] = {}
    for party, ids in summary["waits"].items():
        groups: dict[tuple[str, str], list[str]] = {}
        for each in summary["problems"]:
            if each["responsible"] == party:
                groups.setdefault((each["cause"], each["advice"]), []).append("the run itself")
        for id_ in ids:
            groups.setdefault((known[id_]["cause"], known[id_]["advice"]), []).append(id_)
        turns[party] = [
            {"cause": cause, "advice": advice, "ids": met} for (cause, advice), met in groups.items()
        ]
    return turns


def _covered(name: str, tally: Summary) -> dict[str, Any]:
    title, meaning = _COVERED[name]
    share = 100 * tally["reached"] / tally["total"] if tally["total"] else None
    return {**tally, "name": name, "title": title, "meaning": meaning, "share": share}


def _topics(scenarios: Iterable[Summary]) -> dict[str, list[Summary]]:
    topics: dict[str, list[Summary]] = {}
    for each in scenarios:
        topics.setdefault(each["topic"], []).append(each)
    return {topic: sorted(members, key=lambda each: each["id"]) for topic, members in sorted(topics.items())}
