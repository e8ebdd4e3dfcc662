"""From the files of a results folder to the pictures that lie beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from marketsim.pictures.market import market_pictures
from marketsim.pictures.rows import Row

AWARDS, PRICES, BINDING = "awards.csv", "prices.csv", "binding_constraints.csv"
FOLDER = "pictures"


def picture_files(results: Mapping[str, bytes], market: str) -> dict[str, bytes]:
    """``pictures/prices.svg`` and so on, from awards.csv, prices.csv and binding_constraints.csv of ``results``.

    Raises KeyError for a file that is missing and ValueError for a cell that is no number.
    """
    awards, prices, binding = (_rows(results[name]) for name in (AWARDS, PRICES, BINDING))
    made = market_pictures(awards, prices, binding, market=market)
    return {f"{FOLDER}/{each.name}.svg": each.svg.encode("utf-8") for each in made}


def _rows(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
