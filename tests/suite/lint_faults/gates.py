"""Faults of the phases' entry and exit criteria."""

from __future__ import annotations

from lint_faults.case import GATES, Case

CASES = {
    "criteria without saying whose they are": Case("gate-field", GATES, "  ours: true\n", "", "gates:"),
    "criteria with a key that is unknown": Case("gate-field", GATES, "  ours:", "  owner:", "gates:"),
    "side of a phase that is no list": Case(
        "gate-field",
        GATES,
        "    exit:\n      - id: OUT-1",
        "    exit: no\n    more:\n      - id: OUT-1",
        "phase: connectivity-week-4",
    ),
    "criterion of no kind": Case("gate-field", GATES, "kind: attested", "kind: attest", "id: IN-1"),
    "criterion that lacks what its kind needs": Case(
        "gate-field", GATES, "        step: DECK-003\n", "", "id: IN-1"
    ),
    "criterion of the seed without its place": Case(
        "gate-field", GATES, "        source: Deck, slide 2\n", "", "id: IN-1"
    ),
    "criterion with what its kind does not heed": Case(
        "gate-field", GATES, "kind: waivers", "kind: waivers\n        step: DECK-003", "id: ST-5"
    ),
    "selection by what nothing is selected by": Case("gate-field", GATES, "{tag:", "{label:", "id: ST-2"),
    "step that nobody attests": Case("gate-value", GATES, "step: DECK-003", "step: DECK-002", "id: IN-1"),
    "share of more than everything": Case("gate-value", GATES, "at_least: 99.5", "at_least: 101", "id: IN-2"),
    "figure that is none": Case("gate-value", GATES, "figure: operations", "figure: operation", "id: ST-3"),
    "exit of a phase without criteria": Case(
        "gate-value", GATES, "exit_of: connectivity-week-4", "exit_of: connectivity-week-3", "id: ST-1"
    ),
    "oracle that no step asks": Case("gate-value", GATES, "about: we are", "about: they are", "id: OUT-1"),
    "function of a criterion that is none": Case("gate-value", GATES, "[CRRH]", "[CRH]", "[CRH]"),
    "topic that is none": Case("gate-selection", GATES, "[connectivity]", "[connections]", "[connections]"),
    "tag that no scenario has": Case("gate-selection", GATES, "[contract]", "[contracts]", "[contracts]"),
    "code that is none": Case("gate-selection", GATES, "[SEC0001]", "[SEC9999]", "[SEC9999]"),
    "selection of nothing": Case("gate-selection", GATES, "[SEC0001]", "[POR0100]", "id: IN-2"),
    "id of a criterion twice": Case("gate-id", GATES, "id: ST-5", "id: ST-4  # again", "# again"),
    "phase that is none": Case("gate-id", GATES, "phase: structured", "phase: structure", "phase: structure"),
    "gate that rests on nothing that ran": Case(
        "gate-evidence",
        GATES,
        "kind: oracle\n        about: we are refused",
        "kind: waivers",
        "phase: connectivity-week-4",
    ),
    "exit that rests on itself": Case(
        "gate-evidence",
        GATES,
        "kind: waivers",
        "kind: exit-met\n        exit_of: structured",
        "phase: structured",
    ),
}
