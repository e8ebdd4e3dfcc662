"""One of the ISO's JSON schemas (draft-07) of a download: what it takes, and which rows and columns lie in it.

A schema speaks of JSON. Its rows are the innermost list of objects; a member that stands above them counts for every
row below it, and a member of an object within a row is named ``outer.inner``. The columns of a CSV file are derived
from the same members, as no schema describes a CSV.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from marketsim.contract.cells import Row, from_csv, from_json
from marketsim.contract.document import UnusableDocument, follow
from marketsim.contract.file_format import Column, ColumnType, FileFormat
from marketsim.contract.schema_check import SchemaCheck
from marketsim.contract.strict_json import MalformedJson, parse
from marketsim.contract.wording import Departure

DRAFT_07 = "http://json-schema.org/draft-07/schema"
MAX_COLUMNS = 1_000
_MAX_DEPTH = 20  # of references followed, and of objects in objects
_MAX_LOOKS = 100_000  # at its parts; references can make a small schema a tree without end
_TYPES: Mapping[str, ColumnType] = {"integer": "integer", "number": "number"}


class UnusableSchema(ValueError):
    """A text is no schema that a download can be judged by; what was expected and found."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}; found {found}")
        self.expected, self.found = expected, found


@dataclass(frozen=True, slots=True)
class _Field:
    """A column on its way: how it lies in the row, and whether it must be there."""

    name: str
    type: ColumnType
    required: bool


