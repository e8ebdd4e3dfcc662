"""Digests of what may not be shared: keyed, because the plain digest of a price or a name is guessed in no time."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from marketsim.readiness.statement.canonical import canonical, settled

SALT_BYTES = 32
SHOWN = 32  # hexadecimal digits: 128 bits


class Veil:
    """Hides values behind HMAC-SHA256; the key, the campaign's salt, lies in the annex alone."""

    def __init__(self, salt: bytes) -> None:
        if len(salt) != SALT_BYTES:
            raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
        self._salt = salt

    def __repr__(self) -> str:
        """Never the salt."""
        return "Veil(***)"

    @staticmethod
    def fresh_salt() -> bytes:
        """A salt that nobody knows."""
        return secrets.token_bytes(SALT_BYTES)

    def digest(self, place: str, value: Any) -> str:
        """The digest of a JSON value at a place; the same value elsewhere has another one."""
        told = place.encode("utf-8", "replace") + b"\0" + canonical(settled(value))
        return hmac.new(self._salt, told, hashlib.sha256).hexdigest()[:SHOWN]
