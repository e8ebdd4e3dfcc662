"""Puts the suite into the wheel as ``marketsim/_suite``; an editable install keeps using the checkout itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SUITE = (
    "conftest.py",
    "pyproject.toml",
    "features",
    "steps",
    "fixtures",
    "reports/templates",
    "reports/allure",
)
LEFT_OUT = {"node_modules", "__pycache__"}


class SuiteInWheel(BuildHookInterface[Any]):
    """Force-includes the suite's files for a standard wheel only."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the build; ``version`` is ``standard`` or ``editable``."""
        if version == "standard":
            packed = {str(path): f"marketsim/_suite/{path.as_posix()}" for path in self._files()}
            build_data["force_include"].update(packed)

    def _files(self) -> Iterator[Path]:
        root = Path(self.root)
        for each in SUITE:
            place = root / each
            found = sorted(place.rglob("*")) if place.is_dir() else [place]
            for path in found:
                inside = path.relative_to(root)
                if path.is_file() and not LEFT_OUT & set(inside.parts):
                    yield inside
