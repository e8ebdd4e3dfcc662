"""A message as the CSV that is uploaded in the screens, whether or not it keeps its contract."""

from __future__ import annotations

from typing import Any

import msgspec

from marketsim.contract.decoding import encode
from marketsim.contract.templates.fault import Unconvertible
from marketsim.contract.templates.layout import OWN_LAYOUTS, Layout
from marketsim.contract.templates.mappings import SHAPES
from marketsim.contract.templates.messages import rows_of
from marketsim.contract.templates.sheet import write_sheet


def upload_file(template: str, message: Any, *, kind: str = "", layout: Layout | None = None) -> bytes:
    """The CSV of a message (Struct or plain values) that its template's operation takes, in our columns or others.

    Nothing is judged but whether the cells can hold it. ``kind`` is which of a template's several messages it is
    (``public-sell``). Raises Unconvertible for what a cell cannot hold.
    """
    plain = msgspec.json.decode(encode(message))
    shape = next(each for each in SHAPES[template] if kind in ("", each.name))
    rows, faults = rows_of(shape, plain)
    if faults:
        raise Unconvertible(faults)
    return write_sheet(rows, layout or OWN_LAYOUTS[template])
