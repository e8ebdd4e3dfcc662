"""The words that what goes into a clearing and what comes out of it share; no numbers, so no numpy with them."""

from __future__ import annotations

from typing import Literal

HedgeType = Literal["OBL", "OPT"]
Direction = Literal["FORWARD", "REVERSE"]
ConstraintType = Literal["BRANCH", "INTERFACE"]
