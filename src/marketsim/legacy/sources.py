"""Where the files of an extract come from, within bounds: a folder, or a zip that nobody vouches for."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from marketsim.legacy.fault import Faults, shown

MOST_FILES = 2_000
MOST_FILE_BYTES = 1_000_000_000
MOST_ZIP_BYTES = 100_000_000
MOST_UNZIPPED_BYTES = 1_000_000_000
BIDS = "bids"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


class Source(Protocol):
    """Files by name, those of bids as ``bids/NAME.csv``."""

    @property
    def names(self) -> Sequence[str]:
        """The files there are."""

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file, as a stream that never gives more than the bounds."""


class TooLarge(ValueError):
    """A file that is larger than its bound."""


class Bounded(io.RawIOBase):
    """A stream that raises TooLarge once more than ``most`` bytes were read from it."""

    def __init__(self, inner: BinaryIO, most: int) -> None:
        self._inner, self._left, self._most = inner, most, most

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer."""
        content = self._inner.read(min(len(buffer), self._left + 1))
        self._left -= len(content)
        if self._left < 0:
            raise TooLarge(f"more than {self._most} bytes")
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        """Close what it reads from too."""
        self._inner.close()
        super().close()


class FolderSource:
    """A folder: its files and those of its ``bids``; hidden files are passed over."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        self._folder = folder
        self.names: list[str] = []
        for place, lead in ((folder, ""), (folder / BIDS, f"{BIDS}/")):
            if lead and not place.is_dir():
                continue
            try:
                found = sorted(each for each in place.iterdir() if not each.name.startswith("."))
            except OSError as problem:
                faults.add(str(place), None, None, "a folder", problem.strerror or "an error", "name one")
                return
            self._take(found, lead, faults)

    def _take(self, found: Sequence[Path], lead: str, faults: Faults) -> None:
        if len(found) > MOST_FILES:
            faults.add(str(self._folder), None, None, f"at most {MOST_FILES} files", f"{len(found)}")
            return
        for path in found:
            mode = path.lstat().st_mode
            if not lead and path.name == BIDS and stat.S_ISDIR(mode):
                continue
            if not stat.S_ISREG(mode):
                faults.add(f"{lead}{path.name}", None, None, "a plain file", "something else", "take it out")
                continue
            self.names.append(f"{lead}{path.name}")

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file; raises OSError, and TooLarge while reading."""
        inner = (self._folder / name).open("rb")
        return io.BufferedReader(Bounded(inner, MOST_FILE_BYTES))  # type: ignore[type-var]


class ZipSource:
    """A zip in memory; nothing is written to disk. What it unpacks to is bounded as a whole."""

    def __init__(self, zipped: bytes, faults: Faults) -> None:
        self.names: list[str] = []
        self._archive: zipfile.ZipFile | None = None
        if len(zipped) > MOST_ZIP_BYTES:
            faults.add("the zip", None, None, f"at most {MOST_ZIP_BYTES} bytes", f"{len(zipped)} bytes")
            return
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(zipped))
            members = self._archive.infolist()
        except BROKEN as problem:
            faults.add("the zip", None, None, "a readable zip", shown(f"{type(problem).__name__}: {problem}"))
            return
        if len(members) > MOST_FILES:
            faults.add("the zip", None, None, f"at most {MOST_FILES} files", f"{len(members)}")
            return
        if sum(each.file_size for each in members) > MOST_UNZIPPED_BYTES:
            faults.add("the zip", None, None, f"at most {MOST_UNZIPPED_BYTES} bytes unpacked", "more")
            return
        for member in members:
            self._take(member, faults)

    def _take(self, member: zipfile.ZipInfo, faults: Faults) -> None:
        name, path = member.filename, PurePosixPath(member.filename)
        if name == f"{BIDS}/":
            return
        plain = name.isprintable() and "\\" not in name and ":" not in name and str(path) == name
        if not plain or ".." in path.parts or len(path.parts) > 2 or path.parts[:-1] not in ((), (BIDS,)):
            faults.add(shown(name), None, None, f"a file of an extract, or of {BIDS}/", "another path")
        elif member.flag_bits & 0x1 or member.compress_type not in _METHODS:
            faults.add(shown(name), None, None, "neither encrypted nor oddly compressed", "so it is")
        elif name in self.names:
            faults.add(shown(name), None, None, "each file once", "twice")
        else:
            self.names.append(name)

    def open(self, name: str) -> BinaryIO:
        """The bytes of a file; raises one of BROKEN, also while reading."""
        if self._archive is None:
            raise KeyError(name)
        size = self._archive.getinfo(name).file_size
        inner = self._archive.open(name)
        return io.BufferedReader(Bounded(inner, size))  # type: ignore[type-var,arg-type]
