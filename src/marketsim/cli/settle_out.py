"""The file that ``marketsim settle --out`` writes: whole or not at all, and never over another."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import TextIO

MODE = 0o666


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A file to write beside ``path``, which takes its place when all is well.

    Raises OSError, of ``path``, also where a file of that name has come up meanwhile.
    """
    try:
        handle, name = mkstemp(prefix=".settle-", suffix=".part", dir=path.parent)
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(path)) from None
    os.close(handle)
    growing = Path(name)
    try:
        with growing.open("w", encoding="utf-8", newline="") as file:
            yield file
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        growing.chmod(MODE & ~_umask())
        try:
            growing.replace(path)
        except OSError as problem:
            raise OSError(problem.errno, problem.strerror, str(path)) from None
    finally:
        growing.unlink(missing_ok=True)


def _umask() -> int:
    """What the process takes off the rights of new files; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
