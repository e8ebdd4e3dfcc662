"""From the bytes of a body to the messages, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from marketsim.contract.deviation import Deviation, Side
from marketsim.contract.instants import utc_text
from marketsim.contract.lenient import construct_leniently
from marketsim.contract.messages.refusal import CRRServiceException
from marketsim.contract.messages.types import REQUEST_TYPES, RESPONSE_TYPES
from marketsim.contract.operations import Operation
from marketsim.contract.quick_decoding import decode_quickly
from marketsim.contract.schema_check import OPEN
from marketsim.contract.strict_json import MalformedJson, parse

__all__ = ["construct_leniently", "decode", "decode_refusal", "encode", "is_too_dense"]

LARGE = 10_000_000  # bytes


def decode(operation: Operation, body: bytes, side: Side = "request") -> tuple[Any, list[Deviation]]:
    """The message in a body of an operation, and where the body departs from the contract.

    Without deviations the value is the Struct (or list of Structs) of the operation, None for an operation
    that takes no body, the bytes themselves for a download. With deviations it is None. Steps of numbers
    (0.001 MW, 0.01 $) and the form of date-times are judged by the schema, all else by Struct and schema alike.
    """
    schema = operation.request_schema if side == "request" else operation.response_schema
    type_ = (REQUEST_TYPES if side == "request" else RESPONSE_TYPES).get(operation.key)
    if schema is None or type_ is None:
        unwanted = Deviation(side, "body", "", "no body", f"{len(body)} bytes", constraint="presence")
        return None, [unwanted] if body else []
    if type_ is bytes:
        return body, []
    if (message := decode_quickly(type_, body)) is not None:
        return message, []
    if side == "request" and is_too_dense(body):
        found = f"{len(body)} bytes with a bracket or a comma every few of them"
        return None, [Deviation(side, "body", "", "messages of the contract", found, constraint="malformed")]
    try:
        value = parse(body)
    except MalformedJson as problem:
        return None, [Deviation(side, "body", "", "valid JSON", str(problem), constraint="malformed")]
    if deviations := OPEN.of(schema).deviations(side, "body", value):
        return None, deviations
    try:
        return msgspec.convert(value, type_), []
    except msgspec.ValidationError as problem:
        return None, [_from_struct(side, str(problem))]


def is_too_dense(body: bytes) -> bool:
    """Whether a large body holds more values than messages of its size could; as plain values they would fill memory.

    The shortest record of hourly load, the only message of such size, has 95 bytes, one bracket and five commas.
    """
    if len(body) <= LARGE:
        return False
    return 50 * (body.count(b"{") + body.count(b"[")) > len(body) or 12 * body.count(b",") > len(body)


def decode_refusal(body: bytes) -> CRRServiceException | None:
    """The refusal in the body of a 4xx or 5xx answer; None when it is something else."""
    try:
        return msgspec.convert(parse(body), CRRServiceException)
    except (MalformedJson, msgspec.ValidationError):
        return None


def encode(message: object) -> bytes:
    """The JSON of a message (Struct, list, plain value): date-times in UTC with Z, cut to whole seconds.

    Raises ValueError for a date-time without zone and for a number that JSON doesn't have (NaN, infinity).
    """
    return msgspec.json.encode(_plain(msgspec.to_builtins(message, builtin_types=(datetime,))))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, float) and value - value != 0:
        raise ValueError(f"{value} is no JSON number")
    return value


def _from_struct(side: Side, message: str) -> Deviation:
    """What only the Struct refuses: a whole number beyond 64 bits, the year 0."""
    complaint, _, path = message.partition(" - at `$")
    return Deviation(
        side,
        "body",
        path.rstrip("`").lstrip("."),
        "a value that the message can hold",
        complaint,
        constraint="type",
    )
