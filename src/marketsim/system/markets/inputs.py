"""What a market is cleared with, as plain data: the model, the base loading and the records; kept with the run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec

from marketsim.system.downloads.base_loading import BaseLoad
from marketsim.system.store.bids import Curve


@dataclass(frozen=True, slots=True)
class ModelBranch:
    """A branch with the ratings that hold in this market; None: not limited."""

    name: str
    from_bus: str
    to_bus: str
    x: float
    normal_mw: float | None
    emergency_mw: float | None
    in_service: bool


@dataclass(frozen=True, slots=True)
class ModelInterface:
    """An interface (PATH or ITC) with the limits that hold in this market; None: not limited."""

    name: str
    kind: str
    forward_mw: float | None
    reverse_mw: float | None
    terms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class ModelLocation:
    """A source or sink; factors at cut-off buses stand at the nearest connected ones."""

    name: str
    type: str
    factors: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """MW of an interface that a product doesn't release."""

    period: str
    tou: str
    interface: str
    direction: str
    mw: float


@dataclass(frozen=True, slots=True)
class MarketModel:
    """The network of one market; ``capacity_factor`` is an exact fraction written as text.

    ``buses`` and ``branches`` are the whole case, out-of-service branches and cut-off buses included;
    ``contingencies`` only those that leave the rest in one piece.
    """

    buses: tuple[str, ...]
    cut_off: tuple[str, ...]
    branches: tuple[ModelBranch, ...]
    locations: tuple[ModelLocation, ...]
    contingencies: tuple[tuple[str, tuple[str, ...]], ...]
    interfaces: tuple[ModelInterface, ...]
    capacity_factor: str
    shape: str


@dataclass(frozen=True, slots=True)
class Record:
    """One bid or offer of a SUBMITTED portfolio; ``record`` numbers those of the market from 1."""

    record: int
    portfolio: str
    owner: str
    bid_id: int
    crr_id: int | None
    source: str
    sink: str
    hedge_type: str
    tou: str
    period: str
    crr_type: str
    curve: Curve
    description: str | None

    @property
    def bid_type(self) -> str:
        """BUY or SELL."""
        return "BUY" if self.crr_id is None else "SELL"

    @property
    def bid_mw(self) -> float:
        """The most it asks for."""
        return self.curve[-1][0]


@dataclass(frozen=True, slots=True)
class Nominated:
    """A nomination of a SUBMITTED portfolio as it is tested; ``record`` numbers those of the market from 1.

    A nomination from a trading hub is tested as its generators, a record each with its part of the MW: ``source``
    is the generator, ``hub`` what was nominated, ``share`` the generator's participation factor in it.
    """

    record: int
    portfolio: str
    owner: str
    nomination_id: int
    source: str
    sink: str
    tou: str
    period: str
    crr_type: str
    mw: float
    hub: str | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A submitted record that isn't cleared; ``record`` counts within its portfolio, from 1."""

    portfolio: str
    participant: str
    record: int
    bid_id: int | None
    reason: str
    nomination_id: int | None = None


@dataclass(frozen=True, slots=True)
class NominationCap:
    """The MW that an owner's nominations could come to; ``source`` is None but for SIGNATURE."""

    kind: str
    owner: str
    source: str | None
    sink: str
    crr_type: str
    period: str
    tou: str
    mw: float


@dataclass(frozen=True, slots=True)
class Credit:
    """What bids were judged by: $/MW margin, the least security ($), and what each owner had posted ($)."""

    margin: float
    minimum: float
    secured: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class MarketInputs:
    """Everything a clearing depends on.

    An auction has ``records`` and ``credit``; an allocation ``nominations``, its ``objective`` and the ``years`` that
    an award covers beyond that of its period (long-term allocations; else 0). No award depends on its ``caps``: they
    are for whoever checks the nominations.
    """

    market: str
    market_type: str
    products: tuple[tuple[str, str], ...]
    model: MarketModel
    set_asides: tuple[SetAside, ...]
    base_loading: tuple[BaseLoad, ...]
    records: tuple[Record, ...]
    credit: Credit | None
    left_out: tuple[LeftOut, ...] = ()
    skipped_contingencies: tuple[str, ...] = ()
    nominations: tuple[Nominated, ...] = ()
    objective: str | None = None
    years: int = 0
    caps: tuple[NominationCap, ...] = ()

    @property
    def allocates(self) -> bool:
        """Whether this is an allocation."""
        return self.market_type == "ALLOCATION"

    def digest(self, period: str, tou: str) -> str:
        """SHA-256 of what one product's result depends on, without names of periods, portfolios or ids."""
        content: list[Any] = [
            self.model,
            sorted(
                (each.interface, each.direction, each.mw)
                for each in self.set_asides
                if (each.period, each.tou) == (period, tou)
            ),
            sorted(
                (each.source, each.sink, each.hedge_type, each.mw)
                for each in self.base_loading
                if (each.period, each.tou) == (period, tou)
            ),
            [
                (each.source, each.sink, each.hedge_type, each.bid_type, each.curve)
                for each in self.of_product(period, tou)
            ],
        ]
        if self.allocates:
            content[-1] = [(each.source, each.sink, each.mw) for each in self.nominated(period, tou)]
            content.append(self.objective)
        return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()

    def of_product(self, period: str, tou: str) -> tuple[Record, ...]:
        """The records of one product, in their order."""
        return tuple(each for each in self.records if (each.period, each.tou) == (period, tou))

    def nominated(self, period: str, tou: str) -> tuple[Nominated, ...]:
        """The nominations of one product, in their order."""
        return tuple(each for each in self.nominations if (each.period, each.tou) == (period, tou))

    @property
    def submitted_ids(self) -> frozenset[int | None]:
        """The bid ids, or nomination ids, of all that was submitted, what was left out included."""
        if self.allocates:
            left = {each.nomination_id for each in self.left_out}
            return frozenset(left | {each.nomination_id for each in self.nominations})
        return frozenset({each.bid_id for each in self.left_out} | {each.bid_id for each in self.records})

    @property
    def owners(self) -> list[str]:
        """Who has a record, in alphabetical order."""
        return sorted({each.owner for each in self.records} | {each.owner for each in self.nominations})


def encode(inputs: MarketInputs) -> str:
    """As text, to be kept."""
    return msgspec.json.encode(inputs).decode()


def decode(kept: str) -> MarketInputs:
    """Back from text; raises msgspec.ValidationError when it was written by another version."""
    return msgspec.json.decode(kept, type=MarketInputs)
