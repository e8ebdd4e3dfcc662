"""JSON is read without liberties: what readers understand differently is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.contract.strict_json import MalformedJson, parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_sound_json_is_read_as_the_standard_reader_reads_it(value: Any) -> None:
    """Whatever JSON can say comes back as it was written."""
    assert parse(json.dumps(value).encode()) == value
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", "an empty body"),
        (b" \n ", "an empty body"),
        (b'{"a": 1, "b": {"a": 1, "c": 1, "c": 2}}', "the member 'c' twice"),
        (b"[NaN]", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"[-Infinity]", "-Infinity"),
        (b"[1e999]", "out of range"),
        (b"[-1e999]", "out of range"),
        (b"1" * 5000, "thousands of digits"),
        (b'{"a": 1', "broken JSON at line 1 column 8"),
        (b"{'a': 1}", "broken JSON"),
        (b'{"a": 1} trailing', "broken JSON"),
        (b"\xff", "no UTF-8 at position 0"),
        (b'\xef\xbb\xbf{"a": 1}', "broken JSON"),
        (b'"\\ud800"', "half a surrogate pair"),
        (b'{"\\udfff": 1}', "half a surrogate pair"),
        (b"[" * 101 + b"]" * 101, "deeper than 100"),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "deeper than 100"),
        (b"[" * 1_000_000, "deeper than 100"),
        (b'"\x01"', "broken JSON"),
    ],
)
def test_what_readers_differ_on_is_refused_in_words(body: bytes, found: str) -> None:
    """Repeated members, numbers that are none, halves of characters and endless nesting are malformed."""
    with pytest.raises(MalformedJson, match=found):
        parse(body)


def test_whole_surrogate_pairs_and_deep_but_bounded_nesting_are_fine() -> None:
    """An escaped emoji and a hundred levels are sound."""
    assert parse(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"
    assert parse(b"[" * 100 + b"]" * 100)
