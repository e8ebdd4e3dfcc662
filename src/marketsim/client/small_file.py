"""Reading a certificate, key or pass-phrase file: bounded, and with the reason when it cannot be read."""

from __future__ import annotations

from pathlib import Path

from marketsim.client.credential_problem import CredentialProblem

LARGEST = 1_000_000
"""Bytes; certificate chains and PFX files are a few kB."""


def read_small_file(path: Path, expected: str) -> bytes:
    """The bytes of a file of at most ``LARGEST`` bytes; ``expected`` says in words what it should hold.

    Raises CredentialProblem for a file that is missing, not a file, not readable, empty or too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        found, fix = "no such file", "correct the path; a relative one starts at the profile's folder"
        raise CredentialProblem(path, found, expected, fix, cause="no-such-file") from None
    except IsADirectoryError:
        raise CredentialProblem(
            path, "a folder", expected, "name the file in it", cause="not-a-file"
        ) from None
    except OSError as error:
        found = f"a file that cannot be read ({error.strerror or type(error).__name__})"
        raise CredentialProblem(
            path, found, expected, "let this user read it, and no other", cause="not-readable"
        ) from None
    if not content:
        raise CredentialProblem(
            path, "an empty file", expected, "export or copy it again", cause="empty-file"
        )
    if len(content) > LARGEST:
        raise CredentialProblem(
            path, f"more than {LARGEST} bytes", expected, "name the right file", cause="too-large"
        )
    return content
