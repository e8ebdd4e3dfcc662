"""`marketsim lint`: the rules for the suite's files; nothing of the suite is run, no network is needed."""

from marketsim.suite.lint.finding import Fault, Finding, LintRule
from marketsim.suite.lint.rulebook import RULES, lint
from marketsim.suite.lint.suite import Suite, read_suite

__all__ = ["RULES", "Fault", "Finding", "LintRule", "Suite", "lint", "read_suite"]
