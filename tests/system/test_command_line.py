"""The command line as a whole: verbs are listed at once and imported only when called."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import marketsim
from marketsim.cli import VERBS, Verb, command_line


@pytest.mark.parametrize("verb", VERBS, ids=[verb.name for verb in VERBS])
def test_every_verb_has_its_function(verb: Verb) -> None:
    """The table names modules and functions that exist, with a docstring for --help."""
    module, _, function = verb.function.partition(":")
    assert getattr(importlib.import_module(module), function).__doc__


def test_listing_the_verbs_loads_none_of_them() -> None:
    """--help answers at once, however much stands behind the verbs."""
    program = (
        "import sys; from marketsim.cli import command_line; command_line(['--help']); "
        "print([name for name in sys.modules if name.startswith(('marketsim.system', 'pytest', 'httpx'))])"
    )
    listed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert listed.stdout.strip() == "[]"


def test_help_lists_every_verb_with_its_line() -> None:
    """In the order of the table."""
    said = CliRunner().invoke(command_line(["--help"]), ["--help"]).stdout
    assert [name for name in (verb.name for verb in VERBS) if name in said] == [verb.name for verb in VERBS]


def test_the_version_is_told() -> None:
    """As the package has it."""
    said = CliRunner().invoke(command_line(["--version"]), ["--version"])
    assert said.stdout.strip() == f"marketsim {marketsim.__version__}"


def test_a_mistyped_verb_is_wrong_usage() -> None:
    """Exit code 2, with the verb that comes near."""
    said = CliRunner().invoke(command_line(["serv"]), ["serv"])
    assert said.exit_code == 2
    assert "serve" in said.stderr
