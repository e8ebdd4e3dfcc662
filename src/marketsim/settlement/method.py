"""The steps of a settlement, each replaceable: a rule set chooses among them, a known mistake puts another in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .etsr import Etsr
from .ghg_prices import Expand, Prices
from .inputs import Inputs
from .interval import TradeHour
from .number import N
from .policies import Policies
from .shaping import Shape
from .supply import Submission, Supplied


class Supply(Protocol):
    """Who supplies a resource's twelve values (MWh)."""

    def __call__(
        self,
        etsr: Etsr,
        hour: TradeHour,
        *,
        tag: N | None,
        dispatch: Sequence[N | None] | None,
        fmm: Sequence[N | None] | None,
        submitted: Submission[N] | None,
        policies: Policies,
        shape: Shape,
        ciso: str,
    ) -> Supplied[N]:
        """The values and their source."""


class Energy(Protocol):
    """Power (MW) held for five minutes, as energy (MWh)."""

    def __call__(self, power: N, /) -> N:
        """The energy."""


class FmmLeg(Protocol):
    """What of a fifteen-minute schedule (MW) the first leg settles."""

    def __call__(self, schedule: N, base: N | None, policies: Policies, /) -> N:
        """MW."""


class RtdLeg(Protocol):
    """What of a five-minute value (MWh) the second leg settles."""

    def __call__(self, settled: N, scheduled: N, /) -> N:
        """MWh."""


class Ends(Protocol):
    """What a quantity is to the net export of the area it leaves and of the area it enters."""

    def __call__(self, quantity: N, /) -> tuple[N, N]:
        """MWh at the source, MWh at the sink."""


class GhgPrices(Protocol):
    """The prices of an area's greenhouse-gas credit in one hour, None for a leg that has none."""

    def __call__(
        self, inputs: Inputs[N], area: str, hour: TradeHour, expand: Expand, policies: Policies, /
    ) -> Prices[N]:
        """Twelve $/MWh a leg."""


class CreditQuantity(Protocol):
    """What of the areas' net exports (MWh) the credit is for, given what is attributed (MWh) to the EIM areas."""

    def __call__(
        self, transfers: Mapping[str, N], attributed: Mapping[str, N], ciso: str, policies: Policies, /
    ) -> dict[str, N]:
        """MWh by area."""


class CreditAmount(Protocol):
    """A quantity (MWh) at a price ($/MWh)."""

    def __call__(self, quantity: N, price: N, /) -> N:
        """$."""


class Leftover(Protocol):
    """The areas' credits of one leg ($), after what is done about a sum other than zero."""

    def __call__(self, amounts: Mapping[str, N], ciso: str, /) -> dict[str, N]:
        """$ by area."""


class TransferValue(Protocol):
    """A net export (MWh) at the system's price ($/MWh)."""

    def __call__(self, transfer: N, price: N, /) -> N:
        """$, positive for the exporting area."""


class Offset(Protocol):
    """The offset of an area: imbalance amounts, transfer value, credit, congestion and losses collected ($)."""

    def __call__(self, own: N, value: N, credit: N, congestion: N, losses: N, /) -> N:
        """$, charge positive."""


class Adjust(Protocol):
    """The areas' offsets ($) after the transfer adjustment, by flows (MWh out of one area into another) and demand."""

    def __call__(
        self, offsets: Mapping[str, N], flows: Mapping[tuple[str, str], N], demand: Mapping[str, N], /
    ) -> dict[str, N]:
        """$ by area."""


class Allocate(Protocol):
    """The ISO's own offset ($) over coordinators by measured demand (MWh), in cents."""

    def __call__(self, offset: N, demand: Mapping[str, N], exempt: frozenset[str], /) -> dict[str, N]:
        """$ by coordinator."""


class Charge(Protocol):
    """The offsets of the EIM areas ($) to the coordinators of their entities, in cents."""

    def __call__(self, offsets: Mapping[str, N], entities: Mapping[str, str], /) -> dict[str, N]:
        """$ by coordinator."""


@dataclass(frozen=True, slots=True)
class Method:
    """One choice for every step; ``credit_quantity`` and ``adjust`` are None where there is no such thing."""

    supply: Supply
    shape: Shape
    energy: Energy
    fmm_leg: FmmLeg
    rtd_leg: RtdLeg
    ends: Ends
    prices: GhgPrices
    expand: Expand
    credit_quantity: CreditQuantity | None
    credit_amount: CreditAmount
    leftover: Leftover
    transfer_value: TransferValue
    offset: Offset
    adjust: Adjust | None
    allocate: Allocate
    charge: Charge
