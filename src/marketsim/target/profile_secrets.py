"""Secrets have no place in a profile: a pass-phrase written into one is named by its key, and never repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketsim.target.profile_tables import Profile

_SECRET = re.compile(r"pass_?-?(word|phrase|wd)|secret|pwd|^pass$|^pin$|token|credential", re.IGNORECASE)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def is_secret(key: str) -> bool:
    """Whether a key that the profile does not know looks like one for a secret."""
    return _SECRET.search(key) is not None


def secret_key(where: str) -> str:
    """What to say of such a key."""
    table = where.partition(".")[0]
    name = "proxy_credentials" if table == "network" else "passphrase"
    return (
        f"Expected no secret in a profile; found {where} (its value is not repeated here); write the text to a "
        f"file of its own and name it as {name}_file, or name an environment variable as {name}_env."
    )


def secret_flaws(profile: Profile) -> Iterator[str]:
    """Names of environment variables that are none: most likely the secret itself."""
    named = [(f"the passphrase_env of {each.name}", each.passphrase_env) for each in profile.participants]
    named.append(("network.proxy_credentials_env", profile.network.proxy_credentials_env))
    for where, variable in named:
        if variable is not None and not _VARIABLE.fullmatch(variable):
            yield (
                f"Expected {where} to be the name of an environment variable (letters, digits, underscores); "
                "found something else, which is not repeated here in case it is the secret itself."
            )
