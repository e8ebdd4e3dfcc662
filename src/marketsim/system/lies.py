"""Lies: ways to falsify a good answer, so that the suite can be seen to notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import Operation

Schema = Mapping[str, Any]
Place = tuple[Any, Any, Any]  # what holds the value, its key or index there, and the value itself

LIES = ("status", "missing", "enum", "tou-boolean")
WRONG_STATUS = 201  # no operation documents it
WRONG_WORD = "NO_SUCH_WORD"
TIMES_OF_USE = {"ON", "OFF"}


def can_lie(lie: str, operation: Operation, contract: Contract) -> bool:
    """Whether that lie can be told about the operation's answer at all."""
    if lie == "status":
        return True
    if operation.response_media_type != "application/json":
        return lie == "missing"  # a download cut short
    schema = operation.response_schema or {}
    return any(_TOLD_AT[lie](each) for each in _schemas(schema, contract.documents[operation.service]))


def falsify(
    lie: str, operation: Operation, contract: Contract, status: int, body: bytes
) -> tuple[int, bytes]:
    """The answer with the lie told; unchanged where this very answer (an empty list) has no place for it."""
    if lie == "status":
        return WRONG_STATUS, body
    if operation.response_media_type != "application/json":
        return status, body[: len(body) // 2]
    answer = {"": msgspec.json.decode(body)}
    schema = operation.response_schema or {}
    walked = _places(schema, answer, "", contract.documents[operation.service])
    told_at = _TOLD_AT[lie]
    places = [(its_schema, place) for its_schema, place in walked if told_at(its_schema)]
    for its_schema, place in places if lie == "tou-boolean" else places[:1]:
        _TELL[lie](its_schema, place)
    return status, msgspec.json.encode(answer[""])


def _resolve(schema: Schema, document: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def _schemas(schema: Schema, document: Schema) -> Iterator[Schema]:
    """Every schema below and with this one; the contract's schemas are trees."""
    schema = _resolve(schema, document)
    yield schema
    for inner in schema.get("properties", {}).values():
        yield from _schemas(inner, document)
    if "items" in schema:
        yield from _schemas(schema["items"], document)


def _places(schema: Schema, holder: Any, key: Any, document: Schema) -> Iterator[tuple[Schema, Place]]:
    """Every value of the answer with the schema it goes by."""
    schema, value = _resolve(schema, document), holder[key]
    yield schema, (holder, key, value)
    if isinstance(value, dict):
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from _places(inner, value, name, document)
    elif isinstance(value, list) and "items" in schema:
        for index in range(len(value)):
            yield from _places(schema["items"], value, index, document)


def _drop_required(schema: Schema, place: Place) -> None:
    del place[2][schema["required"][0]]


def _wrong_word(_schema: Schema, place: Place) -> None:
    holder, key, _value = place
    holder[key] = WRONG_WORD


def _as_boolean(_schema: Schema, place: Place) -> None:
    holder, key, value = place
    holder[key] = value == "ON"


_TOLD_AT: Mapping[str, Callable[[Schema], bool]] = {
    "missing": lambda schema: bool(schema.get("required")),
    "enum": lambda schema: "enum" in schema,
    "tou-boolean": lambda schema: set(schema.get("enum", ())) == TIMES_OF_USE,
}
_TELL: Mapping[str, Callable[[Schema, Place], None]] = {
    "missing": _drop_required,
    "enum": _wrong_word,
    "tou-boolean": _as_boolean,
}
