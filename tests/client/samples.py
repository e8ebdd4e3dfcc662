"""Values that keep the contract, made from its schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketsim.contract.catalogue import Contract
from marketsim.contract.messages.types import REQUEST_TYPES
from marketsim.contract.operations import Operation

INSTANT = "2027-01-01T08:00:00Z"


def sample_body(contract: Contract, operation: Operation) -> Any:
    """The Struct or list of Structs that an operation takes, or None."""
    if operation.request_schema is None:
        return None
    schemas = contract.documents[operation.service]["components"]["schemas"]
    return msgspec.convert(sample(operation.request_schema, schemas), REQUEST_TYPES[operation.key])


def sample(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """A value of a schema: every member there, the first of each enumeration."""
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: sample(each, schemas) for name, each in schema["properties"].items()}
        case "array":
            return [sample(schema["items"], schemas)] * max(1, schema.get("minItems", 1))
        case "integer":
            return int(schema.get("minimum", 1))
        case "number":
            return float(schema.get("minimum", 1.25))
        case _:
            return _text(schema)


def _text(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "date-time":
        return INSTANT
    return "100" if "a-z" not in schema.get("pattern", "a-z") else "AB"
