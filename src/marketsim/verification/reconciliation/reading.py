"""OLD or NEW, from whatever the path holds: the kind is told by the headings of its files."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from marketsim.verification.reconciliation.documents import Document, documents
from marketsim.verification.reconciliation.downloads import read_downloads
from marketsim.verification.reconciliation.extract import read_extract
from marketsim.verification.reconciliation.oasis import read_oasis
from marketsim.verification.reconciliation.sheet import Sheet, recognised
from marketsim.verification.reconciliation.side import Side
from marketsim.verification.report import Unreadable

SETTINGS = "extract.toml"
MANY = ("existing", "oasis")  # these may come in several files
EXPECTED = "a legacy extract, downloads of existing CRRs, or an OASIS CRR_INVENTORY"


def read_side(path: Path, title: str) -> Side:
    """OLD or NEW; ``title`` is which. Raises Unreadable."""
    sheets: dict[str, Sheet] = {}
    several: dict[str, list[Sheet]] = {kind: [] for kind in MANY}
    settings: Document | None = None
    others: list[str] = []
    for each in documents(path):
        inside = PurePosixPath(each.name.replace("!", "/"))
        if inside.parent.name == "bids":
            continue
        if inside.name == SETTINGS:
            settings = each
        elif each.ending not in (".csv", ".json") or (sheet := recognised(each)) is None:
            others.append(each.name)
        elif sheet.kind in several:
            several[sheet.kind].append(sheet)
        elif sheet.kind in sheets:
            found = f"{sheets[sheet.kind].name} and {sheet.name}"
            raise Unreadable(title, None, f"one file of {sheet.kind}", found, "remove one of them")
        else:
            sheets[sheet.kind] = sheet
    kinds = [name for name, there in (("holdings", "holdings" in sheets), *_there(several)) if there]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none of these headings"
        raise Unreadable(f"{title} {path}"[:200], None, EXPECTED, found, "name one of them")
    side = _read(kinds[0], title, sheets, several, settings)
    side.notes += [f"{title}: {name[:120]}: no file that is known here, not read" for name in others[:20]]
    return side


def _there(several: dict[str, list[Sheet]]) -> list[tuple[str, bool]]:
    return [(kind, bool(sheets)) for kind, sheets in several.items()]


def _read(
    kind: str,
    title: str,
    sheets: dict[str, Sheet],
    several: dict[str, list[Sheet]],
    settings: Document | None,
) -> Side:
    if kind == "holdings":
        return read_extract(title, sheets, settings)
    if kind == "oasis":
        return read_oasis(title, several["oasis"])
    return read_downloads(title, sheets, several["existing"])
