"""Headings of the ISO's own instead of ours: a folder with a CSV for each template and columns.toml."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketsim.contract.file_format import TEMPLATES, Column
from marketsim.contract.templates.foreign_cells import UnfitNote, foreign_cells
from marketsim.contract.templates.layout import Field, Layout

MAP = "columns.toml"
MOST_BYTES = 1_000_000
KEYS = {"columns", "empty", "without"}


class UnreadableMap(Exception):
    """The folder can't be taken: which file, what was expected and found, what to do."""

    def __init__(self, file: Path, expected: str, found: str, fix: str) -> None:
        super().__init__(f"{file}: expected {expected}; found {found}")
        self.file, self.expected, self.found, self.fix = file, expected, found, fix


def read_layouts(folder: Path) -> Mapping[str, Layout]:
    """The layout of each template that the folder has a heading of; raises UnreadableMap.

    The heading of a template is the only row of ``NAME.csv``. ``columns.toml`` has a table for each: under
    ``[NAME.columns]`` our column = theirs, or ``{name, format, words, times}`` (see foreign_cells.py); ``empty``
    lists columns of theirs that stay empty, ``without`` columns of ours that they do not have.
    """
    if not _is_folder(folder):
        raise UnreadableMap(
            folder, "a folder", "none", f"give a folder with {MAP} and a CSV for each template"
        )
    file = folder / MAP
    try:
        tables = tomllib.loads(_text(file))
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise UnreadableMap(file, "TOML", str(problem)[:200], "correct it there") from None
    found = {}
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in TEMPLATES:
            raise UnreadableMap(
                path, f"a name of {', '.join(TEMPLATES)}", path.stem[:80], "rename it, or take it out"
            )
        found[path.stem] = _Map(file, path, tables.get(path.stem)).layout()
    if stray := [name for name in tables if name not in found]:
        raise UnreadableMap(
            folder, f"{stray[0]}.csv", "none", f"add it, or take [{stray[0]}] out of {MAP}"[:300]
        )
    if not found:
        raise UnreadableMap(folder, "a CSV named like a template", "none", "add the headings")
    return found


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as problem:
        raise UnreadableMap(path, "a folder", problem.strerror or "an error", "check the path") from None


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UnreadableMap(file, f"at most {MOST_BYTES} bytes", "more", "shorten it")
        return content.decode("utf-8-sig")
    except OSError as problem:
        raise UnreadableMap(file, "a file", problem.strerror or "an error", "add it") from None
    except UnicodeDecodeError:
        raise UnreadableMap(file, "UTF-8", "something else", "save it in UTF-8") from None


@dataclass(frozen=True)
class _Map:
    """The column map of one template."""

    file: Path
    heading_file: Path
    table: Any

    @property
    def name(self) -> str:
        return self.heading_file.stem

    def layout(self) -> Layout:
        """The layout; raises UnreadableMap, naming each mapping that is missing."""
        order = self._heading()
        if not isinstance(self.table, dict) or not isinstance(self.table.get("columns"), dict):
            raise self._problem(
                f"a table [{self.name}.columns]", "none", "map each column of ours to one of theirs"
            )
        if unknown := self.table.keys() - KEYS:
            raise self._problem(f"the keys {', '.join(sorted(KEYS))}", sorted(unknown)[0], "correct it")
        mapped: dict[str, Any] = self.table["columns"]
        blank, without = self._list("empty"), self._list("without")
        ours = {each.name: each for each in TEMPLATES[self.name].columns}
        if strange := [each for each in (*mapped, *without) if each not in ours]:
            raise self._problem(f"columns of {self.name}", strange[0], f"one of {', '.join(ours)}")
        fields = tuple(self._field(ours[name], told) for name, told in mapped.items())
        theirs = [each.heading for each in fields]
        if strange := [each for each in (*theirs, *blank) if each not in order]:
            raise self._problem(
                f"a heading in {self.heading_file.name}", strange[0], "spell it as it stands there"
            )
        if twice := [each for each in theirs if theirs.count(each) > 1 or each in blank]:
            raise self._problem("each of their columns once", twice[0], "map it once")
        if missing := [each for each in ours if each not in mapped and each not in without]:
            raise self._missing("our column", missing, "or list it under without")
        if missing := [each for each in order if each not in theirs and each not in blank]:
            raise self._missing("their column", missing, "or list it under empty")
        provenance = f"given by {self.heading_file.parent.name or self.heading_file.parent}"
        return Layout(self.name, provenance, fields, order, frozenset(blank), shields=False)

    def _heading(self) -> tuple[str, ...]:
        text = io.StringIO(_text(self.heading_file), newline="")
        try:
            rows = [row for row in csv.reader(text, strict=True) if any(row)]
        except csv.Error as problem:
            found = str(problem)[:200]
            raise UnreadableMap(self.heading_file, "CSV in UTF-8", found, "leave the heading only") from None
        if len(rows) != 1 or len(set(rows[0])) != len(rows[0]):
            found = f"{len(rows)} rows" if len(rows) != 1 else "a column twice"
            raise UnreadableMap(self.heading_file, "one row, the heading", found, "leave the heading only")
        return tuple(rows[0])

    def _field(self, column: Column, told: Any) -> Field:
        if isinstance(told, str):
            told = {"name": told}
        if not isinstance(told, dict) or not isinstance(told.get("name"), str):
            raise self._problem(
                f"{column.name} = their column, or a table with its name", repr(told)[:80], "correct it"
            )
        notes = {key: each for key, each in told.items() if key != "name"}
        try:
            codec = foreign_cells(column, notes)
        except UnfitNote as problem:
            raise self._problem(
                f"for {column.name} {problem.args[0]}", problem.args[1], "correct it"
            ) from None
        return Field(told["name"], column, codec)

    def _list(self, key: str) -> list[str]:
        found = self.table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise self._problem(f"{key} = a list of columns", repr(found)[:80], "correct it")
        return found

    def _missing(self, whose: str, missing: list[str], otherwise: str) -> UnreadableMap:
        found = f"no mapping of {whose} {', '.join(missing)[:200]}"
        return self._problem("every column mapped", found, f"map it under [{self.name}.columns], {otherwise}")

    def _problem(self, expected: str, found: str, fix: str) -> UnreadableMap:
        return UnreadableMap(self.file, f"[{self.name}]: {expected}", found[:300], fix)