class FileSchema:
    """A schema compiled once; ``columns`` in its own order, ``required`` those that every row must have."""

    def __init__(self, text: bytes) -> None:
        """Raises UnusableSchema. References are followed within the schema only; nothing is fetched."""
        self._root = _schema(text)
        try:
            self._check = SchemaCheck.draft7(self._root)
        except ValueError as problem:
            found = " ".join(str(problem).split())[:200]
            raise UnusableSchema(
                "a sound JSON schema (draft-07) that refers to nothing outside", found
            ) from None
        self._path: tuple[str, ...] = ()
        self._looks = 0
        fields = list(self._fields(self._resolved(self._root), "", 0))
        unique = {each.name: each for each in reversed(fields)}  # what is nearer to the row wins
        if not unique or len(unique) > MAX_COLUMNS:
            raise UnusableSchema(
                f"a list of objects with named members (at most {MAX_COLUMNS})", f"{len(unique)} members"
            )
        self.columns = tuple(
            Column(each.name, each.type, "as its schema says", "schemas")
            for each in dict.fromkeys(unique[field.name] for field in fields)
        )
        self.required = frozenset(each.name for each in unique.values() if each.required)

    def format(self, download_type: str) -> FileFormat:
        """The columns as those of a download type."""
        return FileFormat(download_type, "schemas", self.columns)

    def departures(self, value: Any) -> Iterator[Departure]:
        """Where a file's JSON departs from the schema."""
        if not self._check.accepts(value):
            yield from self._check.departures(value)

    def rows(self, value: Any) -> list[Row]:
        """The rows of a file's JSON, by the names and types of the columns. Raises MalformedJson.

        Members that the schema does not mention are kept.
        """
        types = {each.name: each.type for each in self.columns}
        return [
            {name: from_json(cell, types.get(name, "text")) for name, cell in row.items()}
            for row in self._rows(value, self._path, {})
        ]

    def typed(self, rows: list[Row]) -> list[Row]:
        """Rows of text, as CSV has them, by the names and types of the columns; names match in any case."""
        known = {each.name.casefold(): each for each in self.columns}
        return [
            dict(_typed(name, cell, known.get(name.casefold())) for name, cell in row.items()) for row in rows
        ]

    def _rows(self, value: Any, path: tuple[str, ...], above: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        if isinstance(value, list):
            for each in value:
                yield from self._rows(each, path, above)
        elif isinstance(value, dict):
            row = {**above, **dict(_flat(value, "", path[0] if path else None))}
            if not path:
                yield row
            elif path[0] in value:
                yield from self._rows(value[path[0]], path[1:], row)
        else:
            raise MalformedJson("a list of objects with something else in it")

    def _fields(self, schema: Mapping[str, Any], lead: str, depth: int) -> Iterator[_Field]:
        """The columns below a schema, from the outermost in; lays the path to the rows on the way."""
        members = self._members(schema)
        needed = {name for part in self._object(schema) for name in part.get("required", ())}
        lists = [name for name, each in members.items() if self._holds_rows(each, depth + 1)]
        if lead == "" and len(lists) > 1:
            raise UnusableSchema(
                "one list of objects that the rows are", f"several: {', '.join(lists)[:160]}"
            )
        for name, each in members.items():
            if name in lists and not lead:
                continue
            if self._members(each) and depth < _MAX_DEPTH:
                yield from self._fields(each, f"{lead}{name}.", depth + 1)
            else:
                yield _Field(f"{lead}{name}", self._type(each, 0), name in needed and not lead)
        if lists and not lead:
            self._path = (*self._path, lists[0])
            yield from self._fields(members[lists[0]], "", depth + 1)

    def _holds_rows(self, schema: Mapping[str, Any], depth: int) -> bool:
        """Whether a list of objects is here or further in."""
        if depth > _MAX_DEPTH:
            return False
        if self._is_list(schema):
            return bool(self._members(schema))
        return any(self._holds_rows(each, depth + 1) for each in self._members(schema).values())

    def _is_list(self, schema: Mapping[str, Any]) -> bool:
        return isinstance(self._resolved(schema).get("items"), Mapping)

    def _members(self, schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        """The members of an object, or of the objects of a list."""
        found: dict[str, Any] = {}
        for part in self._object(schema, ("allOf", "anyOf", "oneOf")):
            found |= part.get("properties", {})
        return {
            name: self._resolved(each) if isinstance(each, Mapping) else {} for name, each in found.items()
        }

    def _object(
        self, schema: Mapping[str, Any], joined: tuple[str, ...] = ("allOf",)
    ) -> list[Mapping[str, Any]]:
        """The schema of an object, or of the objects of a list, with the schemas that it is put together from."""
        schema = self._resolved(schema)
        for _ in range(_MAX_DEPTH):
            if not isinstance(items := schema.get("items"), Mapping):
                break
            schema = self._resolved(items)
        return [schema, *(self._resolved(each) for each in _parts(schema, joined))]

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        self._looks += 1
        if self._looks > _MAX_LOOKS:
            raise UnusableSchema("a schema that can be read through", f"over {_MAX_LOOKS} parts of parts")
        own = str(self._root.get("$id", "")).rstrip("#")
        for _ in range(_MAX_DEPTH):
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                return schema
            inside = reference.removeprefix(own) if own else reference
            try:
                schema = self._root if inside == "#" else follow(self._root, inside)
            except UnusableDocument as problem:
                raise UnusableSchema(problem.expected, problem.found) from None
            if not isinstance(schema, Mapping):
                return {}
        raise UnusableSchema("references that end somewhere", "a circle of $ref")

    def _type(self, schema: Mapping[str, Any], depth: int) -> ColumnType:
        """The type of a cell; whatever is no number and no instant is read as text."""
        named = schema.get("type")
        kinds = [named] if isinstance(named, str) else list(named) if isinstance(named, list) else []
        kinds = [each for each in kinds if each != "null"]
        if len(kinds) == 1 and kinds[0] in _TYPES:
            return _TYPES[kinds[0]]
        if set(kinds) == {"integer", "number"}:
            return "number"
        if kinds in (["string"], []) and schema.get("format") == "date-time":
            return "date-time"
        if not kinds and depth < _MAX_DEPTH:
            kinds_inside = {self._type(self._resolved(each), depth + 1) for each in _parts(schema)} - {"text"}
            if len(kinds_inside) == 1:
                return kinds_inside.pop()
        return "text"


def _schema(text: bytes) -> dict[str, Any]:
    try:
        value = parse(text.removeprefix(b"\xef\xbb\xbf"))
    except MalformedJson as problem:
        raise UnusableSchema("a JSON schema (draft-07)", str(problem)) from None
    if not isinstance(value, dict):
        raise UnusableSchema("a JSON schema (draft-07), which is an object", f"{type(value).__name__}")
    draft = value.get("$schema", DRAFT_07)
    if str(draft).rstrip("#").replace("https:", "http:", 1) != DRAFT_07:
        raise UnusableSchema(f"$schema {DRAFT_07}#", f"{draft!r:.100}")
    return cast("dict[str, Any]", value)


def _parts(
    schema: Mapping[str, Any], joined: tuple[str, ...] = ("allOf", "anyOf", "oneOf")
) -> Iterator[Mapping[str, Any]]:
    """The schemas that one is put together from, or that it is one of."""
    for keyword in joined:
        parts = schema.get(keyword)
        yield from (each for each in parts if isinstance(each, Mapping)) if isinstance(parts, list) else ()


def _flat(
    value: Mapping[str, Any], lead: str, besides: str | None, depth: int = 0
) -> Iterator[tuple[str, Any]]:
    """The plain members of an object, and those of objects in it."""
    for name, each in value.items():
        if name == besides:
            continue
        if isinstance(each, dict) and depth < _MAX_DEPTH:
            yield from _flat(each, f"{lead}{name}.", None, depth + 1)
        else:
            yield f"{lead}{name}", each


def _typed(name: str, cell: Any, column: Column | None) -> tuple[str, Any]:
    if column is None:
        return name, cell
    plain = isinstance(cell, str) and column.type != "text"
    return column.name, from_csv(cell, column.type) if plain else cell
