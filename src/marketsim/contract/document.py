"""From one OpenAPI 3.0 document to its operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from marketsim.contract.folder import relative
from marketsim.contract.operations import Operation, OperationKey, Parameter

_METHODS = ("get", "post", "put", "patch", "delete")
_MAX_REFERENCES = 20
JSON = "application/json"


class UnusableDocument(Exception):
    """The document lacks something that we need; carries what was expected and what was found."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}; found {found}")
        self.expected, self.found = expected, found


class RootSchema(dict[str, Any]):
    """A JSON schema that carries the components its references point to, so that it can stand alone."""

    def __repr__(self) -> str:
        """Short: the components would fill pages."""
        return repr({key: value for key, value in self.items() if key != "components"})


@dataclass(frozen=True, slots=True)
class DocumentedBody:
    """What a document says of a body: the schema by media type; no media type means no body."""

    media_types: Mapping[str, Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class DocumentedOperation:
    """An operation, the body it takes and its answers by status (200, 4XX, default)."""

    operation: Operation
    request: DocumentedBody
    answers: Mapping[str, DocumentedBody]


def read_operations(service: str, document: Mapping[str, Any]) -> Iterator[DocumentedOperation]:
    """All operations of a document, in its order; raises UnusableDocument."""
    for path, item in document["paths"].items():
        for method, body in _resolved(document, item).items():
            if method in _METHODS:
                yield _operation(service, document, relative(path), method.upper(), item, body)


def _operation(
    service: str, document: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any], body: Any
) -> DocumentedOperation:
    place = f"{method} {path}"
    if not isinstance(body, Mapping) or not isinstance(body.get("operationId"), str):
        raise UnusableDocument("an operationId for every operation", f"none for {place}")
    request = _contents(document, _resolved(document, body.get("requestBody", {})))
    answers = {
        str(status): DocumentedBody(_contents(document, _resolved(document, answer)))
        for status, answer in body.get("responses", {}).items()
    }
    success = answers.get("200", DocumentedBody({}))
    media_type = JSON if JSON in success.media_types else next(iter(success.media_types), JSON)
    operation = Operation(
        key=OperationKey(service, body["operationId"]),
        method=method,
        path=path,
        access=_access(method, body.get("tags", ())),
        parameters=tuple(
            _parameter(document, place, each)
            for each in (*item.get("parameters", ()), *body.get("parameters", ()))
        ),
        request_schema=request.get(JSON),
        response_schema=success.media_types.get(media_type),
        response_media_type=media_type,
        statuses=frozenset(int(status) for status in answers if status.isdigit()),
    )
    return DocumentedOperation(operation, DocumentedBody(request), answers)


def _access(method: str, tags: Any) -> Literal["read", "write"]:
    """From the tags where they say it, as ours do; else what the method stands for."""
    if "write" in tags:
        return "write"
    return "read" if "read" in tags or method == "GET" else "write"


def _parameter(document: Mapping[str, Any], place: str, reference: Any) -> Parameter:
    body = _resolved(document, reference)
    location: Any = body.get("in")
    if location not in ("query", "header") or not isinstance(body.get("name"), str):
        raise UnusableDocument(
            "named query and header parameters only", f"{body.get('in')} parameter in {place}"
        )
    schema = _resolved(document, body.get("schema", {}))
    return Parameter(body["name"], location, bool(body.get("required")), standing_alone(document, schema))


def _contents(document: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Mapping[str, Any] | None]:
    """The schemas by media type, lower case and without media type parameters."""
    return {
        media_type.split(";")[0].strip().lower(): standing_alone(document, content["schema"])
        if isinstance(content, Mapping) and "schema" in content
        else None
        for media_type, content in body.get("content", {}).items()
    }


def standing_alone(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself when it refers to nothing, else with the components of its document."""
    if "$ref" not in repr(schema):
        return schema
    return RootSchema(schema, components=document.get("components", {}))


def _resolved(document: Mapping[str, Any], node: Any) -> Mapping[str, Any]:
    """Follow ``$ref`` within the document; raises UnusableDocument when it leads nowhere."""
    for _ in range(_MAX_REFERENCES):
        if not isinstance(node, Mapping):
            raise UnusableDocument("an object", f"{node!r:.60}")
        if "$ref" not in node:
            return node
        node = follow(document, node["$ref"])
    raise UnusableDocument("references that end somewhere", "a circle of $ref")


def follow(document: Mapping[str, Any], reference: Any) -> Any:
    """What a ``$ref`` points to; raises UnusableDocument when it leads out of the document or nowhere."""
    target: Any = document
    if not isinstance(reference, str) or not reference.startswith("#/"):
        raise UnusableDocument("references within the document (#/...)", f"$ref {reference!r:.80}")
    for part in reference[2:].split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(target, Mapping) or name not in target:
            raise UnusableDocument(
                "references that lead somewhere", f"$ref {reference!r:.80}, which does not"
            )
        target = target[name]
    return target
