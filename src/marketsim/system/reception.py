"""Takes a request in: who sends it, its parameters, and its body within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import msgspec
from starlette.requests import Request

from marketsim.contract.operations import Operation
from marketsim.system.security import person_of

REQUEST_ID = "caiso-request-id"
LONGEST_REQUEST_ID = 64

# What the participant is called, in the query or in the body.
PARTICIPANT_MEMBERS = ("participantName", "torHolder", "assetOwner")


@dataclass(frozen=True, slots=True)
class Received:
    """One request to a known operation, read but not yet judged. ``body`` is None when it was too long."""

    operation: Operation
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes | None
    body_limit: int

    @property
    def request_id(self) -> str:
        """The caiso-request-id as sent, cut to a bound; empty when it was left out."""
        return self.headers.get(REQUEST_ID, "")[:LONGEST_REQUEST_ID]


def person(request: Request) -> str | None:
    """The person of the verified client certificate; None when no certificate came with the connection."""
    certificate = request.scope.get("extensions", {}).get("tls", {}).get("client")
    return None if certificate is None else person_of(certificate)


async def receive(request: Request, operation: Operation, body_limit: int) -> Received:
    """Read the request; a body beyond the limit is not kept."""
    try:
        body: bytes | None = await bounded_body(request, body_limit)
    except BodyTooLong:
        body = None
    return Received(
        operation=operation,
        query={name: request.query_params.getlist(name)[0] for name in request.query_params},
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        body_limit=body_limit,
    )


class BodyTooLong(Exception):
    """The body exceeds the limit; reading stopped there."""


async def bounded_body(request: Request, limit: int) -> bytes:
    """The body, read as it streams in; raises BodyTooLong as soon as it exceeds the limit.

    It grows in one buffer, which is handed back as it is: joined parts would be there twice.
    """
    announced = request.headers.get("content-length", "0")
    if announced.isascii() and announced.isdigit() and int(announced) > limit:
        raise BodyTooLong
    body = BytesIO()
    async for part in request.stream():
        if body.tell() + len(part) > limit:
            raise BodyTooLong
        body.write(part)
    return body.getvalue()


@dataclass(frozen=True, slots=True)
class ParticipantPlace:
    """Where an operation names its participant, and the form the contract asks of the name there."""

    member: str
    pattern: str | None
    max_length: int | None


def participant_place(operation: Operation) -> ParticipantPlace | None:
    """From the query parameter, else from a member of the body; None when neither is there."""
    schemas = {each.name: each.schema for each in operation.parameters if each.location == "query"}
    root = operation.request_schema or {}
    schemas = {**_resolved(root, root).get("properties", {}), **schemas}
    for member in PARTICIPANT_MEMBERS:
        if member in schemas:
            schema = _resolved(schemas[member], root)
            return ParticipantPlace(member, schema.get("pattern"), schema.get("maxLength"))
    return None


def named_participant(received: Received, member: str) -> str | None:
    """The participant a request names, read before anything else is judged; None when it cannot be read."""
    if any(each.location == "query" and each.name == member for each in received.operation.parameters):
        return received.query.get(member)
    try:
        value = getattr(msgspec.json.decode(received.body or b"", type=_peek(member)), member)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    return value if isinstance(value, str) else None


@cache
def _peek(member: str) -> type[msgspec.Struct]:
    """An object of which only one member is looked at."""
    return msgspec.defstruct("Peek", [(member, Any, None)])


def _resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema
