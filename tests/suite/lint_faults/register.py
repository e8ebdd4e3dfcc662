"""Faults of the register of requirements."""

from __future__ import annotations

from lint_faults.case import FEATURE, REGISTER, Case

CASES = {
    "register that is no YAML": Case(
        "unreadable-file", REGISTER, "    lines: 3", "    lines: [3", "    text: Holders"
    ),
    "key given twice": Case(
        "duplicate-key", REGISTER, "    lines: 12", "    lines: 12\n    lines: 13", "lines: 13"
    ),
    "entry without a text": Case(
        "requirement-fields", REGISTER, "    text: The meeting is over\n", "", "id: DECK-004"
    ),
    "entry without a line": Case(
        "requirement-fields", REGISTER, "lines: 12", "lines: page 12", "id: DECK-004"
    ),
    "entry of an unknown document": Case(
        "requirement-fields", REGISTER, "DECK-004", "BOOK-004", "id: BOOK-004"
    ),
    "entry with a key that is unknown": Case(
        "requirement-fields",
        REGISTER,
        "    planned: load_data",
        "    planned: load_data\n    note: no",
        "id: DECK-002",
    ),
    "requirement id twice": Case(
        "requirement-id", REGISTER, "id: DECK-004", "id:  DECK-003", "id:  DECK-003"
    ),
    "entry without a link": Case(
        "requirement-link", REGISTER, "    planned: load_data\n", "", "id: DECK-002"
    ),
    "entry with two links": Case(
        "requirement-link",
        REGISTER,
        "    planned: load_data",
        "    planned: load_data\n    attested: by me",
        "DECK-002",
    ),
    "entry planned for no topic": Case("requirement-link", REGISTER, "load_data", "some day", "id: DECK-002"),
    "entry untestable without a reason": Case(
        "requirement-link", REGISTER, "untestable: notice of a meeting", "untestable:", "id: DECK-004"
    ),
    "entry linked to nothing": Case("requirement-link", REGISTER, "[MS-CON-01]", "[]", "id: DECK-001"),
    "entry naming no scenario there is": Case(
        "requirement-scenario", REGISTER, "[MS-CON-01]", "[MS-CON-01, MS-CON-77]", "MS-CON-77"
    ),
    "link without the scenario's tag": Case(
        "requirement-untagged", REGISTER, "[MS-CON-01]", "[MS-CON-01, MS-CON-02]", "MS-CON-02"
    ),
    "tag without the register's link": Case(
        "requirement-unlinked", FEATURE, "@code:SEC0001", "@code:SEC0001 @req:DECK-001", "Scenario Outline:"
    ),
}
