"""A small legacy extract made by hand, and a system laid empty that is cut over from it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover.extract.reader import Extract, read_files
from marketsim.system.store.engine import Store
from marketsim.system.store.holdings import Crr
from marketsim.system.store.segments import list_parts

APR, MAY, JUN, JUL = (f"2025-{month:02d}-01T07:00:00Z" for month in (4, 5, 6, 7))
APR_END, MAY_END, JUN_END, SEP_END = (f"2025-{month:02d}-01T06:59:59Z" for month in (5, 6, 7, 10))
PATH = "DIABLO_7_B1,DLAP_PGAE-APND"
TURNED = "DLAP_PGAE-APND,DIABLO_7_B1"
OLD_PATH = "RETIRED_7_B1,TH_NP15_GEN-APND"

HAND_MADE: Mapping[str, str] = {
    "extract.toml": """
format = 1
name = "made by hand"
taken_at = "2025-04-24T18:00:00Z"
go_live = "2025-05-01"
history_from = "2022-01-01"
""",
    "participants.csv": """Participant,NewName,Duns,Functions,ScIds
NVLY,,100000001,CLSE,NVL1
BAYC,,100000002,CLSE,
OLDCO,PCFT,,CRRH,
SRTX,,,CRRH,
FRESHX,,,CRRH,FRE1|FRE2
TORA,,,TOR,
""",
    "roles.csv": """Person,Participant,OldRole
fresh.user,FRESHX,EXTERNAL MUI RESTRICTED WITHOUT NDA
fresh.user,SRTX,EXTERNAL MUI USER WITH NDA
reader,FRESHX,CRRFNM EXTERNAL READ-ONLY
""",
    "markets.csv": """OldMarket,NewMarket,Kind,Term,Period,OpenDate,CloseDate,PostedDate,InFlight
ALLOC_AN_2025_S02_TR,,ALLOCATION,ANNUAL,2025_S02,2024-09-01T07:00:00Z,2024-09-10T07:00:00Z,2024-09-15T07:00:00Z,
ALLOC_AN_2025_S03_TR,,ALLOCATION,ANNUAL,2025_S03,2024-09-01T07:00:00Z,2024-09-10T07:00:00Z,2024-09-15T07:00:00Z,
AUC_AN_2025_S02,,AUCTION,ANNUAL,2025_S02,2024-11-01T07:00:00Z,2024-11-05T08:00:00Z,2024-11-20T08:00:00Z,
AUC_MN_2025_M04,,AUCTION,MONTHLY,2025_M04,2025-03-10T07:00:00Z,2025-03-14T07:00:00Z,2025-03-20T07:00:00Z,
AUC_MN_2025_M05,,AUCTION,MONTHLY,2025_M05,2025-04-10T07:00:00Z,2025-04-14T07:00:00Z,2025-04-20T07:00:00Z,
AUC_MN_2025_M06,,AUCTION,MONTHLY,2025_M06,2025-04-10T07:00:00Z,2025-04-20T07:00:00Z,,FINISH_OLD
SPECIAL JULY,AUC_MN_2025_M07,AUCTION,MONTHLY,2025_M07,2025-04-20T07:00:00Z,2025-05-20T07:00:00Z,,FINISH_NEW
LM_2025_M02,,LOAD_MIGRATION,MONTHLY,2025_M02,2025-01-05T08:00:00Z,2025-01-15T08:00:00Z,2025-01-20T08:00:00Z,
LM_2025_M03,,LOAD_MIGRATION,MONTHLY,2025_M03,2025-02-05T08:00:00Z,2025-02-15T08:00:00Z,2025-02-20T08:00:00Z,
LM_2025_M05,,LOAD_MIGRATION,MONTHLY,2025_M05,2025-04-05T07:00:00Z,2025-04-15T07:00:00Z,2025-04-20T07:00:00Z,
MT_TOR_MN_2025_M05,,TOR,MONTHLY,2025_M05,2025-04-05T07:00:00Z,2025-04-15T07:00:00Z,2025-04-20T07:00:00Z,
""",
    "awards.csv": f"""OldCrrId,OldMarket,Participant,Source,Sink,TOU,HedgeType,CrrType,StartDate,EndDate,MW,Price
