"""The output folder of an earlier run, as people name it on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LATEST = Path("reports") / "out" / "latest"
USAGE = 2

RunFolder = Annotated[
    Path | None,
    typer.Argument(metavar="RUN", help="The output folder of a run. Default: reports/out/latest."),
]


def run_folder(named: Path | None) -> Path:
    """The folder with its evidence; exits with 2 and three parts when there is none."""
    folder = named or LATEST
    if folder.is_file():  # where links are not allowed, ``latest`` is a file that names the folder
        folder = folder.parent / folder.read_text("utf-8").strip()
    if not (folder / "evidence").is_dir():
        typer.echo(
            f"Expected the output folder of a run; found no evidence in {folder}. "
            "Name a folder that `marketsim run` has written, or run first.",
            err=True,
        )
        raise typer.Exit(USAGE)
    return folder
