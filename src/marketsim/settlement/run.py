"""How a settlement was calculated: by which rules and policies, with which known mistakes made on purpose."""

from __future__ import annotations

from dataclasses import dataclass

from .method import Method
from .policies import Policies
from .rulesets import RuleSet


@dataclass(frozen=True, slots=True)
class Run:
    """The rules, the policies, the ids of the mistakes, and the steps that follow from the three."""

    rules: RuleSet
    policies: Policies
    mistakes: tuple[str, ...]
    method: Method
