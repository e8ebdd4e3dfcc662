"""One embedded system for all tests that meet it as a run does: a subprocess, over mutual TLS, by its profile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from marketsim.target.embedded import EmbeddedSystem

# Machines are shared: a slow draw says nothing about the project. Speed is judged in benchmarks/.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSystem]:
    """A system started once a worker, at first use. Tests leave its clock and its windows as they are."""
    with EmbeddedSystem(tmp_path_factory.mktemp("embedded")) as system:
        yield system
