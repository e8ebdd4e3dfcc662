"""Faults of rows and placeholders."""

from __future__ import annotations

from lint_faults.case import FEATURE, Case

ROWS = """\
        | auction.portfolioCreation | one  | SEC0001 |
        | auction.deletePortfolio   | two  | SEC0001 |
"""

CASES = {
    "rows without a name": Case("row-id", FEATURE, "| auction.deletePortfolio   ", "|  ", "|  | two"),
    "rows of one name": Case(
        "row-id", FEATURE, "auction.deletePortfolio  ", "auction.portfolioCreation", "| two  | SEC0001"
    ),
    "Examples without rows": Case(
        "empty-outline",
        FEATURE,
        ROWS,
        "",
        "Examples:",
    ),
    "placeholder without column": Case(
        "placeholder",
        FEATURE,
        "| operation                 | name |",
        "| operation                 | nome |",
        "we call <",
    ),
    "name with a placeholder without column": Case(
        "placeholder", FEATURE, "cannot write by <operation>", "cannot write by <deed>", "by <deed>"
    ),
    "placeholder without Examples": Case(
        "placeholder", FEATURE, "When we ask for the markets", "When we ask for the <things>", "<things>"
    ),
}
