"""The suite that is shipped."""

from __future__ import annotations

from marketsim.suite.lint import lint, read_suite
from marketsim.suite.lint.suite import participant_names
from marketsim.suite.root import PACKAGE, suite_root


def test_the_shipped_suite_is_clean() -> None:
    """`marketsim lint` has nothing to say about our own features, steps, register and lock."""
    suite = read_suite(suite_root())
    assert suite.features and suite.vocabulary.definitions and suite.register.requirements
    assert [f"{each.file}:{each.line} {each.rule}: {each.message}" for each in lint(suite)] == []


def test_the_worlds_participants_are_known_to_lint() -> None:
    """The names that no sentence may use come from the world; CEC is a function too and stays free."""
    names = participant_names(PACKAGE / "system" / "world")
    assert {"SRTX", "NVLY", "UPGAE", "TORA", "NDAX"} <= names
    assert "CEC" not in names
