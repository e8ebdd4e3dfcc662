"""The messages of the application status service, one Struct a schema (app_status 1.0.1)."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from marketsim.contract.messages.json_object import JsonObject


class ApplicationStatus(JsonObject, frozen=True, kw_only=True):
    """What the application says of itself."""

    status: Annotated[str, Meta(max_length=2048)] | UnsetType = UNSET
