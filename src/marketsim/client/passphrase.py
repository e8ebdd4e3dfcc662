"""Where the pass-phrase of a key comes from: a file, the environment or a prompt, never an argument.

Arguments of a process can be read by every user of the machine (``ps``), so no command line takes one.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.small_file import read_small_file


class Passphrase:
    """A pass-phrase whose text only ``reveal`` gives away; printing it shows a mask."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> bytes:
        """The pass-phrase in UTF-8, as PKCS#8 and PKCS#12 readers take it."""
        return self._text.encode()

    def __repr__(self) -> str:
        return "Passphrase(***)"


@dataclass(frozen=True, slots=True)
class PassphraseSource:
    """Names where the pass-phrase is, without holding it; ``read`` fetches it when a key is opened.

    ``name`` is the file's path, the variable's name or the prompt's text. ``ask`` is called with the
    prompt's text and returns what was typed, unseen.
    """

    kind: Literal["file", "environment", "prompt"]
    name: str
    ask: Callable[[str], str] = field(default=getpass.getpass, repr=False, compare=False)

    @classmethod
    def file(cls, path: Path | str) -> PassphraseSource:
        """The first line of a text file (UTF-8, with or without a byte order mark)."""
        return cls("file", str(path))

    @classmethod
    def environment(cls, variable: str) -> PassphraseSource:
        """An environment variable."""
        return cls("environment", variable)

    @classmethod
    def prompt(
        cls, text: str = "Pass-phrase: ", ask: Callable[[str], str] = getpass.getpass
    ) -> PassphraseSource:
        """The person at the terminal."""
        return cls("prompt", text, ask)

    def __str__(self) -> str:
        """The source in words, for messages."""
        return {
            "file": f"the file {self.name}",
            "environment": f"the environment variable {self.name}",
            "prompt": "the prompt",
        }[self.kind]

    def read(self) -> Passphrase:
        """Fetch the pass-phrase.

        Raises CredentialProblem when the file or variable is not there or the prompt has no terminal.
        """
        match self.kind:
            case "file":
                return _first_line(Path(self.name))
            case "environment":
                return _variable(self.name)
            case "prompt":
                return _typed(self.name, self.ask)


def _first_line(path: Path) -> Passphrase:
    content = read_small_file(path, expected="a text file whose first line is the pass-phrase")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = CredentialProblem(
            path,
            "bytes that are not UTF-8 text",
            "the pass-phrase as UTF-8 text",
            "save the file as UTF-8",
            cause="damaged",
        )
        raise problem from None
    return Passphrase(text.splitlines()[0] if text else "")


def _variable(name: str) -> Passphrase:
    value = os.environ.get(name)
    if value is None:
        raise CredentialProblem(
            f"${name}",
            "no such environment variable",
            "the pass-phrase of the client key in it",
            f"set {name} before the run, or name a pass-phrase file",
            cause="no-pass-phrase",
        )
    return Passphrase(value)


def _typed(text: str, ask: Callable[[str], str]) -> Passphrase:
    try:
        return Passphrase(ask(text))
    except (EOFError, OSError):
        problem = CredentialProblem(
            "prompt",
            "no terminal to ask at",
            "a person who types the pass-phrase",
            "name a pass-phrase file or an environment variable in the profile",
            cause="no-pass-phrase",
        )
        raise problem from None
