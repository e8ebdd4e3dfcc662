"""Files that the OpenSSL command line and old Windows versions write are read, or named as such."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials
from marketsim.client.passphrase import PassphraseSource

from .pki import Authority


@pytest.fixture
def export(openssl: Callable[..., None], pki: Path, tmp_path: Path) -> Callable[..., Path]:
    """Exports srtx.pem as PFX with the arguments given."""

    def run(*arguments: str) -> Path:
        file = tmp_path / "exported.pfx"
        openssl(
            "pkcs12", "-export", "-in", str(pki / "srtx.pem"), "-out", str(file),
            "-passout", f"file:{tmp_path / 'passphrase.txt'}", *arguments,
        )  # fmt: skip
        return file

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
        ("-legacy", "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
        ("-legacy", "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-RC2-40", "-macalg", "sha1"),
    ],
    ids=["modern", "3des", "rc2-3des", "rc2"],
)
def test_pfx_of_any_age_is_read(
    export: Callable[..., Path], passphrase: PassphraseSource, arguments: tuple[str, ...]
) -> None:
    """AES, triple DES and RC2-40 (the Windows export of old) alike."""
    credentials = Credentials(pfx=export(*arguments), passphrase=passphrase)
    assert credentials.read().certificate.subject == "CN=srtx"


def test_wrong_pass_phrase_of_an_old_pfx_names_its_encryption(
    export: Callable[..., Path], passphrase: PassphraseSource
) -> None:
    """One error means either; where the encryption is readable, the pass-phrase is wrong."""
    file = export("-legacy", "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-3DES")
    with pytest.raises(CredentialProblem) as raised:
        Credentials(pfx=file, passphrase=PassphraseSource.prompt(ask=lambda _: "wrong")).read()
    assert raised.value.found == (
        "a PFX file (legacy encryption: RC2-40, 3DES) that the pass-phrase from the prompt does not open"
    )


def test_old_pfx_is_named_where_openssl_has_lost_the_old_ciphers(
    export: Callable[..., Path], passphrase: PassphraseSource
) -> None:
    """Without OpenSSL's legacy provider RC2 cannot be read: said so, with the way to export it again."""
    file = export("-legacy", "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-3DES")
    program = (
        "import sys; from pathlib import Path\n"
        "from marketsim.client.credentials import Credentials\n"
        "from marketsim.client.passphrase import PassphraseSource\n"
        "try: Credentials(pfx=Path(sys.argv[1]), passphrase=PassphraseSource.file(sys.argv[2])).read()\n"
        "except Exception as problem: print(type(problem).__name__, problem)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(file), passphrase.name],
        env=os.environ | {"CRYPTOGRAPHY_OPENSSL_NO_LEGACY": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith("CredentialProblem")
    assert "legacy encryption (RC2-40, 3DES), which this OpenSSL no longer reads" in run.stdout
    assert "export it again" in run.stdout


def test_traditional_encrypted_key_is_read(
    openssl: Callable[..., None],
    authority: Authority,
    passphrase: PassphraseSource,
    tmp_path: Path,
) -> None:
    """A key of the old PEM kind (Proc-Type: 4,ENCRYPTED) opens with its pass-phrase."""
    issued = authority.issue("rsa", key=rsa.generate_private_key(65537, 2048))
    plain, key, certificate = (tmp_path / name for name in ("plain.pem", "rsa.key", "rsa.crt"))
    plain.write_bytes(issued.key_pem())
    certificate.write_bytes(issued.certificate_pem())
    openssl(
        "rsa", "-in", str(plain), "-out", str(key), "-traditional", "-aes128",
        "-passout", f"file:{passphrase.name}",
    )  # fmt: skip
    assert b"Proc-Type: 4,ENCRYPTED" in key.read_bytes()
    credentials = Credentials(pem=certificate, key=key, passphrase=passphrase)
    assert credentials.read().certificate.subject == "CN=rsa"
