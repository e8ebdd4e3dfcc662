"""The rows of an extract. MW are thousandths, instants are in UTC; ``line`` is where the row stands in its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OldParticipant:
    """An asset owner: what it is called there and here, and its functions."""

    line: int
    name: str
    new_name: str | None
    duns: str | None
    functions: tuple[str, ...]
    sc_ids: str | None


@dataclass(frozen=True, slots=True)
class OldGrant:
    """A person's role for a participant in the old system's screens."""

    line: int
    person: str
    participant: str
    role: str


@dataclass(frozen=True, slots=True)
class OldMarket:
    """A market, one a season or month; ``in_flight`` says which system posts one that is not posted."""

    line: int
    name: str
    new_name: str | None
    kind: str
    term: str
    period: str
    opens: datetime
    closes: datetime
    posted: datetime | None
    in_flight: str | None


@dataclass(frozen=True, slots=True)
class Award:
    """A CRR that a market awarded, or the operator entered."""

    line: int
    old_id: str
    market: str | None
    participant: str
    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str
    start: datetime
    end: datetime
    mw: int
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Sale:
    """What an auction sold of a CRR."""

    line: int
    sale_id: str
    market: str
    old_id: str
    participant: str
    start: datetime
    end: datetime
    mw: int
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class OldTrade:
    """What one participant sold another of a CRR, and the CRR that the buyer got."""

    line: int
    trade_id: str
    old_id: str
    new_old_id: str
    seller: str
    buyer: str
    start: datetime
    end: datetime
    mw: int
    effective: datetime


@dataclass(frozen=True, slots=True)
class Adjustment:
    """MW that the operator added to a CRR, or below 0 took off."""

    line: int
    adjustment_id: str
    old_id: str
    participant: str
    mw: int
    start: datetime
    end: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class OldMigration:
    """A CRR that load migration made in one month."""

    line: int
    old_id: str
    market: str
    parent: str
    participant: str
    crr_type: str
    source: str
    sink: str
    tou: str
    start: datetime
    end: datetime
    mw: int
    from_lse: str
    to_lse: str


@dataclass(frozen=True, slots=True)
class OldConversion:
    """An option made of a transmission ownership right."""

    line: int
    old_id: str
    window: str
    participant: str
    holder: str
    source: str
    sink: str
    tou: str
    start: datetime
    end: datetime
    mw: int
    modeled: str


@dataclass(frozen=True, slots=True)
class OldHolding:
    """A stretch of equal MW of a CRR in the old inventory."""

    line: int
    old_id: str
    parent: str | None
    participant: str
    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str
    category: str
    market: str | None
    start: datetime
    end: datetime
    mw: int


@dataclass(frozen=True, slots=True)
class OldLocation:
    """A bus of a source or sink of the old list."""

    line: int
    name: str
    type: str
    bus: str
    factor: float
    biddable: str


@dataclass(frozen=True, slots=True)
class RetiredNode:
    """A source or sink that the new model lacks."""

    line: int
    name: str
    type: str
    retired_on: datetime


@dataclass(frozen=True, slots=True)
class OldMessage:
    """A message; ``participant`` is None for a public one."""

    line: int
    sent: datetime
    participant: str | None
    text: str