1,ALLOC_AN_2025_S02_TR,NVLY,{PATH},ON,OBL,LSE,{APR},{JUN_END},10.000,
2,ALLOC_AN_2025_S03_TR,NVLY,{PATH},ON,OBL,LSE,{JUL},{SEP_END},20.000,
3,AUC_AN_2025_S02,SRTX,{OLD_PATH},OFF,OBL,AUC,{APR},{JUN_END},8.000,12.50
4,AUC_MN_2025_M04,OLDCO,{PATH},ON,OBL,AUC,{APR},{APR_END},5.000,1.00
5,,SRTX,{PATH},ON,OBL,AUC,{MAY},{MAY_END},1.000,
""",
    "sales.csv": f"""SaleId,OldMarket,OldCrrId,Participant,StartDate,EndDate,MW,Price
501,AUC_MN_2025_M05,3,SRTX,{MAY},{MAY_END},2.000,3.00
502,AUC_MN_2025_M05,3,SRTX,{MAY},{MAY_END},1.000,3.00
""",
    "trades.csv": f"""TradeId,OldCrrId,NewOldCrrId,Seller,Buyer,StartDate,EndDate,MW,EffectiveDate
601,3,31,SRTX,OLDCO,{JUN},{JUN_END},3.500,2025-04-22T07:00:00Z
""",
    "adjustments.csv": f"""AdjustmentId,OldCrrId,Participant,MW,StartDate,EndDate,Reason
701,2,NVLY,-0.500,{JUL},{SEP_END},Correction
""",
    "migrations.csv": f"""OldCrrId,OldMarket,ParentOldCrrId,Participant,CrrType,Source,Sink,TOU,StartDate,EndDate,MW,FromLse,ToLse
81,LM_2025_M02,2,BAYC,LSE_LMT,{PATH},ON,{JUL},{SEP_END},0.300,NVLY,BAYC
82,LM_2025_M02,2,NVLY,LMT_CNT,{TURNED},ON,{JUL},{SEP_END},0.300,NVLY,BAYC
83,LM_2025_M03,2,BAYC,LSE_LMT,{PATH},ON,{JUL},{SEP_END},0.200,NVLY,BAYC
84,LM_2025_M03,2,NVLY,LMT_CNT,{TURNED},ON,{JUL},{SEP_END},0.200,NVLY,BAYC
85,LM_2025_M03,1,BAYC,LSE_LMT,{PATH},ON,{APR},{JUN_END},0.150,NVLY,BAYC
86,LM_2025_M03,1,NVLY,LMT_CNT,{TURNED},ON,{APR},{JUN_END},0.150,NVLY,BAYC
87,LM_2025_M05,1,BAYC,LSE_LMT,{PATH},ON,{MAY},{JUN_END},0.100,NVLY,BAYC
88,LM_2025_M05,1,NVLY,LMT_CNT,{TURNED},ON,{MAY},{JUN_END},0.100,NVLY,BAYC
""",  # noqa: E501
    "conversions.csv": f"""OldCrrId,OldWindow,Participant,TorHolder,Source,Sink,TOU,StartDate,EndDate,MW,Modeled
91,MT_TOR_MN_2025_M05,SRTX,TORA,MALIN_5_N101,DLAP_PGAE-APND,ON,{MAY},{MAY_END},4.000,N
""",
    "holdings.csv": f"""OldCrrId,ParentOldCrrId,Participant,Source,Sink,TOU,HedgeType,CrrType,Class,OldMarket,StartDate,EndDate,MW
1,,NVLY,{PATH},ON,OBL,LSE,ALLOCATION,ALLOC_AN_2025_S02_TR,{APR},{JUN_END},10.000
2,,NVLY,{PATH},ON,OBL,LSE,ALLOCATION,ALLOC_AN_2025_S03_TR,{JUL},{SEP_END},19.500
3,,SRTX,{OLD_PATH},OFF,OBL,AUC,AUCTION,AUC_AN_2025_S02,{APR},{APR_END},8.000
3,,SRTX,{OLD_PATH},OFF,OBL,AUC,AUCTION,AUC_AN_2025_S02,{MAY},{MAY_END},5.000
3,,SRTX,{OLD_PATH},OFF,OBL,AUC,AUCTION,AUC_AN_2025_S02,{JUN},{JUN_END},4.500
4,,OLDCO,{PATH},ON,OBL,AUC,AUCTION,AUC_MN_2025_M04,{APR},{APR_END},5.000
5,,SRTX,{PATH},ON,OBL,AUC,AUCTION,,{MAY},{MAY_END},1.000
31,3,OLDCO,{OLD_PATH},OFF,OBL,AUC,SECONDARY_MARKET,,{JUN},{JUN_END},3.500
81,2,BAYC,{PATH},ON,OBL,LSE_LMT,LOAD_MIGRATION,LM_2025_M02,{JUL},{SEP_END},0.300
82,2,NVLY,{TURNED},ON,OBL,LMT_CNT,LOAD_MIGRATION,LM_2025_M02,{JUL},{SEP_END},0.300
83,2,BAYC,{PATH},ON,OBL,LSE_LMT,LOAD_MIGRATION,LM_2025_M03,{JUL},{SEP_END},0.200
84,2,NVLY,{TURNED},ON,OBL,LMT_CNT,LOAD_MIGRATION,LM_2025_M03,{JUL},{SEP_END},0.200
85,1,BAYC,{PATH},ON,OBL,LSE_LMT,LOAD_MIGRATION,LM_2025_M03,{APR},{JUN_END},0.150
86,1,NVLY,{TURNED},ON,OBL,LMT_CNT,LOAD_MIGRATION,LM_2025_M03,{APR},{JUN_END},0.150
87,1,BAYC,{PATH},ON,OBL,LSE_LMT,LOAD_MIGRATION,LM_2025_M05,{MAY},{JUN_END},0.100
88,1,NVLY,{TURNED},ON,OBL,LMT_CNT,LOAD_MIGRATION,LM_2025_M05,{MAY},{JUN_END},0.100
91,,SRTX,MALIN_5_N101,DLAP_PGAE-APND,ON,OPT,MT_TOR,SYSTEM,MT_TOR_MN_2025_M05,{MAY},{MAY_END},4.000
""",  # noqa: E501
    "locations.csv": """SourceSink,Type,Bus,Factor,Biddable
