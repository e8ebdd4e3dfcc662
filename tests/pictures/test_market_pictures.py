"""A market's results as four SVGs: what they say, how they bear size and hostile names, and that they repeat."""

from __future__ import annotations

import os
import subprocess
import sys
from xml.etree import ElementTree

import matplotlib
import pytest

from marketsim.pictures.canvas import Picture
from marketsim.pictures.market import market_pictures

from .market_rows import SVG, award, constraint, described, price, texts

HOSTILE = "<script>alert(1)</script>\"'&$x^2$\x00\u202e漢\ud800\n{}"


def drawn(
    awards: object = (), prices: object = (), binding: object = (), **more: object
) -> dict[str, Picture]:
    """The pictures by their names."""
    made = market_pictures(
        list(awards),
        list(prices),
        list(binding),
        **{"market": "AUC_MN_2026_M09", **more},
    )
    return {each.name: each for each in made}


def test_there_are_four_pictures_in_a_fixed_order() -> None:
    """Names are good for files, titles for people."""
    made = market_pictures([award()], [price("NODE_A", 1)], [constraint()], market="AUC_MN_2026_M09")
    assert [each.name for each in made] == ["prices", "binding_constraints", "cleared", "participants"]
    assert all("AUC_MN_2026_M09" in each.title for each in made)


def test_every_number_stands_in_the_picture_and_in_its_description() -> None:
    """Direct labels for those who see it, a description with the same numbers for those who do not."""
    made = drawn(
        [award(), award("GBTR", BidType="SELL", BidMW="20", MW="7.125")],
        [price("NODE_A", "12.345"), price("NODE_B", "-0.5")],
        [constraint(Contingency="OUT-1")],
    )
    for name, shown in {
        "prices": ("NODE_A", "12.35", "NODE_B", "-0.50"),
        "binding_constraints": ("A-B-1 forward, in OUT-1", "3.25", "flow 100 of 100 MW"),
        "cleared": ("SRTX buy NODE_A → NODE_B", "30 of 50 MW", "GBTR sell NODE_A → NODE_B", "7.125 of 20 MW"),
        "participants": ("SRTX", "bought 30, sold 0 MW", "GBTR", "bought 0, sold 7.125 MW"),
    }.items():
        for each in shown:
            assert any(each in text for text in texts(made[name])), (name, each)
            assert each in described(made[name]), (name, each)


@pytest.mark.parametrize("name", ["prices", "binding_constraints", "cleared", "participants"])
def test_a_picture_is_one_image_with_a_title_and_a_description(name: str) -> None:
    """A screen reader meets one image with a name and words."""
    root = ElementTree.fromstring(drawn([award()], [price("NODE_A", 1)], [constraint()])[name].svg)
    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    ids = (root.get("aria-labelledby") or "").split()
    assert [root.find(f"*[@id='{each}']").tag for each in ids] == [f"{SVG}title", f"{SVG}desc"]


def test_kinds_differ_by_more_than_colour() -> None:
    """Nothing but greys is used; contingencies and cleared MW are hatched, prices below zero have another mark."""
    made = drawn([award()], [price("NODE_A", 1), price("NODE_B", -1)], [constraint(Contingency="OUT-1")])
    for name in ("binding_constraints", "cleared", "participants"):
        assert "<pattern" in made[name].svg, name
    assert "<pattern" not in drawn((), (), [constraint()])["binding_constraints"].svg
    legend = " ".join(texts(made["prices"]))
    assert "●" in legend and "□" in legend


def test_the_same_rows_give_the_same_bytes_whatever_the_machine_prefers() -> None:
    """No date, no version, no random id; settings of the user's matplotlib do not matter and stay as they were."""
    rows = [award()], [price("NODE_A", 1), price("NODE_B", -2)], [constraint()]
    first = drawn(*rows)
    with matplotlib.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.facecolor": "red"}):
        assert drawn(*rows) == first
        assert matplotlib.rcParams["font.size"] == 30
    assert all("<metadata" not in each.svg and "<!DOCTYPE" not in each.svg for each in first.values())


def test_the_order_of_the_rows_does_not_matter() -> None:
    """Two files with the same rows look alike."""
    rows = [award(f"AO{number}", MW=str(number)) for number in range(1, 9)]
    prices = [price(f"NODE_{number}", number) for number in range(9)]
    assert drawn(rows, prices) == drawn(rows[::-1], prices[::-1])


