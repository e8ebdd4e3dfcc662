"""Whether a model and its products have an honest clearing: refused before anything is computed."""

from __future__ import annotations

from marketsim.clearing.market import Model, Product
from marketsim.clearing.segments import Shape


def check_model(model: Model) -> None:
    """ClearingProblem where the model can't be cleared on."""


def check_product(model: Model, product: Product, shape: Shape) -> None:
    """ClearingProblem where a product can't be cleared on the model."""
