"""What the tests of the embedded system stand on: one system over real HTTPS, shared by all that leave it as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from standing import Standing, copied_store, standing_system

from marketsim.system.world.template import lay_template


@pytest.fixture(scope="session")
def laid_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with a freshly laid world, to be copied."""
    file = tmp_path_factory.mktemp("template") / "world.db"
    lay_template(file)
    return file


@pytest.fixture(scope="session")
def pki_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of certificates for all systems of the session."""
    return tmp_path_factory.mktemp("pki")


@pytest.fixture(scope="session")
def standing(
    laid_store: Path, pki_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """A system that tests only look at, or leave as they found it."""
    store = copied_store(laid_store, tmp_path_factory.mktemp("standing"))
    with standing_system(store, pki_folder) as system:
        yield system


@pytest.fixture
def private(laid_store: Path, pki_folder: Path, tmp_path: Path) -> Iterator[Callable[..., Standing]]:
    """Makes a system of the test's own: ``private(faults=[...], phase=...)``."""
    started = []

    def start(**options: object) -> Standing:
        manager = standing_system(copied_store(laid_store, tmp_path), pki_folder, **options)
        started.append(manager)
        return manager.__enter__()

    yield start
    for manager in started:
        manager.__exit__(None, None, None)
