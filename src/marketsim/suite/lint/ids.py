"""Rules about the names and ids of scenarios."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketsim.suite.feature_files import Text
from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import Suite
from marketsim.suite.scenario_ids import ID, TOPICS, id_of, id_tags


def _names(suite: Suite) -> Iterator[Fault]:
    for feature in suite.features:
        seen: dict[str, int] = {}
        for scenario in feature.scenarios:
            # Names that differ in punctuation or case alone become one test, like equal ones.
            slug = re.sub(r"\W+", "_", scenario.name).strip("_").lower()
            if slug in seen or not slug:
                yield Fault(
                    feature.path,
                    scenario.line,
                    "a scenario name of its own within the file",
                    f"{scenario.name!r} as on line {seen[slug]}" if slug in seen else "no name",
                    "rename it: of two equal names only one would run",
                )
            seen.setdefault(slug, scenario.line)


def _one_id(suite: Suite) -> Iterator[Fault]:
    shape = "exactly one tag @MS-<TOPIC>-<nn> on the scenario, topic one of " + " ".join(TOPICS)
    for scenario in suite.scenarios:
        if id_of(scenario) is None:
            tags = " ".join(f"@{tag.text}" for tag in id_tags(scenario)) or "none"
            yield Fault(scenario.path, scenario.line, shape, tags, "give it its topic's next free number")
    for feature in suite.features:
        tables = (table.tags for scenario in feature.scenarios for table in scenario.examples)
        for tag in _ids((*feature.tags, *feature.rule_tags, *(tag for each in tables for tag in each))):
            yield Fault(feature.path, tag.line, shape, f"@{tag.text} elsewhere", "move it to the scenario")


def _ids(tags: tuple[Text, ...]) -> Iterator[Text]:
    yield from (tag for tag in tags if tag.text.startswith("MS-"))


def _topics(suite: Suite) -> Iterator[Fault]:
    for feature in suite.features:
        if feature.topic not in TOPICS.values():
            yield Fault(
                feature.path,
                feature.line,
                "a feature in a topic's folder: "
                + ", ".join(f"features/{each}/" for each in TOPICS.values()),
                feature.path,
                "move the file",
            )
        for scenario in feature.scenarios:
            for tag in id_tags(scenario):
                match = ID.fullmatch(tag.text)
                if match and TOPICS[match["topic"]] != feature.topic:
                    yield Fault(
                        feature.path,
                        tag.line,
                        f"an id of the topic of features/{feature.topic}/",
                        f"@{tag.text}, which belongs in features/{TOPICS[match['topic']]}/",
                        "move the scenario or give it an id of its folder's topic",
                    )


def _repeated(suite: Suite) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for scenario in suite.scenarios:
        for tag in id_tags(scenario):
            here = f"{scenario.path}:{tag.line}"
            if seen.setdefault(tag.text, here) != here:
                yield Fault(
                    scenario.path,
                    tag.line,
                    "an id that no other scenario has",
                    f"@{tag.text} also at {seen[tag.text]}",
                    "give the newer scenario the next free number",
                )


RULES = (
    LintRule("scenario-name", "A scenario's name is its own within the file, also across rules.", _names),
    LintRule("scenario-id", "Every scenario carries exactly one id tag, and nothing else does.", _one_id),
    LintRule("topic", "A feature lies in a topic's folder and its ids are of that topic.", _topics),
    LintRule("duplicate-id", "No two scenarios share an id.", _repeated),
)
