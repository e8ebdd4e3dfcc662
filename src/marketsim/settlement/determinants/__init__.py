"""Bill determinants as records."""

from .determinant import Determinant, Status
from .register import REGISTER, determinant

__all__ = ["REGISTER", "Determinant", "Status", "determinant"]
