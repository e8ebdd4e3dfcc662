"""The whole list of rules: every family module of this room that has a RULES tuple."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from marketsim.system import rules as families
from marketsim.system.rules.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of every family, family by family in alphabetical order."""
    found: list[Rule] = []
    for module in pkgutil.iter_modules(families.__path__):
        family = importlib.import_module(f"{families.__name__}.{module.name}")
        found += getattr(family, "RULES", ())
    return tuple(found)
