"""What readers copy works: scenarios, steps, rules and other code of the pages."""

from __future__ import annotations

import ast
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
from markdown_page import PAGES, ROOT, Page

from marketsim.contract.errors import ERROR_CODES
from marketsim.suite.lint import lint, read_suite
from marketsim.suite.scenario_ids import lock_new
from marketsim.system.rules.rule import Rule
from marketsim.system.rules.rulebook import RuleBook

EVERY = pytest.mark.parametrize("page", [Page(path) for path in PAGES], ids=lambda page: page.name)
HOW_TO = Page(ROOT / "docs" / "how-to.md")


def test_the_example_scenario_is_sound(tmp_path: Path) -> None:
    """The feature and the step of the how-to, put into a copy of the suite, leave lint as it was."""
    for folder in ("features", "steps", "fixtures"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = {(each.file, each.message) for each in lint(read_suite(tmp_path))}
    (feature,) = HOW_TO.blocks("gherkin")
    step = next(block for block in HOW_TO.blocks("python") if "pytest_bdd" in block)
    (tmp_path / "features" / "market_information" / "of_the_how_to.feature").write_text(feature, "utf-8")
    (tmp_path / "steps" / "of_the_how_to.py").write_text(step, "utf-8")
    lock_new(tmp_path, read_suite(tmp_path).scenarios)
    assert {(each.file, each.message) for each in lint(read_suite(tmp_path))} <= before


def test_the_example_rule_can_be_judged_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module of the how-to makes a rule book, and its code is one of the catalogue."""
    block = next(block for block in HOW_TO.blocks("python") if "RULES" in block)
    module = ModuleType("of_the_how_to")
    monkeypatch.setitem(sys.modules, module.__name__, module)  # dataclasses look their module up
    exec(compile(block, "how-to.md", "exec"), module.__dict__)
    rules: tuple[Rule, ...] = module.RULES
    assert {rule.code for rule in rules} <= set(ERROR_CODES)
    assert RuleBook(rules).rules == rules


def test_the_tutorials_scenario_is_the_one_of_the_suite() -> None:
    """What the tutorial quotes stands word for word in the feature file it names."""
    tutorial = Page(ROOT / "docs" / "tutorial.md")
    (quoted,) = tutorial.blocks("gherkin")
    assert quoted in (ROOT / "features" / "auction" / "portfolio.feature").read_text("utf-8")


@EVERY
def test_every_python_example_can_be_read(page: Page) -> None:
    """No slip of the pen in code that readers copy."""
    for block in page.blocks("python"):
        ast.parse(block)
