"""Rules about tags: known ones only, and one provenance for each scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketsim.suite.feature_files import Feature, Scenario, Text
from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import FUNCTIONS, Suite
from marketsim.suite.scenario_ids import SETTLEMENT

PHASES = (
    "connectivity-week-1",
    "connectivity-week-2",
    "connectivity-week-3",
    "connectivity-week-4",
    "structured",
    "unstructured",
    "cutover",
)
PLAIN = ("intrusive", "mui", "nightly", "private-system")
SETTLEMENT_PLAIN = ("statement",)
"""Of settlement alone: a scenario that holds the model against a statement that is supplied."""
PROVENANCES = ("contract", "seed", "assumed", "model")
SETTLEMENT_PROVENANCES = ("quoted", "invariant", "model")
NAMED = {
    "result": "a fault of results",
    "rule": "a rule of the embedded system",
    "cutover": "a fault of the cutover",
    "settlement": "a mistake of the settlement model",
}
KEBAB_CASE = re.compile(r"[a-z]+(-[a-z]+)*")
# A tag of an Examples table becomes a pytest mark without passing our hook: registered marks only.
ON_EXAMPLES = ("nightly",)


def provenances(topic: str) -> tuple[str, ...]:
    """The provenance tags of a topic's folder."""
    return SETTLEMENT_PROVENANCES if topic == SETTLEMENT else PROVENANCES


def plain_tags(topic: str) -> tuple[str, ...]:
    """The tags without a value that a topic's folder may carry, besides ids and provenances."""
    return (*PLAIN, *SETTLEMENT_PLAIN) if topic == SETTLEMENT else PLAIN


def _carried(feature: Feature) -> Iterator[Text]:
    yield from feature.tags
    yield from feature.rule_tags
    for scenario in feature.scenarios:
        yield from scenario.tags


def _why_unknown(suite: Suite, feature: Feature, tag: str) -> str | None:
    """What would be right in place of an unknown tag, None for a known one."""
    name, colon, value = tag.partition(":")
    valued = {"code": suite.codes, "function": FUNCTIONS, "phase": PHASES}
    if tag.startswith("MS-") or tag in (*plain_tags(feature.topic), *provenances(feature.topic)):
        return None
    if colon and name == "req":
        known = {each.id for each in suite.register.requirements}
        return None if value in known else "@req: with an id of features/requirements.yaml"
    if colon and name == SETTLEMENT and feature.topic != SETTLEMENT:
        return "@settlement: in the settlement folder alone"
    if colon and name == "induce":
        return None if value in suite.codes else "@induce: with one of the catalogue's codes"
    if colon and name in NAMED:
        return None if KEBAB_CASE.fullmatch(value) else f"@{name}: with the id of {NAMED[name]}"
    if colon and name in valued:
        if value in valued[name]:
            return None
        return (
            f"@{name}: with one of the catalogue's codes"
            if name == "code"
            else f"@{name}: with one of " + ", ".join(valued[name])
        )
    plain = ", ".join(f"@{each}" for each in (*plain_tags(feature.topic), *provenances(feature.topic)))
    named = ", ".join(f"@{each}:" for each in ("req", "code", *NAMED, "function", "phase"))
    return f"a tag that is known: @MS-…, {named}, {plain}"


def _unknown(suite: Suite) -> Iterator[Fault]:
    for feature in suite.features:
        for tag in _carried(feature):
            if wanted := _why_unknown(suite, feature, tag.text):
                yield Fault(feature.path, tag.line, wanted, f"@{tag.text}", "mend or remove the tag")


def _on_examples(suite: Suite) -> Iterator[Fault]:
    for scenario in suite.scenarios:
        for table in scenario.examples:
            for tag in table.tags:
                if tag.text not in ON_EXAMPLES:
                    yield Fault(
                        scenario.path,
                        tag.line,
                        "no tag on Examples but " + ", ".join(f"@{each}" for each in ON_EXAMPLES),
                        f"@{tag.text}",
                        "move it to the scenario, or split the outline",
                    )


def _provenance(suite: Suite) -> Iterator[Fault]:
    for feature in suite.features:
        allowed = provenances(feature.topic)
        for scenario in feature.scenarios:
            found = _effective(scenario)
            if len(found) != 1:
                yield Fault(
                    feature.path,
                    scenario.line,
                    "exactly one of " + ", ".join(f"@{each}" for each in allowed),
                    " and ".join(f"@{each}" for each in found) or "none",
                    "say who demands it, on the scenario or for all on the feature",
                )


def _effective(scenario: Scenario) -> list[str]:
    """The provenances that hold: those of the scenario and its rule, else those of the feature."""
    every = {*PROVENANCES, *SETTLEMENT_PROVENANCES}
    near = {tag.text for tag in (*scenario.tags, *scenario.rule_tags)} & every
    return sorted(near or {tag.text for tag in scenario.feature_tags} & every)


RULES = (
    LintRule("unknown-tag", "Every tag is known, with a value that exists.", _unknown),
    LintRule("examples-tag", "Examples tables carry no tags that pytest does not know.", _on_examples),
    LintRule("provenance", "Every scenario has exactly one provenance.", _provenance),
)
