"""What all bodies have in common."""

from __future__ import annotations

import msgspec


class JsonObject(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One JSON object of the contract.

    Attributes are snake_case and travel as the published camelCase names. Optional members are ``UNSET`` when
    absent and are then left out. Constructing one checks nothing; decoding does (contract/decoding.py).
    """
