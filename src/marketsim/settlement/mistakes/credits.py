"""Mistakes in the greenhouse-gas credit: its price, its quantity, and what is done about a leftover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..credit import borne, credit_quantity
from ..ghg_prices import averaged
from ..inputs import QUARTERS
from ..interval import INTERVALS
from ..number import N, total
from ..policies import Policies
from .mistake import Mistake


def _not_expanded(prices: Sequence[N], /) -> tuple[N, ...]:
    """Every fifteen-minute price in the first of its three intervals only."""
    return tuple(each * (place == 0) for each in prices for place in range(INTERVALS // QUARTERS))


def _on_whole(
    transfers: Mapping[str, N], attributed: Mapping[str, N], ciso: str, policies: Policies, /
) -> dict[str, N]:
    return credit_quantity(transfers, {area: each * 0 for area, each in attributed.items()}, ciso, policies)


def _not_closed(
    transfers: Mapping[str, N], attributed: Mapping[str, N], ciso: str, policies: Policies, /
) -> dict[str, N]:
    """The ISO's own area with its whole net export, without what was attributed to the others."""
    quantities = credit_quantity(transfers, attributed, ciso, policies)
    return quantities | {area: borne(each, policies) for area, each in transfers.items() if area == ciso}


def _sign_turned(quantity: N, price: N, /) -> N:
    return -quantity * price


def _to_system(amounts: Mapping[str, N], ciso: str, /) -> dict[str, N]:
    """Whatever is left over taken into the offset of the ISO's own area."""
    left = total(tuple(amounts.values()))
    return {area: each - left if area == ciso else each for area, each in amounts.items()}


CREDITS = (
    Mistake(
        "average-ghg-price",
        "the greenhouse-gas price is an average, not the area's own",
        "b2",
        {"prices": averaged},
    ),
    Mistake(
        "price-not-expanded",
        "a fifteen-minute price counts in one of its three intervals only",
        "b3",
        {"expand": _not_expanded},
    ),
    Mistake("no-credit", "there is no greenhouse-gas credit", "b", {"credit_quantity": None}),
    Mistake(
        "credit-on-whole-transfer",
        "the credit is on the whole transfer, with the part under obligation",
        "b",
        {"credit_quantity": _on_whole},
    ),
    Mistake(
        "credit-not-closed",
        "the ISO's own area has no part in what was attributed",
        "b",
        {"credit_quantity": _not_closed},
    ),
    Mistake(
        "credit-sign-turned",
        "the credit is paid to the area that exports, not charged, in its offset too",
        "b",
        {"credit_amount": _sign_turned},
    ),
    Mistake(
        "leftover-to-system",
        "what the credits leave over is carried into the ISO's own offset",
        "b1",
        {"leftover": _to_system},
    ),
)
