"""The rule sets of the model, as ``rulesets.toml`` describes them, and the steps that each takes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Literal

from .adjustment import legacy_share
from .allocation import by_demand, to_entities
from .credit import as_it_is, credit_amount, credit_quantity
from .ghg_prices import averaged, marginal, thrice, unpriced
from .interval import INTERVALS
from .legs import ends, energy, fmm_leg, rtd_leg
from .method import Method
from .number import N
from .offset import offset, transfer_value
from .policies import Policies
from .refusal import Refusal
from .shaping import Shape, Shaped, shape
from .shaping.hour import complete
from .supply import five_minute


def even(
    tag: N, dispatch: Sequence[N | None], policies: Policies, fmm: Sequence[N | None] | None = None, /
) -> Shaped[N]:
    """A twelfth of the hourly tag in every interval, whatever was dispatched."""
    complete(dispatch, INTERVALS, "dispatch")
    return Shaped("FLAT", (tag / INTERVALS,) * INTERVALS)


def before_the_request(
    tag: N, dispatch: Sequence[N | None], policies: Policies, fmm: Sequence[N | None] | None = None, /
) -> Shaped[N]:
    """As the policy of this name says: evenly, or as PRR 1185 has it later."""
    step: Shape = even if policies.before_the_request == "even" else shape
    return step(tag, dispatch, policies, fmm)


PRR_1185 = Method(
    supply=five_minute,
    shape=shape,
    energy=energy,
    fmm_leg=fmm_leg,
    rtd_leg=rtd_leg,
    ends=ends,
    prices=marginal,
    expand=thrice,
    credit_quantity=credit_quantity,
    credit_amount=credit_amount,
    leftover=as_it_is,
    transfer_value=transfer_value,
    offset=offset,
    adjust=None,
    allocate=by_demand,
    charge=to_entities,
)
"""The steps of the adopted request; the other rule sets differ from it in some."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A rule set: its guides by version, what is known of it, the steps, and the identities that hold by it.

    ``prices``: which greenhouse-gas prices its credit is at, and under whose names they are put out; none without one.
    """

    id: str
    title: str
    status: Literal["in force", "withdrawn", "superseded"]
    provenance: Literal["quoted", "inferred", "ours"]
    source: str
    guides: Mapping[str, str]
    trade_dates: str
    identities: tuple[str, ...]
    prices: Literal["marginal", "averaged", "none"]
    method: Method

    def steps(self, policies: Policies) -> Method:
        """The steps under these policies."""
        keeps = policies.legacy_adjustment == "legacy_share"
        return self.method if keeps else _changed(self.method, adjust=None)


def _changed(method: Method, **steps: Any) -> Method:
    return replace(method, **steps)


def _rule_set(id: str, entry: dict[str, Any]) -> RuleSet:
    method = _changed(
        PRR_1185,
        shape={"dispatch": shape, "before_the_request": before_the_request}[entry.pop("shape")],
        prices={"marginal": marginal, "averaged": averaged, "none": unpriced}[entry["prices"]],
        credit_quantity=credit_quantity if entry.pop("credit") else None,
        adjust=legacy_share if entry.pop("adjustment") else None,
    )
    return RuleSet(id, identities=tuple(entry.pop("identities")), method=method, **entry)


def _read() -> dict[str, RuleSet]:
    tree = tomllib.loads(files(__package__).joinpath("rulesets.toml").read_text("utf-8"))
    return {name: _rule_set(name, entry) for name, entry in tree.items()}


RULE_SETS: Mapping[str, RuleSet] = _read()


def rule_set(id: str) -> RuleSet:
    """The rule set of this id; Refusal (a ValueError) where there is none."""
    if id not in RULE_SETS:
        raise Refusal(f"one of {', '.join(RULE_SETS)}", repr(id), "name a rule set", "rules")
    return RULE_SETS[id]
