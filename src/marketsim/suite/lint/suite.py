"""A whole suite, read once; whatever cannot be read becomes a fault and the rest is judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import yaml

from marketsim.contract.errors import ERROR_CODES
from marketsim.suite.feature_files import Feature, Scenario, UnreadableFeature, read_feature
from marketsim.suite.lint.finding import Fault
from marketsim.suite.phase_gates import GATES, Gates, read_gates
from marketsim.suite.plan import PLAN, Plan, read_plan
from marketsim.suite.python_files import PythonFile, UnreadablePython, read_python
from marketsim.suite.register import REGISTER, Register, read_register
from marketsim.suite.root import PACKAGE
from marketsim.suite.scenario_ids import Lock, case_ids, id_of, read_lock
from marketsim.suite.step_definitions import BadPattern, Vocabulary, definitions_of
from marketsim.suite.yaml_file import UnreadableYaml, items, member, members, read_node, text_of

FUNCTIONS = ("CRRH", "CLSE", "CUDC", "TOR", "CEC", "NDA")
WORLD = PACKAGE / "system" / "world"
_T = TypeVar("_T")
_PARTICIPANT = re.compile(r"[A-Z0-9]{3,6}")


@dataclass(frozen=True)
class Suite:
    """Features, step definitions, register and lock of one suite, and what the rules measure them by."""

    root: Path
    features: tuple[Feature, ...]
    modules: tuple[PythonFile, ...]
    vocabulary: Vocabulary
    bad_patterns: tuple[BadPattern, ...]
    register: Register
    lock: Lock
    yaml_nodes: tuple[tuple[str, yaml.Node], ...]
    unreadable: tuple[Fault, ...]
    participants: frozenset[str] = frozenset()
    plan: Plan | None = None
    gates: Gates | None = None
    codes: frozenset[str] = field(default_factory=lambda: frozenset(ERROR_CODES))

    @property
    def scenarios(self) -> Iterator[Scenario]:
        """Every scenario of every feature."""
        for feature in self.features:
            yield from feature.scenarios

    @property
    def scenario_ids(self) -> frozenset[str]:
        """Every well-formed id that a scenario carries."""
        return frozenset(id_ for each in self.scenarios if (id_ := id_of(each)) is not None)

    @cached_property
    def case_ids(self) -> frozenset[str]:
        """Every id, and with it each row of an outline."""
        return case_ids(self.scenarios)


def read_suite(root: Path, world: Path = WORLD) -> Suite:
    """Read everything below ``root``; ``world`` is the folder with the demonstration world's data files."""
    reading = _Reading(root)
    features = tuple(reading.each("features", "*.feature", lambda path: read_feature(path, root)))
    modules = tuple(
        module
        for folder in ("steps", "fixtures")
        for module in reading.each(folder, "*.py", lambda path: read_python(path, root))
    )
    plans = list(reading.each("features", Path(PLAN).name, read_plan))
    gates = list(reading.each("features", Path(GATES).name, read_gates))
    nodes = tuple(
        reading.each("features", "*.yaml", lambda path: (path.relative_to(root).as_posix(), read_node(path)))
    )
    definitions = [each for module in modules if module.folder == "steps" for each in definitions_of(module)]
    unreadable = {fault.file for fault in reading.faults}
    return Suite(
        root=root,
        features=features,
        modules=modules,
        vocabulary=Vocabulary(each for each in definitions if not isinstance(each, BadPattern)),
        bad_patterns=tuple(each for each in definitions if isinstance(each, BadPattern)),
        register=read_register(root) if REGISTER not in unreadable else Register({}, ()),
        lock=read_lock(root),
        yaml_nodes=tuple((path, node) for path, node in nodes if node is not None),
        unreadable=tuple(reading.faults),
        participants=participant_names(world),
        plan=plans[0] if plans else None,
        gates=gates[0] if gates else None,
    )


def participant_names(world: Path) -> frozenset[str]:
    """The names of the demonstration world's participants, read as plain data; none without a world.

    A name that is also a function's (CEC) is no literal name: sentences speak of the function.
    """
    path = world / "participants.yaml"
    if not path.exists():
        return frozenset()
    return frozenset(_names(read_node(path))) - frozenset(FUNCTIONS)


def _names(node: yaml.Node | None) -> Iterator[str]:
    if (name := text_of(member(node, "name"))) and _PARTICIPANT.fullmatch(name):
        yield name
    for _, _, value in members(node):
        yield from _names(value)
    for item in items(node):
        yield from _names(item)


class _Reading:
    """Reads the files of a folder and gathers the faults of those that cannot be read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.faults: list[Fault] = []

    def each(self, folder: str, pattern: str, read: Callable[[Path], _T]) -> Iterator[_T]:
        for path in sorted((self._root / folder).rglob(pattern)):
            try:
                yield read(path)
            except (UnreadableFeature, UnreadablePython, UnreadableYaml) as error:
                self.faults.append(
                    Fault(
                        path.relative_to(self._root).as_posix(),
                        error.line,
                        "a file that can be read",
                        error.reason,
                        "mend the file; nothing else in it was judged",
                    )
                )
