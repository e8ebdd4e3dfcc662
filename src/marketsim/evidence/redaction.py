"""Takes secrets out of everything that is written: known ones, likely ones, and those named like one."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from marketsim.evidence.secret_names import ends_in_secret, promises_secret, word_pattern

MASK = "***"
_SHORT = 6  # a shorter secret is replaced only where it stands alone, or it would eat innocent text

# Quantifiers are possessive, bounded or cannot fail: bodies may be hostile, none may take quadratic time.
_PRIVATE_KEY = re.compile(
    r"-----BEGIN ([A-Z0-9 ]{0,40})PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\Z)", re.S
)
_KEY_IN_BASE64 = re.compile(r"LS0tLS1CRUdJTi[A-Za-z0-9+/=\s]{16,}")
_NAMED = re.compile(
    rf"((?:{word_pattern()})[\w.-]{{0,32}}\\?[\"']?\s{{0,3}}[=:>]\s{{0,3}})(?!\s|{re.escape(MASK)})"
    r"(\\?\"(?:[^\"\\]|\\[\s\S]?)*+\"?|'[^']*(?:'|\Z)|[^\s&;,<>\"'\]})]+)",
    re.I,
)
_HEADER_LINE = re.compile(
    r"(?im)^([ \t]{0,8}(?:proxy-)?authorization|[ \t]{0,8}(?:set-)?cookie)([ \t]{0,8}:[ \t]{0,8})[^\r\n]+"
)
_SCHEME = re.compile(r"\b(bearer|basic)\s+(?=[\w.~+/=-]{0,64}[\d=+/_.])[\w.~+/=-]{8,}", re.I)
_JWT = re.compile(r"\beyJ[\w.-]{16,}+")
_USERINFO = re.compile(r"://[^/\s:@]{1,256}:[^/\s@]{1,256}@")
_HINT = re.compile(rf"{word_pattern()}|-----BEGIN|LS0tLS1CRUdJTi|basic\s|eyJ|://|\bauth", re.I)
_PEM_BLOCK = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(.*?)-----END", re.S)


class Redactor:
    """Replaces secrets by ``***`` in text, headers, bodies and whole events; may be shared by threads."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._known: tuple[str, ...] = ()
        self._alone: tuple[re.Pattern[str], ...] = ()
        for secret in secrets:
            self.register(secret)

    def __repr__(self) -> str:
        """Tells how many spellings are known, never which."""
        return f"Redactor({len(self._known) + len(self._alone)} spellings)"

    def register(self, secret: str) -> None:
        """Have a secret (a pass-phrase, a token) replaced wherever it appears, however it is spelled.

        Lines of a multi-line secret count each for themselves. A secret shorter than 6 characters is replaced
        only where no letter or digit touches it.
        """
        lines = [line.strip() for line in secret.splitlines()]
        for part in {secret.strip(), *lines}:
            if part.startswith("-----") or not part:
                continue
            self._remember(part)

    def register_pem(self, pem: str | bytes) -> None:
        """Have the key material of every private key block replaced; certificates are public and stay."""
        text = pem.decode("latin-1") if isinstance(pem, bytes) else pem
        for block in _PEM_BLOCK.findall(text):
            lines = [line.strip() for line in block.splitlines() if ":" not in line]
            for line in lines:
                if len(line) >= 16:
                    self._remember(line)

    def _remember(self, secret: str) -> None:
        with self._lock:
            if len(secret) < _SHORT:
                self._alone += (re.compile(rf"(?<![^\W_]){re.escape(secret)}(?![^\W_])"),)
            else:
                spellings = set(self._known) | _spellings(secret)
                self._known = tuple(sorted(spellings, key=lambda each: (-len(each), each)))

    def text(self, text: str) -> str:
        """The text without secrets: registered ones, private keys, tokens, values named like a secret."""
        for secret in self._known:
            if secret in text:
                text = text.replace(secret, MASK)
        if _HINT.search(text):
            text = _looking_like_secrets(text)
        for pattern in self._alone:
            text = pattern.sub(MASK, text)
        return text

    def knows(self, text: str) -> bool:
        """Whether a registered secret stands in the text, in any of its spellings."""
        return any(secret in text for secret in self._known) or any(each.search(text) for each in self._alone)

    def header(self, name: str, value: str) -> str:
        """A header's value, masked whole when its name promises a secret."""
        return MASK if promises_secret(name) and value else self.text(value)

    def json_text(self, text: str) -> str:
        """A JSON body with members of secret names masked at any depth; other text as ``text`` does it."""
        if not _HINT.search(text) and "\\u" not in text:
            return self.text(text)
        try:
            document = json.loads(text)
            cleaned = self.value(document)
        except (ValueError, RecursionError):
            return self.text(text)
        return self.text(text if cleaned == document else json.dumps(cleaned, ensure_ascii=False))

    def value(self, value: Any) -> Any:
        """Any JSON-like value with every string cleaned; raises RecursionError beyond Python's depth."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bytes):
            return self.text(value.decode("utf-8", "backslashreplace"))
        if isinstance(value, Mapping):
            return {self.text(str(name)): self._member(str(name), each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(each) for each in value]
        return value

    def _member(self, name: str, value: Any) -> Any:
        return MASK if promises_secret(name) and value not in (None, "", MASK) else self.value(value)

    def table(self, rows: Iterable[Iterable[str]]) -> list[list[str]]:
        """A data table; cells below or beside a heading that promises a secret are masked."""
        table = [list(map(str, row)) for row in rows]
        heads = table[0] if table else []
        below = {place for place, head in enumerate(heads) if promises_secret(head)}
        return [
            [
                MASK if (row and place in below) or (place and promises_secret(cells[0])) else self.text(cell)
                for place, cell in enumerate(cells)
            ]
            for row, cells in enumerate(table)
        ]

    def deviation(self, deviation: Mapping[str, Any]) -> dict[str, Any]:
        """A contract deviation; what was found at a path that names a secret is masked."""
        cleaned: dict[str, Any] = self.value(deviation)
        if ends_in_secret(str(deviation.get("path", ""))):
            cleaned["found"] = MASK
        return cleaned


def _spellings(secret: str) -> set[str]:
    """The secret as it may be met: plain, in JSON, in a URL, in base64, as bytes read for text."""
    raw = secret.encode("utf-8", "surrogateescape")
    in_json = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    in_repr = {repr(secret)[1:-1]}
    in_url = {quote(raw, safe=""), quote(raw), quote_plus(raw)}
    in_bytes = {raw.decode("latin-1"), base64.b64encode(raw).decode().rstrip("=")}
    return {secret, *in_json, *in_repr, *in_url, *in_bytes}


def _looking_like_secrets(text: str) -> str:
    steps: tuple[Callable[[str], str], ...] = (
        lambda each: _PRIVATE_KEY.sub(MASK, each),
        lambda each: _KEY_IN_BASE64.sub(_unless_certificate, each),
        lambda each: _HEADER_LINE.sub(rf"\1\2{MASK}", each),
        lambda each: _SCHEME.sub(rf"\1 {MASK}", each),
        lambda each: _JWT.sub(lambda found: MASK if "." in found.group() else found.group(), each),
        lambda each: _USERINFO.sub(f"://{MASK}@", each),
        lambda each: _NAMED.sub(_mask_value, each),
    )
    for step in steps:
        text = step(text)
    return text


def _unless_certificate(match: re.Match[str]) -> str:
    packed = "".join(match.group().split()).rstrip("=")
    try:
        plain = base64.b64decode(packed[: len(packed) // 4 * 4]).decode("latin-1")
    except ValueError:
        return match.group()
    return MASK if "PRIVATE KEY" in plain else match.group()


def _mask_value(match: re.Match[str]) -> str:
    value = match.group(2)
    quoted = re.match(r"\\?[\"']", value)
    mark = quoted.group() if quoted else ""
    return f"{match.group(1)}{mark}{MASK}{mark}"
