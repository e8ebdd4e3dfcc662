"""A market worked out with a pencil, folder and results written as text: it shares nothing with the clearing.

Three buses, three equal lines. Of 1 MW from NORTH to SOUTH two thirds go straight, of 1 MW from MIDDLE to SOUTH one
third goes over NORTH-SOUTH-1; with MIDDLE-SOUTH-1 out, all of either does. Five products:

- 2027_M01 ON: 80 MW at 12 $ from NORTH in full, 20 of 60 MW at 5 $ from MIDDLE: 2/3 x 80 + 1/3 x 20 = 60, the limit.
  1/3 MW of room is worth 5 $, so its price is 15 $, and NORTH to SOUTH costs 10, MIDDLE to SOUTH 5.
- 2027_M01 OFF: 105 of 140 MW at 2 $ from MIDDLE, the emergency rating after the outage; its price is 2 $.
- 2027_M02 ON: base loading of 120 MW from NORTH takes NORTH-SOUTH-1 to 80 MW, and to 120 after the outage: both
  limits are raised. An offer of 30 MW at 4 $ is sold to a bid of 50 MW at 7 $ from MIDDLE: that limit is worth 7 $.
- 2027_M02 OFF: base loading with an option of 60 MW from SOUTH to NORTH gives no counterflow, so of 100 MW at 9 $ from
  NORTH 90 fit; the limit costs 13.5 $. The option takes nothing of it: 20 MW offered at -1 $ are sold at 0 $.
- 2027_M03 ON: nothing binds; everything wanted is awarded at 0 $. The interface THIN has 0.1 MW of room for a
  thousandth of the flow on NORTH-SOUTH-1.
"""

from __future__ import annotations

from pathlib import Path

CASE = """function mpc = hand
mpc.version = '2';
mpc.baseMVA = 100;
mpc.bus = [
  1 3 0 0 0 0 1 1 0 230 1 1.1 0.9
  2 1 0 0 0 0 1 1 0 230 1 1.1 0.9
  3 1 0 0 0 0 1 1 0 230 1 1.1 0.9
];
mpc.bus_name = {'NORTH'; 'MIDDLE'; 'SOUTH'};
mpc.branch = [
  1 2 0 0.1 0 100 100 120 0 0 1
  1 3 0 0.1 0  60  60 105 0 0 1   % the bottleneck
  2 3 0 0.1 0 100 100 120 0 0 1
];
"""

# Record, type, CRR, owner, source, sink, hedge, TOU, period, CRR type, MW, price, awarded MW, price of the path
BIDS = (
    (1, "BUY", "", "ALFA", "N_GEN", "S_LAP", "OBL", "ON", "2027_M01", "AUC", 80, 12, 80, 10),
    (2, "BUY", "", "BETA", "M_GEN", "S_LAP", "OBL", "ON", "2027_M01", "AUC", 60, 5, 20, 5),
    (3, "BUY", "", "BETA", "N_GEN", "M_GEN", "OBL", "ON", "2027_M01", "AUC", 10, 4, 0, 5),
    (4, "BUY", "", "BETA", "M_GEN", "S_LAP", "OBL", "OFF", "2027_M01", "AUC", 140, 2, 105, 2),
    (5, "SELL", 77, "BETA", "N_GEN", "S_LAP", "OBL", "ON", "2027_M02", "LSE", 30, 4, 30, 7),
    (6, "BUY", "", "ALFA", "M_GEN", "S_LAP", "OBL", "ON", "2027_M02", "AUC", 50, 7, 30, 7),
    (7, "BUY", "", "ALFA", "N_GEN", "S_LAP", "OBL", "OFF", "2027_M02", "AUC", 100, 9, 90, 9),
    (8, "SELL", 78, "BETA", "S_LAP", "N_GEN", "OPT", "OFF", "2027_M02", "MT", 20, -1, 20, 0),
    (9, "BUY", "", "ALFA", "N_GEN", "S_LAP", "OBL", "ON", "2027_M03", "AUC", 50, 30000, 50, 0),
    (10, "BUY", "", "BETA", "M_GEN", "S_LAP", "OBL", "ON", "2027_M03", "AUC", 10, 0.05, 10, 0),
)  # fmt: skip
PRICES = {
    ("2027_M01", "ON"): (0, 5, 10),
    ("2027_M01", "OFF"): (0, 0, 2),
    ("2027_M02", "ON"): (0, 0, 7),
    ("2027_M02", "OFF"): (0, 4.5, 9),
    ("2027_M03", "ON"): (0, 0, 0),
}
BINDING = (
    ("2027_M01", "ON", "NORTH-SOUTH-1", "BRANCH", "", "FORWARD", 60, 60, 15),
    ("2027_M01", "OFF", "NORTH-SOUTH-1", "BRANCH", "LOSS", "FORWARD", 105, 105, 2),
    ("2027_M02", "ON", "NORTH-SOUTH-1", "BRANCH", "LOSS", "FORWARD", 120, 120, 7),
    ("2027_M02", "OFF", "NORTH-SOUTH-1", "BRANCH", "", "FORWARD", 60, 60, 13.5),
)
VALUES = {
    ("2027_M01", "ON"): 1060.0,
    ("2027_M01", "OFF"): 210.0,
    ("2027_M02", "ON"): 90.0,
    ("2027_M02", "OFF"): 830.0,
    ("2027_M03", "ON"): 1500000.5,
}
FILES = {
    "market.toml": 'name = "HAND"\ncase = "case.m"\n[credit]\nmargin = 1\nminimum = 500\n',
    "case.m": CASE,
    "locations.csv": "Location,Type,Bus,Factor\nN_GEN,GEN,NORTH,1\nM_GEN,GEN,MIDDLE,1\nS_LAP,LAP,SOUTH,1\n",
    "contingencies.csv": "Contingency,Branch\nLOSS,MIDDLE-SOUTH-1\n",
    "interfaces.csv": "Interface,Kind,ForwardMW,ReverseMW,Element,Weight\nTHIN,PATH,0.1,,NORTH-SOUTH-1,0.001\n",
    "base_loading.csv": (
        "Period,TOU,Source,Sink,HedgeType,MW\n2027_M02,ON,N_GEN,S_LAP,OBL,120\n2027_M02,OFF,S_LAP,N_GEN,OPT,60\n"
    ),
    # ALFA: 80 x 13 + 50 x 8 + 100 x 10 + 50 x 30001; BETA: 60 x 6 + 10 x 5 + 140 x 3 + 10 x 1.05
    "security.csv": "AssetOwner,SecurityAmount\nALFA,1502490\nBETA,840.5\n",
}  # fmt: skip
RAISED = """Period,TOU,ConstraintName,ConstraintType,Contingency,Direction,Limit,RaisedTo
2027_M02,ON,NORTH-SOUTH-1,BRANCH,,FORWARD,60,80
2027_M02,ON,NORTH-SOUTH-1,BRANCH,LOSS,FORWARD,105,120
"""
LOCATIONS = ("N_GEN", "M_GEN", "S_LAP")


