"""Scenario ids and the lock that keeps them: an id is given once, to one scenario, for good."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from marketsim.suite.feature_files import Scenario, Text

SETTLEMENT = "settlement"
"""The topic of scenarios that say nothing about CRR readiness."""
TOPICS = {
    "CON": "connectivity",
    "LOAD": "load_data",
    "ALC": "allocation",
    "AUC": "auction",
    "SMT": "secondary_market",
    "LMG": "load_migration",
    "TOR": "tor_conversion",
    "INF": "market_information",
    "CUT": "cutover",
    "SET": SETTLEMENT,
}
ID = re.compile(r"MS-(?P<topic>" + "|".join(TOPICS) + r")-(?P<number>\d{2,3})")
LOCK = "features/scenario-ids.lock"
RETIRED = "retired"
HEADER = """\
# Every scenario id that was ever given: id, feature file, name, two spaces between. An id is never reused.
# `marketsim lint --lock` adds the new ones. By hand: a scenario that is renamed or moved, and, for one
# that is taken out, the word `retired` in place of its file.
"""


@dataclass(frozen=True, slots=True)
class LockLine:
    """One id of the lock; ``path`` is None for a retired one."""

    line: int
    id: str
    path: str | None
    name: str

    def __str__(self) -> str:
        """The line as it stands in the file."""
        return f"{self.id}  {self.path or RETIRED}  {self.name}"


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock file: its lines, and those lines that say nothing readable."""

    lines: tuple[LockLine, ...]
    malformed: tuple[Text, ...]

    @property
    def ids(self) -> frozenset[str]:
        """All ids, retired ones too."""
        return frozenset(each.id for each in self.lines)


def id_tags(scenario: Scenario) -> tuple[Text, ...]:
    """The tags that stand on the scenario itself and look like an id, well formed or not."""
    return tuple(tag for tag in scenario.tags if tag.text.startswith("MS-"))


def id_of(scenario: Scenario) -> str | None:
    """The scenario's id when it has exactly one, well formed."""
    tags = id_tags(scenario)
    return tags[0].text if len(tags) == 1 and ID.fullmatch(tags[0].text) else None


def case_ids(scenarios: Iterable[Scenario]) -> frozenset[str]:
    """Every id that scenarios have, and each row of an outline: ``MS-CON-01`` and ``MS-CON-01#auction``."""
    found: set[str] = set()
    for each in scenarios:
        if (id_ := id_of(each)) is not None:
            found.add(id_)
            found |= {f"{id_}#{next(iter(row.values()))}" for row in each.rows if row}
    return frozenset(found)


def read_lock(root: Path) -> Lock:
    """The lock of a suite; a file that is missing is an empty lock."""
    path = root / LOCK
    lines: list[LockLine] = []
    malformed: list[Text] = []
    for number, raw in enumerate(path.read_text("utf-8").splitlines() if path.exists() else (), 1):
        if not raw.strip() or raw.startswith("#"):
            continue
        id_, _, rest = raw.partition("  ")
        place, _, name = rest.partition("  ")
        if ID.fullmatch(id_) and place and name:
            lines.append(LockLine(number, id_, None if place == RETIRED else place, name))
        else:
            malformed.append(Text(number, raw))
    return Lock(tuple(lines), tuple(malformed))


def lock_new(root: Path, scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Append the ids that the lock does not have yet, and tell which; nothing there is touched."""
    lock = read_lock(root)
    fresh = {
        id_: LockLine(0, id_, each.path, each.name)
        for each in scenarios
        if (id_ := id_of(each)) is not None and id_ not in lock.ids
    }
    path = root / LOCK
    text = path.read_text("utf-8") if path.exists() else HEADER
    if text and not text.endswith("\n"):
        text += "\n"
    if fresh or not path.exists():
        path.write_text(text + "".join(f"{fresh[id_]}\n" for id_ in sorted(fresh)), "utf-8")
    return tuple(sorted(fresh))
