"""`marketsim clear` leaves pictures beside the results."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from marketsim.cli import command_line
from marketsim.evidence.quiet_svg import quiet_svg

FILES = {
    "case.m": """\
function mpc = pair
mpc.version = '2';
mpc.baseMVA = 100;
mpc.bus = [
  1 3 0 0 0 0 1 1 0 230 1 1.1 0.9
  2 1 0 0 0 0 1 1 0 230 1 1.1 0.9
];
mpc.bus_name = {'NORTH'; 'SOUTH'};
mpc.branch = [
  1 2 0 0.1 0 60 60 60 0 0 1
];
""",
    "market.toml": 'name = "PAIR"\ncase = "case.m"\n',
    "locations.csv": "Location,Type,Bus,Factor\nNORTH_GEN,GEN,NORTH,1\nSOUTH_LAP,LAP,SOUTH,1\n",
    "bids.csv": """\
Record,BidType,CrrId,AssetOwner,Source,Sink,HedgeType,TOU,Period,CrrType,MW,Price,Description
1,BUY,,ALFA,NORTH_GEN,SOUTH_LAP,OBL,ON,2027_M01,AUC,0,12,
1,BUY,,ALFA,NORTH_GEN,SOUTH_LAP,OBL,ON,2027_M01,AUC,80,12,
""",
}


def test_the_results_are_drawn_beside_the_files(tmp_path: Path) -> None:
    """Four pictures that say the numbers of the results; clearing again replaces them with the rest."""
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    words = ["clear", str(tmp_path / "case.m"), "--market", str(tmp_path / "market.toml")]
    for _ in range(2):
        done = CliRunner().invoke(command_line(words), words)
        assert done.exit_code == 0, done.output
    folder = tmp_path / "results" / "pictures"
    told = {path.stem: quiet_svg(path.read_bytes()).description for path in folder.iterdir()}
    assert sorted(told) == ["binding_constraints", "cleared", "participants", "prices"]
    assert "NORTH-SOUTH-1 forward shadow price 12.00 $/MW, flow 60 of 60 MW" in told["binding_constraints"]
    assert "ALFA buy NORTH_GEN → SOUTH_LAP 60 of 80 MW" in told["cleared"]
    assert "ALFA bought 60, sold 0 MW" in told["participants"]
    assert "SOUTH_LAP 12.00 $/MW" in told["prices"]
