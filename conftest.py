"""Where pytest meets the suite: feature files are collected directly; steps and fixtures are plug-ins."""

import pkgutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent


# Registered before the first import, so that asserts inside the suite are rewritten too.
pytest.register_assert_rewrite("fixtures", "steps")


def _modules(package: str) -> list[str]:
    return [f"{package}.{each.name}" for each in pkgutil.iter_modules([str(HERE / package)])]


pytest_plugins = [*_modules("fixtures"), *_modules("steps")]


def pytest_addoption(parser):  # type: ignore[no-untyped-def]
    """The one option of ours; without it, feature files run on an embedded system of their own."""
    parser.addoption("--run-plan", default=None, metavar="FILE", help="what `marketsim run` asks for (JSON)")
