"""A CSV of a template and the message of the API are the same data: nothing is lost on the way there and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.contract.cells import Row
from marketsim.contract.file_format import TEMPLATES
from marketsim.contract.templates import conversion
from marketsim.contract.templates.layout import OWN_LAYOUTS
from marketsim.contract.templates.mapping import Shape
from marketsim.contract.templates.mappings import SHAPES
from marketsim.contract.templates.messages import rows_of
from marketsim.contract.templates.recognition import by_heading
from marketsim.contract.templates.sheet import read_sheet, write_sheet
from marketsim.contract.templates.upload_file import upload_file
from tests.contract.template_messages import ALL_SHAPES, ANYTHING, INSTANTS, NAMES, messages

EVERY_SHAPE = pytest.mark.parametrize("shape", ALL_SHAPES, ids=lambda shape: f"{shape.template}-{shape.name}")
FEW = settings(max_examples=25, deadline=None)


def as_csv(value: Any, shape: Shape) -> bytes:
    """The CSV of a message."""
    reading = conversion.read_json(json.dumps(value).encode(), shape.template)
    (made,) = conversion.to_csv(reading, OWN_LAYOUTS[shape.template], NAMES)
    return made.content


def as_messages(content: bytes, template: str) -> list[Any]:
    """The messages of a CSV."""
    reading = conversion.read_csv(content, template)
    return [json.loads(each.content) for each in conversion.to_json(reading, NAMES)]


def rows(content: bytes, template: str) -> list[Row]:
    """The typed rows of a CSV."""
    return [row.cells for row in read_sheet(content, by_heading(template)).rows]


@EVERY_SHAPE
@FEW
@given(data=st.data())
def test_a_message_comes_back_from_its_csv(shape: Shape, data: st.DataObject) -> None:
    """JSON, CSV, JSON: equal, member by member, empty texts and absent members told apart."""
    value = data.draw(messages(shape))
    assert as_messages(as_csv(value, shape), shape.template) == [value]


@EVERY_SHAPE
@FEW
@given(data=st.data())
def test_what_is_uploaded_is_the_same_file(shape: Shape, data: st.DataObject) -> None:
    """Made of a message without judging it, as the harness uploads in the screens."""
    value = data.draw(messages(shape))
    assert upload_file(shape.template, value, kind=shape.name) == as_csv(value, shape)


def test_every_template_has_its_messages() -> None:
    """The eleven kinds of file in the deck, load being two; two of them no operation takes."""
    assert set(SHAPES) == set(TEMPLATES)
    assert all(SHAPES.values())
    without = {name for name, shapes in SHAPES.items() if any(each.operation is None for each in shapes)}
    assert without == {"LT_NOMINATION_ELECTION", "CEC_LOAD"}


@pytest.mark.parametrize("template", TEMPLATES)
@FEW
@given(data=st.data())
def test_the_rows_of_a_csv_come_back_from_its_messages(template: str, data: st.DataObject) -> None:
    """CSV, JSON, CSV: equal rows, message by message where a file holds several."""
    shapes = [each for each in ALL_SHAPES if each.template == template]
    drawn: list[Row] = []
    for shape in data.draw(st.lists(st.sampled_from(shapes), min_size=1, max_size=3, unique_by=id)):
        drawn += rows_of(shape, data.draw(messages(shape)))[0]
    content = write_sheet(drawn, OWN_LAYOUTS[template])
    back = [
        row
        for value in as_messages(content, template)
        for row in rows(as_csv(value, next(each for each in shapes if _is(value, each))), template)
    ]
    told = [{name: cell for name, cell in row.items() if cell is not None} for row in back]
    assert told == [{name: cell for name, cell in row.items() if cell is not None} for row in drawn]


def _is(value: Any, shape: Shape) -> bool:
    template = conversion.read_json(json.dumps(value).encode(), shape.template)
    return template.shape == shape


@pytest.mark.parametrize("template", TEMPLATES)
@FEW
@given(data=st.data(), bom=st.booleans(), ending=st.sampled_from(["\r\n", "\n"]))
def test_a_file_holds_any_cell(template: str, data: st.DataObject, bom: bool, ending: str) -> None:
    """Commas, quotation marks, line ends within cells, any script, what a spreadsheet would run; any line ending."""
    drawn = data.draw(st.lists(_row(template), max_size=4))
    content = write_sheet(drawn, OWN_LAYOUTS[template])
    if ending == "\n" and b"\r" not in content.replace(b"\r\n", b""):
        shown = [{name: cell for name, cell in row.items() if "\n" in str(cell)} for row in drawn]
        content = content if any(shown) else content.replace(b"\r\n", b"\n")
    content = b"\xef\xbb\xbf" * bom + content
    found = read_sheet(content, by_heading(template))
    assert [row.cells for row in found.rows] == drawn
    assert found.faults == []


def _row(template: str) -> st.SearchStrategy[Row]:
    cells: dict[str, st.SearchStrategy[Any]] = {
        "text": ANYTHING,
        "integer": st.integers(-(2**63), 2**63 - 1),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "date-time": INSTANTS,
    }
    columns = TEMPLATES[template].columns
    drawn = st.fixed_dictionaries({each.name: st.none() | cells[each.type] for each in columns})
    return drawn.filter(lambda row: any(cell is not None for cell in row.values()))
