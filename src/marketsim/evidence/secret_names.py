"""Which names - of headers, members, columns - promise a secret value."""

from __future__ import annotations

import re

WORDS = (
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "apikey",
    "privatekey",
    "accesskey",
    "signingkey",
    "keymaterial",
    "credential",
    "authorization",
    "cookie",
    "sessionid",
    "bearer",
    "jwt",
)
_EXACT = frozenset({"pwd", "auth", "authentication", "xamzsecurity", "pfx", "pkcs12", "sid"})
_FILLER = re.compile(r"[\s_.\-]+")


def promises_secret(name: str) -> bool:
    """Whether a name such as ``X-Api-Key``, ``privateKey`` or ``pass_phrase`` stands for a secret."""
    plain = _FILLER.sub("", name).lower()
    return plain in _EXACT or any(word in plain for word in WORDS)


def ends_in_secret(path: str) -> bool:
    """Whether the last name of a path such as ``$.login.password`` stands for a secret."""
    names = [each for each in re.split(r"[./\[\]$]+", path) if each and not each.isdigit()]
    return bool(names) and promises_secret(names[-1])


def word_pattern() -> str:
    """The words as a regular expression that allows a filler where a name may have one (``pass-phrase``)."""
    split = {
        "passphrase": r"pass[\s_-]?phrase",
        "apikey": r"api[\s_-]?key",
        "privatekey": r"private[\s_-]?key",
        "accesskey": r"access[\s_-]?key",
        "signingkey": r"signing[\s_-]?key",
        "keymaterial": r"key[\s_-]?material",
        "sessionid": r"session[\s_-]?id",
    }
    return "|".join(split.get(word, word) for word in WORDS)
