"""How long to wait, for what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: for a connection with its handshake, for the next piece of an answer, for the next piece of a
    request to go out, and for a free connection of the client."""

    connect: float = 10.0
    read: float = 60.0
    write: float = 60.0
    pool: float = 10.0
