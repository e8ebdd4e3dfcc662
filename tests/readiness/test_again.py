"""The same again: one line that a shell takes, with everything that was asked for."""

from __future__ import annotations

import shlex
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import typer.main
from hypothesis import given
from hypothesis import strategies as st

from marketsim.cli import command_line
from marketsim.readiness.again import OPTIONS, command
from marketsim.readiness.record import assemble
from marketsim.readiness.runfile import write_run_file

from .rehearsal import Rehearsal

ASKED: dict[str, Any] = {
    "target": "/profiles/my profile.toml", "topic": "auction", "function": "CRRH", "shard": "1/2",
    "contract": "/api", "strict": True, "intrusive": "CASE 12; rm", "waivers": "w.toml", "market_sim_plan": "p.yaml",
    "side": "A", "handover": "/shared", "partner": "NVLY",
}  # fmt: skip


def options(verb: str) -> dict[str, Any]:
    """The options of a verb by their first spelling."""
    group = cast(Any, typer.main.get_command(command_line([verb])))
    return {each.opts[0]: each for each in group.commands[verb].params if each.param_type_name == "option"}


def test_every_option_that_was_given_is_in_the_line() -> None:
    """Parsed by the shell's rules it gives back each value whole."""
    run = {"seed": 7, "phase": "structured", "selection": {"features": ["a b.feature"], **ASKED}}
    words = shlex.split(command(run))
    assert words[:3] == ["marketsim", "run", "a b.feature"]
    given_back = dict(pairwise(words))
    assert given_back["--seed"] == "7" and given_back["--phase"] == "structured"
    for name, value in ASKED.items():
        option = f"--{name.replace('_', '-')}"
        assert option in words and (value is True or given_back[option] == value)


def test_the_line_knows_every_option_of_run_that_changes_what_is_run() -> None:
    """A new option of `run` comes here too: all but where the output goes and how many workers share the work."""
    told = {f"--{name.replace('_', '-')}" for name in OPTIONS} | {"--seed", "--phase"}
    assert set(options("run")) - {"-n", "--workers"} <= told
    only_of_run = {
        "--shard",
        "--market-sim-plan",
        "--fault",
        "--statement",
        "--inputs",
        "--rules",
        "--run-date",
    }
    assert told - only_of_run <= set(options("certify"))


@given(text=st.text(min_size=1))
def test_no_value_can_be_more_than_one_word(text: str) -> None:
    """Whatever evidence says, quoting keeps it in its place."""
    words = shlex.split(command({"seed": None, "phase": None, "selection": {"target": text}}))
    assert words == ["marketsim", "run", "--target", text]


def test_an_attempt_of_a_campaign_is_repeated_by_certify() -> None:
    """It is no run of its own."""
    run = {"seed": 1, "phase": None, "selection": {"verb": "certify", "out": "/c", "target": None}}
    assert command(run) == "marketsim certify --seed 1 --out /c"


def test_the_run_file_holds_the_line(tmp_path: Path) -> None:
    """For those who keep run.toml and not the page."""
    rehearsal = Rehearsal(tmp_path / "evidence")
    rehearsal.run(selection={"features": [], "target": "my profile.toml"})
    rehearsal.recorder.close()
    path = write_run_file(tmp_path, assemble(rehearsal.events()))
    assert "--target 'my profile.toml'" in tomllib.loads(path.read_text("utf-8"))["again"]
