"""``marketsim settle``: settle inputs from files by a rule set, and hold a statement against it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from marketsim.cli.terminal import plain

FINDINGS, USAGE = 1, 2


def settle(
    rules: Annotated[
        str | None,
        typer.Option(
            "--rules", metavar="ID", help="A rule set, or by-date: that of trade date and run date."
        ),
    ] = None,
    inputs: Annotated[
        Path | None,
        typer.Option("--inputs", metavar="FILE", help="CSV in long form, or a folder or zip of such files."),
    ] = None,
    statement: Annotated[
        Path | None,
        typer.Option(
            "--statement", metavar="FILE", help="What was settled, to be compared; in the same columns."
        ),
    ] = None,
    run_date: Annotated[
        datetime | None,
        typer.Option(
            "--run-date",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="For by-date: the day the statement was run; default today, Pacific.",
        ),
    ] = None,
    rerun_of: Annotated[
        str | None,
        typer.Option(
            "--rerun-of",
            metavar="ID|DATE",
            help="Print what changes of an earlier statement: by a rule set, or by date as run on a day.",
        ),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy", metavar="NAME=VALUE", help="Another choice where no source says; repeatable."
        ),
    ] = None,
    places: Annotated[
        int | None,
        typer.Option(
            "--places",
            metavar="N",
            min=0,
            max=12,
            help="Compare and write at N decimals; default as many as the statement shows, and 2 or 6 when writing.",
        ),
    ] = None,
    most: Annotated[
        int,
        typer.Option("--most", metavar="N", min=1, max=1000, help="List the N largest differences of each."),
    ] = 5,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write what was calculated, as a CSV.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON instead.")] = False,
    columns: Annotated[
        bool, typer.Option("--columns", help="Only print the columns and every determinant, with its unit.")
    ] = False,
) -> None:
    """Settle real-time neutrality (PRR 1185) or CRRs from files by a reference model, and check a statement.

    Prints totals, identities that do not hold, and with --statement what differs, with the known mistake that
    explains it; with --rerun-of the deltas by determinant and area. The model is ours; it is not the ISO's calculation.

    Exit codes: 0 nothing differs, all identities hold and deltas add up to zero, 1 findings, 2 wrong usage or a
    file that cannot be read.
    """
    from marketsim.cli.settle_answer import answer, listed
    from marketsim.cli.settle_asked import Asked
    from marketsim.cli.settle_problem import USAGE_PROBLEMS, problem_lines
    from marketsim.settlement.versions.run_date import run_date_of

    day = run_date_of(run_date.date() if run_date else None)
    asked = Asked(rules, inputs, statement, day, tuple(policy or ()), places, most, out, rerun_of)
    try:
        asked.check_run_date(given=run_date is not None)
        found = listed(asked) if columns else answer(asked, _tell)
    except USAGE_PROBLEMS as problem:
        for line in problem_lines(problem):
            typer.echo(line, err=True)
        raise typer.Exit(USAGE) from None
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(map(plain, found.lines())))
    raise typer.Exit(0 if found.clean else FINDINGS)


def _tell(line: str) -> None:
    typer.echo(plain(line), err=True)
