"""What a clearing found, as text kept with the run; floats keep every digit."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from marketsim.clearing.allocation_outcome import AllocatedProduct
from marketsim.clearing.outcome import ClearedProduct

Result = ClearedProduct | AllocatedProduct
"""A product's result; a record's key is its number in the market, as text."""


def encode(results: Sequence[Result]) -> str:
    """As text, to be kept."""
    return msgspec.json.encode(list(results)).decode()


def decode(kept: str, *, allocation: bool) -> Sequence[Result]:
    """Back from text; raises msgspec.ValidationError when it was written by another version."""
    if allocation:
        return msgspec.json.decode(kept, type=list[AllocatedProduct])
    return msgspec.json.decode(kept, type=list[ClearedProduct])
