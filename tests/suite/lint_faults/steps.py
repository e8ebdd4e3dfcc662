"""Faults of step definitions, and of sentences that fit none."""

from __future__ import annotations

from lint_faults.case import FEATURE, STEPS, Case

CASES = {
    "module that is no Python": Case(
        "unreadable-file", STEPS, "def ask() -> None: ...", "def ask(:", "def ask(:"
    ),
    "step that sleeps": Case(
        "sleep", STEPS, "def ask() -> None: ...", "def ask() -> None:\n    time.sleep(1)", "time.sleep(1)"
    ),
    "fixture that sleeps": Case("sleep", "fixtures/wiring.py", '"""\n', '"""\nsleep(2)\n', "sleep(2)"),
    "step without definition": Case(
        "undefined-step", FEATURE, "When we ask for", "When we beg for", "we beg for the markets"
    ),
    "step of another kind": Case(
        "undefined-step", FEATURE, "When we ask for", "Given we ask for", "we ask for the markets"
    ),
    "row that renders to no sentence": Case(
        "undefined-step",
        FEATURE,
        "auction.deletePortfolio  ",
        "deletePortfolio!         ",
        "When we call <operation>",
    ),
    "background without definition": Case(
        "undefined-step",
        FEATURE,
        "Given we hold the function",
        "Given we own the function",
        "we own the function",
    ),
    "two definitions for a step": Case(
        "ambiguous-step",
        STEPS,
        '@when("we ask for the markets")',
        '@when("we ask for the markets")\n@when(parsers.parse("we ask for the {things}"))',
        "we ask for the markets",
        FEATURE,
    ),
    "definition that nobody uses": Case(
        "unused-step",
        STEPS,
        "def ask()",
        '@when("we sing")\ndef sing() -> None: ...\ndef ask()',
        '@when("we sing")',
    ),
    "async step": Case(
        "async-step", STEPS, "def ask()", "async def ask()", '@when("we ask for the markets")'
    ),
    "pattern made at run time": Case(
        "step-pattern", STEPS, '@when("we ask for the markets")', "@when(sentence())", "@when(sentence())"
    ),
    "pattern that does not compile": Case(
        "step-pattern", STEPS, r"\w+) with", r"\w+ with", "@when(parsers.re"
    ),
    "market named in a step's function": Case(
        "literal-name",
        STEPS,
        "def ask() -> None: ...",
        'def ask() -> None: open("HIST_LOAD_2026")',
        "HIST_LOAD_2026",
    ),
}
