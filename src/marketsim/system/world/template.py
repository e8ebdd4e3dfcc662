"""A store with a freshly laid world, to be copied: a private system then starts without laying its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from marketsim.system.store.engine import Store
from marketsim.system.world.lay import lay


def lay_template(file: Path, now: datetime | None = None) -> None:
    """Make a SQLite file with the world around ``now`` (default: wall time); raises StoreProblem.

    When this returns the file is whole by itself, with no journal beside it, so that a plain copy will do.
    """
    with Store(f"sqlite:///{file.as_posix()}") as store, store.writing() as connection:
        lay(connection, now or datetime.now(UTC))
