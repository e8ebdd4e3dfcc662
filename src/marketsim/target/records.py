"""How many records a submission holds: the unit of the market's limit on one file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

COUNTED = frozenset({"auction", "nomination", "secondary_market"})
"""Services whose submissions the deck limits by records (slide "CRR Service Endpoint Details")."""


def records_in(service: str, body: Any) -> int:
    """The records of a body about to be sent: of a list its members, of a portfolio its bids, offers or nominations.

    0 for services without such a limit, and for bodies given as bytes.
    """
    if service not in COUNTED or isinstance(body, bytes | str):
        return 0
    if isinstance(body, Sequence):
        return len(body)
    if isinstance(body, msgspec.Struct):
        members = (getattr(body, name) for name in body.__struct_fields__)
        return sum(len(each) for each in members if isinstance(each, list | tuple))
    return 0
