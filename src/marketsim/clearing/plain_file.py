"""Reads files that people hand in: plain ones, of bounded size."""

from __future__ import annotations

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
