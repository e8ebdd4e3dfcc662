"""How CRRs are settled: hourly values, and payments by what was collected on each constraint. A model."""

from __future__ import annotations

from .holding import CrrKey, Holding
from .identities import CrrBroken, check
from .inputs import At, Binding, CrrInputs, made_prices, month_of, with_made_prices
from .mistakes import CRR_MISTAKES, CrrMistake
from .policies import CRR_POLICIES, CrrPolicies, CrrPolicy
from .results import ConstraintMonth, CrrResults, Row, Share
from .rulesets import BEFORE_2019, CRR_RULE_SETS, TRACK_1B, CrrRuleSet, crr_rule_set, crr_rules_on
from .settlement import settle
from .time_of_use import CALENDARS, Calendar

__all__ = [
    "BEFORE_2019",
    "CALENDARS",
    "CRR_MISTAKES",
    "CRR_POLICIES",
    "CRR_RULE_SETS",
    "TRACK_1B",
    "At",
    "Binding",
    "Calendar",
    "ConstraintMonth",
    "CrrBroken",
    "CrrInputs",
    "CrrKey",
    "CrrMistake",
    "CrrPolicies",
    "CrrPolicy",
    "CrrResults",
    "CrrRuleSet",
    "Holding",
    "Row",
    "Share",
    "check",
    "crr_rule_set",
    "crr_rules_on",
    "made_prices",
    "month_of",
    "settle",
    "with_made_prices",
]
