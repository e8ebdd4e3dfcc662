"""The entry and exit criteria of the phases, as far as a run's first event tells of them."""

from __future__ import annotations

from typing import TypedDict


class CriterionFacts(TypedDict):
    """One criterion. Which members beyond ``kind`` count, the kind says (docs/reference.md, "Entry and exit").

    ``at_least`` is in per cent; ``scenarios`` are the ids that its selection resolves to, outlines without rows.
    """

    id: str
    text: str
    kind: str
    phase: str
    provenance: str
    source: str | None
    at_least: float | None
    scenarios: list[str]
    during: str | None
    step: str | None
    functions: list[str]
    figure: str | None
    about: str | None
    exit_of: str | None


class PhaseGateFacts(TypedDict):
    """The criteria of one phase."""

    phase: str
    entry: list[CriterionFacts]
    exit: list[CriterionFacts]


class GatesFacts(TypedDict):
    """All criteria; ``ours`` when nobody but this project demands them.

    ``scenarios`` are the ids of all scenarios that are for the function of the run, with the rows of outlines: the
    denominator of every share.
    """

    title: str
    ours: bool
    scenarios: list[str]
    phases: list[PhaseGateFacts]
