"""The tracking arranged for the page: a table for each participant and function, a row for each number of the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

Summary = Mapping[str, Any]
GRAVEST_FIRST = ("failed", "broken", "skipped", "waived", "passed", "attested", "omitted")


def tracked_parties(summary: Summary) -> list[dict[str, Any]]:
    """[{participant, function, counts, last, lines}], as readiness.json orders them.

    ``lines`` are by the numbers of the plan, in its order, and by topic for what has no number: {label, title,
    scenarios: [{base_id, verdict, number}], counts, last, runs, evidence}.
    """
    titles = {row["number"]: row["title"] for row in (summary["plan"] or {"rows": ()})["rows"]}
    parties: dict[tuple[str | None, str | None], list[Summary]] = {}
    for row in summary["tracking"]["rows"]:
        parties.setdefault((row["participant"], row["function"]), []).append(row)
    return [
        {
            "participant": participant,
            "function": function,
            "counts": _counts(rows),
            "scenarios": len(rows),
            "last": max(each["at"] for each in rows),
            "lines": _lines(rows, titles),
        }
        for (participant, function), rows in parties.items()
    ]


def _lines(rows: Iterable[Summary], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    groups: dict[tuple[bool, str], list[Summary]] = {}
    for row in rows:
        for number in row["plan"]:
            groups.setdefault((False, number), []).append(row)
        if not row["plan"]:
            groups.setdefault((True, row["topic"]), []).append(row)
    places = {number: place for place, number in enumerate(titles)}
    ordered = sorted(groups, key=lambda key: (key[0], places.get(key[1], len(places)), key[1]))
    return [
        _line(key[1], "" if key[0] else titles.get(key[1], ""), groups[key], topic=key[0]) for key in ordered
    ]


def _line(label: str, title: str, rows: list[Summary], *, topic: bool) -> dict[str, Any]:
    scenarios: dict[str, list[str]] = {}
    for row in rows:
        scenarios.setdefault(row["scenario"].partition("#")[0], []).append(row["verdict"])
    return {
        "label": label,
        "topic": topic,
        "title": title,
        "scenarios": [
            {"base_id": base, "verdict": min(words, key=GRAVEST_FIRST.index), "number": len(words)}
            for base, words in sorted(scenarios.items())
        ],
        "counts": _counts(rows),
        "last": max(row["at"] for row in rows),
        "runs": sorted({row["run_id"] for row in rows}),
        "evidence": sorted({row["evidence"] for row in rows}),
    }


def _counts(rows: Iterable[Summary]) -> dict[str, int]:
    """The numbers of the verdicts, gravest first."""
    found = Counter(row["verdict"] for row in rows)
    return {word: found[word] for word in GRAVEST_FIRST if found[word]}
