"""``marketsim lint``: judge the suite's files, without network and without running them."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from marketsim.evidence.reader import read_events
from marketsim.suite.lint import Finding, Suite, read_suite
from marketsim.suite.lint import lint as judge
from marketsim.suite.root import SuiteMissing, suite_root
from marketsim.suite.scenario_ids import lock_new
from marketsim.target.scenario_writes import write_writes


def lint(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of {file, line, rule, message}.")
    ] = False,
    lock: Annotated[bool, typer.Option("--lock", help="First add new scenario ids to the lock.")] = False,
    writes: Annotated[
        Path | None,
        typer.Option(
            "--writes", metavar="RUN", help="First lock which writes each scenario sends, from a whole run."
        ),
    ] = None,
    suite: Annotated[Path | None, typer.Option("--suite", help="Another suite's folder.")] = None,
) -> None:
    """Check features, step definitions, the register and the lock of scenario ids."""
    try:
        root = suite.resolve() if suite else suite_root()
    except SuiteMissing as missing:
        typer.echo(str(missing), err=True)
        raise typer.Exit(2) from None
    if not (root / "features").is_dir():
        typer.echo(
            f"expected a suite with a folder features/; found none in {root}; name another --suite", err=True
        )
        raise typer.Exit(2)
    if writes is not None:
        lock_writes(root, writes)
    read = read_suite(root)
    if lock and (fresh := lock_new(root, read.scenarios)):
        typer.echo(f"locked {', '.join(fresh)}", err=True)
        read = read_suite(root)
    findings = judge(read)
    if as_json:
        typer.echo(json.dumps([each.as_json() for each in findings], indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(_told(findings, read)))
    raise typer.Exit(1 if findings else 0)


def lock_writes(root: Path, run: Path) -> None:
    """Lock which writes each scenario sends, as the evidence of a run shows."""
    seen = (each for each in read_events(run / "evidence") if each["event"] == "write")
    number = write_writes(root, ((each["scenario"], each["operation"]) for each in seen))
    typer.echo(f"locked the writes of {number} scenarios", err=True)


def _told(findings: list[Finding], suite: Suite) -> list[str]:
    """The findings by file, then one line each on the suite, the register and the outcome."""
    lines: list[str] = []
    for file, group in groupby(findings, key=lambda each: each.file):
        lines += [file, *(f"  {each.line}  {each.rule}: {each.message}" for each in group), ""]
    cases = [len(each.rows) for each in suite.scenarios]
    lines.append(
        f"{len(suite.features)} features, {len(cases)} scenarios, {sum(cases)} cases, "
        f"{len(suite.vocabulary.definitions)} step definitions"
    )
    lines.append(str(suite.register))
    files = len({each.file for each in findings})
    lines.append(f"{len(findings)} findings in {files} files" if findings else "clean")
    return lines
