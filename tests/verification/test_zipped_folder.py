"""A market folder in a zip, as the operator's console hands it out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hand_made_market import write_hand_made_market

from marketsim.verification import Unreadable, verify_folder_bytes


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.fixture
def members(tmp_path: Path) -> dict[str, bytes]:
    """The files of the market done with a pencil."""
    folder = write_hand_made_market(tmp_path / "HAND")
    files = (each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


@pytest.mark.parametrize("prefix", ["", "AUC_MN_2027_M01/"])
def test_a_zip_is_judged_like_the_folder(members: dict[str, bytes], prefix: str) -> None:
    """With or without a folder around everything."""
    assert verify_folder_bytes(zipped({f"{prefix}{name}": each for name, each in members.items()})).clean


def test_broken_and_bloated_zips_are_refused(members: dict[str, bytes]) -> None:
    """None, a torn one, one spoiled within, one that swells beyond measure, an odd compression, a file missing."""
    whole = zipped(members)
    bomb = zipped(members | {"padding": bytes(250_000_000)})
    odd = zipped(members, zipfile.ZIP_LZMA)
    many = zipped(members | {f"x{number}": b"" for number in range(2001)})
    lacking = zipped({name: each for name, each in members.items() if name != "case.m"})
    begun = 30 + len(next(iter(members)))  # where the first member's packed bytes begin
    spoiled = whole[:begun] + b"\xff" * 4 + whole[begun + 4 :]
    for hostile in (b"", b"no zip", whole[:-40], spoiled, bomb, odd, many, lacking):
        with pytest.raises(Unreadable):
            verify_folder_bytes(hostile)
