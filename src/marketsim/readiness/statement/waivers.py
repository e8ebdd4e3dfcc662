"""The waivers of a campaign, read from TOML: a failure with a named reason, an owner and a last day."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from marketsim.readiness.statement.document import WaiverFact
from marketsim.readiness.statement.facts import Fact

LARGEST = 1_000_000


class WaiverProblem(Exception):
    """The file of waivers cannot be used; the message has three parts."""


class _File(Fact, frozen=True):
    waivers: tuple[WaiverFact, ...]


def read_waivers(path: Path) -> tuple[WaiverFact, ...]:
    """The waivers of a file. Raises WaiverProblem."""
    try:
        with path.open("rb") as file:
            written = tomllib.loads(file.read(LARGEST).decode("utf-8"))
        for each in written.get("waivers", ()):
            each["expires"] = str(each.get("expires", ""))  # a TOML date, or a text
        return msgspec.convert(written, _File).waivers
    except OSError as flaw:
        raise WaiverProblem(f"Expected waivers in {path}; {flaw.strerror}. Check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, AttributeError) as flaw:
        raise WaiverProblem(
            f"Expected [[waivers]] with id, reason, owner and expires in {path}; found: {flaw}. Mend it."
        ) from None
