"""columns.toml in the folder of ``--schemas``: which field of a schema is which column of ours.

It is written as the one of ``--templates``: a table for each schema, or download, and in it our column = their field,
or a table with ``name`` and how their cells read (see templates/foreign_cells.py)::

    [CRRSetAside.columns]
    Interface = "constraintName"
    TOU = {name = "timeOfUse", words = {ON = "On-Peak", OFF = "Off-Peak"}}

Fields of the same name, in any case, need no line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketsim.contract.file_format import Column
from marketsim.contract.folder import ContractFolderProblem
from marketsim.contract.templates.foreign_cells import ForeignCells, UnfitNote, foreign_cells
from marketsim.contract.yaml12 import UnreadableYaml, read_bounded

FILE = "columns.toml"
FIX = "Mend it there."


class FilesFolderProblem(ContractFolderProblem):
    """The folder given with ``--schemas`` cannot be used."""


@dataclass(frozen=True, slots=True)
class MappedField:
    """A field of theirs: the column of ours that it stands for, and how its cells read where that was noted."""

    field: str
    column: Column
    cells: ForeignCells | None = None


def read_column_map(folder: Path) -> dict[str, dict[str, Any]]:
    """What is written for the columns of each table; empty without the file. Raises FilesFolderProblem."""
    file = folder / FILE
    if not file.is_file():
        return {}
    try:
        tables = tomllib.loads(read_bounded(file).decode("utf-8-sig"))
    except (UnreadableYaml, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as problem:
        raise FilesFolderProblem(file, "TOML in UTF-8", str(problem)[:200], FIX) from problem
    for name, table in tables.items():
        if not isinstance(table, dict) or not isinstance(table.get("columns"), dict) or len(table) != 1:
            raise FilesFolderProblem(
                file, "a table [NAME.columns] for each schema", f"something else as {name[:80]!r}", FIX
            )
    return {name: table["columns"] for name, table in tables.items()}


def mapped_fields(
    file: Path, table: str, told: Mapping[str, Any], fields: Iterable[str], ours: Iterable[Column]
) -> dict[str, MappedField]:
    """By our columns, the fields that stand for them: as told, else by the same name in any case.

    Raises FilesFolderProblem for a column or field that is not there, a field told twice, or a note that is no sense.
    """
    columns, free = {each.name: each for each in ours}, list(fields)
    found: dict[str, MappedField] = {}
    for name, written in told.items():
        if name not in columns:
            raise _problem(file, table, f"columns of {', '.join(columns)}", repr(name)[:80])
        notes = {"name": written} if isinstance(written, str) else written
        field = notes.get("name") if isinstance(notes, dict) else None
        if field not in free:
            raise _problem(
                file, table, f"for {name} one of the fields {', '.join(free)[:400]}", repr(field)[:80]
            )
        free.remove(field)
        notes = {key: each for key, each in notes.items() if key != "name"}
        try:
            found[name] = MappedField(
                field, columns[name], foreign_cells(columns[name], notes) if notes else None
            )
        except UnfitNote as problem:
            raise _problem(file, table, f"for {name} {problem.args[0]}", str(problem.args[1])) from None
    left = {each.casefold(): each for each in columns if each not in found}
    for field in free:
        if field.casefold() in left:
            name = left.pop(field.casefold())
            found[name] = MappedField(field, columns[name])
    return found


def _problem(file: Path, table: str, expected: str, found: str) -> FilesFolderProblem:
    return FilesFolderProblem(file, f"in [{table}.columns] {expected}", found, FIX)
