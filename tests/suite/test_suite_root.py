"""Where the suite is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.suite.root import SuiteMissing, suite_root


def test_a_wheel_brings_its_own_suite(tmp_path: Path) -> None:
    """The packed suite wins, even inside a checkout."""
    package = tmp_path / "src" / "marketsim"
    (package / "_suite" / "features").mkdir(parents=True)
    (tmp_path / "features").mkdir()
    (tmp_path / "pyproject.toml").touch()
    assert suite_root(package) == package / "_suite"


def test_an_editable_install_uses_the_checkout(tmp_path: Path) -> None:
    """Without a packed suite it is the folder around the package that holds features/."""
    package = tmp_path / "src" / "marketsim"
    package.mkdir(parents=True)
    (tmp_path / "features").mkdir()
    (tmp_path / "pyproject.toml").touch()
    assert suite_root(package) == tmp_path


def test_neither_is_said_clearly(tmp_path: Path) -> None:
    """The error names where was looked and what to install."""
    with pytest.raises(SuiteMissing, match="found neither; install the marketsim wheel"):
        suite_root(tmp_path / "site-packages" / "marketsim")


def test_this_checkout_is_found() -> None:
    """The tests themselves run from a suite with a register."""
    assert (suite_root() / "features" / "requirements.yaml").is_file()
