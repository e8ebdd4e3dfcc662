"""Puts the suite into the wheel as ``marketsim/_suite``; an editable install keeps using the checkout itself."""

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


class SuiteInWheel(BuildHookInterface[Any]):
    """Force-includes the suite for a standard wheel only."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the build; ``version`` is ``standard`` or ``editable``."""
        if version == "standard":
            build_data["force_include"].update({each: f"marketsim/_suite/{each}" for each in SUITE})
