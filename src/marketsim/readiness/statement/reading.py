"""Reading a statement that anybody may have written: bounded, of the right shape, and only the files that belong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from marketsim.readiness.statement.canonical import canonical
from marketsim.readiness.statement.document import Statement
from marketsim.readiness.statement.signature import Signature
from marketsim.readiness.statement.writing import DOCUMENT, PAGE, SIGNATURE

LARGEST = {DOCUMENT: 64 * 1024 * 1024, SIGNATURE: 512 * 1024, PAGE: 64 * 1024 * 1024}
"""Bytes. A statement on a thousand scenarios has about four million."""


class Unreadable(Exception):
    """There is no statement, or it has another shape; the message says where."""


@dataclass(frozen=True, slots=True)
class Read:
    """A statement as it was read, with the bytes of its files."""

    folder: Path
    statement: Statement
    signature: Signature
    files: dict[str, bytes]


def read(path: Path) -> Read:
    """Read the statement in a folder (or named by its statement.json). Raises Unreadable."""
    folder = path.parent if path.name == DOCUMENT else path
    if not (folder / DOCUMENT).exists() and (folder / "statement" / DOCUMENT).exists():
        folder = folder / "statement"
    files = {name: _bytes(folder / name, bound) for name, bound in LARGEST.items()}
    statement: Statement = _shaped(files[DOCUMENT], Statement, DOCUMENT)
    signature: Signature = _shaped(files[SIGNATURE], Signature, SIGNATURE)
    others = sorted(each.name for each in folder.iterdir() if each.name not in LARGEST)
    if others:
        raise Unreadable(f"{others[0][:80]!r} does not belong to a statement, and nothing binds it")
    return Read(folder, statement, signature, files)


def _bytes(path: Path, bound: int) -> bytes:
    try:
        if path.is_symlink():
            raise Unreadable(f"{path.name} is a link; a statement has plain files")
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            raise Unreadable(f"{path.name} is no plain file")
        with path.open("rb") as file:
            content = file.read(bound + 1)
    except OSError as flaw:
        raise Unreadable(f"expected {path.name}; {flaw.strerror or 'it cannot be read'}") from None
    if len(content) > bound:
        raise Unreadable(f"{path.name} has more than {bound} bytes")
    return content


def _shaped(content: bytes, shape: Any, name: str) -> Any:
    try:
        value = msgspec.json.decode(content, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as flaw:
        raise Unreadable(f"{name} has another shape: {flaw}") from None
    # two members of one name, or numbers written otherwise, would let two readers see two things
    if canonical(value) != content:
        raise Unreadable(f"{name} is not in canonical form")
    return value
