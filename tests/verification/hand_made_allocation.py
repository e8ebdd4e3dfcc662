"""An allocation worked out with a pencil, folder and results written as text: it shares nothing with the clearing.

Three buses. Of 1 MW from NORTH to SOUTH 0.6 goes over NORTH-SOUTH-1, of 1 MW from MIDDLE to SOUTH 0.2; with
MIDDLE-SOUTH-1 out, all of either does. A nomination of n MW whose path takes c of the limits at their multipliers
gets n (1 - c / 2), from 0 to n.

- 2027_M01 ON: 100 MW from NORTH and 40 from MIDDLE would load NORTH-SOUTH-1 with 68 MW, the limit is 60. To take 8 off,
  m / 2 (100 x 0.36 + 40 x 0.04) = 8, m = 20/47; 100 (1 - 0.3 m) = 4100/47 = 87.234, 40 (1 - 0.1 m) = 1800/47 = 38.298.
  The most MW cuts where it tells most: 40 from MIDDLE leave 52 MW of the limit, 86.667 from NORTH; m = 1 / 0.6.
- 2027_M01 OFF: 150 and 50 MW from MIDDLE against 160 after the outage: both get 0.8 of it, m = 0.4.
- 2027_M02 ON: 130 MW from NORTH, against it 20 MW from SOUTH to NORTH, all awarded: 72 MW may flow, so 120 are awarded,
  130 (1 - 0.3 m) = 120, m = 10/39. Without the counterflow it would be 100.
- 2027_M02 OFF: base loading of 120 MW from NORTH raises the limit to 72; 10 MW more get nothing, m = 10/3.
- 2027_M03 ON: nothing binds. The interface THIN has 0.1 MW of room for a thousandth of the flow on NORTH-SOUTH-1.
- 2027_M03 OFF: 180 MW from the hub of NORTH and MIDDLE, divided into 90 and 90: 72 would flow. m / 2 x 90 x 0.4 is 12,
  m 2/3; NORTH gets 90 (1 - 0.3 m) = 72, MIDDLE 90 (1 - 0.1 m) = 84. Held are 156 MW from the hub, and an offset of
  6 MW from MIDDLE to NORTH, as the hub's halves would be 78 each.
"""

from __future__ import annotations

