"""Old market names, and what they are called in the new system (both assumed; one old name is known from OASIS).

OASIS 5.18 has ``ALLOC_AN_2013_S03_TR``: the old system ran a market a season. The other patterns follow it.
"""

from __future__ import annotations

TIERS = {"TR": "T1", "TR2": "T2", "TR3": "T3", "LT": "LT"}


def allocation(period: str, tier: str) -> tuple[str, str]:
    """Old and new name of a tier's allocation: old tiers TR, TR2, TR3, LT; a season is an annual market's."""
    if period[5] == "S":
        return f"ALLOC_AN_{period}_{tier}", f"ALLOC_AN_{period[:4]}_{TIERS[tier]}"
    return f"ALLOC_MN_{period}_{tier}", f"ALLOC_MN_{period}_{TIERS[tier]}"


def auction(period: str) -> tuple[str, str]:
    """Old and new name of an auction."""
    if period[5] == "S":
        return f"AUC_AN_{period}", f"AUC_AN_{period[:4]}"
    return f"AUC_MN_{period}", f"AUC_MN_{period}"


def migration(period: str) -> tuple[str, str]:
    """Old and new name of a load migration market."""
    return f"LM_{period}", f"LOAD_MIGRATION_{period}"


def conversion(period: str) -> tuple[str, str]:
    """Old and new name of a conversion window, of a season or month."""
    return f"MT_TOR_{'AN' if period[5] == 'S' else 'MN'}_{period}", f"TOR_CONVERSION_{period}"
