"""Clears the world's posted markets anew, for every month in which a world can be laid.

``python -m marketsim.system.world.recleared`` writes cleared.json.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from marketsim.system.markets.run import Run, newest
from marketsim.system.store.engine import Store
from marketsim.system.store.markets import list_markets
from marketsim.system.world import posted
from marketsim.system.world.cleared import FILE, Kept, without_names
from marketsim.system.world.lay import NOUNS

MOMENTS = tuple(datetime(2026, month, 15, 20, tzinfo=UTC) for month in range(1, 13))


def recleared() -> dict[str, Kept]:
    """Every product's result by digest, all of them from the engine."""
    return {
        run.inputs.digest(result.period, result.tou): without_names(result, run.inputs)
        for moment in MOMENTS
        for run in _runs(moment)
        for result in run.results
    }


def _runs(moment: datetime) -> Iterator[Run]:
    """The runs of the posted markets of the world that is laid at that moment."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(f"sqlite:///{folder}/world.db") as kept,
        kept.writing() as store,
    ):
        for noun in NOUNS[: NOUNS.index("posted")]:
            importlib.import_module(f"marketsim.system.world.{noun}").lay(store, moment)
        posted.lay(store, moment, known={})
        for market in list_markets(store):
            if (run := newest(store, market.name)) is not None:
                yield run


def write(file: Path = FILE) -> None:
    """Write the results where the laying of a world looks for them."""
    found = dict(sorted(recleared().items()))
    lines = ",\n".join(
        f"{msgspec.json.encode(digest).decode()}: {msgspec.json.encode(kept).decode()}"
        for digest, kept in found.items()
    )
    file.write_text("{\n" + lines + "\n}\n", "utf-8")


if __name__ == "__main__":
    write()
