"""What a profile may pin by name under [pins], instead of leaving it to be found."""

from __future__ import annotations

MARKET_STATUSES = ("PREP", "OPEN", "CLOSED", "POSTED")
TERMS = ("MONTHLY", "ANNUAL")
TOR_STATUSES = (
    "NEW",
    "OPEN_FOR_CONVERSION",
    "CLOSED_FOR_CONVERSION",
    "OPEN_FOR_APPROVAL",
    "CLOSED_FOR_APPROVAL",
    "POSTED",
)


def market_pins(kind: str, status: str, term: str | None) -> tuple[str, ...]:
    """The keys that pin a market of that kind and status: of its term, or of either when it is None."""
    return tuple(f"{kind}.{status}.{each}" for each in ([term] if term else TERMS))


def load_window_pin(flag: str, status: str) -> str:
    """The key that pins a load submission window: flag H or F, status OPEN or CLOSED."""
    return f"load_window.{flag}.{status}"


def migration_market_pin(status: str) -> str:
    """The key that pins a load migration market of a status."""
    return f"load_migration.{status}"


def tor_window_pin(status: str) -> str:
    """The key that pins a TOR conversion window of a status."""
    return f"tor_conversion.{status}"


def caps_pin(term: str) -> str:
    """The key that pins the calculation of nomination caps for the open allocation of a term."""
    return f"caps.{term}"


SOURCE, SINK = "source", "sink"
PINS: tuple[str, ...] = (
    SOURCE,
    SINK,
    *(
        pin
        for kind in ("auction", "allocation")
        for each in MARKET_STATUSES
        for pin in market_pins(kind, each, None)
    ),
    *(load_window_pin(flag, status) for flag in "HF" for status in ("OPEN", "CLOSED")),
    *map(migration_market_pin, MARKET_STATUSES),
    *map(tor_window_pin, TOR_STATUSES),
    *map(caps_pin, TERMS),
)
"""Every key that [pins] may hold."""
