"""One compiled JSON schema of the contract, and the deviations of a value from it.

OpenAPI 3.0 schemas are read as JSON Schema draft 4 (exclusiveMinimum is a flag in both), with ``nullable`` and
the bounds of ``int64`` translated. jsonschema-rs computes ``multipleOf`` exactly, so 0.001 takes every number
of three decimals and none of four.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

import jsonschema_rs

from marketsim.contract.deviation import Deviation, Side
from marketsim.contract.strict_json import inside
from marketsim.contract.wording import Departure, departures

MAX_REPORTED = 50
# Listing all errors of a value costs 16 us an error, so a hostile body is not listed to its end.
MAX_JUDGED = 20_000
MAX_ENTRIES = 1_000

_DATA = frozenset({"example", "examples", "default", "enum"})  # keywords that hold values, not schemas


class SchemaCheck:
    """A schema compiled once."""

    def __init__(self, schema: Mapping[str, Any], closed: bool = False) -> None:
        """``closed`` forbids members that the schema doesn't mention.

        Raises ValueError when the schema is no schema, or refers to something outside of itself.
        """
        self._validator: jsonschema_rs.Draft4Validator | jsonschema_rs.Draft7Validator = (
            jsonschema_rs.Draft4Validator(
                _draft4(schema, closed), validate_formats=True, formats={"uuid": _is_uuid}, offline=True
            )
        )

    @classmethod
    def draft7(cls, schema: Mapping[str, Any]) -> SchemaCheck:
        """A schema as it stands, of JSON Schema draft 7. Raises ValueError as above."""
        check = cls.__new__(cls)
        check._validator = jsonschema_rs.Draft7Validator(dict(schema), validate_formats=True, offline=True)
        return check

    def accepts(self, value: Any) -> bool:
        """Whether the value has no departure."""
        return self._validator.is_valid(value)

    def departures(self, value: Any) -> Iterator[Departure]:
        """Where the value departs from the schema; of a very large value only the beginning is told."""
        judged = value if _size_within(value, MAX_JUDGED) else _cut(value)
        beginning = departures(self._validator.iter_errors(judged))
        if judged == value:
            yield from beginning
            return
        found = [each for each in beginning if each.constraint not in {"minItems", "maxItems"}]
        yield from found or departures(self._first(value))
        yield Departure(
            "", "a body small enough to list all", f"{MAX_ENTRIES} entries of each list judged", "more"
        )

    def _first(self, value: Any) -> list[jsonschema_rs.ValidationError]:
        try:
            self._validator.validate(value)
        except jsonschema_rs.ValidationError as first:
            return [first]
        return []


class ContractCheck:
    """The deviations of a value from a schema; ``strict`` adds members that it doesn't mention."""

    def __init__(self, schema: Mapping[str, Any], strict: bool) -> None:
        self._open = SchemaCheck(schema)
        self._judge = SchemaCheck(schema, closed=True) if strict else self._open

    def deviations(self, side: Side, where: str, value: Any) -> list[Deviation]:
        """The deviations of a value, at most MAX_REPORTED and one that counts the rest."""
        if self._judge.accepts(value):
            return []
        found = list(self._judge.departures(value))
        documented = set(found if self._judge is self._open else self._open.departures(value))
        found.sort(key=lambda each: each not in documented)  # what breaks the contract comes first
        reported = [
            Deviation(
                side, where, each.path, each.expected, each.found, each not in documented, each.constraint
            )
            for each in found[:MAX_REPORTED]
        ]
        if rest := found[MAX_REPORTED:]:
            told = f"{'over ' if rest[-1].constraint == 'more' else ''}{len(rest)} more"
            merely_undocumented = documented.isdisjoint(rest)
            reported.append(
                Deviation(side, where, "", "no further deviations", told, merely_undocumented, "more")
            )
        return reported


class SchemaChecks:
    """Compiled checks by schema object, so that each schema of a contract is compiled once."""

    def __init__(self, strict: bool = False) -> None:
        self._strict = strict
        self._known: dict[int, tuple[Mapping[str, Any], ContractCheck]] = {}

    def of(self, schema: Mapping[str, Any]) -> ContractCheck:
        """The check of a schema; the schema is kept alive, as it is known by its identity."""
        if id(schema) not in self._known:
            self._known[id(schema)] = (schema, ContractCheck(schema, self._strict))
        return self._known[id(schema)][1]


OPEN = SchemaChecks()
STRICT = SchemaChecks(strict=True)


def _draft4(schema: Any, closed: bool) -> Any:
    """The same schema with its OpenAPI words translated and, when closed, every object without further members."""
    if isinstance(schema, list):
        return [_draft4(each, closed) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    translated = {
        key: {name: _draft4(each, closed) for name, each in value.items()}
        if key == "properties" and isinstance(value, Mapping)
        else value
        if key in _DATA
        else _draft4(value, closed)
        for key, value in schema.items()
    }
    if translated.get("nullable") is True and isinstance(translated.get("type"), str):
        translated["type"] = [translated["type"], "null"]
    if translated.get("type") == "integer" and translated.get("format") == "int64":
        translated.setdefault("minimum", -(2**63))
        translated.setdefault("maximum", 2**63 - 1)
    if closed and "properties" in translated and not {"allOf", "anyOf", "oneOf"} & translated.keys():
        translated.setdefault("additionalProperties", False)
        # The published documents require two members that they don't define; requiring mentions them.
        translated["properties"] = {name: {} for name in translated.get("required", ())} | translated[
            "properties"
        ]
    return translated


def _is_uuid(text: str) -> bool:
    """The 36 characters of RFC 4122; UUID() alone would also take braces and missing hyphens."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _size_within(value: Any, limit: int) -> bool:
    """Whether the value consists of at most that many values."""
    count, level = 1, [value]
    while level and count <= limit:
        level = [item for each in level for item in inside(each)]
        count += len(level)
    return count <= limit


def _cut(value: Any) -> Any:
    """The value with every list cut to its first entries."""
    if isinstance(value, dict):
        return {name: _cut(item) for name, item in islice(value.items(), MAX_ENTRIES)}
    return [_cut(item) for item in value[:MAX_ENTRIES]] if isinstance(value, list) else value
