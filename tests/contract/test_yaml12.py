"""YAML is read as OpenAPI means it, and never without bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.contract import yaml12
from marketsim.contract.yaml12 import UnreadableYaml, parse_yaml, read_yaml


def test_words_that_yaml_once_took_for_truth_stay_text() -> None:
    """ON, OFF, Yes, No and y are text; true and false are not; dates stay text."""
    text = b"[ON, OFF, Yes, No, y, on, true, False, 2026-01-31, '1']"
    assert parse_yaml(text) == ["ON", "OFF", "Yes", "No", "y", "on", True, False, "2026-01-31", "1"]


@pytest.mark.parametrize("depth", [200, 100_000, 2_000_000])
def test_deep_nesting_is_refused_before_it_can_break_the_parser(depth: int) -> None:
    """Nesting is counted first, however deep it goes."""
    with pytest.raises(UnreadableYaml, match="nested more than 100 levels"):
        parse_yaml(b"[" * depth + b"]" * depth)


def test_aliases_may_not_multiply_without_end() -> None:
    """A few lines that expand to a million values are refused, and so is a circle."""
    layers = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 7))
    with pytest.raises(UnreadableYaml, match="aliases expand"):
        parse_yaml(f"l0: &l0 [1]\n{layers}".encode())
    with pytest.raises(UnreadableYaml, match="refers to what contains it"):
        parse_yaml(b"a: &a [*a]")


def test_ordinary_aliases_are_followed() -> None:
    """Files that repeat themselves by alias are read."""
    assert parse_yaml(b"a: &x {b: 1}\nc: *x") == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize(
    "text",
    [
        b"!!python/object/apply:os.system [ls]",
        b"a: !!timestamp 99",
        b"a: !!bool maybe",
        b"a: !!int x",
        b"{[1]: 2}",
        b"a: [",
        b"\xff\xfe\x00",
        b"a: *nobody",
    ],
)
def test_odd_texts_are_refused_in_words(text: bytes) -> None:
    """Whatever is wrong becomes UnreadableYaml with a reason."""
    with pytest.raises(UnreadableYaml) as refused:
        parse_yaml(text)
    assert str(refused.value)


def test_an_empty_text_is_nothing() -> None:
    """No document is None."""
    assert parse_yaml(b"") is None


def test_files_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than the bound is not read; one that isn't there is named so."""
    monkeypatch.setattr(yaml12, "MAX_BYTES", 10)
    file = tmp_path / "large.yaml"
    file.write_bytes(b"a: " + b"1" * 20)
    with pytest.raises(UnreadableYaml, match="larger than 10 bytes"):
        read_yaml(file)
    with pytest.raises(UnreadableYaml, match="cannot be opened"):
        read_yaml(tmp_path / "absent.yaml")
