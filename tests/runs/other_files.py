"""A live target whose downloads are laid out otherwise: an embedded system behind a way that rewrites them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from client.servers import Received, Sent, server_context, serving

from marketsim.target.embedded import EmbeddedSystem

from .troubled_target import TroubledTarget

Rows = list[dict[str, Any]]
Rewriting = Callable[[str, str, Rows], bytes]
"""From download type, format (CSV or JSON) and rows to the body of the answer."""


class OtherFiles(TroubledTarget):
    """Passes everything on, downloads as ``rewrite`` lays them out; None leaves them alone."""

    rewrite: Rewriting | None = None

    def _pass_on(self, received: Received) -> Sent:
        sent = super()._pass_on(received)
        kind = next((value for name, value in received.query if name.endswith("DownloadType")), None)
        if kind is None or self.rewrite is None or sent.status != 200:
            return sent
        asked = dict(received.query)["fileFormat"]
        return replace(sent, body=self.rewrite(kind, asked, read(sent.body)))


def read(body: bytes) -> Rows:
    """The rows of a download of the embedded system's."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        (name,) = archive.namelist()
        text = archive.read(name).decode()
    return list(csv.DictReader(io.StringIO(text))) if name.endswith(".csv") else json.loads(text)


def packed(**files: Any) -> bytes:
    """A zip of these files; a name's underscore stands for its dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return target.getvalue()


def table(asked: str, rows: Rows, lead: str = "") -> bytes:
    """The rows as CSV or JSON, ``lead`` above the heading of a CSV."""
    if asked == "JSON":
        return packed(file_json=json.dumps(rows))
    text = io.StringIO(lead)
    text.seek(0, io.SEEK_END)
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["Nothing"])
    writer.writeheader()
    writer.writerows(rows)
    return packed(file_csv=text.getvalue())


def renamed(kind: str, asked: str, rows: Rows) -> bytes:
    """Every column under another name."""
    return table(asked, [{f"their{name}": cell for name, cell in row.items()} for row in rows])


def extended(kind: str, asked: str, rows: Rows) -> bytes:
    """One column more, which CSV and JSON write differently."""
    more = {"valid": "true" if asked == "CSV" else True}
    return table(asked, [{**row, **more} for row in rows])


def wrapped(kind: str, asked: str, rows: Rows) -> bytes:
    """JSON as an object with the rows in it, a CSV with a line above its heading."""
    if asked == "JSON":
        return packed(file_json=json.dumps({"report": kind, "rows": rows}))
    return table(asked, rows, f"Report,{kind}\r\n")


def retyped(kind: str, asked: str, rows: Rows) -> bytes:
    """Numbers and dates as people write them."""
    return table(asked, [{name: _told(cell) for name, cell in row.items()} for row in rows])


def _told(cell: Any) -> Any:
    if isinstance(cell, float | int):
        return f"{cell:,.1f} MW"
    return f"on {cell[:10]}" if isinstance(cell, str) and cell[4:5] == "-" and cell.endswith("Z") else cell


def emptied(kind: str, asked: str, rows: Rows) -> bytes:
    """No cell but the first of a row has anything in it."""
    first = list(rows[0])[:1] if rows else []
    return table(
        asked, [{name: cell if name in first else None for name, cell in row.items()} for row in rows]
    )


def blank(kind: str, asked: str, rows: Rows) -> bytes:
    """A file with nothing in it, or a list without rows."""
    return packed(file_json="[]") if asked == "JSON" else packed(file_csv="")


@contextmanager
def other_files(system: EmbeddedSystem) -> Iterator[OtherFiles]:
    """A way to a system that rewrites its downloads; ``url`` of its server is the base URL."""
    way = OtherFiles(system)
    context = server_context(system.pki / "server.pem", system.pki / "ca.pem")
    with serving(context, way.answer) as server:
        way.server = server
        try:
            yield way
        finally:
            way.close()