def write_hand_made_market(folder: Path) -> Path:
    """The folder with its results, unrounded and published (all figures are round anyway)."""
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    points = [(*bid[:10], mw, bid[11], "") for bid in BIDS for mw in (0, bid[10])]
    bid_columns = (
        "Record,BidType,CrrId,AssetOwner,Source,Sink,HedgeType,TOU,Period,CrrType,MW,Price,Description"
    )
    _write(folder / "bids.csv", bid_columns, points)
    results = folder / "results"
    published = results / "published"
    published.mkdir(parents=True)
    awards = [(b[0], b[8], b[7], b[3], b[1], b[2], b[9], b[6], b[4], b[5], b[10], b[12], b[13]) for b in BIDS]
    columns = (
        "Record,Period,TOU,AssetOwner,BidType,CrrId,CrrType,HedgeType,Source,Sink,BidMW,MW,ClearingPrice"
    )
    _write(results / "awards.csv", columns, awards)
    prices = [
        (*key, name, price) for key, own in PRICES.items() for name, price in zip(LOCATIONS, own, strict=True)
    ]
    _write(results / "prices.csv", "Period,TOU,SourceSink,ClearingPrice", prices)
    binding = "Period,TOU,ConstraintName,ConstraintType,Contingency,Direction,Limit,Flow,ShadowPrice"
    _write(results / "binding_constraints.csv", binding, BINDING)
    (results / "raised_limits.csv").write_text(RAISED, "utf-8")
    told = "".join(
        f'[[products]]\nperiod = "{period}"\ntou = "{tou}"\nvalue = {value}\n'
        for (period, tou), value in VALUES.items()
    )
    (results / "cleared.toml").write_text(f'market = "HAND"\ncase = "case.m"\n{told}', "utf-8")
    _write(published / "CLEARING_PRICE.csv", "MarketName,Period,TOU,SourceSink,ClearingPrice", _named(prices))
    _write(published / "BINDING_CONSTRAINT.csv", f"MarketName,{binding}", _named(BINDING))
    common = "MarketName,Period,TOU,AssetOwner,BidType,CrrType,HedgeType,Source,Sink"
    public = [("HAND", b[8], b[7], b[3], b[1], b[9], b[6], b[4], b[5], b[12], b[13]) for b in BIDS if b[12]]
    _write(published / "PUBLIC_AUCTION_RESULT.csv", f"{common},MW,ClearingPrice", public)
    for owner in ("ALFA", "BETA"):
        own = [
            ("HAND", b[8], b[7], b[3], b[1], b[9], b[6], b[4], b[5], b[2], b[10], b[12], b[13])
            for b in BIDS
            if b[3] == owner
        ]
        _write(
            published / f"PRIVATE_AUCTION_RESULT_{owner}.csv", f"{common},CrrId,BidMW,MW,ClearingPrice", own
        )
    _write(published / "EXISTING_CRRS.csv", HOLDING_COLUMNS, holdings())
    return folder


HOLDING_COLUMNS = (
    "CrrId,ParentCrrId,AssetOwner,Source,Sink,TOU,HedgeType,CrrType,Category,MarketName,Period,StartDate,EndDate,"
    "MW,OfferType"
)


def holdings() -> list[tuple[object, ...]]:
    """What the owners hold after the posting: what they bought, what is told as sold, and an older CRR."""
    rows: list[tuple[object, ...]] = []
    for number, b in enumerate(BIDS, start=501):
        if b[12]:
            parent, offer = (b[2], "SELLER") if b[1] == "SELL" else ("", "OWNER")
            row = (
                number,
                parent,
                b[3],
                b[4],
                b[5],
                b[7],
                b[6],
                b[9],
                "AUCTION",
                "HAND",
                b[8],
                "",
                "",
                b[12],
                offer,
            )
            rows.append(row)
    rows.append(
        (
            77,
            "",
            "BETA",
            "N_GEN",
            "S_LAP",
            "ON",
            "OBL",
            "LSE",
            "ALLOCATION",
            "OLD",
            "2027_M02",
            "",
            "",
            90,
            "OWNER",
        )
    )
    return rows


def _named(rows: object) -> list[tuple[object, ...]]:
    return [("HAND", *row) for row in rows]  # type: ignore[attr-defined]


def _write(path: Path, columns: str, rows: object) -> None:
    lines = [columns, *(",".join(map(str, row)) for row in rows)]  # type: ignore[attr-defined]
    path.write_text("\n".join(lines) + "\n", "utf-8")
