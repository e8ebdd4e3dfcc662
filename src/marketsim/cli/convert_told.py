"""What ``marketsim convert`` says: what a file is, what was written and for whom, what is wrong and where."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from marketsim.cli.convert_files import FileProblem
from marketsim.cli.terminal import plain
from marketsim.contract.catalogue import Contract
from marketsim.contract.templates.column_map import UnreadableMap
from marketsim.contract.templates.contract_check import OPTIONS
from marketsim.contract.templates.conversion import Product, Reading, formulas
from marketsim.contract.templates.fault import Unconvertible
from marketsim.contract.templates.layout import Layout
from marketsim.contract.templates.mapping import Shape


def recognised(reading: Reading) -> dict[str, Any]:
    """What the file is, and what takes it."""
    shapes = {each.shape.name: each.shape for each in reading.records} or {"": reading.shape}
    return {
        "template": reading.template,
        "columns": reading.layout.provenance if reading.form == "csv" else None,
        "records": len(reading.records),
        "rows": sum(len(each.rows) for each in reading.records),
        "taken_by": [_taker(each) for each in shapes.values()],
        "notes": list(reading.notes),
    }


def _taker(shape: Shape) -> dict[str, str | None]:
    if shape.operation is None:
        return {"operation": None, "request": None, "screen": f"/mui/v1{shape.screen}"}
    operation = Contract.load().operation(*shape.operation)
    return {
        "operation": str(shape.operation),
        "request": f"{operation.method.upper()} {operation.path}",
        "screen": f"/mui/v1{shape.screen}" if shape.screen else None,
    }


def written(file: Path, product: Product, form: str, layout: Layout) -> dict[str, Any]:
    """One file that was written."""
    return {
        "file": str(file),
        "records": product.records,
        "rows": product.rows,
        "columns": layout.provenance if form == "csv" else None,
        "names": dict(product.names),
        **_taker(product.shape),
    }


def notes(reading: Reading, form: str, layout: Layout, made: Sequence[Product]) -> Iterator[str]:
    """What was done beside writing each cell over."""
    shape = reading.shape
    kinds = Counter(each.shape.name if form == "json" else "" for each in reading.records)
    if shape.most and max(kinds.values(), default=0) > shape.most:
        yield (
            f"{len(reading.records)} records are more than the {shape.most} that a submission may hold: "
            f"divided into {len(made)} files" + (", portfolios numbered alike" if shape.names else "")
        )
    elif len(made) > 1:
        yield f"{len(made)} files, as one message holds what is alike in {', '.join(_alike(shape))}"
    if form == "csv" and reading.form == "json" and reading.names:
        options = " ".join(f"{OPTIONS[name]} {shlex.quote(each)}" for name, each in reading.names.items())
        yield f"no column holds the names of the portfolio; the way back needs {options}"
    if form == "csv" and (told := formulas(reading, layout)):
        yield told
    if shape.operation is None:
        yield "no operation takes this: it is for the screens of the market user interface"
        if form == "json":
            yield "the JSON is a list of rows, for reading only"


def _alike(shape: Shape) -> Sequence[str]:
    return list(shape.shared) or list(shape.lists[0].when)


def faults(problem: Unconvertible) -> list[dict[str, Any]]:
    """What is wrong, a cell each."""
    return [
        {
            "row": each.row,
            "column": each.column,
            "place": each.place,
            "expected": each.expected,
            "found": each.found,
            "fix": each.fix,
        }
        for each in problem.faults
    ]


def of_files(problem: FileProblem | UnreadableMap) -> dict[str, Any]:
    """What is wrong with a file as a whole, or with the column map."""
    told = {"expected": problem.expected, "found": problem.found, "fix": problem.fix}
    return {"row": None, "column": "", "place": str(problem.file), **told}


def lines(told: dict[str, Any]) -> Iterator[str]:
    """All of it as text, fit for a terminal."""
    yield from (plain(each) for each in _lines(told))


def _lines(told: dict[str, Any]) -> Iterator[str]:
    if "template" in told:
        columns = f" ({told['columns']})" if told["columns"] else ""
        yield f"{told['file']}: {told['template']}{columns}, {_held(told)}"
        if not told["written"] and not told["faults"]:
            yield from (f"for {_for(each)}" for each in told["taken_by"])
    for each in told["written"]:
        names = f", portfolio {each['names']['portfolioName']}" if "portfolioName" in each["names"] else ""
        columns = f" in {each['columns']}" if each["columns"] else ""
        yield f"wrote {each['file']}: {_held(each)}{columns}{names}, for {_for(each)}"
    yield from (f"note: {each}" for each in told["notes"])
    for each in told["faults"]:
        yield from _fault(told["file"], each)
    if told["faults"]:
        more = f", and {told['more_faults']} more" if told["more_faults"] else ""
        yield f"nothing written: {_counted(len(told['faults']), 'fault')}{more}"


def _held(told: dict[str, Any]) -> str:
    return f"{_counted(told['records'], 'record')} in {_counted(told['rows'], 'row')}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _for(each: dict[str, Any]) -> str:
    if each["columns"] if "columns" in each else not each["operation"]:
        return f"the screens ({each['screen']})" if each["screen"] else "the screens"
    return f"{each['request']} ({each['operation']})" if each["operation"] else "reading"


def _fault(file: str, each: dict[str, Any]) -> Iterator[str]:
    row = "" if each["row"] is None else f"row {each['row']}"
    yield ", ".join(part for part in (row, each["column"], each["place"]) if part) or file
    yield f"  expected: {each['expected']}"
    yield f"  found:    {each['found']}"
    if each["fix"]:
        yield f"  fix:      {each['fix']}"
