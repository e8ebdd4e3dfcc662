"""Putting made files where they shall be: whole folders or none, and nobody's else files in the way of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

from marketsim.legacy import head
from marketsim.legacy.columns import TABLES
from marketsim.legacy.converted import FILES
from marketsim.legacy.sources import BIDS

OLD_FILES = frozenset({head.FILE, *TABLES, BIDS})
NEW_FILES = frozenset(FILES)


class FolderProblem(Exception):
    """A folder can't be written: which, what was expected and found, what to do."""

    def __init__(self, folder: Path, expected: str, found: str, fix: str) -> None:
        super().__init__(f"{folder}: expected {expected}; found {found}; {fix}")
        self.folder, self.expected, self.found, self.fix = folder, expected, found, fix


def check_place(folder: Path, own: Collection[str], force: bool) -> None:
    """Raise FolderProblem unless a folder may be made there.

    Nothing or an empty folder may be there; with ``force`` also a folder of ``own`` files alone, to be replaced.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        raise FolderProblem(folder, "a folder, or nothing yet", "something else", "name another place")
    found = sorted(each.name for each in folder.iterdir())
    strange = [each for each in found if each not in own]
    if strange:
        raise FolderProblem(folder, "an empty folder", f"{strange[0]!r} in it", "name another place")
    if found and not force:
        raise FolderProblem(folder, "an empty folder", f"{len(found)} files", "name another, or say --force")


def put(folder: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a folder beside, and then put it there in place of what was. Raises FolderProblem."""
    folder = folder.absolute()
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        write(draft)
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    except OSError as problem:
        raise FolderProblem(
            folder, "a place to write to", problem.strerror or "an error", "name another"
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
