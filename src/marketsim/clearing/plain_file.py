"""Reads files that people hand in: plain ones, of bounded size."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from marketsim.clearing.case_problem import CaseProblem

MOST_BYTES = 256 * 2**20


def read_bytes(path: Path) -> bytes:
    """The bytes of a plain file of at most 256 MiB. Raises CaseProblem."""
    try:
        if not path.is_file():
            found = "something else" if path.exists() else "none"
            raise CaseProblem(path, None, "", expected="a file", found=found, fix=f"check the path {path}")
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        found = error.strerror or type(error).__name__
        raise CaseProblem(
            path, None, "", expected="a file that can be read", found=found, fix="see who may read it"
        ) from None
    if len(raw) > MOST_BYTES:
        expected = f"at most {MOST_BYTES // 2**20} MiB"
        raise CaseProblem(path, None, "", expected=expected, found="more", fix="reduce what it holds")
    return raw


def is_missing(path: Path) -> bool:
    """Whether there is nothing of that name; a link to nowhere, or what can't be looked at, is not nothing."""
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def is_folder(path: Path) -> bool:
    """Whether this is a folder; False for what can't be looked at, which reading it will tell."""
    try:
        return path.is_dir()
    except OSError:
        return False


def unknown_tables(folder: Path, known: Collection[Path]) -> list[str]:
    """The names of CSV files in the folder that are not among those known, sorted; none where it can't be listed."""
    try:
        return sorted(
            each.name for each in folder.iterdir() if each.suffix.lower() == ".csv" and each not in known
        )
    except OSError:
        return []
