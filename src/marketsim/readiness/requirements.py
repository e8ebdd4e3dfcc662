"""How much of the sources the scenarios of a run have shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marketsim.readiness.verdict import ScenarioVerdict

LINKS = ("scenarios", "planned", "attested", "untestable")
UNLINKED = "unlinked"
_OPEN = frozenset({"scenarios", "planned", UNLINKED})


def requirements_tally(
    verdicts: Iterable[ScenarioVerdict], requirements: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Totals of the register: an entry is reached when a scenario it names passed and none came to less.

    ``missing`` are the entries with scenarios, or planned, or with no link, that are not reached; attested and
    untestable ones are counted apart.
    """
    entries = list(requirements)
    words: dict[str, set[str]] = {}
    for each in verdicts:
        words.setdefault(each.attempt.base_id, set()).add(each.verdict)
    links = {str(entry["id"]): link_of(entry) for entry in entries}
    reached = [str(entry["id"]) for entry in entries if _is_shown(entry.get("scenarios") or (), words)]
    counts = {link: sum(each == link for each in links.values()) for link in (*LINKS, UNLINKED)}
    return {
        "total": len(entries),
        "reached": len(reached),
        "missing": [name for name, link in links.items() if link in _OPEN and name not in set(reached)],
        "reached_names": reached,
        "note": None,
        "by_link": counts,
    }


def link_of(entry: Mapping[str, Any]) -> str:
    """``scenarios``, ``planned``, ``attested``, ``untestable``, or ``unlinked`` (which lint refuses)."""
    return next((link for link in LINKS if entry.get(link)), UNLINKED)


def _is_shown(scenarios: Iterable[Any], words: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set().union(*(words.get(str(each), set()) for each in scenarios))
    return "passed" in seen and not seen & {"failed", "broken", "skipped", "waived"}
