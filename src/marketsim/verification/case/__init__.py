"""The oracle's own readers of network cases: MATPOWER .m and PSS/E RAW of revision 30."""

from __future__ import annotations

from marketsim.verification.case.case import Case
from marketsim.verification.case.matpower import read_matpower
from marketsim.verification.case.raw import read_raw
from marketsim.verification.report import Unreadable

__all__ = ["Case", "read_case"]


def read_case(file: str, content: bytes) -> Case:
    """The case in a file named ``.m`` or ``.raw``; raises Unreadable."""
    kind = file.lower().rpartition(".")[2]
    if kind not in ("m", "raw"):
        raise Unreadable(
            file, None, "a case named .m or .raw", f".{kind}"[:20], "name the case by its format"
        )
    return (read_matpower if kind == "m" else read_raw)(file, content)