RETIRED_7_B1,GEN,MIDWAY_500,1,Y
PACHECO_7_B1,GEN,LOSBANS_500,1,Y
OLDSPOT_7_B1,GEN,LUGO_500,1,Y
""",
    "retired.csv": """Retired,Type,RetiredOn
RETIRED_7_B1,GEN,2025-05-01T07:00:00Z
PACHECO_7_B1,GEN,2025-05-01T07:00:00Z
""",
    "messages.csv": """SentTime,Participant,Text
2025-04-20T07:00:00Z,,Results of AUC_MN_2025_M05 are posted
2025-04-21T07:00:00Z,OLDCO,Your roles are being set up
""",
    "bids/SPECIAL JULY.csv": """Record,BidType,CrrId,AssetOwner,Source,Sink,HedgeType,TOU,Period,CrrType,MW,Price,Description
1,BUY,,OLDCO,RETIRED_7_B1,DLAP_PGAE-APND,OBL,ON,2025_M07,AUC,0,5.00,
1,BUY,,OLDCO,RETIRED_7_B1,DLAP_PGAE-APND,OBL,ON,2025_M07,AUC,10,5.00,
2,SELL,2,NVLY,DIABLO_7_B1,DLAP_PGAE-APND,OBL,ON,2025_M07,LSE,0,1.00,
2,SELL,2,NVLY,DIABLO_7_B1,DLAP_PGAE-APND,OBL,ON,2025_M07,LSE,4,1.00,
""",  # noqa: E501
}  # fmt: skip


def extract_with(**changes: tuple[str, str] | str) -> Extract:
    """The extract; ``holdings=("10.000", "11.000")`` replaces text in holdings.csv, a plain text the whole file."""
    return read_files(files_with(**changes))


def files_with(**changes: tuple[str, str] | str) -> dict[str, bytes]:
    """The files of the extract, changed as ``extract_with`` says."""
    files = dict(HAND_MADE)
    for name, change in changes.items():
        file = "extract.toml" if name == "head" else f"{name}.csv"
        if isinstance(change, str):
            files[file] = change
        else:
            assert change[0] in files[file]
            files[file] = files[file].replace(*change)
    return {name: content.encode() for name, content in files.items()}


def zipped(files: Mapping[str, bytes] | None = None) -> bytes:
    """The extract as a zip with a folder."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files or files_with()).items():
            archive.writestr(f"legacy/{name}", content)
    return target.getvalue()


@contextmanager
def empty_system(folder: Path, **options: Any) -> Iterator[CrrSystem]:
    """A system of its own, laid without markets and holdings."""
    with Store(f"sqlite:///{folder / 'empty.db'}") as store:
        yield CrrSystem(store, world="empty", **options)


def inventory(system: CrrSystem) -> list[Crr]:
    """Everything that is held, by id and start."""
    with system.store.reading() as store:
        return list_parts(store)


def whole_store(system: CrrSystem) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table there is, but for the clock's."""
    with system.store.reading() as store:
        names = store.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return {
            name: sorted(map(tuple, store.exec_driver_sql(f'SELECT * FROM "{name}"')), key=repr)
            for name in names
            if name != "market_clock"
        }
