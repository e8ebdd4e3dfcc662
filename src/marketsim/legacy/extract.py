"""An extract as a whole: what it says of itself, and its tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from marketsim.legacy.records import (
    Adjustment,
    Award,
    Bids,
    Conversion,
    Holding,
    Location,
    Market,
    Message,
    Migration,
    Participant,
    Retired,
    Role,
    Sale,
    Trade,
)

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Head:
    """What ``extract.toml`` says: when it was taken (UTC), the Pacific day of go-live (first of a month),
    since when history is there, and from which seed and by whom it was made, where it was."""

    name: str
    taken_at: datetime
    go_live: date
    history_from: date
    seed: int | None = None
    made_by: str | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """The old system's data, rows in the order of the files; ``bids`` by market name."""

    head: Head
    participants: tuple[Participant, ...] = ()
    roles: tuple[Role, ...] = ()
    markets: tuple[Market, ...] = ()
    awards: tuple[Award, ...] = ()
    sales: tuple[Sale, ...] = ()
    trades: tuple[Trade, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    migrations: tuple[Migration, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    holdings: tuple[Holding, ...] = ()
    locations: tuple[Location, ...] = ()
    retired: tuple[Retired, ...] = ()
    messages: tuple[Message, ...] = ()
    bids: tuple[Bids, ...] = ()
