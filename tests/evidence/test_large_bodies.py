"""Large bodies: looked at as far as needed, kept as far as bounded, told in full size."""

from __future__ import annotations

import hashlib
import json

import pytest

from marketsim.evidence.bodies import KEPT_BYTES, READ_BYTES, kept_body
from marketsim.evidence.redaction import Redactor


@pytest.mark.parametrize("filler", ["x", "\u00e9", "\u20ac", "\U0001f600"])
def test_a_large_text_stays_text_wherever_it_is_cut(filler: str) -> None:
    """A character of several bytes that lies across the bound does not turn a text into a binary body."""
    for shift in range(4):
        content = ("y" * shift + filler * READ_BYTES).encode()
        kept = kept_body(content, {}, Redactor())
        assert kept["encoding"] == "text" and kept["truncated"]
        assert kept["bytes"] == len(content) and kept["digest"] == hashlib.sha256(content).hexdigest()
        assert len(kept["body"].encode()) <= KEPT_BYTES


def test_a_secret_in_a_body_that_is_cut_is_still_masked() -> None:
    """A body too large to be read whole is no JSON any more; its secrets are found by name all the same."""
    secret = "canary-9d1f00ab"
    content = json.dumps({"password": secret, "list": ["x" * 1000] * 3000}).encode()
    assert len(content) > READ_BYTES
    assert secret not in kept_body(content, {}, Redactor())["body"]


def test_a_large_binary_body_is_kept_in_part() -> None:
    """Its size and digest are those of the whole."""
    content = b"\xff\x00" * READ_BYTES
    kept = kept_body(content, {}, Redactor())
    assert kept["encoding"] == "base64" and kept["truncated"] and kept["bytes"] == len(content)
