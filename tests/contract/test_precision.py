"""MW have three decimals and dollars two, exactly, whatever binary fractions make of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from marketsim.contract import Contract
from marketsim.contract.decoding import decode, encode

from .samples import as_bytes, new_portfolio, point

CREATION = Contract.load().operation("auction", "portfolioCreation")
NOMINATION = Contract.load().operation("nomination", "portfolioCreation")


def decoded(mw: Any, price: Any) -> tuple[Any, list[str]]:
    """The message of a portfolio with that point, and the paths of its deviations."""
    body = new_portfolio()
    body["newBids"][0]["bidCurve"] = [point(), point(mw, price)]
    value, deviations = decode(CREATION, as_bytes(body))
    return value, [each.path.rsplit(".", 1)[1] for each in deviations]


@given(st.integers(0, 10**12), st.integers(-(10**12), 10**12))
def test_every_three_decimal_mw_and_two_decimal_price_is_taken_and_sent_back(milli: int, cents: int) -> None:
    """The decimal that was written is the one that is read and written again."""
    mw, price = Decimal(milli) / 1000, Decimal(cents) / 100
    value, paths = decoded(float(mw), float(price))
    assert paths == []
    curve = msgspec.json.decode(encode(value))["newBids"][0]["bidCurve"][1]
    assert (Decimal(str(curve["mw"])), Decimal(str(curve["price"]))) == (mw, price)


@given(st.integers(0, 10**10), st.integers(1, 9))
def test_a_fourth_decimal_is_refused(milli: int, fourth: int) -> None:
    """A tenth of a kilowatt is a deviation of mw and of nothing else."""
    value, paths = decoded(float(Decimal(milli * 10 + fourth) / 10_000), 1)
    assert (value, paths) == (None, ["mw"])


@given(st.integers(-(10**10), 10**10), st.integers(1, 9))
def test_a_third_decimal_of_a_price_is_refused(cents: int, third: int) -> None:
    """A tenth of a cent is a deviation of price and of nothing else."""
    value, paths = decoded(1, float(Decimal(cents * 10 + third) / 1_000))
    assert (value, paths) == (None, ["price"])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_steps_agree_with_rounding(mw: float) -> None:
    """The checker takes exactly the numbers that rounding to three decimals leaves as they are."""
    _, paths = decoded(mw, 1)
    assert (paths == []) == (mw >= 0 and round(mw, 3) == mw)


def test_the_least_nomination_is_a_kilowatt() -> None:
    """Zero may be bid but not nominated."""
    record = {k: v for k, v in new_portfolio()["newBids"][0].items() if k != "bidCurve"} | {"crrType": "LSE"}
    body = {k: v for k, v in new_portfolio().items() if not k.startswith("new")}
    for mw, expected in ((0.001, []), (0, ["newNominations[0].mw"]), (0.0005, ["newNominations[0].mw"] * 2)):
        _, deviations = decode(NOMINATION, as_bytes({**body, "newNominations": [{**record, "mw": mw}]}))
        assert [each.path for each in deviations] == expected
