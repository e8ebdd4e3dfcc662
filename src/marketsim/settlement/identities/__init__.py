"""What must add up in a settlement (N1 to N9), interval by interval, and what is left over where it does not."""

from .broken import SAYS, Broken
from .check import check, checkable

__all__ = ["SAYS", "Broken", "check", "checkable"]
