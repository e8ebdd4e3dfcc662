"""Inconsistencies planted on purpose, to see that somebody finds and names them: ten kinds, on either side."""

from __future__ import annotations

from marketsim.legacy.converted import Converted
from marketsim.legacy.extract import Extract
from marketsim.legacy.generator.draws import Draws
from marketsim.legacy.plants.new_side import IN_NEW
from marketsim.legacy.plants.old_side import IN_OLD
from marketsim.legacy.plants.planted import KINDS, CannotPlant, Planted

__all__ = ["KINDS", "CannotPlant", "Planted", "plant", "plant_new", "plant_old"]


def plant_old(kind: str, old: Extract, seed: int = 1) -> tuple[Extract, Planted]:
    """Spoil an extract: its inventory no longer is what its history amounts to, or has a name that nobody knows.

    Raises KeyError for an unknown kind, CannotPlant where no row can be spoilt so.
    """
    return IN_OLD[kind](old, Draws(seed, f"plant {kind}"))


def plant_new(kind: str, old: Extract, new: Converted, seed: int = 1) -> tuple[Converted, Planted]:
    """Spoil the conversion of an extract. Raises as plant_old."""
    return IN_NEW[kind](old, new, Draws(seed, f"plant {kind}"))


def plant(
    kind: str, old: Extract, new: Converted | None = None, seed: int = 1
) -> tuple[Extract, Converted | None, Planted]:
    """Both sides with one inconsistency: in ``new`` where it is given, else in ``old``. Raises as plant_old."""
    if new is None:
        spoilt, planted = plant_old(kind, old, seed)
        return spoilt, None, planted
    converted, planted = plant_new(kind, old, new, seed)
    return old, converted, planted
