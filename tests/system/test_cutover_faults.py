"""Faults of a cutover: each changes what it says and nothing else, and the cutover itself does not notice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from cutover_ground import empty_system, extract_with, whole_store

from marketsim.system.cutover import faults as wrong
from marketsim.system.cutover.carrying_out import cut_over

DEED = {"cutovers"}  # the report has the digest of everything, and when it was done
INVENTORY = {"crrs", "cutover_crrs"}
# Which tables a fault may change; it changes at least the first one.
CHANGES: Mapping[str, tuple[str, ...]] = {
    wrong.LOSE_A_CRR: ("crrs",),
    wrong.DOUBLE_MW: ("crrs",),
    wrong.KEEP_EXPIRED: ("crrs", *INVENTORY, "crr_segments", "lm_moves", "lm_migrated_crrs", "lm_pairs",
                         "awarded_crr_ids", "cutover_reports", "tor_approvals", "bids"),
    wrong.DROP_COUNTERFLOW: ("crrs", "lm_migrated_crrs", "awarded_crr_ids", "cutover_reports"),
    wrong.WRONG_MARKET_NAME: ("crrs",),
    wrong.WRONG_OWNER: ("crrs",),
    wrong.WRONG_DATES: ("crrs", "lm_migrated_crrs"),
    wrong.DST_DAY: ("crrs", "lm_migrated_crrs"),
    wrong.NO_REPLACEMENT: ("crrs", "source_sink_replacements", "tor_requests", "cutover_reports", "source_sinks",
                           "bids"),
    wrong.FAR_REPLACEMENT: ("source_sink_replacements", "crrs", "cutover_reports", "bids"),
    wrong.BOTH_SYSTEMS: ("markets", "market_periods", "source_sink_lists", "source_sinks",
                         "source_sink_replacements"),
    wrong.SALES_IGNORED: ("crrs", *INVENTORY, "cutover_reports", "lm_migrated_crrs", "awarded_crr_ids",
                          "tor_approvals"),
    wrong.TRADES_IGNORED: ("crrs", *INVENTORY, "cutover_reports", "lm_migrated_crrs", "awarded_crr_ids",
                           "tor_approvals"),
    wrong.ADJUSTMENTS_IGNORED: ("crrs",),
    wrong.NOT_NETTED: ("crrs", *INVENTORY, "lm_migrated_crrs", "lm_moves", "awarded_crr_ids", "cutover_reports"),
    wrong.NO_SELLER_ROWS: ("crrs", "cutover_reports"),
    wrong.LOSE_A_PARENT: ("crrs",),
    wrong.READ_ONLY_ROLES: ("grants",),
    wrong.WRONG_MAPPING: ("cutover_reports",),
    wrong.LOSE_BIDS: ("portfolios", "bids", "nominations"),
    wrong.LOSE_MESSAGES: ("messages",),
}  # fmt: skip


def cut_with(folder: Path, *faults: str) -> dict[str, list[tuple[object, ...]]]:
    """The whole store of a system that was cut over with those faults."""
    folder.mkdir()
    with empty_system(folder, faults=[f"cutover:{each}" for each in faults]) as system:
        cut_over(system, extract_with())
        return {
            name: rows
            for name, rows in whole_store(system).items()
            if name not in DEED and not name.startswith(("before_cutover_", "sqlite_"))
        }


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """The store without any fault."""
    return cut_with(tmp_path_factory.mktemp("clean") / "system")


def test_every_fault_of_the_cutover_is_held_here() -> None:
    """But for those that break it off, which the test of the deed has."""
    assert {each for each in wrong.FAULTS if not each.startswith("fail-")} == set(CHANGES)


@pytest.mark.parametrize("fault", CHANGES)
def test_a_fault_goes_through_and_changes_what_it_says(
    fault: str, clean: dict[str, list[tuple[object, ...]]], tmp_path: Path
) -> None:
    """The cutover does not refuse itself: an oracle has to find it."""
    found = cut_with(tmp_path / "faulty", fault)
    changed = {name for name in clean if found[name] != clean[name]}
    assert CHANGES[fault][0] in changed
    assert changed <= set(CHANGES[fault])
