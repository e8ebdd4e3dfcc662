"""The questions of ``marketsim init``, asked of a person for whatever no option has answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from marketsim.cli.init_files import WrongAnswer, look_at
from marketsim.target.presets import PRESETS
from marketsim.target.profile_text import Answers
from marketsim.target.roles import FUNCTIONS

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Interview:
    """Asks; ``check`` judges a whole set of answers and raises WrongAnswer."""

    check: Callable[[Answers], None]

    def preset(self) -> str:
        """Which system is meant."""
        for each in PRESETS.values():
            typer.echo(f"  {each.name:11} {each.summary}")
        typer.echo(f"  {OTHER:11} any other address, such as that of `marketsim serve`")
        return self._one_of("Which system?", [*PRESETS, OTHER], "mapstage")

    def base_url(self) -> str:
        """Where it answers."""
        return str(typer.prompt("Base URL (https://HOST[:PORT]/crr)")).strip()

    def participants(self) -> tuple[str, ...]:
        """Whose certificate it is."""
        return tuple(_words(typer.prompt("Participant name (several with commas)")))

    def functions(self) -> tuple[str, ...]:
        """What is claimed."""
        typer.echo(f"  Functions: {', '.join(FUNCTIONS)}; =read where it may only read, else it may write.")
        return tuple(_words(typer.prompt("Functions you claim", default="CRRH=write")))

    def certificate(self, answers: Answers) -> Answers:
        """Its files, asked for again until they can be opened."""
        while True:
            file = Path(str(typer.prompt("Certificate file (PEM or PFX)")).strip()).expanduser()
            pfx = file.suffix.lower() in (".pfx", ".p12")
            changed = replace(answers, pfx=file if pfx else None, certificate=None if pfx else file)
            if pfx and not (answers.passphrase_file or answers.passphrase_env):
                changed = self._passphrase(changed)
            if self._holds(changed):
                return changed

    def authorities(self, answers: Answers) -> Answers:
        """The CA file, or none."""
        while True:
            text = self._optional("File of the server's authorities (empty: those that this system trusts)")
            changed = replace(answers, ca=Path(text).expanduser() if text else None)
            if self._holds(changed):
                return changed

    def proxy(self, answers: Answers) -> Answers:
        """The proxy, or none."""
        return replace(answers, proxy=self._optional("Proxy, http://HOST:PORT (empty: none)") or None)

    def address(self, answers: Answers) -> Answers:
        """The network that production calls come from, or none."""
        text = self._optional("Address or range that production calls come from (empty: not declared)")
        return replace(answers, address=tuple(_words(text)))

    def allowed(self, answers: Answers) -> Answers:
        """What may be written."""
        text = self._optional("Allowed writes: reversible, or names of operations (empty: none)")
        return replace(answers, allowed=tuple(_words(text)))

    def _passphrase(self, answers: Answers) -> Answers:
        """Where the pass-phrase stands; its text is never asked for."""
        file = self._optional("File whose first line is the pass-phrase (empty: an environment variable)")
        if file:
            return replace(answers, passphrase_file=Path(file).expanduser())
        name = self._optional("Environment variable that holds it (empty: there is no pass-phrase)")
        return replace(answers, passphrase_env=name or None)

    def _holds(self, answers: Answers) -> bool:
        try:
            self.check(answers)
            for line in look_at(answers):
                typer.echo(f"  {line}")
        except WrongAnswer as problem:
            typer.echo(f"  {problem}")
            return False
        return True

    @staticmethod
    def _optional(question: str) -> str:
        return str(typer.prompt(question, default="", show_default=False)).strip()

    @staticmethod
    def _one_of(question: str, known: list[str], default: str) -> str:
        while (said := str(typer.prompt(question, default=default)).strip()) not in known:
            typer.echo(f"  Expected one of {', '.join(known)}; found {said!r}.")
        return said


def _words(text: str) -> list[str]:
    return [each for each in text.replace(",", " ").split() if each]
