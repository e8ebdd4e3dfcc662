"""``results/cleared.toml``: what the run tells of itself."""

from __future__ import annotations

import tomllib
from typing import Any

from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.report import Unreadable

CLEARED = "results/cleared.toml"


def read_cleared(files: MarketFiles) -> dict[str, Any]:
    """Its members; none where there is no such file. Raises Unreadable."""
    if not files.has(CLEARED):
        return {}
    try:
        return tomllib.loads(files.read(CLEARED).decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise Unreadable(CLEARED, None, "TOML", str(problem)[:120], "clear the market again") from None
