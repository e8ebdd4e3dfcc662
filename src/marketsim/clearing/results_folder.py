"""Puts a clearing's results on disk, all of them or none."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from os.path import abspath
from pathlib import Path

from marketsim.clearing.case_problem import CaseProblem
from marketsim.clearing.results import CLEARED

# The files that clearings write, of auctions and allocations; whatever else lies there is somebody's own.
OWN = re.compile(
    r"(awards|prices|binding_constraints|raised_limits)\.csv|cleared\.toml|pictures/\w+\.svg"
    r"|published/(PUBLIC_\w+_RESULT|PRIVATE_\w+_RESULT_[\w.-]+|CLEARING_PRICE|BINDING_CONSTRAINT)\.csv",
    re.ASCII,
)
DESKTOP = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # what file browsers leave behind


def absolute(folder: Path) -> Path:
    """The folder without ``.`` and ``..``, so that it has a name and a parent; links stay."""
    return Path(abspath(folder))  # noqa: PTH100 - resolving would follow the link that must be seen


def check_place(folder: Path) -> None:
    """CaseProblem where results may not go: only a new, an empty or an earlier results folder is replaced."""
    folder = absolute(folder)
    try:
        if not folder.exists() and not folder.is_symlink():
            return
        plain = folder.is_dir() and not folder.is_symlink()
        foreign = _foreign(folder) if plain else "something else"
    except OSError as error:
        raise _problem(folder, error) from None
    if foreign is not None:
        raise CaseProblem(
            folder, None, "",
            expected="a folder for the results: a new or empty one, or one with earlier results and nothing else",
            found=foreign,
            fix="name another one with --out",
        )  # fmt: skip


def _foreign(folder: Path) -> str | None:
    """What in a folder no clearing wrote, so that it must stay; None where the folder may be replaced."""
    names = {each.name for each in folder.iterdir()}
    if names - DESKTOP and CLEARED not in names:
        return "something else"
    inside = (
        each.relative_to(folder) for each in folder.rglob("*") if each.is_symlink() or not each.is_dir()
    )
    odd = sorted(
        str(each) for each in inside if each.name not in DESKTOP and not OWN.fullmatch(each.as_posix())
    )
    return f"{odd[0]} beside them" if odd else None


def write_results(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into the folder, which then holds nothing else; earlier results go in the same moment.

    Raises CaseProblem where the folder holds something else or can't be written.
    """
    check_place(folder)
    folder = absolute(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _fill(made / "new", files)
            if folder.exists():
                folder.rename(made / "old")
            (made / "new").rename(folder)
        finally:
            if (made / "old").exists() and not folder.exists():
                (made / "old").rename(folder)
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise _problem(folder, error) from None


def _problem(folder: Path, error: OSError) -> CaseProblem:
    return CaseProblem(
        folder, None, "",
        expected="a folder that can be written",
        found=error.strerror or type(error).__name__,
        fix="name another one with --out",
    )  # fmt: skip


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
