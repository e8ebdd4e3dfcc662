"""The messages of the messages service, one Struct a schema (messages 1.2.1)."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from marketsim.contract.messages.json_object import JsonObject
from marketsim.contract.messages.words import Instant, Name100


class Message(JsonObject, frozen=True, kw_only=True):
    """One message; an attachment is base64 text."""

    sent_time: Instant
    sender: Name100 | UnsetType = UNSET
    message: Annotated[str, Meta(pattern=r"^([a-zA-Z0-9\#\@\(\)\. _-]*)\Z", max_length=512)]
    attachment_name: (
        Annotated[str, Meta(pattern=r"^([a-zA-Z0-9\(\)\. _-]*)\Z", max_length=50)] | UnsetType
    ) = UNSET
    attachment: str | UnsetType = UNSET
