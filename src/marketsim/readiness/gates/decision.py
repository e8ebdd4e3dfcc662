"""The gates of each phase: go, no-go, undecided or not assessed, with the reasons.

A gate says go only when every criterion that applies is met and at least one of them rests on scenarios that were
run; on a target that was made to err it says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from marketsim.evidence.gate_facts import CriterionFacts, PhaseGateFacts
from marketsim.readiness.finding import Party
from marketsim.readiness.gates.criterion import CriterionTold, State, told
from marketsim.readiness.gates.grounds import Grounds
from marketsim.readiness.gates.kinds import JUDGES

Word = Literal["go", "no-go", "undecided", "not assessed"]
ON_SCENARIOS = frozenset({"passed", "none-failed", "oracle", "exit-met"})
"""The kinds that rest on scenarios of their own choice; without one of them tried, nothing is assessed."""
AS_STATE: Mapping[Word, State] = {
    "go": "met", "no-go": "not met", "undecided": "open", "not assessed": "not assessed",
}  # fmt: skip
ABOUT_OURS = "Nobody but this project demands these criteria; they are not the ISO's."
ABOUT_EMBEDDED = "This was the embedded system: nothing here says anything about the ISO's."
ABOUT_FAULTS = "The target was made to err on purpose: no phase is assessed."


class GateTold(TypedDict):
    """One gate: its word, its criteria, and whose turn it is."""

    word: Word
    criteria: list[CriterionTold]
    turn: list[Party]


class Gatekeeper:
    """Judges the phases of one run or campaign; exits that others rest on are judged once."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._phases = {each["phase"]: each for each in grounds.gates["phases"]}
        self._exits: dict[str, GateTold] = {}

    def told(self) -> dict[str, Any]:
        """{title, ours, about: [sentences], phases: [{phase, entry, exit}]}, each a GateTold."""
        gates, grounds = self._grounds.gates, self._grounds
        about = [
            (gates["ours"], ABOUT_OURS),
            (grounds.embedded, ABOUT_EMBEDDED),
            (grounds.faults, ABOUT_FAULTS),
        ]
        return {
            "title": gates["title"],
            "ours": gates["ours"],
            "about": [text for applies, text in about if applies],
            "phases": [self._phase(each) for each in gates["phases"]],
        }

    def _phase(self, facts: PhaseGateFacts) -> dict[str, Any]:
        return {
            "phase": facts["phase"],
            "entry": self._gate(facts["entry"]),
            "exit": self._exit(facts["phase"]),
        }

    def _exit(self, phase: str) -> GateTold:
        if phase not in self._exits:
            # while it is judged it counts as not assessed: a circle, which lint refuses, comes to an end
            self._exits[phase] = {"word": "not assessed", "criteria": [], "turn": []}
            self._exits[phase] = self._gate(self._phases[phase]["exit"])
        return self._exits[phase]

    def _gate(self, criteria: Sequence[CriterionFacts]) -> GateTold:
        judged = [self._judge(each) for each in criteria]
        word = self._word(judged)
        waiting = {party for each in judged for party in each["turn"]} if word != "go" else set()
        if word == "undecided" and not waiting:
            waiting = {each.responsible for each in self._grounds.problems}
        return {
            "word": word,
            "criteria": judged,
            "turn": [each for each in ("us", "ISO", "partner") if each in waiting],
        }

    def _judge(self, criterion: CriterionFacts) -> CriterionTold:
        if criterion["kind"] == "exit-met":
            return self._exit_met(criterion)
        judge = JUDGES.get(criterion["kind"])
        if judge is None:
            return told(criterion, "open", "a kind that is known", f"{criterion['kind']!r}", turn=("us",))
        return judge(criterion, self._grounds)

    def _exit_met(self, criterion: CriterionFacts) -> CriterionTold:
        phase = criterion["exit_of"] or ""
        wanted = f"the exit of {phase} to say go"
        if phase not in self._phases:
            return told(criterion, "open", wanted, "it has no criteria", turn=("us",))
        gate = self._exit(phase)
        return told(criterion, AS_STATE[gate["word"]], wanted, gate["word"], turn=gate["turn"])

    def _word(self, judged: Sequence[CriterionTold]) -> Word:
        states = {each["state"] for each in judged}
        tried = {each["state"] for each in judged if each["kind"] in ON_SCENARIOS}
        if self._grounds.faults or tried <= {"not assessed", "does not apply"}:
            return "not assessed"
        if "not met" in states:
            return "no-go"
        # a run that had problems of its own, or stopped, may not have told everything
        return "undecided" if states & {"open", "not assessed"} or self._grounds.problems else "go"
