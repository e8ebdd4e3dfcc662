"""One embedded system for all tests that meet it as a run does: a subprocess, over mutual TLS, by its profile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from marketsim.target.embedded import EmbeddedSystem

# Machines are shared: a slow draw says nothing about the project. Speed is judged in benchmarks/.
settings.register_profile(
    "shared machine", derandomize=False, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
SHARED = settings.get_profile("shared machine")
# The same draws every time, whatever earlier runs found: what is red here is red everywhere.
settings.register_profile("same-draws", SHARED, derandomize=True, database=None)
# Chosen with --hypothesis-profile=fresh-draws; what it finds becomes an @example.
settings.register_profile("fresh-draws", SHARED, max_examples=500, print_blob=True)
settings.load_profile("same-draws")


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSystem]:
    """A system started once a worker, at first use. Tests leave its clock and its windows as they are."""
    with EmbeddedSystem(tmp_path_factory.mktemp("embedded")) as system:
        yield system
