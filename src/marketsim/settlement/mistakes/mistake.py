"""What a known mistake is: another step, other inputs, or other results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

from ..inputs import Inputs
from ..method import Method
from ..number import N
from ..results import Results


class OfInputs(Protocol):
    """A mistake in reading what is given."""

    def __call__(self, inputs: Inputs[N], /) -> Inputs[N]:
        """The inputs as misread."""


class OfResults(Protocol):
    """A mistake in writing what was calculated."""

    def __call__(self, results: Results[N], /) -> Results[N]:
        """The results as miswritten."""


def _inputs_as_given(inputs: Inputs[N], /) -> Inputs[N]:
    return inputs


def _results_as_calculated(results: Results[N], /) -> Results[N]:
    return results


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake by its id: ``says`` what is done wrong, in a clause; ``prr_item`` the item of PRR 1185 it is against.

    ``steps`` are the steps of the method that it replaces, by name.
    """

    id: str
    says: str
    prr_item: str | None = None
    steps: Mapping[str, Callable[..., Any] | None] = field(default_factory=dict)
    of_inputs: OfInputs = _inputs_as_given
    of_results: OfResults = _results_as_calculated

    def of_method(self, method: Method) -> Method:
        """The method with this mistake in it."""
        return replace(method, **cast("Any", self.steps))
