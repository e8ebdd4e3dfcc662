"""The files of a CRR settlement: holdings, prices, what binds, shift factors, measured demand, and statements."""

from __future__ import annotations

from ...files.fault import Unreadable
from .columns import CrrDeterminant, CrrFile, FileColumn, crr_determinants, crr_files
from .reader import read
from .statements import StatedRow, read_statement
from .writer import statement, write

__all__ = [
    "CrrDeterminant",
    "CrrFile",
    "FileColumn",
    "StatedRow",
    "Unreadable",
    "crr_determinants",
    "crr_files",
    "read",
    "read_statement",
    "statement",
    "write",
]
