"""The command line: one module a verb, imported only when its verb is called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple

import typer

from marketsim.cli.full_disk import full_disk_told


class Verb(NamedTuple):
    """A verb, the module and function behind it, and its line in ``marketsim --help``."""

    name: str
    function: str
    summary: str


VERBS: tuple[Verb, ...] = (
    Verb(
        "init", "marketsim.cli.init:init", "Write a profile: a target, your certificate, what may be written."
    ),
    Verb(
        "doctor", "marketsim.cli.doctor:doctor", "Name why a target won't let you in, before the first test."
    ),
    Verb("run", "marketsim.cli.run:run", "Run scenarios and write a readiness report."),
    Verb("report", "marketsim.cli.report:report", "Rebuild the pages of an earlier run."),
    Verb(
        "certify", "marketsim.cli.certify:certify", "Gather runs over days into a signed readiness statement."
    ),
    Verb("verify", "marketsim.cli.verify:verify", "Check a readiness statement without trusting its maker."),
    Verb("attest", "marketsim.cli.attest:attest", "Record a step outside the API, with a proof."),
    Verb("replay", "marketsim.cli.replay:replay", "Run one scenario of an earlier run again, alone."),
    Verb("coverage", "marketsim.cli.coverage:coverage", "Tell what a run reached, out of how much."),
    Verb("clean", "marketsim.cli.clean:clean", "Undo what a run has left in the system under test."),
    Verb("faults", "marketsim.cli.faults:faults", "Switch rules off and see whether the suite notices."),
    Verb("lint", "marketsim.cli.lint:lint", "Judge the suite's files, without network."),
    Verb("clear", "marketsim.cli.clear:clear", "Clear an auction from files: awards, prices, constraints."),
    Verb(
        "verify-market",
        "marketsim.cli.verify_market:verify_market",
        "Prove a cleared market without trusting whoever cleared it.",
    ),
    Verb(
        "reconcile",
        "marketsim.cli.reconcile:reconcile",
        "Compare two inventories of CRRs, before and after a cutover.",
    ),
    Verb(
        "settle",
        "marketsim.cli.settle:settle",
        "Settle from files by a reference model, and hold a statement against it.",
    ),
    Verb(
        "extract",
        "marketsim.cli.extract:extract",
        "Make a legacy extract to cut over from, of any size, with faults on demand.",
    ),
    Verb(
        "convert",
        "marketsim.cli.convert:convert",
        "Turn a CSV template into what the API takes, and back.",
    ),
    Verb("serve", "marketsim.cli.serve:serve", "Run the embedded CRR system until it is told to stop."),
)


def command_line(words: Sequence[str]) -> typer.Typer:
    """The command line for these words: the verb they name in full, the others by their summary only."""
    application = typer.Typer(
        name="marketsim",
        help="Rehearse the Market Simulation of the California ISO's Congestion Revenue Rights system.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    application.callback()(_options)
    called = next((word for word in words if not word.startswith("-")), None)
    for verb in VERBS:
        command = _load(verb) if verb.name == called else _unloaded
        application.command(verb.name, help=None if verb.name == called else verb.summary)(command)
    return application


def main() -> None:
    """Run the command line of this process."""
    with full_disk_told():
        command_line(sys.argv[1:])()


def _load(verb: Verb) -> Callable[..., Any]:
    module, _, function = verb.function.partition(":")
    loaded: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return loaded


def _unloaded() -> None:
    """Stands in ``marketsim --help`` for a verb that was not called."""
    raise RuntimeError("a verb was called that was not loaded")


def _show_version(wanted: bool) -> None:
    if wanted:
        from marketsim import __version__

        typer.echo(f"marketsim {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of the command line itself."""
