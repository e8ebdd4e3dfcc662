"""``marketsim verify-market``: prove a cleared market without trusting whoever cleared it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from marketsim.cli.terminal import plain, unreadable
from marketsim.contract.file_set import OURS
from marketsim.contract.folder import ContractFolderProblem
from marketsim.contract.schemas_folder import read_schemas

if TYPE_CHECKING:
    from marketsim.verification import Report

FINDINGS, USAGE = 1, 2


class Shape(StrEnum):
    """How prices run from point to point of a curve."""

    step = "step"
    linear = "linear"


def verify_market(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A market folder with its results.")],
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help="Print {feasible, prices_consistent, duality_gap, not_checkable, findings}."
        ),
    ] = False,
    case: Annotated[
        Path | None,
        typer.Option("--case", metavar="FILE", help="The network, where it is not in the folder."),
    ] = None,
    participant: Annotated[
        str | None,
        typer.Option(
            "--participant",
            metavar="NAME",
            help="DIR holds only what this participant has: own bids or nominations, and downloads as they came.",
        ),
    ] = None,
    market: Annotated[
        str,
        typer.Option(
            "--market", metavar="NAME", help="With --participant: which market, if DIR holds several."
        ),
    ] = "",
    curve: Annotated[
        Shape | None,
        typer.Option("--curve", help="With --participant: how the market reads bid curves; default step."),
    ] = None,
    schemas: Annotated[
        Path | None,
        typer.Option(
            "--schemas",
            metavar="FOLDER",
            help="With --participant: the ISO's JSON schemas of the downloads, instead of our columns.",
        ),
    ] = None,
) -> None:
    """Check an auction or allocation by what is in the folder, with code of its own.

    Exit codes: 0 nothing found, 1 findings, 2 wrong usage or a file that cannot be read.
    """
    if participant is None and market:
        raise typer.BadParameter("only together with --participant", param_hint="--market")
    if participant is None and curve is not None:
        raise typer.BadParameter("only together with --participant: market.toml tells", param_hint="--curve")
    if participant is None and schemas is not None:
        raise typer.BadParameter(
            "only together with --participant: a market folder is ours", param_hint="--schemas"
        )
    if participant is not None and case is not None:
        raise typer.BadParameter("not together with --participant, who has no network", param_hint="--case")
    from marketsim.verification import Unreadable, verify, verify_participant_folder

    try:
        if participant is not None:
            shape: Literal["step", "linear"] = "linear" if curve == Shape.linear else "step"
            files = read_schemas(schemas) if schemas else OURS
            report = verify_participant_folder(folder, participant, market=market, shape=shape, files=files)
        else:
            report = verify(folder, case=case)
    except ContractFolderProblem as problem:
        typer.echo(plain(str(problem)), err=True)
        raise typer.Exit(USAGE) from None
    except Unreadable as problem:
        typer.echo("\n".join(unreadable(problem)), err=True)
        raise typer.Exit(USAGE) from None
    if as_json:
        typer.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(map(plain, _told(report))))
    raise typer.Exit(0 if report.clean else FINDINGS)


def _told(report: Report) -> Iterator[str]:
    """The verdict in three lines, the findings by check, then what could not be checked."""
    yield f"feasible: {_word(report.feasible)}"
    yield f"prices consistent: {_word(report.prices_consistent)}"
    gap = "not checkable" if report.duality_gap is None else f"{report.duality_gap:.1e}"
    yield f"duality gap: {gap}"
    for each in report.findings:
        yield f"{each.check}: {each.where}"
        yield f"  expected: {each.expected}"
        yield f"  found:    {each.found}"
        yield f"  meaning:  {each.meaning}"
    yield from (f"not checkable: {each}" for each in report.not_checkable)
    yield f"{len(report.findings)} findings" if report.findings else "clean"


def _word(held: bool | None) -> str:
    return "not checkable" if held is None else "yes" if held else "no"
