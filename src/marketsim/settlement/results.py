"""What a settlement comes to: quantities, prices and amounts by interval, and how they were calculated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeAlias

from .interval import TradeHour
from .number import N
from .rulesets import RuleSet
from .run import Run
from .supply import Supplied

Rows: TypeAlias = dict[tuple[str, TradeHour], tuple[N, ...]]
"""Twelve values by resource, area or coordinator, and hour."""


class Value(NamedTuple, Generic[N]):
    """One value of a determinant; what does not apply to it is empty. ``k`` is the five-minute interval, 1 to 12."""

    determinant: str
    resource: str
    area: str
    coordinator: str
    hour: TradeHour
    k: int
    value: N


@dataclass(frozen=True, slots=True)
class Leg(Generic[N]):
    """The rows of one leg of the credit, FMM (fifteen minutes) or RTD (five)."""

    name: str
    source: Rows[N]
    sink: Rows[N]
    transfer: Rows[N]
    price: Rows[N]
    quantity: Rows[N]
    amount: Rows[N]


@dataclass(frozen=True)
class Results(Generic[N]):
    """Twelve values a row; energy in MWh in five minutes, net export positive; amounts in $, charge positive.

    By resource: ``settled``; the two legs at either end, ``fmm_from``, ``fmm_to``, ``rtd_from``, ``rtd_to``. By area:
    ``fmm_transfer``, ``rtd_transfer`` and their sum ``transfer`` (T); the credit's ``fmm_quantity``, ``rtd_quantity``
    (X), ``fmm_price``, ``rtd_price``, ``fmm_amount`` and ``rtd_amount`` (K), X and K with the sign that the policy
    ``credit_sign`` gives them; the transfer's ``value`` (V); ``own``,
    the offset by the area's own amounts, and ``offset``, the same after any transfer adjustment. By coordinator, in
    cents: ``amounts_6477`` of the ISO's area and ``amounts_64770`` of the EIM entities. Rows that the inputs do not
    allow for, such as offsets where no imbalance amounts are given, are left out.
    """

    run: Run
    settled: dict[tuple[str, TradeHour], Supplied[N]] = field(default_factory=dict)
    fmm_from: Rows[N] = field(default_factory=dict)
    fmm_to: Rows[N] = field(default_factory=dict)
    rtd_from: Rows[N] = field(default_factory=dict)
    rtd_to: Rows[N] = field(default_factory=dict)
    transfer: Rows[N] = field(default_factory=dict)
    fmm_transfer: Rows[N] = field(default_factory=dict)
    rtd_transfer: Rows[N] = field(default_factory=dict)
    fmm_quantity: Rows[N] = field(default_factory=dict)
    rtd_quantity: Rows[N] = field(default_factory=dict)
    fmm_price: Rows[N] = field(default_factory=dict)
    rtd_price: Rows[N] = field(default_factory=dict)
    fmm_amount: Rows[N] = field(default_factory=dict)
    rtd_amount: Rows[N] = field(default_factory=dict)
    value: Rows[N] = field(default_factory=dict)
    own: Rows[N] = field(default_factory=dict)
    offset: Rows[N] = field(default_factory=dict)
    amounts_6477: Rows[N] = field(default_factory=dict)
    amounts_64770: Rows[N] = field(default_factory=dict)

    def legs(self) -> tuple[Leg[N], Leg[N]]:
        """The same rows by leg."""
        fmm = (self.fmm_transfer, self.fmm_price, self.fmm_quantity, self.fmm_amount)
        rtd = (self.rtd_transfer, self.rtd_price, self.rtd_quantity, self.rtd_amount)
        return Leg("FMM", self.fmm_from, self.fmm_to, *fmm), Leg("RTD", self.rtd_from, self.rtd_to, *rtd)

    def values(self) -> Iterator[Value[N]]:
        """Every value by the name of its determinant, in the order of the table above, of the hours and intervals."""
        for (name, hour), supplied in self.settled.items():
            yield from _row(SETTLED, "resource", name, hour, supplied.values)
        for rows, (determinant, whose) in outputs(self.run.rules).items():
            held: Mapping[tuple[str, TradeHour], tuple[N, ...]] = getattr(self, rows)
            for (name, hour), values in held.items():
                yield from _row(determinant, whose, name, hour, values)


SETTLED = "etsr_settlement_5m"
OUTPUTS = {
    "fmm_from": ("etsr_fmm_from", "resource"),
    "fmm_to": ("etsr_fmm_to", "resource"),
    "rtd_from": ("rtd_transfer_dev_from", "resource"),
    "rtd_to": ("rtd_transfer_dev_to", "resource"),
    "transfer": ("area_transfer", "area"),
    "fmm_transfer": ("area_fmm_transfer", "area"),
    "rtd_transfer": ("area_rtd_transfer", "area"),
    "fmm_quantity": ("BAAFMMETSRGHGCreditQuantity", "area"),
    "rtd_quantity": ("BAARTDETSRGHGCreditQuantity", "area"),
    "fmm_price": ("BAA15MFMMGHGPrice", "area"),
    "fmm_amount": ("BAAFMMGHGCreditAmount", "area"),
    "rtd_amount": ("BAARTDGHGCreditAmount", "area"),
    "value": ("area_transfer_value", "area"),
    "own": ("area_own_offset", "area"),
    "offset": ("area_rtieo", "area"),
    "amounts_6477": ("cc_6477_amount", "coordinator"),
    "amounts_64770": ("cc_64770_amount", "coordinator"),
}
"""Field of the results: the determinant and whose it is; the five-minute price is an input and not put out again."""

AVERAGED = {
    "fmm_price": ("BAA15MAverageFMMGHGPrice", "area"),
    "rtd_price": ("BAA5MAverageRTDGHGPrice", "area"),
}
"""What the withdrawn draft names in place of the area's own prices, of either leg."""


def outputs(rules: RuleSet) -> dict[str, tuple[str, str]]:
    """The fields that are put out by these rules, each with the determinant that they name and whose it is.

    A mistake made on purpose keeps the names of the rules that it is made under.
    """
    match rules.prices:
        case "averaged":
            return OUTPUTS | AVERAGED
        case "none":
            return {rows: named for rows, named in OUTPUTS.items() if rows not in AVERAGED}
        case "marginal":
            return OUTPUTS


def _row(
    determinant: str, whose: str, name: str, hour: TradeHour, values: tuple[N, ...]
) -> Iterator[Value[N]]:
    resource, area, coordinator = (
        name if whose == each else "" for each in ("resource", "area", "coordinator")
    )
    for k, value in enumerate(values, 1):
        yield Value(determinant, resource, area, coordinator, hour, k, value)
