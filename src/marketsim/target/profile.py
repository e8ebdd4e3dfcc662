"""A profile: the TOML file that names a system under test and those who speak to it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from marketsim.target.profile_tables import ParticipantTable, Profile
from marketsim.target.profile_words import wrong_keys, wrong_words

__all__ = ["ParticipantTable", "Profile", "ProfileProblem", "load"]

LARGEST = 1_000_000  # bytes; a profile is a page of text


class ProfileProblem(Exception):
    """A profile cannot be used; the message says what was expected, what was found and what to do."""


def load(path: Path) -> Profile:
    """Read a profile.

    Raises ProfileProblem; what is misspelt - a key at any depth, a function, a phase, a write, a pin - is named
    with the nearest right word.
    """
    return parse(_text(path), path)


def parse(text: str, path: Path) -> Profile:
    """The profile that a TOML text is; ``path`` names it in messages. Raises ProfileProblem as ``load`` does."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as flaw:
        raise ProfileProblem(f"Expected TOML in {path}; found: {flaw}. Mend that line.") from None
    if isinstance(pins := written.get("pins"), dict):
        written["pins"] = dict(_dotted(pins))
    for message in wrong_keys(written, Profile, ""):
        raise ProfileProblem(f"{path}: {message}")
    try:
        profile = msgspec.convert(written, Profile)
    except msgspec.ValidationError as flaw:
        raise ProfileProblem(f"{path}: {flaw}. Mend that value.") from None
    for message in wrong_words(profile):
        raise ProfileProblem(f"{path}: {message}")
    return profile


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise ProfileProblem(f"Expected a profile of at most {LARGEST} bytes; {path} is larger.")
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise ProfileProblem(
            f"Expected a profile at {path}; there is no such file. Check the path."
        ) from None
    except OSError as flaw:
        raise ProfileProblem(
            f"Expected a profile that can be read; found {path}: {flaw.strerror}. Check the path."
        ) from None
    except UnicodeDecodeError as flaw:
        raise ProfileProblem(f"Expected TOML in {path}; found: {flaw.reason}. Save it as UTF-8.") from None


def _dotted(table: dict[str, Any], lead: str = "") -> Iterator[tuple[str, Any]]:
    """Pins by their dotted names, whether written as ``"auction.OPEN.MONTHLY"`` or without the quotes."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{lead}{key}.")
        else:
            yield f"{lead}{key}", value
