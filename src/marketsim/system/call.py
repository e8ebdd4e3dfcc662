"""One request as the services see it, after authentication and decoding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketsim.contract.operations import Operation


@dataclass(frozen=True, slots=True)
class Grant:
    """What a certificate may do: a function (CRRH, CLSE, CUDC, TOR, CEC, NDA) for a participant."""

    participant: str
    function: str
    write: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind the verified client certificate, and the grants of that person."""

    person: str
    grants: tuple[Grant, ...]

    def may_act_for(self, participant: str) -> bool:
        """Whether any grant names the participant (case sensitive)."""
        return any(grant.participant == participant for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: its operation, who asks for whom, its parameters, its decoded body and the market time.

    ``body`` is the Struct (or list of Structs) of marketsim.contract.messages, or None. ``now`` is market
    time in UTC, whole seconds. ``query`` holds the first value of each query parameter. ``seen`` is the
    (id, version) that the portfolio it would change had when the request came in.
    """

    operation: Operation
    request_id: str
    caller: Caller
    participant: str
    query: Mapping[str, str]
    body: Any
    now: datetime
    seen: tuple[int, int] | None = None
