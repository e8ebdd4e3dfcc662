"""``marketsim coverage``: what a run reached, out of how much."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from marketsim.cli.run_folder import RunFolder, run_folder
from marketsim.contract.catalogue import Contract
from marketsim.evidence.reader import read_events
from marketsim.readiness.coverage import coverage as cover
from marketsim.suite.register import read_register
from marketsim.suite.root import suite_root

SHOWN = 12  # names of what is missing, in the text form


def coverage(
    run: RunFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything, as JSON.")] = False,
) -> None:
    """Tell what a run has reached: operations, error codes, transitions, rules, requirements, functions.

    An operation is reached by a 2xx answer that keeps the contract, in a scenario that asserts a value from it; a
    code when its rule fired in the unfaulted system. Codes that the operator induced are counted apart.
    """
    folder = run_folder(run)
    found = cover(read_events(folder / "evidence"), Contract.load(), requirements(suite_root()))
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else "\n".join(lines(found)))


def requirements(root: Path) -> list[dict[str, Any]]:
    """The register's entries as the readiness room takes them."""
    return [
        {
            "id": each.id,
            "source": each.source,
            "text": each.text,
            "scenarios": list(each.scenario_ids),
            "planned": each.planned,
            "attested": each.reason if "attested" in each.links else "",
            "untestable": each.reason if "untestable" in each.links else "",
        }
        for each in read_register(root).requirements
    ]


def lines(found: Any) -> list[str]:
    """One line a tally, and what is missing."""
    told: list[str] = []
    for name, tally in found.items():
        if tally["total"] is None:
            told.append(f"{name.replace('_', ' '):20} {tally['note']}")
            continue
        induced = f", {tally['induced']} induced" if tally.get("induced") else ""
        told.append(f"{name.replace('_', ' '):20} {tally['reached']} of {tally['total']}{induced}")
        missing = tally["missing"]
        if missing:
            more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
            told.append(f"{'':20} missing: {', '.join(missing[:SHOWN])}{more}")
    return told
