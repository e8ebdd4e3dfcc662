"""One way to write a document down, so that the same facts have the same bytes and the same digest."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

WHOLE = 2**53
"""Beyond this a float no longer tells whole numbers apart."""


def canonical(value: Any) -> bytes:
    """JSON with sorted names and no spaces, in UTF-8; Structs and tuples as JSON has them."""
    return msgspec.json.encode(value, order="sorted")


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def settled(value: Any) -> Any:
    """A JSON value in which 200.0 is 200, as the two compare equal."""
    if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE:
        return int(value)
    if isinstance(value, dict):
        return {name: settled(each) for name, each in value.items()}
    return [settled(each) for each in value] if isinstance(value, list | tuple) else value
