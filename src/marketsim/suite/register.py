"""The register of requirements: features/requirements.yaml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from marketsim.suite.yaml_file import items, line_of, member, members, read_node, text_of

REGISTER = "features/requirements.yaml"
LINKS = ("scenarios", "planned", "attested", "untestable")
PLANNED_TOPICS = (
    "connectivity",
    "load_data",
    "allocation",
    "auction",
    "secondary_market",
    "load_migration",
    "tor_conversion",
    "market_information",
    "cutover",
    "settlement",
    "contract",
    "readiness",
    "client",
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One entry. ``links`` are those of LINKS that it has; ``scenarios`` the ids it names, with lines."""

    line: int
    id: str
    source: str
    lines: str
    text: str
    links: tuple[str, ...]
    planned: str
    reason: str
    scenarios: tuple[tuple[int, str], ...]
    unknown_keys: tuple[str, ...] = ()

    @property
    def scenario_ids(self) -> tuple[str, ...]:
        """The scenarios that show it."""
        return tuple(id_ for _, id_ in self.scenarios)


@dataclass(frozen=True, slots=True)
class Register:
    """All entries; ``documents`` gives each document's SHA-256 by the first part of its entries' ids."""

    documents: dict[str, str]
    requirements: tuple[Requirement, ...]

    def counts(self) -> dict[str, int]:
        """How many entries there are of each link."""
        counted = Counter(each.links[0] for each in self.requirements if len(each.links) == 1)
        return {link: counted[link] for link in LINKS}

    def __str__(self) -> str:
        """The count that `lint` prints."""
        words = {"scenarios": "scenario-linked"}
        counts = ", ".join(f"{count} {words.get(link, link)}" for link, count in self.counts().items())
        return f"{len(self.requirements)} requirements: {counts}"


def read_register(root: Path) -> Register:
    """The register of a suite; a file that is missing is an empty register. Raises UnreadableYaml."""
    path = root / REGISTER
    node = read_node(path) if path.exists() else None
    documents = {
        name: text_of(member(each, "sha256")) or "" for name, _, each in members(member(node, "documents"))
    }
    return Register(documents, tuple(_requirement(each) for each in items(member(node, "requirements"))))


def _requirement(node: yaml.Node) -> Requirement:
    keys = [name for name, _, _ in members(node)]

    def text(name: str) -> str:
        return (text_of(member(node, name)) or "").strip()

    return Requirement(
        line=line_of(node),
        id=text("id"),
        source=text("source"),
        lines=text("lines"),
        text=text("text"),
        links=tuple(link for link in LINKS if link in keys),
        planned=text("planned"),
        reason=text("attested") or text("untestable"),
        scenarios=tuple((line_of(each), text_of(each) or "") for each in items(member(node, "scenarios"))),
        unknown_keys=_unknown(keys),
    )


def _unknown(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key not in ("id", "source", "lines", "text", *LINKS))
