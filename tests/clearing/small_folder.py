"""A market folder of three buses, to be changed file by file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

BID_HEAD = "Record,BidType,CrrId,AssetOwner,Source,Sink,HedgeType,TOU,Period,CrrType,MW,Price,Description\n"

FILES: Mapping[str, str] = {
    "market.toml": 'name = "SMALL"\ncase = "case.m"\n',
    "case.m": (
        "function mpc = small\nmpc.version = '2';\nmpc.baseMVA = 100;\nmpc.bus = [\n"
        "1 3 0 0 0 0 1 1 0 230 1 1.1 0.9\n2 1 0 0 0 0 1 1 0 230 1 1.1 0.9\n3 1 0 0 0 0 1 1 0 230 1 1.1 0.9\n];\n"
        "mpc.branch = [\n1 2 0 0.1 0 100 0 120 0 0 1\n1 3 0 0.1 0 60 0 90 0 0 1\n2 3 0 0.1 0 100 0 0 0 0 1\n"
        "1 3 0 0.1 0 60 0 90 0 0 0\n];\nmpc.bus_name = {'A'; 'B'; 'C'};\n"
    ),
    "locations.csv": "Location,Type,Bus,Factor\nGEN,GEN,A,1\nLAP,LAP,B,0.25\nLAP,LAP,C,0.75\n",
    "bids.csv": BID_HEAD
    + "7,BUY,,ALFA,GEN,LAP,OBL,ON,2027_M01,AUC,0,12,\n7,BUY,,ALFA,GEN,LAP,OBL,ON,2027_M01,AUC,80,12,first\n"
    + "7,BUY,,ALFA,GEN,LAP,OBL,ON,2027_M01,AUC,90,-3.5,\n"
    + "8,SELL,55,BETA,LAP,GEN,OPT,OFF,2027_M01,AUC,0,1,\n8,SELL,55,BETA,LAP,GEN,OPT,OFF,2027_M01,AUC,5,2,\n",
}


def write_folder(folder: Path, **changed: str | bytes | None) -> Path:
    """The folder with some files changed or new (``market_toml=...``), or left out (None); its ``market.toml``."""
    files: dict[str, str | bytes | None] = dict(FILES)
    for key, content in changed.items():
        stem, _, ending = key.rpartition("_")
        files[f"{stem}.{ending}"] = content
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / "market.toml"
