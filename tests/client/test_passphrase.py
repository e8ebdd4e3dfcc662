"""A pass-phrase comes from a file, the environment or a prompt."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.passphrase import PassphraseSource


@pytest.mark.parametrize(
    "content", [b"s\xc3\xa9cret", b"s\xc3\xa9cret\n", b"\xef\xbb\xbfs\xc3\xa9cret\r\nsecond line\r\n"]
)
def test_file_gives_its_first_line(tmp_path: Path, content: bytes) -> None:
    """Line ends and the byte order mark of Windows editors are no part of a pass-phrase."""
    file = tmp_path / "passphrase.txt"
    file.write_bytes(content)
    assert PassphraseSource.file(file).read().reveal() == "sécret".encode()


def test_spaces_belong_to_the_pass_phrase(tmp_path: Path) -> None:
    """Only the line end is cut off."""
    file = tmp_path / "passphrase.txt"
    file.write_text(" a b \n")
    assert PassphraseSource.file(file).read().reveal() == b" a b "


def test_file_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    """A file in another encoding is named, and its content is not."""
    file = tmp_path / "passphrase.txt"
    file.write_bytes(b"canary\xff")
    with pytest.raises(CredentialProblem) as raised:
        PassphraseSource.file(file).read()
    assert "not UTF-8" in str(raised.value)
    assert "canary" not in str(raised.value)


def test_missing_file_is_a_problem(tmp_path: Path) -> None:
    """The pass-phrase file is named, not the certificate."""
    with pytest.raises(CredentialProblem) as raised:
        PassphraseSource.file(tmp_path / "nowhere").read()
    assert raised.value.file == tmp_path / "nowhere"


def test_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable gives its value; one that is not set is a problem that names it."""
    source = PassphraseSource.environment("CRR_PASSPHRASE")
    monkeypatch.setenv("CRR_PASSPHRASE", "secret")
    assert source.read().reveal() == b"secret"
    monkeypatch.delenv("CRR_PASSPHRASE")
    with pytest.raises(CredentialProblem, match="set CRR_PASSPHRASE"):
        source.read()


def test_prompt_asks_the_person() -> None:
    """The prompt's text is shown and what is typed is taken."""
    asked: list[str] = []

    def ask(text: str) -> str:
        asked.append(text)
        return "typed"

    assert PassphraseSource.prompt("SRTX: ", ask=ask).read().reveal() == b"typed"
    assert asked == ["SRTX: "]


def test_prompt_without_terminal_is_a_problem() -> None:
    """In a job without a terminal the prompt says what to do instead."""

    def nobody(text: str) -> str:
        raise EOFError

    with pytest.raises(CredentialProblem, match="no terminal"):
        PassphraseSource.prompt(ask=nobody).read()
