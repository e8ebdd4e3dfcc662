"""A disk that is full, behind standard output as elsewhere: told in one line, in place of a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

import typer

USAGE = 2
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Ends the process with 2 where something could not be written for want of room; raises any other OSError."""
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:  # as it is where whoever started us has closed it
                sys.stdout.flush()
    except OSError as problem:
        if problem.errno not in NO_ROOM:
            raise
        _tell(problem)
        for stream in (sys.stdout, sys.stderr):
            _let_go(stream)
        raise SystemExit(USAGE) from None


def _tell(problem: OSError) -> None:
    found = f"{problem.filename}: {problem.strerror}" if problem.filename else problem.strerror
    with suppress(OSError):  # standard error may be on that disk too
        typer.echo(
            f"Expected room for what is written; found: {found}. Make room, or write elsewhere.", err=True
        )


def _let_go(stream: TextIO | None) -> None:
    """What is left unwritten would fail once more when the interpreter ends, with words of its own."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
