"""run.toml: everything that is needed to run the same again."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from marketsim.readiness.again import command
from marketsim.readiness.record import RunRecord

NAME = "run.toml"


def run_facts(record: RunRecord) -> dict[str, Any]:
    """The facts of a run in TOML's tables; what is not known is left out."""
    start = record.start
    head = {name: start.get(name) for name in ("run_id", "seed", "phase", "strict", "features_digest")}
    tables = {name: start.get(name) for name in ("target", "contract", "selection", "versions")}
    files = (start.get("contract") or {}).get("files")
    if files is not None:  # the columns of each download stand in the evidence
        kept = {name: files[name] for name in ("provenance", "digest")}
        tables["contract"] = {**(tables["contract"] or {}), "files": kept}
    participants = {each["name"]: list(each["functions"]) for each in start.get("participants", [])}
    again = command({name: start.get(name) for name in ("seed", "phase", "selection")})
    facts = {
        **head,
        "again": again,
        "faults": [*record.faults, *record.mistakes],
        **tables,
        "participants": participants,
    }
    facts["settlement"] = record.settlement
    cleaned: dict[str, Any] = _without_none(facts)
    return cleaned


def write_run_file(run_dir: Path, record: RunRecord) -> Path:
    """Write run.toml into the run's folder; returns its path."""
    path = run_dir / NAME
    path.write_bytes(tomli_w.dumps(run_facts(record)).encode())
    return path


def read_run_file(path: Path) -> dict[str, Any]:
    """The facts written by ``write_run_file``; raises OSError and tomllib.TOMLDecodeError."""
    return tomllib.loads(path.read_text("utf-8"))


def _without_none(value: Any) -> Any:
    """TOML has no null."""
    if isinstance(value, Mapping):
        return {name: _without_none(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_without_none(each) for each in value if each is not None]
    return value
