"""Rules about the register: complete entries, one link each, and links that hold in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import Suite
from marketsim.suite.register import LINKS, PLANNED_TOPICS, REGISTER
from marketsim.suite.scenario_ids import id_of

REQUIREMENT_ID = re.compile(r"[A-Z]+-\d{3}")
CLAIM = re.compile(r"\d+(?:-\d+|#\d+)?")


def _fields(suite: Suite) -> Iterator[Fault]:
    for each in suite.register.requirements:
        wrong = [name for name in ("source", "text") if not getattr(each, name)]
        if not REQUIREMENT_ID.fullmatch(each.id) or each.id.split("-")[0] not in suite.register.documents:
            wrong.append("id")
        if not CLAIM.fullmatch(each.lines):
            wrong.append("lines")
        if wrong or each.unknown_keys:
            found = [f"{name} missing or malformed" for name in wrong] + [
                f"unknown {key}" for key in each.unknown_keys
            ]
            yield Fault(
                REGISTER,
                each.line,
                "id (document-nnn), source, lines (n, n-m or n#m), text and one link",
                f"{each.id or 'an entry'} with {', '.join(found)}",
                "complete the entry",
            )


def _ids(suite: Suite) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for each in suite.register.requirements:
        if each.id and seen.setdefault(each.id, each.line) != each.line:
            yield Fault(
                REGISTER,
                each.line,
                "each id once",
                f"{each.id} as on line {seen[each.id]}",
                "take the next number",
            )


def _links(suite: Suite) -> Iterator[Fault]:
    for each in suite.register.requirements:
        empty = (
            ("scenarios" in each.links and not each.scenarios)
            or ("planned" in each.links and each.planned not in PLANNED_TOPICS)
            or (set(each.links) & {"attested", "untestable"} and not each.reason)
        )
        if len(each.links) != 1 or empty:
            found = " and ".join(each.links) or "none"
            if len(each.links) == 1:
                found += f" {each.planned!r}" if each.planned else " without content"
            yield Fault(
                REGISTER,
                each.line,
                f"{each.id} to have exactly one of {', '.join(LINKS)} (planned: {', '.join(PLANNED_TOPICS)})",
                found,
                "link it; a place that says several things takes several entries",
            )


def _unknown_scenarios(suite: Suite) -> Iterator[Fault]:
    for each in suite.register.requirements:
        for line, id_ in each.scenarios:
            if id_ not in suite.scenario_ids:
                yield Fault(
                    REGISTER,
                    line,
                    f"a scenario for {each.id}",
                    f"{id_}, which no feature has",
                    "name a scenario that is there, or `planned:` its topic",
                )


def _tagged(suite: Suite) -> dict[str, dict[str, tuple[str, int]]]:
    """Scenario id -> requirement id -> where the tag's scenario stands."""
    return {
        id_: dict.fromkeys(each.valued("req"), (each.path, each.line))
        for each in suite.scenarios
        if (id_ := id_of(each)) is not None
    }


def _untagged(suite: Suite) -> Iterator[Fault]:
    tagged = _tagged(suite)
    for each in suite.register.requirements:
        for line, id_ in each.scenarios:
            if id_ in tagged and each.id not in tagged[id_]:
                yield Fault(
                    REGISTER,
                    line,
                    f"{id_} to carry @req:{each.id}",
                    "no such tag",
                    "tag the scenario or unlink the entry",
                )


def _unlinked(suite: Suite) -> Iterator[Fault]:
    linked = {each.id: each.scenario_ids for each in suite.register.requirements}
    for id_, requirements in _tagged(suite).items():
        for req, (path, line) in sorted(requirements.items()):
            if req in linked and id_ not in linked[req]:
                yield Fault(
                    path,
                    line,
                    f"{req} in {REGISTER} to name {id_}, whose tag says @req:{req}",
                    "no such link",
                    "add it under `scenarios:` of the entry, or remove the tag",
                )


RULES = (
    LintRule("requirement-fields", "An entry of the register is complete.", _fields),
    LintRule("requirement-id", "An entry's id is its own.", _ids),
    LintRule("requirement-link", "An entry has exactly one link.", _links),
    LintRule("requirement-scenario", "The scenarios that an entry names exist.", _unknown_scenarios),
    LintRule("requirement-untagged", "A scenario that an entry names carries the entry's tag.", _untagged),
    LintRule("requirement-unlinked", "A requirement that a scenario's tag names is linked to it.", _unlinked),
)
