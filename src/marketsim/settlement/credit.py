"""The greenhouse-gas credit: quantity and amount.

The products are quoted in PRR 1185; how the quantity comes about is inferred, see the register of determinants.
"""

from __future__ import annotations

from collections.abc import Mapping

from .number import N
from .policies import Policies


def credit_quantity(
    transfers: Mapping[str, N], attributed: Mapping[str, N], ciso: str, policies: Policies, /
) -> dict[str, N]:
    """What of each area's net export (MWh) has no compliance obligation behind it.

    An EIM area's net export less what was attributed to it. The ISO's own area takes what closes the sum: its net
    export and all that was attributed; no quantity under the policy ``ciso_credit = implicit``. Turned under
    ``credit_sign = export_credited``, see :func:`borne`.
    """
    quantities = {area: transfer - attributed[area] for area, transfer in transfers.items() if area != ciso}
    if ciso in transfers:
        closing = sum(attributed.values(), transfers[ciso])
        quantities[ciso] = closing if policies.ciso_credit == "closing" else closing * 0
    return {area: borne(each, policies) for area, each in quantities.items()}


def borne(credit: N, policies: Policies, /) -> N:
    """A credit as the policy ``credit_sign`` writes it as a charge of the area, or back: turned, or as it is."""
    return credit if policies.credit_sign == "export_charged" else -credit


def credit_amount(quantity: N, price: N, /) -> N:
    """Quantity (MWh) times price ($/MWh)."""
    return quantity * price


def as_it_is(amounts: Mapping[str, N], ciso: str, /) -> dict[str, N]:
    """Whatever the credits of a leg leave over stays where it shows."""
    return dict(amounts)
