"""Why a statement is not valid: a reason, one word each, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "unreadable",
    "digest",
    "page",
    "signature",
    "foreign key",
    "unknown origin",
    "expired",
    "expired waiver",
    "unknown waiver",
    "unknown attested step",
    "stale contract",
    "stale features",
    "incomplete",
    "attempts",
    "comparison",
    "status",
    "stale evidence",
    "target",
    "verdict",
    "outcome",
    "annex",
    "evidence",
    "body",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that speaks against a statement."""

    reason: Reason
    found: str

    def __str__(self) -> str:
        """``digest: index.html is not as it was signed``."""
        return f"{self.reason}: {self.found}"