def test_numbers_of_a_csv_file_and_of_a_json_file_give_the_same_picture() -> None:
    """30.0, 30 and "30.0" are the same MW."""
    assert drawn([award(MW=30, BidMW=50.0)]) == drawn([award(MW="30.0", BidMW="50")])


def test_many_locations_are_counted_and_the_ends_are_shown() -> None:
    """A hundred thousand prices make a picture of the usual size that says how many it leaves out."""
    prices = [price(f"NODE_{number:06}", number - 50_000) for number in range(100_000)]
    made = drawn((), prices)["prices"]
    assert len(made.svg) < 100_000
    told = " ".join(texts(made))
    assert "24 of 100,000 locations, and 99,976 more" in told
    assert "NODE_099999" in told and "NODE_000000" in told and "NODE_050000" not in told
    assert "99,976 more" in described(made)


def test_many_products_are_counted_too() -> None:
    """Each product has a panel, up to eight; the picture says how many more there are."""
    prices = [price("NODE_A", 1, Period=f"2026_M{number:02}") for number in range(1, 12)]
    told = " ".join(texts(drawn((), prices)["prices"]))
    assert "2026_M08 ON" in told and "2026_M09 ON" not in told
    assert "3 more products are not shown" in told


def test_one_product_can_be_asked_for() -> None:
    """The rows of others are left out."""
    prices = [price("NODE_A", 1), price("NODE_B", 2, TOU="OFF")]
    told = " ".join(texts(drawn((), prices, product=("2026_M09", "OFF"))["prices"]))
    assert "NODE_B" in told and "NODE_A" not in told


def test_several_bids_of_an_owner_on_a_path_are_added_up() -> None:
    """The picture says how many there were."""
    assert "40 of 60 MW in 2 bids" in texts(drawn([award(), award(MW="10", BidMW="10")])["cleared"])


def test_a_market_without_rows_says_so() -> None:
    """Nobody bids: four pictures all the same."""
    for each in drawn().values():
        assert "no product: the files hold no row" in " ".join(texts(each))


def test_a_product_without_binding_constraints_says_none() -> None:
    """An unconstrained market has prices and no binding rows."""
    made = drawn((), [price("NODE_A", 0)], ())["binding_constraints"]
    assert "0 binding constraints" in " ".join(texts(made))
    assert "none" in described(made)


def test_public_rows_tell_no_bids() -> None:
    """Without BidMW there is nothing to hold the cleared MW against; the other picture is drawn."""
    made = drawn([award(BidMW=None)])
    assert "0 bids by owner and path" in " ".join(texts(made["cleared"]))
    assert "bought 30, sold 0 MW" in texts(made["participants"])


def test_hostile_names_stay_text() -> None:
    """Whatever a location, a constraint or an owner is called: well-formed, no element of theirs, no formula."""
    made = drawn(
        [award(HOSTILE, Source=HOSTILE * 9)], [price(HOSTILE, 1)], [constraint(HOSTILE, Contingency=HOSTILE)],
        market=HOSTILE,
    )  # fmt: skip
    for each in made.values():
        root = ElementTree.fromstring(each.svg.encode("utf-8"))
        assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {
            "svg", "title", "desc", "defs", "style", "g", "path", "text", "use", "clipPath", "rect", "pattern",
        }  # fmt: skip
        assert "<script" not in each.svg
        assert not any(name.startswith("on") for part in root.iter() for name in part.attrib)
    assert any("$x^2$" in each for each in texts(made["prices"]))


@pytest.mark.parametrize("wrong", ["nan", "inf", "-inf", "1e308", "many", "", None, [1]])
def test_a_cell_that_is_no_number_is_named(wrong: object) -> None:
    """A picture of nonsense would be believed: column and cell are told instead."""
    with pytest.raises(ValueError, match="ClearingPrice"):
        drawn((), [price("NODE_A", wrong)])


def test_the_drawing_library_is_not_loaded_before_the_first_picture() -> None:
    """`marketsim --help` and the collection of scenarios do not wait for it."""
    asked = "import sys, marketsim.pictures.market as m; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", asked], check=True, env=dict(os.environ))
