"""Load migrations worked out a second time: from uploads and parents to percentages and CRRs, in exact fractions.

``judge_migration`` sees everything; ``judge_lse`` and ``judge_udc`` what one participant sees.
"""

from __future__ import annotations

from marketsim.verification.migration.judging import LAWS, Migrated, judge_lse, judge_migration, judge_udc
from marketsim.verification.migration.parents import (
    Drawn,
    Former,
    Parent,
    cut_since,
    former_of,
    parents_awarded,
    parents_of,
)
from marketsim.verification.migration.uploads import Uploads

__all__ = [
    "LAWS",
    "Drawn",
    "Former",
    "Migrated",
    "Parent",
    "Uploads",
    "cut_since",
    "former_of",
    "judge_lse",
    "judge_migration",
    "judge_udc",
    "parents_awarded",
    "parents_of",
]
