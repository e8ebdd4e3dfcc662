"""What was given to the settlement scenarios of a run, as evidence has it: names and digests, never contents."""

from __future__ import annotations

from typing import TypedDict


class GivenFileFacts(TypedDict):
    """A file (or a folder) by its name; ``digest`` is the SHA-256 of its ``bytes`` bytes."""

    name: str
    digest: str
    bytes: int


class SettlementFacts(TypedDict):
    """The statement that was supplied, the inputs it is settled from, and by which rules.

    ``run_date`` is a date, None where the rules do not depend on it.
    """

    inputs: GivenFileFacts
    statement: GivenFileFacts
    rules: str
    run_date: str | None
