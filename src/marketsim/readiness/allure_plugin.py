"""The pytest plug-in that completes Allure's results; the ``run`` verb loads it beside allure-pytest.

It listens to the hook by which the suite tells of its evidence, so that neither imports the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from marketsim.readiness.allure_bridge import AllureBridge, quieten

_BRIDGE = pytest.StashKey[AllureBridge]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Take allure-pytest's logger, where it takes part."""
    listener = session.config.pluginmanager.get_plugin("allure_listener")
    if listener is not None:
        quieten()
        results = Path(session.config.getoption("allure_report_dir"))
        session.config.stash[_BRIDGE] = AllureBridge(listener.allure_logger, results.parent)


@pytest.hookimpl(optionalhook=True)
def pytest_evidence_event(config: pytest.Config, event: Mapping[str, Any]) -> None:
    """The suite has written an event."""
    if _BRIDGE in config.stash:
        config.stash[_BRIDGE].hear(event)
