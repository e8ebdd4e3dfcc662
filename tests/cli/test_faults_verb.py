"""`marketsim faults` tells people everything that the sweep found out about a scenario."""

from __future__ import annotations

from marketsim.cli.faults import lines

FOUND = {
    "faults": [
        {"id": "rule:known", "kind": "rule", "killed_by": ["MS-AUC-01"]},
        {"id": "rule:unmissed", "kind": "rule", "killed_by": []},
    ],
    "killed": 1,
    "total": 2,
    "idle_scenarios": ["MS-AUC-02"],
    "proved": ["MS-AUC-01"],
    "not_run": ["MS-AUC-03"],
    "without_rule": ["MS-AUC-04"],
}


def test_nothing_that_was_found_is_kept_back() -> None:
    """Also the scenarios whose codes no rule gives, so that the sweep can say nothing of them."""
    assert lines(FOUND) == [
        "1 of 2 faults turn a scenario red that names them",
        "alive: rule:unmissed",
        "1 scenario was seen red with what it names switched off or falsified",
        "idle: MS-AUC-02 stays green whatever rule of its code is off, or fault or mistake that it names on",
        "without a rule: MS-AUC-04 names codes that no rule gives",
        "not run: MS-AUC-03 did not pass on the sound system",
    ]
