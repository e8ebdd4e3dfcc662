"""Extracts made from a seed: a plausible old world of any size, its inventory what its history amounts to."""

from __future__ import annotations

from marketsim.legacy.generator.make import FEWEST_PARTICIPANTS, Wanted, generate

__all__ = ["FEWEST_PARTICIPANTS", "Wanted", "generate"]
