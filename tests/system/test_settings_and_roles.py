"""Settings and roles: values with their source, and functions for every operation."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.system.security import RolesProblem, roles
from marketsim.system.settings import SettingProblem, Settings


def settings(folder: Path, text: str) -> Settings:
    """Settings from a file of one table."""
    file = folder / "settings.toml"
    file.write_text(f"[t]\n{text}\n")
    return Settings.load(file)


def entry(value: str) -> str:
    """A setting named v."""
    return f'v = {{value = {value}, source = "a test", provenance = "assumed"}}'


def test_a_fraction_is_exact(tmp_path: Path) -> None:
    """65/100 is not the nearest binary fraction."""
    assert settings(tmp_path, entry('"65/100"')).fraction("t.v") == Fraction(13, 20)
    assert settings(tmp_path, entry('"0.65"')).number("t.v") == 0.65


def test_each_kind_of_value_is_asked_for_by_its_kind(tmp_path: Path) -> None:
    """A setting of another kind is an error, never converted in silence."""
    number, text, flag = (settings(tmp_path, entry(each)) for each in ("5", '"step"', "true"))
    assert (number.whole("t.v"), number.number("t.v"), text.text("t.v"), flag.flag("t.v")) == (
        5,
        5.0,
        "step",
        True,
    )
    for ask in (text.whole, flag.number, number.text, number.flag, text.fraction):
        with pytest.raises(SettingProblem):
            ask("t.v")


@pytest.mark.parametrize(
    "line",
    ["v = 5", 'v = {value = 5, source = "x"}', 'v = {value = 5, source = "x", provenance = "guessed"}'],
)
def test_a_setting_without_source_or_provenance_is_refused(tmp_path: Path, line: str) -> None:
    """Every value says where it comes from."""
    with pytest.raises(SettingProblem):
        settings(tmp_path, line)


def test_a_missing_setting_is_named(tmp_path: Path) -> None:
    """The name is in the message."""
    with pytest.raises(SettingProblem, match=r"t\.w"):
        settings(tmp_path, entry("5")).whole("t.w")


def test_the_shipped_settings_can_all_be_read() -> None:
    """Each has a source in words."""
    found = list(Settings.load())
    assert found
    assert all(len(each.source) > 5 for each in found)


def test_every_operation_is_open_to_some_function() -> None:
    """roles.yaml covers the contract, no more and no less."""
    contract = Contract.load()
    allowed = roles(contract.operations.values())
    assert set(allowed) == set(contract.operations)
    assert len(allowed) == 69


@pytest.mark.parametrize("change", ["services: {}", "services: {app_status: {all: [CRRH], nothing: [CRRH]}}"])
def test_a_gap_or_a_stray_in_the_roles_is_refused(tmp_path: Path, change: str) -> None:
    """An operation without functions, or functions for an operation that does not exist."""
    file = tmp_path / "roles.yaml"
    file.write_text(change)
    operations = [each for each in Contract.load().operations.values() if each.service == "app_status"]
    with pytest.raises(RolesProblem):
        roles(operations, file)
