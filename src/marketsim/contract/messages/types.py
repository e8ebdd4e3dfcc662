"""Which type the body of each operation decodes to: a Struct, a list of Structs, or bytes for downloads."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import OperationKey


def message_type(service: str, schema_name: str) -> Any:
    """The Struct (or alias) of a schema of a service, by the schema's own name."""
    return getattr(import_module(f"marketsim.contract.messages.{service}"), schema_name)


def _type(service: str, schema: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return message_type(service, schema["$ref"].rsplit("/", 1)[1])
    if schema["type"] == "array":
        return list[_type(service, schema["items"])]  # type: ignore[misc]  # a type made at run time
    if schema.get("format") == "binary":
        return bytes
    raise TypeError(f"no message type for {schema}")


def _types(side: str) -> Mapping[OperationKey, Any]:
    schemas = {key: getattr(each, side) for key, each in Contract.load().operations.items()}
    return MappingProxyType(
        {key: _type(key.service, schema) for key, schema in schemas.items() if schema is not None}
    )


REQUEST_TYPES: Mapping[OperationKey, Any] = _types("request_schema")
RESPONSE_TYPES: Mapping[OperationKey, Any] = _types("response_schema")
