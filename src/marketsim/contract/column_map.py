"""columns.toml: which column of ours a field of somebody else's file stands for.

It lies in the folder of ``--schemas`` or ``--templates`` beside what it speaks of. A table a file, by the name that
the folder's owner gives it; in it a line a field: ``"Their Field" = "OurColumn"``::

    [CRRSetAside]
    constraintName = "Interface"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from marketsim.contract.folder import ContractFolderProblem
from marketsim.contract.yaml12 import UnreadableYaml, read_bounded

FILE = "columns.toml"
Names = Mapping[str, str]


class FilesFolderProblem(ContractFolderProblem):
    """The folder given with ``--schemas`` or ``--templates`` cannot be used."""


def read_column_map(folder: Path) -> dict[str, dict[str, str]]:
    """Their field -> our column, by the tables of columns.toml; empty without the file. Raises FilesFolderProblem."""
    file = folder / FILE
    if not file.is_file():
        return {}
    try:
        written = tomllib.loads(read_bounded(file).decode("utf-8"))
    except (UnreadableYaml, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as problem:
        raise FilesFolderProblem(file, "TOML in UTF-8", str(problem)[:200], "Mend that line.") from problem
    for table, names in written.items():
        if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
            raise FilesFolderProblem(
                file,
                'tables of lines such as "Their Field" = "OurColumn"',
                f"something else at {table[:80]!r}",
                "Write a table for each file, and a text on the right of each line.",
            )
    return written


def check_columns(file: Path, table: str, names: Names, theirs: Iterable[str], ours: Iterable[str]) -> None:
    """Raise FilesFolderProblem unless each line leads from one of their fields to one of our columns, each once."""
    fields, columns, seen = set(theirs), list(ours), set[str]()
    for field, column in names.items():
        for what, name, known in (("field", field, sorted(fields)), ("column", column, columns)):
            if name not in known:
                told = ", ".join(known)[:400]
                raise FilesFolderProblem(
                    file, f"{what}s of {table} ({told})", f"{name[:80]!r}", "Write one of those names."
                )
        if column in seen:
            raise FilesFolderProblem(
                file, f"one field of {table} for a column", f"a second one for {column!r}", "Keep one."
            )
        seen.add(column)


def matched(names: Names, theirs: Iterable[str], ours: Iterable[str]) -> dict[str, str]:
    """Their field -> our column: as the map says, else by the same name in upper or lower case."""
    found = dict(names)
    free = {each.casefold(): each for each in ours if each not in set(found.values())}
    for field in theirs:
        if field not in found and field.casefold() in free:
            found[field] = free.pop(field.casefold())
    return found
