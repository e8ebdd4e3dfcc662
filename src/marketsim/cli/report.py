"""``marketsim report``: the pages of an earlier run, made anew from its evidence."""

from __future__ import annotations

import typer

from marketsim.cli.run_folder import RunFolder, run_folder
from marketsim.cli.run_report import write_pages
from marketsim.contract.catalogue import Contract
from marketsim.suite.root import suite_root


def report(run: RunFolder = None) -> None:
    """Rebuild index.html, readiness.json, junit.xml, run.toml and allure/ from a run's evidence.

    The exit code is the one the run had: it is decided from the evidence alone.
    """
    raise typer.Exit(write_pages(suite_root(), run_folder(run), Contract.load()))
