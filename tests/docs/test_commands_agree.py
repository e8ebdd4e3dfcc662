"""Commands and options that pages tell exist, and the reference tells all of them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any, cast

import pytest
import typer.main
from markdown_page import PAGES, ROOT, Page, rows, words

from marketsim.cli import VERBS, command_line

EVERY = pytest.mark.parametrize("page", [Page(path) for path in PAGES], ids=lambda page: page.name)
REFERENCE = Page(ROOT / "docs" / "reference.md")
OTHER_TOOLS = ("--cacert", "--cert")  # curl's


def options(verb: str) -> set[str]:
    """Every spelling of every option of a verb, as its ``--help`` lists them."""
    group = cast(Any, typer.main.get_command(command_line([verb])))
    return {"--help"} | {
        word
        for each in group.commands[verb].params
        if each.param_type_name == "option"
        for word in (*each.opts, *each.secondary_opts)
    }


def commands(page: Page) -> Iterator[list[str]]:
    """The words after ``marketsim`` of every command on a page."""
    lines = [line for block in page.blocks() for line in block.replace("\\\n", " ").splitlines()]
    for text in (*lines, *page.spans()):
        found = re.match(r"\s*(?:\.venv/bin/|\.venv\\Scripts\\|python -m )?marketsim (.+)", text)
        if found and not found[1].startswith("needs"):
            yield shlex.split(found[1], comments=True)


@EVERY
def test_every_command_names_a_verb_and_options_that_exist(page: Page) -> None:
    """What a reader copies from a page is understood by the command line."""
    verbs = {verb.name for verb in VERBS} | {"VERB", "--version"}
    for verb, *rest in commands(page):
        assert verb in verbs, f"{page.name}: marketsim {verb}"
        if verb.isalpha() and verb.islower():
            stray = [word for word in rest if word.startswith("-") and word not in options(verb)]
            assert not stray, f"{page.name}: marketsim {verb} {stray}"


@EVERY
def test_every_option_named_in_a_sentence_exists(page: Page) -> None:
    """An option that is gone is gone from every page."""
    known = {word for verb in VERBS for word in options(verb.name)} | {"--version", *OTHER_TOOLS}
    named = {span.split()[0] for span in page.spans() if re.match(r"--?[a-z]", span)}
    assert named <= known


def test_the_reference_lists_every_verb_with_every_option() -> None:
    """An option that comes, or a verb, comes to the reference too."""
    told = {
        verb.name: {
            word
            for span in re.findall(r"`([^`]+)`", REFERENCE.section(f"marketsim {verb.name}"))
            for word in span.split()
            if word.startswith("-")
        }
        for verb in VERBS
    }
    missing = {verb: options(verb) - {"--help"} - told[verb] for verb in told}
    assert {verb: words for verb, words in missing.items() if words} == {}


def test_the_readme_lists_every_verb() -> None:
    """The table of verbs is whole."""
    told = {words(cells[0])[0] for cells in rows(Page(PAGES[0]).section("The verbs"))}
    assert told == {f"marketsim {verb.name}" for verb in VERBS}
