"""Who signs for a participant that has several certificates."""

from __future__ import annotations

from pathlib import Path

import pytest
from client.pki import Authority

from marketsim.cli.statement_signer import NoSuchSigner, participant_signer
from marketsim.target.profile import Profile, parse


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """SRTX by a reader, a writer and another reader; GBTR by a reader alone."""
    authority, tables = Authority("Participants"), []
    for name, file, right in (
        ("SRTX", "reader", "read"),
        ("SRTX", "writer", "write"),
        ("SRTX", "late-reader", "read"),
        ("GBTR", "gbtr-reader", "read"),
    ):
        authority.issue(file).write(tmp_path / f"{file}.pem")
        told = f'name = "{name}"\ncertificate = "{file}.pem"\nfunctions = {{ CRRH = "{right}" }}\n'
        tables.append(f"[[participants]]\n{told}")
    text = '[target]\nbase_url = "https://127.0.0.1:9/crr"\n' + "".join(tables)
    return parse(text, tmp_path / "profile.toml")


@pytest.mark.parametrize(("name", "who"), [("SRTX", "CN=writer"), ("GBTR", "CN=gbtr-reader")])
def test_the_certificate_that_may_write_signs(profile: Profile, tmp_path: Path, name: str, who: str) -> None:
    """A reader's signs only where there is no other."""
    signer = participant_signer(profile, tmp_path, name)
    assert who in signer.certificates[0].subject.rfc4514_string()


def test_who_is_not_in_the_profile_cannot_sign(profile: Profile, tmp_path: Path) -> None:
    """The nearest name is told."""
    with pytest.raises(NoSuchSigner, match="Did you mean SRTX"):
        participant_signer(profile, tmp_path, "SRTY")
