"""Choices where no source says what the rule is: each named, with a default, and none of them hidden in the code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from importlib.resources import files
from typing import Any, Literal, cast

from .refusal import Refusal

Provenance = Literal["quoted", "inferred", "ours"]


@dataclass(frozen=True, slots=True)
class Policy:
    """One open point: what it decides, its choices with what each means, and where the default comes from."""

    name: str
    decides: str
    default: str
    choices: Mapping[str, str]
    source: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Setting:
    """An open point that is data elsewhere: what it decides, and where the data lies."""

    name: str
    decides: str
    held_in: str
    source: str
    provenance: Provenance


def _read() -> tuple[dict[str, Policy], dict[str, Setting]]:
    tree: dict[str, dict[str, Any]] = tomllib.loads(
        files(__package__).joinpath("policies.toml").read_text("utf-8")
    )
    policies = {name: Policy(name, **entry) for name, entry in tree["policy"].items()}
    return policies, {name: Setting(name, **entry) for name, entry in tree["setting"].items()}


POLICIES, SETTINGS = _read()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """One choice for every policy of ``policies.toml``; Refusal (a ValueError) for a choice that it does not list."""

    zero_tag: Literal["zeros", "reject"]
    zero_dispatch: Literal["flat", "fmm", "drop"]
    mixed: Literal["additive", "reject"]
    opposed: Literal["flat", "reject"]
    nothing_submitted: Literal["reject", "dispatch"]
    submitted_with_ciso: Literal["ignored", "reject"]
    fmm_leg: Literal["less_base", "whole"]
    legacy_adjustment: Literal["legacy_share", "none"]
    before_the_request: Literal["even", "dispatch"]
    draft_average: Literal["mean_of_hour", "reject"]
    price_of_transfers: Literal["system"]
    ciso_credit: Literal["closing", "implicit"]
    credit_sign: Literal["export_charged", "export_credited"]
    leftover: Literal["reported"]
    quantity_decimals: Literal["exact", "0", "1", "2", "3", "4", "5", "6"]
    amount_decimals: Literal["2"]

    def __post_init__(self) -> None:
        for each in fields(self):
            _check(each.name, getattr(self, each.name))

    @classmethod
    def default(cls) -> Policies:
        """The default of every policy."""
        return _DEFAULT

    @classmethod
    def of(cls, choices: Mapping[str, str]) -> Policies:
        """The defaults but for the choices given by name; Refusal for an unknown name or choice."""
        for name, choice in choices.items():
            _check(name, choice)
        chosen = {name: policy.default for name, policy in POLICIES.items()} | dict(choices)
        return cls(**cast("Any", chosen))

    @property
    def decimals_of_quantities(self) -> int | None:
        """How many decimals of a MWh are kept; None when nothing is rounded."""
        return None if self.quantity_decimals == "exact" else int(self.quantity_decimals)

    @property
    def decimals_of_amounts(self) -> int:
        """How many decimals of a dollar a coordinator's amount has."""
        return int(self.amount_decimals)

    def chosen(self) -> dict[str, str]:
        """Every policy with its choice, in the order of the data file."""
        return {name: getattr(self, name) for name in POLICIES}


def _check(name: str, choice: object) -> None:
    policy = POLICIES.get(name)
    if policy is None:
        near = get_close_matches(name, POLICIES, n=1)
        fix = f"did you mean {near[0]}?" if near else f"the policies are {', '.join(POLICIES)}"
        raise Refusal("the name of a policy", repr(name), fix)
    if choice not in policy.choices:
        wanted = f"one of {', '.join(policy.choices)}"
        raise Refusal(wanted, repr(choice), f"it decides {policy.decides}", f"policy {name}")


_DEFAULT = Policies.of({})
