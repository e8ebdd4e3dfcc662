"""Everything a run leaves for its readers, made again from its evidence alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from marketsim.contract.catalogue import Contract
from marketsim.evidence.reader import read_events
from marketsim.readiness.attachments import shown_files
from marketsim.readiness.coverage import coverage_of
from marketsim.readiness.junit import junit
from marketsim.readiness.page import page
from marketsim.readiness.record import assemble
from marketsim.readiness.runfile import write_run_file
from marketsim.readiness.selection import RunVerdict, judge
from marketsim.readiness.summary import summary
from marketsim.readiness.tracking_csv import NAME as TRACKING
from marketsim.readiness.tracking_csv import tracking_csv

EVIDENCE = "evidence"
ALLURE = "allure/index.html"


def write_report(
    run_dir: Path, contract: Contract, requirements: Iterable[Mapping[str, Any]], *, templates: Path
) -> RunVerdict:
    """Read ``run_dir/evidence/*.jsonl`` and write readiness.json, tracking.csv, junit.xml, index.html, run.toml.

    ``requirements`` are the entries of features/requirements.yaml; ``templates`` is the folder of page
    templates. The page links to the Allure report when that is there already.
    """
    record = assemble(read_events(run_dir / EVIDENCE))
    verdict = judge(record, services=dict.fromkeys(each.service for each in contract.operations))
    settled = verdict.settlement.scenarios if verdict.settlement else ()
    covered = coverage_of(record.parted()[0], verdict.scenarios, contract, requirements, settled=settled)
    told = summary(record, verdict, covered)
    _write(
        run_dir / "readiness.json", json.dumps(told, indent=2, ensure_ascii=False).encode("utf-8", "replace")
    )
    _write(run_dir / "junit.xml", junit(told))
    apart = told["settlement"] or {"tracking": (), "scenarios": ()}
    _write(run_dir / TRACKING, tracking_csv(told["tracking"], apart["tracking"]))
    shown = page(
        told,
        templates,
        allure=ALLURE if (run_dir / ALLURE).exists() else None,
        files=shown_files(run_dir, [*told["scenarios"], *apart["scenarios"]]),
    )
    _write(run_dir / "index.html", shown.encode("utf-8", "replace"))
    write_run_file(run_dir, record)
    return verdict


def _write(path: Path, content: bytes) -> None:
    """Replace a file as a whole, so that a reader never sees half of it."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)
