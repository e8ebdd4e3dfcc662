"""The clearing and the oracle read cases each in their own way, and read the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_raw30_reader import BUSES, HEADING, LINES, TWO, raw, three, two

from marketsim.clearing.case import Case, read_case
from marketsim.verification.case import read_case as read_for_the_oracle

MATPOWER = (
    "function mpc = both\nmpc.version = '2';\nmpc.baseMVA = {base};\nmpc.bus = [\n"
    "1 3 0 0 0 0 1 1 0 230 1 1.1 0.9; % a comment\n20 1 0 0 0 0 1 1 0 230 1 1.1 0.9\n3 1 0 0 0 0 1 1 0 230 1 1.1 0.9\n"
    "4 4 0 0 0 0 1 1 0 230 1 1.1 0.9\n];\nmpc.bus_name = {{'A'; 'TWIN'; 'TWIN'; 'D''S'}};\nmpc.branch = [\n"
    "1 20 0 0.1 0 10 20 30 0 0 1\n1 20 0 0.2 0 0 0 0 1.05 5 1\n20 1 0 0.3 0 1 2 3 0 0 0\n3 4 0 0.1 0 1 2 3 0 0 1\n"
    "20 3 0 -0.1 0 1e3 2.5 3 0.95 0 1 -360 360\n".replace(" -360 360", "")
    + "];\n"
)
CASES = {
    "m": MATPOWER.format(base=100),
    "m on another base": MATPOWER.format(base=50),
    "lines and a transformer": raw(),
    "another base": raw(HEADING.replace("100.0", "50.0")),
    "heading of the older style": raw("0, 100.00 / PSS/E-30.3\n\n\n"),
    "isolated": raw(buses=BUSES.replace(" 13.8,1", " 13.8,4")),
    "out of service": raw(lines=LINES.replace("0,0,0,0,1,12.5", "0,0,0,0,0,12.5")),
    "kV and winding bases": raw(transformers=two(2, 2, "0,0.1,50", "120.0,118.0,0", "13.2,13.8")),
    "nominal voltages and losses": raw(transformers=two(3, 3, "150000.0,0.1,50", "1.02,118.0,0", "0.98,13.2")),
    **{f"three windings, status {status}": raw(transformers=TWO + three(status)) for status in range(5)},
    "three windings on their bases": raw(transformers=three(codes="2,2").replace("1.0,0,0,300", "231,229,0,300")
        .replace("1.25,0,0", "116,114,0").replace("1.0,0,0,100", "13.5,13.2,0,100")),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_both_readers_make_the_same_network_of_a_case(tmp_path: Path, name: str) -> None:
    """Buses, names, ratings, what is in service; susceptances up to a factor, which moves no flow."""
    path = tmp_path / f"both.{'m' if name.startswith('m') else 'raw'}"
    path.write_text(CASES[name], "utf-8")
    ours: Case = read_case(path)
    theirs = read_for_the_oracle(path.name, path.read_bytes())
    assert sorted(theirs.buses) == sorted(ours.buses)
    assert list(theirs.names) == [each.name for each in ours.branches]
    assert theirs.in_service.tolist() == [each.in_service for each in ours.branches]
    live = [at for at, each in enumerate(ours.branches) if each.in_service]
    found = [ours.branches[at].susceptance * float(theirs.reactance[at]) for at in live]
    assert found == pytest.approx([found[0]] * len(live), rel=1e-12)
    assert [tuple(theirs.ratings[at]) for at in live] == [ours.branches[at].ratings for at in live]
