"""What is kept of a body: cleaned, cut to a size, with the size and digest of the whole."""

from __future__ import annotations

import base64
import codecs
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from marketsim.evidence.events import Body
from marketsim.evidence.redaction import Redactor

KEPT_BYTES = 64 * 1024
"""How much of one body is kept."""
READ_BYTES = 1024 * 1024
"""How much of one body is looked at and cleaned: far more than is kept, so that no secret is cut in two."""
KEPT_ATTACHMENT = 256
"""How many characters of base64 are kept of one attachment inside a JSON body."""

_PACKED = re.compile(rf"[A-Za-z0-9+/_-]{{{KEPT_ATTACHMENT * 4},}}={{0,2}}")
Headers = Mapping[str, str] | Iterable[tuple[str, str]]


def kept_body(content: bytes, headers: Headers, redactor: Redactor) -> Body:
    """The record of one body and its headers; binary bodies are kept in base64."""
    text = _text_of(content)
    if text is None:
        # byte for byte through latin-1, so that a secret inside a binary body is found as well
        plain = content[:READ_BYTES].decode("latin-1")
        cleaned = redactor.text(plain)
        packed = cleaned.encode("latin-1", "replace")
        kept = base64.b64encode(packed[: KEPT_BYTES * 3 // 4]).decode("ascii")
        return _record(
            headers, redactor, content, kept, cut=len(packed) > KEPT_BYTES * 3 // 4, changed=cleaned != plain
        )
    cleaned = redactor.json_text(text)
    short = _without_attachments(cleaned)
    kept = _cut(short)
    record = _record(
        headers,
        redactor,
        content,
        kept,
        cut=kept != cleaned or len(content) > READ_BYTES,
        changed=cleaned != text,
    )
    record["encoding"] = "text"
    return record


def clean_headers(headers: Headers, redactor: Redactor) -> dict[str, str]:
    """Headers in lower case, repeated ones joined, secret ones masked, each cut to 8 KB."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    cleaned: dict[str, str] = {}
    for name, value in pairs:
        key = redactor.text(str(name).lower())
        kept = redactor.header(str(name), str(value))[:8192]
        cleaned[key] = f"{cleaned[key]}, {kept}" if key in cleaned else kept
    return cleaned


def _record(
    headers: Headers, redactor: Redactor, content: bytes, kept: str, *, cut: bool, changed: bool
) -> Body:
    return {
        "headers": clean_headers(headers, redactor),
        "body": kept,
        "encoding": "base64",
        "bytes": len(content),
        "digest": hashlib.sha256(content).hexdigest(),
        "truncated": cut,
        "redacted": changed,
    }


def _text_of(content: bytes) -> str | None:
    """The start of a body as text, None where it is none; a character cut at the end is left out."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(content[:READ_BYTES], final=len(content) <= READ_BYTES)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def _cut(text: str) -> str:
    raw = text.encode("utf-8")
    return text if len(raw) <= KEPT_BYTES else raw[:KEPT_BYTES].decode("utf-8", "ignore")


def _without_attachments(text: str) -> str:
    """Long base64 strings of a JSON body shortened, so that one attachment does not push the rest out."""
    if text[:1] not in "[{" or not _PACKED.search(text):
        return text
    return _PACKED.sub(_shortened, text)


def _shortened(match: re.Match[str]) -> str:
    packed = match.group()
    digest = hashlib.sha256(packed.encode("ascii")).hexdigest()
    note: dict[str, Any] = {"characters": len(packed), "sha256": digest}
    return f"{packed[:KEPT_ATTACHMENT]}... ({json.dumps(note)[1:-1].replace(chr(34), '')})"