from fractions import Fraction
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
  1 2 0 0.4 0 200 200 200 0 0 1
  1 3 0 0.4 0  60  60 160 0 0 1   % the bottleneck
  2 3 0 0.2 0 200 200 200 0 0 1
];
"""
# Record, owner, source, sink, TOU, period, nominated and awarded MW
NOMINATIONS = (
    (1, "ALFA", "N_GEN", "S_LAP", "ON", "2027_M01", 100, Fraction(4100, 47)),
    (2, "BETA", "M_GEN", "S_LAP", "ON", "2027_M01", 40, Fraction(1800, 47)),
    (3, "BETA", "M_GEN", "S_LAP", "OFF", "2027_M01", 150, 120),
    (4, "GAMA", "M_GEN", "S_LAP", "OFF", "2027_M01", 50, 40),
    (5, "ALFA", "N_GEN", "S_LAP", "ON", "2027_M02", 130, 120),
    (6, "BETA", "S_LAP", "N_GEN", "ON", "2027_M02", 20, 20),
    (7, "ALFA", "N_GEN", "S_LAP", "OFF", "2027_M02", 10, 0),
    (8, "ALFA", "N_GEN", "S_LAP", "ON", "2027_M03", 50, 50),
    (9, "BETA", "M_GEN", "S_LAP", "ON", "2027_M03", 10, 10),
    (10, "GAMA", "N_GEN", "S_LAP", "OFF", "2027_M03", 90, 72),
    (11, "GAMA", "M_GEN", "S_LAP", "OFF", "2027_M03", 90, 84),
)
BINDING = (
    ("2027_M01", "ON", "NORTH-SOUTH-1", "BRANCH", "", "FORWARD", 60, 60, Fraction(20, 47)),
    ("2027_M01", "OFF", "NORTH-SOUTH-1", "BRANCH", "LOSS", "FORWARD", 160, 160, Fraction(2, 5)),
    ("2027_M02", "ON", "NORTH-SOUTH-1", "BRANCH", "", "FORWARD", 60, 60, Fraction(10, 39)),
    ("2027_M02", "OFF", "NORTH-SOUTH-1", "BRANCH", "", "FORWARD", 72, 72, Fraction(10, 3)),
    ("2027_M03", "OFF", "NORTH-SOUTH-1", "BRANCH", "", "FORWARD", 60, 60, Fraction(2, 3)),
)
# The most MW of the first product: of the path that takes more as much as the other leaves.
MOST_MW = (Fraction(260, 3), 40)
FILES = {
    "case.m": CASE,
    "locations.csv": (
        "Location,Type,Bus,Factor\nN_GEN,GEN,NORTH,1\nM_GEN,GEN,MIDDLE,1\nS_LAP,LAP,SOUTH,1\n"
        "N_HUB,HUB,NORTH,0.5\nN_HUB,HUB,MIDDLE,0.5\n"
    ),
    "contingencies.csv": "Contingency,Branch\nLOSS,MIDDLE-SOUTH-1\n",
    "interfaces.csv": "Interface,Kind,ForwardMW,ReverseMW,Element,Weight\nTHIN,PATH,0.1,,NORTH-SOUTH-1,0.001\n",
    "caps.csv": (
        "Kind,AssetOwner,Source,Sink,CrrType,Period,TOU,MW\n"
        "SEQ,ALFA,,S_LAP,LSE,2027_M01,ON,100\nSEQ,ALFA,,S_LAP,LSE,2027_M02,ON,150\n"
        "UPPER_BOUND,BETA,,S_LAP,LSE,2027_M01,OFF,150.5\nSIGNATURE,GAMA,M_GEN,S_LAP,LSE,2027_M01,OFF,50\n"
        "SIGNATURE,GAMA,N_HUB,S_LAP,LSE,2027_M03,OFF,180\n"
    ),
}  # fmt: skip
BASE_LOADING = (
    "Period,TOU,Source,Sink,HedgeType,MW\n2027_M02,OFF,N_GEN,S_LAP,OBL,80\n2027_M02,OFF,N_GEN,S_LAP,OBL,40\n"
)
GROUPED = "MarketName,Period,TOU,Source,Sink,HedgeType,MW\nHAND,2027_M02,OFF,N_GEN,S_LAP,OBL,120\n"
RAISED = "Period,TOU,ConstraintName,ConstraintType,Contingency,Direction,Limit,RaisedTo\n"
HOLDING_COLUMNS = (
    "CrrId,ParentCrrId,AssetOwner,Source,Sink,TOU,HedgeType,CrrType,Category,MarketName,Period,StartDate,EndDate,"
    "MW,OfferType"
)
RAISED_ROW = "2027_M02,OFF,NORTH-SOUTH-1,BRANCH,,FORWARD,60,72\n"


def write_hand_made_allocation(folder: Path, objective: str = "least_squares", *, hub: bool = True) -> Path:
    """The folder with its results, unrounded and published; of the most MW the first product alone."""
    folder.mkdir(parents=True)
    most = objective == "max_mw"
    nominations = [each for each in NOMINATIONS if hub or each[0] < 10]
    if most:
        nominations = [(*each[:7], mw) for each, mw in zip(NOMINATIONS, MOST_MW, strict=False)]
    binding = [(*BINDING[0][:8], Fraction(5, 3))] if most else BINDING[: 5 if hub else 4]
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "market.toml").write_text(
        f'name = "HAND"\ncase = "case.m"\n[allocation]\nobjective = "{objective}"\n', "utf-8"
    )
    columns = "Record,AssetOwner,Source,Sink,HedgeType,TOU,Period,CrrType,MW"
    rows = [(n[0], n[1], n[2], n[3], "OBL", n[4], n[5], "LSE", n[6]) for n in nominations]
    _write(folder / "nominations.csv", columns, rows)
    published = folder / "results" / "published"
    published.mkdir(parents=True)
    results = published.parent
    if not most:
        (folder / "base_loading.csv").write_text(BASE_LOADING, "utf-8")
        (published / "GROUPED_BASE_LOADING.csv").write_text(GROUPED, "utf-8")
    (results / "raised_limits.csv").write_text(RAISED + ("" if most else RAISED_ROW), "utf-8")
    (results / "cleared.toml").write_text(
        f'market = "HAND"\ncase = "case.m"\nobjective = "{objective}"\n', "utf-8"
    )
    columns = "Record,Period,TOU,AssetOwner,CrrType,HedgeType,Source,Sink,NominatedMW,MW"
    _write(results / "awards.csv", columns, [(n[0], *_same(n), n[6], float(n[7])) for n in nominations])
    columns = "Period,TOU,ConstraintName,ConstraintType,Contingency,Direction,Limit,Flow,ShadowPrice"
    _write(results / "binding_constraints.csv", columns, [(*row[:8], float(row[8])) for row in binding])
    rounded = [("HAND", *row[:8], "") for row in binding]
    _write(published / "BINDING_CONSTRAINT.csv", f"MarketName,{columns}", rounded)
    common = "MarketName,Period,TOU,AssetOwner,CrrType,HedgeType,Source,Sink"
    whole = [n for n in nominations if n[0] < 10]
    rows = [(n[1], *_same(n), n[6], _cut(n[7])) for n in whole]
    if hub and not most:
        (folder / "hubs.csv").write_text(
            "Record,Nomination,Hub,Factor\n10,7,N_HUB,0.5\n11,7,N_HUB,0.5\n", "utf-8"
        )
        rows.append(("GAMA", "2027_M03", "OFF", "GAMA", "LSE", "OBL", "N_HUB", "S_LAP", "180", "156.0"))
        rows.append(("GAMA", "2027_M03", "OFF", "GAMA", "LSE_THCNT", "OBL", "M_GEN", "N_GEN", "0", "6.0"))
    public = [("HAND", *row[1:8], row[9]) for row in rows if float(row[9])]
    _write(published / "PUBLIC_ALLOCATION_RESULT.csv", f"{common},MW", public)
    for owner in sorted({row[0] for row in rows}):
        own = [("HAND", *row[1:]) for row in rows if row[0] == owner]
        _write(published / f"PRIVATE_ALLOCATION_RESULT_{owner}.csv", f"{common},NominatedMW,MW", own)
    _write(published / "EXISTING_CRRS.csv", HOLDING_COLUMNS, holdings(rows))
    return folder


def holdings(published: object) -> list[tuple[object, ...]]:
    """What the owners hold after the posting: last the rights from GAMA's hub, its offset, and an older CRR."""
    rows: list[tuple[object, ...]] = []
    for number, row in enumerate(published, start=501):  # type: ignore[arg-type]
        if float(row[9]):
            parent = 511 if row[4] == "LSE_THCNT" else ""
            rows.append(_crr(number, parent, (row[0], *row[6:8], row[2], row[1]), row[4], row[9]))
    rows.append(_crr(77, "", ("BETA", "N_GEN", "S_LAP", "ON", "2027_M02"), "LSE", "90", "OLD"))
    return rows


def _crr(
    number: int, parent: object, own: tuple[object, ...], crr_type: str, mw: str, market: str = "HAND"
) -> tuple[object, ...]:
    owner, source, sink, tou, period = own
    start = (number, parent, owner, source, sink, tou, "OBL", crr_type, "ALLOCATION", market, period)
    return (*start, "", "", mw, "OWNER")


def _same(n: tuple[object, ...]) -> tuple[object, ...]:
    return (n[5], n[4], n[1], "LSE", "OBL", n[2], n[3])


def _cut(mw: object) -> str:
    """MW to the thousandth, cut."""
    return str(int(Fraction(mw) * 1000) / 1000)  # type: ignore[arg-type]


def _write(path: Path, columns: str, rows: object) -> None:
    lines = [columns, *(",".join(map(str, row)) for row in rows)]  # type: ignore[attr-defined]
    path.write_text("\n".join(lines) + "\n", "utf-8")
