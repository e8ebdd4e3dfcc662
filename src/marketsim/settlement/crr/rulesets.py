"""The rule sets of CRR settlement, and which of them holds on a trade date."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from ..refusal import Refusal

TRACK_1B = "crr-track-1b"
BEFORE_2019 = "crr-before-2019"


@dataclass(frozen=True, slots=True)
class CrrRuleSet:
    """One rule set: from and to which trade date it holds (None: open), what it says, who says so."""

    id: str
    title: str
    first: date | None
    last: date | None
    provenance: str
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether it is that of a trade date."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def _read() -> dict[str, CrrRuleSet]:
    tree: dict[str, Any] = tomllib.loads(files(__package__).joinpath("rulesets.toml").read_text("utf-8"))
    return {
        name: CrrRuleSet(
            name, each["title"], each.get("from"), each.get("to"), each["provenance"], each["source"]
        )
        for name, each in tree["rules"].items()
    }


CRR_RULE_SETS: Mapping[str, CrrRuleSet] = _read()


def crr_rule_set(name: str) -> CrrRuleSet:
    """The rule set of that id; Refusal (a ValueError) when there is none."""
    if name not in CRR_RULE_SETS:
        raise Refusal(f"rules of {' or '.join(CRR_RULE_SETS)}", repr(name), "check the name", "CRR rules")
    return CRR_RULE_SETS[name]


def crr_rules_on(day: date) -> CrrRuleSet:
    """The rule set that holds on a trade date."""
    return next(each for each in CRR_RULE_SETS.values() if each.holds_on(day))
