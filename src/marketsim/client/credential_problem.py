"""What is wrong with a certificate, key, pass-phrase or CA file, said in three parts."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

CredentialCause = Literal[
    "no-such-file",
    "not-a-file",
    "not-readable",
    "empty-file",
    "too-large",
    "wrong-kind",
    "damaged",
    "no-certificate",
    "no-key",
    "key-mismatch",
    "unsupported-key",
    "weak-key",
    "legacy-encryption",
    "wrong-pass-phrase",
    "no-pass-phrase",
]


class CredentialProblem(Exception):
    """A file that should let us in cannot be used; raised before anything is sent.

    The message has three parts: what was found in ``file``, what was expected there, and the ``fix``; ``cause``
    is the same finding as a word for programs.
    No part ever holds a pass-phrase or key material.
    """

    def __init__(
        self, file: Path | str, found: str, expected: str, fix: str, *, cause: CredentialCause
    ) -> None:
        super().__init__(str(file), found, expected, fix)
        self.cause: CredentialCause = cause
        self.file = Path(file)
        self.found = found
        self.expected = expected
        self.fix = fix

    def __str__(self) -> str:
        """The three parts as one line of text."""
        return f"{self.file}: found {self.found}; expected {self.expected}. To fix: {self.fix}."
