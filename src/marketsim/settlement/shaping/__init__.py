"""The hourly after-the-fact value of a transfer, shaped to twelve five-minute values by its real-time dispatch."""

from .cases import Case, case_of
from .hour import Shape, Shaped, complete, rounded, shape, unplaced

__all__ = ["Case", "Shape", "Shaped", "case_of", "complete", "rounded", "shape", "unplaced"]
