"""Legacy extracts made from a seed, converted on paper: clean ones have no finding, every planted fault is named.

The maker of extracts and the oracle share the documented format and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from marketsim.legacy.converted import Converted, convert, write_converted
from marketsim.legacy.extract import Extract
from marketsim.legacy.generator import generate
from marketsim.legacy.plants import KINDS, CannotPlant, plant
from marketsim.legacy.writing import write_extract
from marketsim.verification.reconciliation import Reconciliation, reconcile

NAMED_BY = {
    "lost-crr": "counts", "doubled-mw": "mw", "orphaned-counterflow": "lmt-pairs", "expired-kept": "expired",
    "unmapped-name": "names-unmapped", "node-not-replaced": "nodes-retired", "wrong-market-name": "market-names",
    "owner-renamed": "owners", "wrong-dates": "dates", "dst-day-lost": "dst-day",
}  # fmt: skip


def reconciled(old: Extract, new: Converted) -> Reconciliation:
    """The verdict on the folders of both."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_extract(old, folder / "old")
        write_converted(new, folder / "new")
        return reconcile(folder / "old", folder / "new")


@pytest.mark.parametrize("seed", range(50))
def test_a_clean_extract_has_no_finding(seed: int) -> None:
    """None is invented, and nothing is left unchecked."""
    old = generate(participants=12, holdings=120, seed=seed)
    result = reconciled(old, convert(old))
    assert (result.findings, result.not_checkable) == ((), ())


@pytest.mark.parametrize("side", ["OLD", "NEW"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_inconsistency_is_named(kind: str, side: str) -> None:
    """By the one check that names it, whichever side it lies on, in each of three extracts that can have it."""
    planted = 0
    for seed in range(1, 20):
        old = generate(participants=12, holdings=200, seed=seed)
        new = convert(old)
        try:
            spoilt, other, told = plant(kind, old, new if side == "NEW" else None, seed)
        except CannotPlant:
            continue
        result = reconciled(spoilt, other or new)
        assert result.checks() == {NAMED_BY[kind]}, (told, result.findings)
        planted += 1
        if planted == 3:
            return
    assert planted, "no extract could have it"


def test_every_kind_that_can_be_planted_has_its_check() -> None:
    """A kind that comes needs a check that names it."""
    assert NAMED_BY.keys() == set(KINDS)
