"""Which writes each scenario sends, as it was seen on an embedded system: a lock beside the scenario ids.

What a step sends cannot be read from its sentence. So the lock is made from the evidence of a whole run, and a test
holds every run against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from marketsim.contract.operations import OperationKey

LOCK = Path("features") / "scenario-writes.lock"
_HEAD = (
    "# The writes that each scenario sends on an embedded system, with all its rows: id and service.operationId.\n"
    "# Made by `marketsim lint --writes RUN` from a whole run; shown before a run on a live target.\n"
)

Writes = Mapping[str, tuple[OperationKey, ...]]


def read_writes(root: Path) -> Writes:
    """The operations by scenario id with its row; empty without a lock. Raises ValueError for a line that is none."""
    path = root / LOCK
    if not path.is_file():
        return {}
    found: dict[str, tuple[OperationKey, ...]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, operations = line.partition(" : ")
            found[name] = tuple(OperationKey(*each.split(".", 1)) for each in operations.split())
    return found


def write_writes(root: Path, sent: Iterable[tuple[str, str]]) -> int:
    """Write the lock from pairs of scenario id and ``service.operationId``; how many scenarios write."""
    operations: dict[str, set[str]] = {}
    for scenario, operation in sent:
        operations.setdefault(scenario, set()).add(operation)
    lines = [f"{name} : {' '.join(sorted(operations[name]))}\n" for name in sorted(operations)]
    (root / LOCK).write_text(_HEAD + "".join(lines), "utf-8")
    return len(lines)
