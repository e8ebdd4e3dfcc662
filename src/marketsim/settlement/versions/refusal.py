"""Dates that no rule set of ours may settle."""

from __future__ import annotations

from marketsim.settlement.refusal import Refusal


class NotModelled(Refusal):
    """No rule set, statement or business day answers for these dates."""
