"""Choices where no source says how CRRs are settled: each named, with a default and where it comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any, Literal, cast

from ..refusal import Refusal
from .time_of_use import CALENDARS, Calendar


@dataclass(frozen=True, slots=True)
class CrrPolicy:
    """One open point: what it decides, its choices with what each means, and where the default comes from."""

    name: str
    decides: str
    default: str
    choices: Mapping[str, str]
    source: str
    provenance: Literal["quoted", "inferred", "recalled", "ours"]


def _read() -> dict[str, CrrPolicy]:
    tree: dict[str, Any] = tomllib.loads(files(__package__).joinpath("policies.toml").read_text("utf-8"))
    return {name: CrrPolicy(name, **entry) for name, entry in tree["policy"].items()}


CRR_POLICIES: Mapping[str, CrrPolicy] = _read()


@dataclass(frozen=True, slots=True, kw_only=True)
class CrrPolicies:
    """One choice for every policy of ``policies.toml``; Refusal (a ValueError) for one that it does not list."""

    calendar: Literal["peak", "every_day"]
    option_flow: Literal["net_when_positive", "positive_shared"]
    counter_flow: Literal["each_crr", "net_of_owner"]
    surplus_shares: Literal["by_shortfall", "by_flow"]

    def __post_init__(self) -> None:
        for each in fields(self):
            _check(each.name, getattr(self, each.name))

    @classmethod
    def default(cls) -> CrrPolicies:
        """The default of every policy."""
        return cls.of({})

    @classmethod
    def of(cls, choices: Mapping[str, str]) -> CrrPolicies:
        """The defaults but for the choices given by name; Refusal for an unknown name or choice."""
        for name, choice in choices.items():
            _check(name, choice)
        chosen = {name: policy.default for name, policy in CRR_POLICIES.items()} | dict(choices)
        return cls(**cast("Any", chosen))

    @property
    def hours(self) -> Calendar:
        """The calendar that tells ON from OFF."""
        return CALENDARS[self.calendar]

    def chosen(self) -> dict[str, str]:
        """Every policy with its choice."""
        return {name: getattr(self, name) for name in CRR_POLICIES}


def _check(name: str, choice: object) -> None:
    policy = CRR_POLICIES.get(name)
    if policy is None:
        raise Refusal(f"a policy of {', '.join(CRR_POLICIES)}", repr(name), "check the name", "CRR policies")
    if choice not in policy.choices:
        wanted = " or ".join(policy.choices)
        raise Refusal(wanted, repr(choice), f"choose how it decides {policy.decides}", f"policy {name}")
