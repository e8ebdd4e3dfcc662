"""The outline on the two formats holds every download type of the contract; that on privacy every private one."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.suite.feature_files import read_feature
from marketsim.target.downloads import DownloadType, download_type, download_types

ROOT = Path(__file__).resolve().parents[2]
FEATURE = ROOT / "features" / "market_information" / "downloads.feature"
CONTRACT = Contract.load()


def tried(title: str) -> list[DownloadType]:
    """The types in the rows of the one scenario with these words in its title."""
    (found,) = (each for each in read_feature(FEATURE, ROOT).scenarios if title in each.name)
    names = [row["download"].partition(" of an ") for row in found.rows]
    return [download_type(CONTRACT, name, side or None) for name, _, side in names]


@pytest.mark.parametrize("title", ["the same rows in either format", "is private"])
def test_every_type_has_its_row(title: str) -> None:
    """Each once, with its own operation."""
    every = [each for each in download_types(CONTRACT) if each.private or "private" not in title]
    found = tried(title)
    assert len(found) == len(every)
    assert {(each.kind, each.operation.operation_id) for each in found} == {
        (each.kind, each.operation.operation_id) for each in every
    }
