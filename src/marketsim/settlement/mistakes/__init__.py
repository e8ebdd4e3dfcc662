"""Known-wrong variants of the settlement, made on purpose: to see checks turn red, and to name a difference's cause."""

from .mistake import Mistake
from .register import MISTAKES, mistake

__all__ = ["MISTAKES", "Mistake", "mistake"]
