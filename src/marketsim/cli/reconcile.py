"""``marketsim reconcile``: compare two inventories of CRRs, before and after a cutover."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marketsim.cli.terminal import plain, unreadable

if TYPE_CHECKING:
    from marketsim.verification.reconciliation import Finding, Reconciliation

FINDINGS, USAGE = 1, 2
MOST_OWNERS = 40


def reconcile(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A legacy extract, downloads, or OASIS files.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The same, of the new system.")],
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print {counts, mw, findings, explained, not_checkable, judged}."),
    ] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="The first Pacific day compared; default the extract's go-live, else the inventory date.",
        ),
    ] = None,
    name_map: Annotated[
        Path | None,
        typer.Option(
            "--name-map", metavar="FILE", help="CSV Kind,Old,New: MARKET, OWNER or NODE names that changed."
        ),
    ] = None,
    participant: Annotated[
        str | None,
        typer.Option("--participant", metavar="NAME", help="Only this owner's CRRs, by its new name."),
    ] = None,
) -> None:
    """Compare two inventories of CRRs: nothing lost, doubled or renamed wrongly.

    Exit codes: 0 nothing found, 1 findings, 2 wrong usage or a file that cannot be read.
    """
    from marketsim.verification.reconciliation import reconcile as compare
    from marketsim.verification.report import Unreadable

    try:
        day = None if as_of is None else as_of.date()
        result = compare(old, new, as_of=day, name_map=name_map, participant=participant)
    except Unreadable as problem:
        typer.echo("\n".join(unreadable(problem)), err=True)
        raise typer.Exit(USAGE) from None
    if as_json:
        typer.echo(json.dumps(result.as_json(), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(map(plain, _told(result))))
    raise typer.Exit(0 if result.clean else FINDINGS)


def _told(result: Reconciliation) -> Iterator[str]:
    """The numbers, the findings by check, what is explained, and what could not be checked."""
    yield from _table(result)
    for each in result.findings:
        yield from _finding(each)
    yield from (f"explained: {each.what}: {each.count:,}: {each.reason}" for each in result.explained)
    yield from (f"not checkable: {each}" for each in result.not_checkable)
    total = sum(result.totals.values())
    yield f"{total:,} finding{'s' if total > 1 else ''}" if total else "clean"


def _table(result: Reconciliation) -> Iterator[str]:
    """CRRs and MW times days of every owner, OLD beside NEW."""
    sums: dict[str, list[float]] = {}
    for row in result.mw:
        found = sums.setdefault(row["owner"], [0.0, 0.0])
        found[0] += float(row["old_mw_days"])
        found[1] += float(row["new_mw_days"])
    yield f"{'owner':12}{'CRRs OLD':>10}{'NEW':>10}{'MW x days OLD':>22}{'NEW':>22}"
    owners = result.counts["by_owner"]
    for row in owners[:MOST_OWNERS]:
        before, after = sums.get(row["owner"], [0.0, 0.0])
        yield f"{row['owner'][:11]:12}{row['old']:>10,}{row['new']:>10,}{before:>22,.3f}{after:>22,.3f}"
    if len(owners) > MOST_OWNERS:
        yield f"and {len(owners) - MOST_OWNERS:,} more owners"
    before, after = (sum(each[at] for each in sums.values()) for at in (0, 1))
    counts = result.counts
    yield f"{'all':12}{counts['old']:>10,}{counts['new']:>10,}{before:>22,.3f}{after:>22,.3f}"


def _finding(each: Finding) -> Iterator[str]:
    """What and where, then the three parts."""
    where = [each.owner, each.path, each.tou, each.period, each.days]
    ids = f"CRR {', '.join(each.ids)}" if each.ids else ""
    yield f"{each.check}: {each.what}"
    if told := " ".join(filter(None, [*where, ids])):
        yield f"  where:    {told}"
    yield f"  expected: {each.expected}"
    yield f"  found:    {each.found}"
    yield f"  to do:    {each.fix}"
