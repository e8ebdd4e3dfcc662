"""The imbalance energy offset of an area, by its own amounts."""

from __future__ import annotations

from .number import N


def transfer_value(transfer: N, price: N, /) -> N:
    """A net export (MWh) at the system's price ($/MWh): positive for the exporting area (EIM manual, version 16)."""
    return transfer * price


def offset(own: N, value: N, credit: N, congestion: N, losses: N, /) -> N:
    """Minus what stands open in the area: imbalance amounts and transfer value, less credit, congestion, losses."""
    return credit + congestion + losses - own - value
