"""Every known mistake by its id."""

from __future__ import annotations

from collections.abc import Mapping

from ..refusal import Refusal
from .credits import CREDITS
from .mistake import Mistake
from .money import MONEY
from .quantities import QUANTITIES

MISTAKES: Mapping[str, Mistake] = {each.id: each for each in (*QUANTITIES, *CREDITS, *MONEY)}


def mistake(id: str) -> Mistake:
    """The mistake of this id; Refusal (a ValueError) where there is none."""
    if id not in MISTAKES:
        raise Refusal(f"one of {', '.join(MISTAKES)}", repr(id), "name a known mistake", "mistakes")
    return MISTAKES[id]
