"""A request as it was sent, and where it departs from the contract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketsim.contract.deviation import Deviation
from marketsim.contract.operations import Operation


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request as it was sent, with its deviations from the contract.

    ``body`` is the plain JSON value of a body that deviates, else None; ``body_bytes`` is None for a body
    beyond ``body_limit``, of which nothing was kept.
    """

    operation: Operation
    query: Mapping[str, str]
    request_id: str | None
    media_type: str | None
    body_bytes: int | None
    body_limit: int
    body: Any
    deviations: tuple[Deviation, ...]

    @property
    def takes_body(self) -> bool:
        """Whether the operation takes a body."""
        return self.operation.request_schema is not None

    def value_at(self, deviation: Deviation) -> Any:
        """The value a deviation speaks of: in the query, in the body, or in one of its records."""
        *records, member = path_tokens(deviation.path) or [""]
        if deviation.where == "query":
            return self.query.get(member)
        holder = self.body
        if records and isinstance(holder, list) and len(records) == 1:
            holder = holder[int(records[0])]
        return holder.get(member) if isinstance(holder, dict) else None


def path_tokens(path: str) -> list[str]:
    """The members and indices of a path: ``newBids[3].mw`` has newBids, 3 and mw."""
    return re.findall(r"\w+", path)
