"""``marketsim convert``: the CSV templates of the market user interface as what the API takes, and back."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marketsim.contract.templates.conversion import Reading
    from marketsim.contract.templates.layout import Layout

FINDINGS, USAGE = 1, 2


class Form(StrEnum):
    """What comes out."""

    csv = "csv"
    json = "json"


def convert(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV of a template, or a message as JSON.")],
    template: Annotated[
        str | None,
        typer.Option("--template", metavar="NAME", help="Which template, where the file does not tell."),
    ] = None,
    to: Annotated[
        Form | None, typer.Option("--to", help="csv or json; default the other one, where both exist.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PATH", help="The file, or the folder, to write; default beside FILE."),
    ] = None,
    market: Annotated[
        str | None, typer.Option("--market", metavar="NAME", help="The market of a portfolio.")
    ] = None,
    portfolio: Annotated[
        str | None, typer.Option("--portfolio", metavar="NAME", help="What to call a portfolio.")
    ] = None,
    participant: Annotated[
        str | None,
        typer.Option(
            "--participant", metavar="NAME", help="Whose portfolio; default the only asset owner in FILE."
        ),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            "--templates",
            metavar="DIR",
            help="The ISO's own headings: a CSV with its heading for each template, and columns.toml.",
        ),
    ] = None,
    operation: Annotated[
        bool, typer.Option("--operation", help="Only say what FILE is and what takes it; write nothing.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Turn a CSV of a template into the JSON that an operation takes, or JSON into the CSV, without loss.

    The template is known by the heading, a message by its members; HISTORICAL_LOAD and FORECAST_LOAD have the same
    heading, so name one. A portfolio needs --market and --portfolio, which no column has. Bids and offers,
    nominations and secondary-market files of more than 500 records become several files, with numbered
    portfolios; a curve's points stay together. LT_NOMINATION_ELECTION and CEC_LOAD have no operation: what the
    market user interface takes is written. What is wrong is told by row (the heading is row 1) and column, and
    nothing is written then.

    Exit codes: 0 written, 1 something is wrong in FILE, 2 wrong usage.
    """
    from marketsim.cli import convert_told
    from marketsim.cli.convert_files import FileProblem
    from marketsim.contract.templates.column_map import UnreadableMap
    from marketsim.contract.templates.fault import Unconvertible

    names = {"portfolioName": portfolio, "marketName": market, "participantName": participant}
    told: dict[str, Any] = {"file": str(file), "written": [], "notes": [], "faults": [], "more_faults": 0}
    ended = 0
    try:
        reading, layouts = _reading(file, template, templates)
        told |= convert_told.recognised(reading)
        if not operation:
            form: Literal["csv", "json"] = to.value if to else _other(reading)
            _write(
                told, reading, form, layouts, {name: each for name, each in names.items() if each}, out, force
            )
    except (FileProblem, UnreadableMap) as problem:
        told["faults"], ended = [convert_told.of_files(problem)], USAGE
    except Unconvertible as problem:
        told["faults"], ended = convert_told.faults(problem), USAGE if problem.asks else FINDINGS
        told["more_faults"] = problem.total - len(problem.faults)
    text = json.dumps(told, indent=2, ensure_ascii=False) if as_json else "\n".join(convert_told.lines(told))
    typer.echo(text, err=bool(ended == USAGE and not as_json))
    raise typer.Exit(ended)


def _reading(
    file: Path, template: str | None, templates: Path | None
) -> tuple[Reading, Mapping[str, Layout]]:
    """What the file holds, and the layouts given."""
    from marketsim.cli.convert_files import read
    from marketsim.contract.templates import conversion
    from marketsim.contract.templates.column_map import read_layouts
    from marketsim.contract.templates.mappings import SHAPES

    if template is not None and template not in SHAPES:
        raise typer.BadParameter(f"expected one of {', '.join(SHAPES)}", param_hint="--template")
    layouts = read_layouts(templates) if templates else {}
    content = read(file)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return conversion.read_json(content, template), layouts
    return conversion.read_csv(content, template, layouts), layouts


def _other(reading: Reading) -> Literal["csv", "json"]:
    """JSON of a CSV where an operation takes it, else CSV."""
    return "json" if reading.form == "csv" and reading.shape.operation else "csv"


def _write(
    told: dict[str, Any],
    reading: Reading,
    form: Literal["csv", "json"],
    layouts: Mapping[str, Layout],
    given: Mapping[str, str],
    out: Path | None,
    force: bool,
) -> None:
    """Write the files, and tell them."""
    from marketsim.cli import convert_told
    from marketsim.cli.convert_files import places, write
    from marketsim.contract.templates import conversion
    from marketsim.contract.templates.layout import OWN_LAYOUTS

    owner = conversion.sole_owner(reading) if reading.shape.names else None
    names = {**({"participantName": owner} if owner else {}), **reading.names, **given}
    layout = layouts.get(reading.template, OWN_LAYOUTS[reading.template])
    to_json = form == "json"
    made = conversion.to_json(reading, names) if to_json else conversion.to_csv(reading, layout, names)
    files = places(Path(told["file"]), out, form, [each.label for each in made])
    replaced = write(
        Path(told["file"]), dict(zip(files, (each.content for each in made), strict=True)), force
    )
    pairs = zip(files, made, strict=True)
    told["written"] = [convert_told.written(file, each, form, layout) for file, each in pairs]
    told["notes"] += [
        *convert_told.notes(reading, form, layout, made),
        *(f"{each} was there: replaced" for each in replaced),
    ]
