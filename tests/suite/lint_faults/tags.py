"""Faults of tags, codes and names in scenarios."""

from __future__ import annotations

from lint_faults.case import FEATURE, Case

CASES = {
    "tag that nobody knows": Case("unknown-tag", FEATURE, "@contract", "@contract @wip", "@wip"),
    "code that does not exist": Case(
        "unknown-tag", FEATURE, "@code:SEC0001", "@code:SEC0009", "@code:SEC0009"
    ),
    "function that does not exist": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @function:LSE", "@function"
    ),
    "rule that none can be called": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @rule:Portfolio_Secured", "@rule:"
    ),
    "fault that none can be called": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @cutover:Lose_A_CRR", "@cutover:"
    ),
    "mistake of the settlement model elsewhere": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @settlement:flat-shape", "@settlement:"
    ),
    "statement elsewhere": Case("unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @statement", "@statement"),
    "phase that does not exist": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @phase:later", "@phase"
    ),
    "requirement that does not exist": Case(
        "unknown-tag", FEATURE, "@req:DECK-001", "@req:DECK-099", "@req:"
    ),
    "settlement's provenance elsewhere": Case(
        "unknown-tag", FEATURE, "@MS-CON-01", "@MS-CON-01 @quoted", "@quoted"
    ),
    "tag on Examples": Case(
        "examples-tag", FEATURE, "      Examples:", "      @function:CRRH\n      Examples:", "@function:CRRH"
    ),
    "no provenance": Case("provenance", FEATURE, "@contract\n", "", "Scenario: A holder"),
    "two provenances": Case("provenance", FEATURE, " @assumed", " @assumed @seed", "Scenario Outline:"),
    "code unknown to the catalogue in a sentence": Case(
        "unknown-code", FEATURE, "| two  | SEC0001 |", "| two  | SEC0042 |", "refused with <code>"
    ),
    "tag of a code that no Then names": Case(
        "code-not-said", FEATURE, "@MS-CON-01", "@MS-CON-01 @code:MKT0001", "Scenario: A holder"
    ),
    "code in a Then without its tag": Case(
        "code-not-tagged", FEATURE, "| two  | SEC0001 |", "| two  | MKT0004 |", "refused with <code>"
    ),
    "market named in a sentence": Case(
        "literal-name", FEATURE, "ask for the markets", "ask for AUC_MN_2026_M03", "AUC_MN_2026_M03"
    ),
    "node named in a table": Case("literal-name", FEATURE, "| <name> |", "| DLAP_PGAE-APND |", "DLAP_PGAE"),
    "generator named in a table": Case(
        "literal-name", FEATURE, "| <name> |", "| MIDWAY_7_B1 |", "MIDWAY_7_B1"
    ),
    "participant named in Examples": Case("literal-name", FEATURE, "| two  |", "| SRTX |", "| SRTX |"),
}
