"""What `--help` shows is what was written: nothing is taken for markup and swallowed."""

from __future__ import annotations

import inspect
import re
from typing import Any, cast

import pytest
import typer.main
from typer.testing import CliRunner

from marketsim.cli import VERBS, command_line
from marketsim.system.faults import KINDS

EVERY_VERB = pytest.mark.parametrize("verb", [each.name for each in VERBS])


def shown(verb: str) -> str:
    """The help of a verb on a terminal wide enough to wrap nothing, in single spaces."""
    result = CliRunner().invoke(
        command_line([verb]), [verb, "--help"], env={"COLUMNS": "2000", "NO_COLOR": "1"}
    )
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


@EVERY_VERB
def test_every_help_text_is_shown_in_full(verb: str) -> None:
    """Brackets too, which the terminal's markup would take for its own."""
    text = shown(verb)
    group = cast(Any, typer.main.get_command(command_line([verb])))
    written = [each.help for each in group.commands[verb].params if each.help]
    assert [each for each in written if " ".join(each.split()) not in text] == []


@EVERY_VERB
def test_the_words_about_a_verb_are_shown_in_full(verb: str) -> None:
    """The docstring, word by word."""
    text = shown(verb)
    group = cast(Any, typer.main.get_command(command_line([verb])))
    written = inspect.cleandoc(group.commands[verb].help)
    # marked-up code loses its backticks; a list its bullets
    words = re.sub(r"[`*]", "", written).split()
    assert [word for word in words if word not in re.sub(r"[`*]", "", text)] == []


def test_serve_tells_every_kind_of_fault_and_how_it_is_written() -> None:
    """Also that a code may be induced at one operation alone."""
    text = shown("serve")
    assert "induce:CODE or induce:CODE@SERVICE.OPERATION" in text
    assert [kind for kind in KINDS if f"{kind}:" not in text] == []
