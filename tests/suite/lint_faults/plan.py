"""Faults of the Market Simulation plan."""

from __future__ import annotations

from lint_faults.case import PLAN, Case

CASES = {
    "plan that is no YAML": Case("unreadable-file", PLAN, "  title: A plan", "  title: [A plan", "example"),
    "plan without a title": Case("plan-field", PLAN, "  title: A plan\n", "", "plan:"),
    "plan with a key that is unknown": Case("plan-field", PLAN, "begins", "begin", "plan:"),
    "row of the plan with a key that is unknown": Case("plan-field", PLAN, "cut_off", "cutoff", '"1.1"'),
    "row of the plan that expects nothing": Case(
        "plan-field", PLAN, "    expected: Nobody writes\n", "", '"1.2"'
    ),
    "row of the plan in no phase": Case(
        "plan-field", PLAN, "first_day: D+0", "first_day: D+0\n    phase: 2", '"1.2"'
    ),
    "scenarios of a row that are no list": Case("plan-field", PLAN, "[MS-CON-02]", "MS-CON-02", '"1.2"'),
    "number of the plan twice": Case("plan-number", PLAN, '"1.2"', '"1.1"  # again', "# again"),
    "first day of the plan that is none": Case(
        "plan-day", PLAN, "begins: 2027-03-01", "begins: March", "plan:"
    ),
    "day of a row that is none": Case("plan-day", PLAN, "2027-02-05", "2027-02-30", '"1.1"'),
    "row that ends before it begins": Case("plan-day", PLAN, "2027-02-05", "2027-01-05", '"1.1"'),
    "cut-off before the start": Case("plan-day", PLAN, "D-24 17:00", "D-29 17:00", '"1.1"'),
    "cut-off without a time": Case("plan-day", PLAN, "D-24 17:00", "D-24", '"1.1"'),
    "row without scenarios": Case("plan-unmapped", PLAN, "[MS-CON-02]", "[]", '"1.2"'),
    "row mapped to what is not there": Case("plan-unmapped", PLAN, "[MS-CON-02]", "[MS-CON-03]", '"1.2"'),
    "row naming a scenario that is not there": Case(
        "plan-scenario", PLAN, "[MS-CON-02]", "[MS-CON-77]", "MS-CON-77"
    ),
    "row naming a row of an outline that is not there": Case(
        "plan-scenario", PLAN, "#auction.portfolioCreation", "#auction.portfolio", "#auction.portfolio"
    ),
    "row naming a settlement scenario": Case(
        "plan-settlement", PLAN, "[MS-CON-02]", "[MS-CON-02, MS-SET-01]", "MS-SET-01"
    ),
}
