"""Step definitions as lint reads them from the source, without importing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.suite.python_files import read_python
from marketsim.suite.step_definitions import BadPattern, StepDefinition, Vocabulary, definitions_of


def vocabulary(tmp_path: Path, source: str) -> Vocabulary:
    path = tmp_path / "steps.py"
    path.write_text(source, "utf-8")
    found = list(definitions_of(read_python(path, tmp_path)))
    assert not [each for each in found if isinstance(each, BadPattern)]
    return Vocabulary(each for each in found if isinstance(each, StepDefinition))


@pytest.mark.parametrize(
    ("decorator", "matching", "other"),
    [
        ('given("a market")', "a market", "a market or two"),
        ('given("a " "market")', "a market", "the market"),
        ('given(name="a market")', "a market", "markets"),
        ('given(parsers.parse("{n:d} bids"))', "12 bids", "twelve bids"),
        ('given(parsers.parse("A market called {name}"))', "a market called X", "a bid called X"),
        (
            'given(parsers.cfparse("all of {mw:MW+}", extra_types={"MW": mw}))',
            "all of 1 MW, 2 MW",
            "all of it",
        ),
        ('given(parsers.re(r"(?P<n>[0-9]+) bids?"))', "1 bid", "one bid"),
        ('given(parsers.string("{n} bids"))', "{n} bids", "3 bids"),
        ('given(parsers.parse("{mw:MW} of power", extra_types=TYPES))', "5.25 MW of power", "much of power"),
        ('given(parsers.parse("{mw:Elsewhere} of power"))', "5.25 MW of power", "5.25 MW"),
        ('given(parsers.re(f"bid {NUMBER} placed"))', "bid 7 placed", "bid x placed"),
        ('given("a " + THING)', "a portfolio", "a market"),
        ('pytest_bdd.given("a market")', "a market", "a bid"),
    ],
)
def test_patterns_match_as_in_a_run(tmp_path: Path, decorator: str, matching: str, other: str) -> None:
    """Every way of giving a pattern is understood, custom types and constants of the module included."""
    source = f"""
NUMBER = r"(?P<n>\\d+)"
THING = "portfolio"
@with_pattern(r"[0-9.]+ MW")
def mw(text): ...
TYPES = {{"MW": mw}}
@{decorator}
def step_function(): ...
"""
    known = vocabulary(tmp_path, source)
    assert len(known.matching("given", matching)) == 1
    assert known.matching("given", other) == ()


def test_the_kind_of_step_counts(tmp_path: Path) -> None:
    """A Given does not answer a When; a generic step answers all three."""
    known = vocabulary(
        tmp_path,
        '@given("x")\ndef a(): ...\n@step("y")\ndef b(): ...\n@step("z", type_="then")\ndef c(): ...\n',
    )
    assert [bool(known.matching(type_, "x")) for type_ in ("given", "when", "then")] == [True, False, False]
    assert [bool(known.matching(type_, "y")) for type_ in ("given", "when", "then")] == [True, True, True]
    assert [bool(known.matching(type_, "z")) for type_ in ("given", "when", "then")] == [False, False, True]


def test_one_function_may_carry_several_sentences(tmp_path: Path) -> None:
    """Each decorator is a definition with its own line."""
    known = vocabulary(tmp_path, '@given("x")\n@when("x")\nasync def a(): ...\n')
    assert [(each.line, each.type, each.is_async) for each in known.definitions] == [
        (1, "given", True),
        (2, "when", True),
    ]


@pytest.mark.parametrize(
    "decorator",
    [
        "given(NAME)",
        "given(f'{name()}')",
        "given(parsers.odd('x'))",
        "given()",
        "given(parsers.parse())",
        "given(parsers.cfparse('{n:w+}'))",
    ],
)
def test_a_pattern_that_cannot_be_known_is_told(tmp_path: Path, decorator: str) -> None:
    """What cannot be read without running the module, or would not run, is named."""
    path = tmp_path / "steps.py"
    path.write_text(f"@{decorator}\ndef a(): ...\n", "utf-8")
    (found,) = definitions_of(read_python(path, tmp_path))
    assert isinstance(found, BadPattern) and found.line == 1
