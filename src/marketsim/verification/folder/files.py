"""The files of a market folder, on disk or in a zip; sizes are bounded, nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from marketsim.verification.report import Unreadable
from marketsim.verification.zipped import members_of

MOST_BYTES = 200_000_000  # of one file, and of everything in a zip
MOST_ZIPPED = 50_000_000
MOST_MEMBERS = 2_000


@dataclass(frozen=True, slots=True)
class MarketFiles:
    """Names (with ``/`` between folders) and contents of what lies in a market folder.

    A folder on disk is read file by file when asked; a zip is held in memory.
    """

    _folder: Path | None
    _members: Mapping[str, bytes]
    case: Path | None = None

    @classmethod
    def of_folder(cls, folder: Path, case: Path | None = None) -> MarketFiles:
        """The files under a folder, its ``case`` possibly elsewhere; raises Unreadable when there is none."""
        try:
            there = folder.is_dir()
        except OSError as problem:
            raise _unreadable(str(folder), problem) from problem
        if not there:
            raise Unreadable(str(folder), None, "a market folder", "no folder", "name the folder to verify")
        return cls(folder, {}, case)

    @classmethod
    def of_zip(cls, zipped: bytes) -> MarketFiles:
        """The members of a zip; a folder that holds everything is left out of the names. Raises Unreadable."""
        return cls(None, _without_common_folder(_unzipped(zipped)))

    def names(self) -> list[str]:
        """Every file's name, sorted; raises Unreadable."""
        if self._folder is None:
            return sorted(self._members)
        try:
            found = [each for each in self._folder.rglob("*") if each.is_file()]
        except OSError as problem:
            raise _unreadable(str(self._folder), problem) from problem
        return sorted(each.relative_to(self._folder).as_posix() for each in found)

    def has(self, name: str) -> bool:
        """Whether there is something of that name, be it a link to nowhere; raises Unreadable where nobody may look."""
        if self._folder is None:
            return name in self._members
        path = self.case if self.case is not None and name == self.case.name else self._folder / name
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except (OSError, ValueError) as problem:
            raise _unreadable(name, problem) from problem
        return True

    def read(self, name: str) -> bytes:
        """The content of a file; raises Unreadable where it is missing, outside the folder or too large."""
        if self._folder is None:
            if name not in self._members:
                raise _missing(name)
            return self._members[name]
        elsewhere = self.case is not None and name == self.case.name
        path = self.case if elsewhere and self.case is not None else self._folder / name
        try:
            if not elsewhere and not path.resolve().is_relative_to(self._folder.resolve()):
                raise Unreadable(name, None, "a file in the folder", "a path that leads out of it", "copy it")
            if path.exists() and not path.is_file():
                raise Unreadable(name, None, "a plain file", "something else", "put the file there")
            with path.open("rb") as stream:
                content = stream.read(MOST_BYTES + 1)
        except FileNotFoundError:
            raise _missing(name) from None
        except (OSError, ValueError, RuntimeError) as problem:
            raise _unreadable(name, problem) from problem
        if len(content) > MOST_BYTES:
            raise Unreadable(name, None, f"at most {MOST_BYTES} bytes", "a larger file", "split the market")
        return content

    def digest(self, name: str) -> str:
        """The SHA-256 of a file, in hexadecimal digits."""
        return hashlib.sha256(self.read(name)).hexdigest()


def _unreadable(name: str, problem: Exception) -> Unreadable:
    found = getattr(problem, "strerror", None) or type(problem).__name__
    return Unreadable(name[:200], None, "a readable file", found, "check the name and who may read it")


def _missing(name: str) -> Unreadable:
    return Unreadable(name, None, "this file", "none of that name", "put it into the market folder")


def _unzipped(zipped: bytes) -> dict[str, bytes]:
    fix = "export the market folder again"
    if len(zipped) > MOST_ZIPPED:
        raise Unreadable("the zip", None, f"at most {MOST_ZIPPED} bytes", f"{len(zipped)}", fix)
    found = members_of(
        zipped, "the zip", most_files=MOST_MEMBERS, most_bytes=MOST_BYTES, fix=fix, smaller=fix
    )
    return {PurePosixPath(name).as_posix(): content for name, content in found}


def _without_common_folder(members: dict[str, bytes]) -> dict[str, bytes]:
    tops = {name.split("/")[0] for name in members}
    if "market.toml" in members or len(tops) != 1 or not all("/" in name for name in members):
        return members
    (top,) = tops
    return {name.removeprefix(f"{top}/"): content for name, content in members.items()}
