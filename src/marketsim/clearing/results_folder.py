"""Puts a clearing's results on disk, all of them or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from marketsim.clearing.case_problem import CaseProblem
from marketsim.clearing.results import CLEARED


def check_place(folder: Path) -> None:
    """CaseProblem where results may not go: only a new, an empty or an earlier results folder is replaced."""
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_dir() and not folder.is_symlink():
        inside = {each.name for each in folder.iterdir()}
        if not inside or CLEARED in inside:
            return
    raise CaseProblem(
        folder, None, "",
        expected="a folder for the results: a new or empty one, or one with earlier results",
        found="something else",
        fix="name another one with --out",
    )  # fmt: skip


def write_results(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into the folder, which then holds nothing else; earlier results go in the same moment.

    Raises CaseProblem where the folder holds something else or can't be written.
    """
    check_place(folder)
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
        raise CaseProblem(
            folder, None, "",
            expected="a folder that can be written",
            found=error.strerror or type(error).__name__,
            fix="name another one with --out",
        ) from None  # fmt: skip


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
