"""All rules of `lint`, and the judging of a suite by them."""

from __future__ import annotations

from collections.abc import Iterable

from marketsim.suite.lint import (
    codes,
    files,
    ids,
    literals,
    lock,
    outlines,
    phase_gates,
    plan,
    proofs,
    requirements,
    steps,
    tags,
)
from marketsim.suite.lint.finding import Finding, LintRule
from marketsim.suite.lint.suite import Suite

RULES: tuple[LintRule, ...] = (
    *files.RULES,
    *steps.RULES,
    *outlines.RULES,
    *ids.RULES,
    *lock.RULES,
    *tags.RULES,
    *codes.RULES,
    *literals.RULES,
    *requirements.RULES,
    *plan.RULES,
    *phase_gates.RULES,
    *proofs.RULES,
)


def lint(suite: Suite, rules: Iterable[LintRule] = RULES) -> list[Finding]:
    """Every finding once, ordered by file, line and rule."""
    return sorted({finding for rule in rules for finding in rule.findings(suite)})
