"""Whether a document from outside can be judged by: its references lead somewhere, its schemas compile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marketsim.contract.document import DocumentedOperation, UnusableDocument, follow
from marketsim.contract.schema_check import SchemaCheck


def require_sound(document: Mapping[str, Any], operations: Iterable[DocumentedOperation]) -> None:
    """Raises UnusableDocument for a reference that leads nowhere or a schema that does not compile."""
    for reference in _references(document):
        follow(document, reference)
    codes = document.get("x-error-codes", [])
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise UnusableDocument("a list of codes as x-error-codes", f"{codes!r:.80}")
    for each in operations:
        for schema in _schemas(each):
            try:
                SchemaCheck(schema)
            except ValueError as problem:
                place = f"{each.operation.method} {each.operation.path}"
                raise UnusableDocument(
                    "schemas that can be checked", f"{problem!s:.200} ({place})"
                ) from problem


def _references(node: Any) -> Iterator[Any]:
    if isinstance(node, Mapping):
        if "$ref" in node and isinstance(node["$ref"], str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _schemas(documented: DocumentedOperation) -> Iterator[Mapping[str, Any]]:
    yield from (parameter.schema for parameter in documented.operation.parameters)
    for body in (documented.request, *documented.answers.values()):
        yield from (schema for schema in body.media_types.values() if schema is not None)
