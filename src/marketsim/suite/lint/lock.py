"""Rules about the lock of scenario ids: ids stay with their scenario and are never reused."""

from __future__ import annotations

from collections.abc import Iterator

from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import Suite
from marketsim.suite.scenario_ids import LOCK, LockLine, id_of


def _lines(suite: Suite) -> Iterator[Fault]:
    shape = "`ID  features/….feature  Scenario name`, or `ID  retired  Scenario name`, each id once"
    for text in suite.lock.malformed:
        yield Fault(LOCK, text.line, shape, repr(text.text), "mend the line")
    seen: dict[str, int] = {}
    for each in suite.lock.lines:
        if seen.setdefault(each.id, each.line) != each.line:
            found = f"{each.id} again, as on line {seen[each.id]}"
            yield Fault(LOCK, each.line, shape, found, "remove the line that is wrong")


def _unlocked(suite: Suite) -> Iterator[Fault]:
    for scenario in suite.scenarios:
        id_ = id_of(scenario)
        if id_ is not None and id_ not in suite.lock.ids:
            yield Fault(
                scenario.path,
                scenario.line,
                f"{id_} in {LOCK}",
                "an id that is not locked",
                "run `marketsim lint --lock` and commit the lock with the scenario",
            )


def _vanished(suite: Suite) -> Iterator[Fault]:
    for each in suite.lock.lines:
        if each.path is not None and each.id not in suite.scenario_ids:
            yield Fault(
                LOCK,
                each.line,
                f"a scenario with {each.id}",
                "none",
                f"bring it back, or write `{LockLine(0, each.id, None, each.name)}`; never remove the line",
            )


def _reused(suite: Suite) -> Iterator[Fault]:
    retired = {each.id: each for each in suite.lock.lines if each.path is None}
    for scenario in suite.scenarios:
        id_ = id_of(scenario)
        if id_ in retired:
            yield Fault(
                scenario.path,
                scenario.line,
                "an id that was never given before",
                f"{id_}, retired with {retired[id_].name!r}",
                "take the next free number of the topic",
            )


def _drifted(suite: Suite) -> Iterator[Fault]:
    """Renamed, moved or renumbered: all three show as an id whose file or name differs from the lock's."""
    locked = {each.id: each for each in suite.lock.lines if each.path is not None}
    by_place = {(each.path, each.name): each.id for each in locked.values()}
    for scenario in suite.scenarios:
        each = locked.get(id_of(scenario) or "")
        if each is None or (each.path, each.name) == (scenario.path, scenario.name):
            continue
        before = by_place.get((scenario.path, scenario.name))
        if before is not None:
            do = f"give it back {before}, the id it was locked with"
        else:
            do = "the same scenario renamed or moved: write so into the lock; another scenario: take a new id"
        yield Fault(
            scenario.path,
            scenario.line,
            f"{each.id} to stay with {each.name!r} in {each.path}",
            f"it on {scenario.name!r} in {scenario.path}",
            do,
        )


RULES = (
    LintRule(
        "lock-line", "A line of the lock has an id of its own, a file or `retired`, and a name.", _lines
    ),
    LintRule("unlocked-id", "Every id is in the lock.", _unlocked),
    LintRule("vanished-id", "Every locked id has its scenario or is marked as retired.", _vanished),
    LintRule("retired-id", "A retired id is not used again.", _reused),
    LintRule("renumbered-id", "An id stays with the scenario it was given to.", _drifted),
)
