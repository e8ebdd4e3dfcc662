"""``marketsim extract``: a made legacy extract, what a clean conversion of it is, and inconsistencies on demand."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marketsim.legacy.plants.planted import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from marketsim.legacy.converted import Converted
    from marketsim.legacy.extract import Extract
    from marketsim.legacy.plants import Planted

USAGE = 2
Kind = StrEnum("Kind", {each.replace("-", "_"): each for each in KINDS})  # type: ignore[misc]


def extract(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    participants: Annotated[
        int, typer.Option("--participants", metavar="N", help="How many, 4 to 20000; 32 are the world's.")
    ] = 20,
    holdings: Annotated[
        int, typer.Option("--holdings", metavar="N", help="Rows of holdings.csv, 1 to 1000000.")
    ] = 400,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same bytes.")] = 1,
    go_live: Annotated[
        str,
        typer.Option(
            "--go-live", metavar="DATE", help="First Pacific day of the new system, first of a month."
        ),
    ] = "2025-05-01",
    plant: Annotated[
        list[Kind] | None,
        typer.Option(
            "--plant", metavar="KIND", help="An inconsistency to plant; may be given several times."
        ),
    ] = None,
    converted: Annotated[
        Path | None,
        typer.Option("--converted", metavar="NEWDIR", help="Also make what a clean cutover of DIR is."),
    ] = None,
    no_in_flight: Annotated[
        bool,
        typer.Option(
            "--no-in-flight", help="No market in flight; those of the first month are left to come."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace what an earlier call made; never other files.")
    ] = False,
) -> None:
    """Make a legacy extract: what the old CRR system would hand over at cutover, as a folder of CSV.

    Its inventory (holdings.csv) is what its history amounts to: awards since 2022 and long-term ones, sales,
    trades in chains, adjustments, load migration with an id a month, converted transmission rights. The first 32
    participants have the names of the demonstration world, more are made up. With --converted, NEWDIR is the same
    holdings under new names, netted and without what has ended: `marketsim reconcile DIR NEWDIR --name-map
    NEWDIR/names.csv` finds nothing. --plant spoils NEWDIR, or DIR where there is none:

    * lost-crr, doubled-mw, wrong-dates, dst-day-lost: days or MW of a CRR
    * orphaned-counterflow: an LMT_CNT without its LSE_LMT
    * expired-kept, node-not-replaced: what should have gone
    * unmapped-name, wrong-market-name, owner-renamed: names

    Exit codes: 0 written, 2 wrong usage, or a folder that is not ours to replace.
    """
    from marketsim.legacy.folders import FolderProblem

    try:
        lines = list(_made(folder, converted, _day(go_live), (participants, holdings, seed), plant or (),
                           not no_in_flight, force))  # fmt: skip
    except (FolderProblem, ValueError) as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(USAGE) from None
    typer.echo("\n".join(lines))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"--go-live: expected a day such as 2025-05-01; found {text!r}") from None


def _made(
    folder: Path,
    converted: Path | None,
    go_live: date,
    sizes: tuple[int, int, int],
    kinds: Sequence[Kind],
    in_flight: bool,
    force: bool,
) -> Iterator[str]:
    """Make and write both folders; what was done. Raises FolderProblem and ValueError, with nothing written."""
    from marketsim.legacy.converted import convert, write_converted
    from marketsim.legacy.folders import NEW_FILES, OLD_FILES, FolderProblem, check_place, put
    from marketsim.legacy.generator import generate
    from marketsim.legacy.plants import plant
    from marketsim.legacy.writing import write_extract

    check_place(folder, OLD_FILES, force)
    if converted is not None:
        check_place(converted, NEW_FILES, force)
        one, other = folder.resolve(), converted.resolve()
        if one == other or one in other.parents or other in one.parents:
            raise FolderProblem(converted, "a folder apart from DIR", "the same or one in it", "name another")
    old = generate(*sizes, go_live, in_flight=in_flight)
    new = convert(old) if converted is not None else None
    planted: list[Planted] = []
    for kind in kinds:
        old, new, done = plant(kind.value, old, new, sizes[2])
        planted.append(done)
    put(folder, lambda place: write_extract(old, place))
    yield _told(folder, old)
    if converted is not None and new is not None:
        spoilt: Converted = new
        put(converted, lambda place: write_converted(spoilt, place))
        yield f"{converted}: {len(new.crrs)} rows, as a clean cutover makes them"
    yield from (f"planted in {each.side} {each.file}: {each.kind}: {each.what}" for each in planted)


def _told(folder: Path, old: Extract) -> str:
    return (
        f"{folder}: {len(old.holdings)} holdings of {len(old.participants)} participants, "
        f"go-live {old.head.go_live}, seed {old.head.seed}"
    )
