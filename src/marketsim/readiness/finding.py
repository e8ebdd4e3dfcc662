"""What one piece of evidence says against a scenario, or why it was left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from marketsim.readiness.record import Event

Verdict = Literal["passed", "failed", "broken", "skipped", "omitted", "waived", "attested"]
VERDICTS: tuple[Verdict, ...] = ("passed", "failed", "broken", "skipped", "omitted", "waived", "attested")
Party = Literal["us", "ISO", "partner"]
PARTIES: tuple[Party, ...] = ("us", "ISO", "partner")


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its cause and the event it rests on.

    ``what`` names what was looked at; ``responsible`` whose turn it is; ``advice`` what to do next.
    ``provenance`` says who demands what was expected. ``event`` is None where the lack of one is the finding.
    """

    verdict: Verdict
    cause: str
    what: str
    expected: str
    found: str
    responsible: Party
    advice: str
    provenance: str = ""
    event: Event | None = None
    until: str | None = None
