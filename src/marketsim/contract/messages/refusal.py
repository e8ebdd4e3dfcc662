"""The body of every refusal, the same in all services that have one."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from marketsim.contract.messages.json_object import JsonObject
from marketsim.contract.messages.words import Instant

Severity = Literal["FATAL", "ERROR"]


class ErrorDetail(JsonObject, frozen=True, kw_only=True):
    """One reason of a refusal, with its code."""

    error_description: Annotated[str, Meta(max_length=1000)]
    error_code: Annotated[str, Meta(max_length=15)]
    severity: Severity


class CRRServiceException(JsonObject, frozen=True, kw_only=True):
    """The body of every refusal."""

    error_list: list[ErrorDetail]
    creation_time: Instant
    service_version: Annotated[str, Meta(max_length=10)] | UnsetType = UNSET
