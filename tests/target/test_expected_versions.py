"""A profile may say which versions of the contract it expects; a run judges by no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.target.contract_versions import other_versions
from marketsim.target.profile import load
from marketsim.target.reach import USAGE, NotReached, reach


def expecting(profile_with: Callable[..., Path], **versions: str) -> Path:
    """The embedded system's profile, expecting these versions."""

    def change(written: dict[str, Any]) -> None:
        written["contract"] = {"versions": versions}

    return profile_with(change)


def test_the_versions_that_are_loaded_may_be_expected(profile_with: Callable[..., Path]) -> None:
    """Services that are not mentioned may be of any version."""
    contract = Contract.load()
    path = expecting(profile_with, auction=contract.version("auction"))
    reach(path, contract)
    assert other_versions(load(path), contract) == {}


def test_another_version_than_the_expected_one_is_wrong_usage(profile_with: Callable[..., Path]) -> None:
    """Said before anything is sent, with both versions."""
    contract = Contract.load()
    path = expecting(profile_with, auction="9.9.9")
    with pytest.raises(NotReached, match=r"auction in version 9\.9\.9") as raised:
        reach(path, contract)
    assert contract.version("auction") in str(raised.value)
    assert raised.value.exit_code == USAGE
