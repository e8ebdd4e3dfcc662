"""Where the CSVs of a settlement come from, within bounds: a file, a folder, or a zip that nobody vouches for."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from marketsim.settlement.files.fault import Faults, shown

MOST_FILES = 500
MOST_BYTES = 1_000_000_000  # of all CSVs together, unpacked
MOST_ZIP_BYTES = 200_000_000
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ANOTHER = "name a CSV, a folder of CSVs, or a zip of them"


@dataclass(frozen=True, slots=True)
class Source:
    """One CSV: its name, fit to print, and how to open it; opening and reading may raise one of BROKEN."""

    name: str
    open: Callable[[], BinaryIO]
    most: int  # bytes that it may give


def sources(path: Path, faults: Faults) -> Iterator[Source]:
    """The CSVs behind ``path`` by name, each to be read before the next; what cannot be one of them is refused."""
    try:
        if path.is_dir():
            yield from _folder(path, faults)
        elif not path.is_file():
            found = "something else of this name" if path.exists() else "none of this name"
            faults.add(shown(str(path)), "a file or folder", found, _ANOTHER)
        elif path.suffix.lower() == ".zip":
            yield from _zip(path, faults)
        else:
            yield _plain(path, path.name)
    except BROKEN as problem:
        faults.add(shown(str(path)), "something readable", shown(str(problem)), _ANOTHER)


def _plain(path: Path, name: str) -> Source:
    return Source(shown(name), lambda: path.open("rb"), MOST_BYTES)


def _folder(path: Path, faults: Faults) -> Iterator[Source]:
    found = sorted(each for each in path.iterdir() if not each.name.startswith("."))
    if not found or len(found) > MOST_FILES:
        faults.add(shown(str(path)), f"1 to {MOST_FILES} CSVs", str(len(found)), _ANOTHER)
        return
    for each in found:
        if each.suffix.lower() == ".csv" and each.is_file():
            yield _plain(each, each.name)
        else:
            faults.add(shown(each.name), "a CSV", "something else", "take it out of the folder")


def _zip(path: Path, faults: Faults) -> Iterator[Source]:
    if path.stat().st_size > MOST_ZIP_BYTES:
        faults.add(shown(path.name), f"at most {MOST_ZIP_BYTES:,} bytes", "more", "give the CSVs in parts")
        return
    with zipfile.ZipFile(path) as archive:
        members = [each for each in archive.infolist() if not _beside(each)]
        unpacked = sum(each.file_size for each in members)
        if not members or len(members) > MOST_FILES:
            faults.add(shown(path.name), f"1 to {MOST_FILES} CSVs", str(len(members)), _ANOTHER)
        elif unpacked > MOST_BYTES:
            faults.add(
                shown(path.name),
                f"at most {MOST_BYTES:,} bytes unpacked",
                f"{unpacked:,}",
                "give parts of it",
            )
        else:
            for each in sorted(members, key=lambda member: member.filename):
                yield from _member(archive, each, faults)


def _beside(member: zipfile.ZipInfo) -> bool:
    """A folder, or what an operating system leaves beside the files."""
    path = PurePosixPath(member.filename)
    return member.is_dir() or path.parts[:1] == ("__MACOSX",) or path.name.startswith(".")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, faults: Faults) -> Iterator[Source]:
    name = shown(member.filename)
    if not member.filename.lower().endswith(".csv"):
        faults.add(name, "a CSV", "something else", "take it out of the zip")
    elif member.flag_bits & 0x1 or member.compress_type not in _METHODS:
        faults.add(name, "a plainly compressed file", "an encrypted or oddly compressed one", "zip it anew")
    else:
        yield Source(name, lambda: _opened(archive, member), member.file_size)


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    return io.BufferedReader(archive.open(member))  # type: ignore[type-var]
