"""The files of a results folder become the pictures beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import pytest

from marketsim.pictures.files import picture_files

from .market_rows import award, constraint, price


def table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


RESULTS = {
    "awards.csv": table([award()]),
    "prices.csv": table([price("NODE_A", 1.25), price("Knoten Ä", -3)]),
    "binding_constraints.csv": table([constraint()]),
    "cleared.toml": b"",
}


def test_four_pictures_lie_in_a_folder_of_their_own() -> None:
    """Named after what they show; each is an SVG of the rows."""
    made = picture_files(RESULTS, "AUC_MN_2026_M09")
    assert sorted(made) == [
        "pictures/binding_constraints.svg", "pictures/cleared.svg", "pictures/participants.svg", "pictures/prices.svg",
    ]  # fmt: skip
    assert all(ElementTree.fromstring(each).get("role") == "img" for each in made.values())
    assert "Knoten Ä" in made["pictures/prices.svg"].decode("utf-8")


def test_a_market_in_which_nobody_bids_has_pictures_too() -> None:
    """Files with columns and no rows."""
    heads = {name: content.splitlines(keepends=True)[0] for name, content in RESULTS.items() if content}
    assert len(picture_files(heads, "AUC")) == 4


def test_a_missing_file_is_named() -> None:
    """No picture of half the results."""
    with pytest.raises(KeyError, match=r"prices\.csv"):
        picture_files({name: RESULTS[name] for name in RESULTS if name != "prices.csv"}, "AUC")
