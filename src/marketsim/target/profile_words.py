"""Misspelt words of a profile, each with the nearest right one: nothing in it is ignored in silence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any, get_origin
from urllib.parse import urlsplit

import msgspec

from marketsim.contract.catalogue import Contract
from marketsim.target.calendar import calendar_flaws
from marketsim.target.maintenance import maintenance_flaws
from marketsim.target.phases import PHASES
from marketsim.target.pins import PINS
from marketsim.target.presets import PRODUCTION_HOST
from marketsim.target.profile_network import network_flaws
from marketsim.target.profile_secrets import is_secret, secret_flaws, secret_key
from marketsim.target.profile_tables import Profile, Table
from marketsim.target.roles import FUNCTIONS
from marketsim.target.writes import WRITES

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def wrong_keys(written: Any, table: Any, where: str) -> Iterator[str]:
    """Keys that the profile does not know, each with the nearest one that it does; secrets first of all."""
    known = {field.encode_name: field.type for field in msgspec.structs.fields(table)}
    for key, value in written.items():
        if key not in known:
            misspelt = difflib.get_close_matches(key, known, n=1, cutoff=0.9)
            if is_secret(key) and not misspelt:
                yield secret_key(f"{where}{key}")
            else:
                yield _unknown("a known key", f"{where}{key}", key, known)
            continue
        inner = _table_of(known[key])
        if inner is None:
            continue
        by_name = get_origin(known[key]) is dict and isinstance(value, dict)
        rows = value.values() if by_name else value if isinstance(value, list) else [value]
        for each in rows:
            if isinstance(each, dict):
                yield from wrong_keys(each, inner, f"{where}{key}.")


def wrong_words(profile: Profile) -> Iterator[str]:
    """Values that nobody would ever look up: they would be ignored in silence."""
    for where, url in _urls(profile):
        if not _is_https(url):
            # A URL with a user in it is not repeated: it may hold a password.
            found = "one with a user in it" if "@" in url else repr(url)
            yield f"Expected {where} to be https://HOST[:PORT]/..., without user or password; found {found}."
    yield from _misplaced_rights(profile)
    yield from secret_flaws(profile)
    yield from network_flaws(profile.network)
    yield from _wrong_times(profile)
    for service in profile.contract.versions:
        if service not in (known := Contract.load().documents):
            yield _unknown("a service", f"contract.versions.{service}", service, known)
    if profile.target.phase not in (None, *PHASES):
        yield _unknown("a phase", f"target.phase {profile.target.phase!r}", profile.target.phase, PHASES)
    for participant in profile.participants:
        for function in participant.functions:
            if function not in FUNCTIONS:
                yield _unknown("a function", f"{function} of {participant.name}", function, FUNCTIONS)
    allowed = profile.writes.allowed
    writes = ("all", "reversible", *map(str, WRITES))
    for each in (allowed,) if isinstance(allowed, str) else allowed:
        if each not in writes:
            yield _unknown("a write", f"writes.allowed {each!r}", each, writes)
    yield from _unknown_operations(profile.target.not_offered)
    for pin in profile.pins:
        if pin not in PINS:
            yield _unknown("a need that can be pinned", f"pins.{pin}", pin, PINS)


def _unknown_operations(names: Iterable[str]) -> Iterator[str]:
    known = [str(each) for each in Contract.load().operations]
    for each in names:
        if each not in known:
            yield _unknown("an operation of the contract", f"target.not_offered {each!r}", each, known)


def _misplaced_rights(profile: Profile) -> Iterator[str]:
    """An embedded system may be written to at will and acted in: only one of our own is that, on this machine."""
    embedded = profile.target.kind == "embedded"
    for where, url in _urls(profile):
        if embedded and urlsplit(url).hostname not in LOOPBACK:
            yield (
                f"Expected {where} of an embedded system on this machine ({', '.join(LOOPBACK)}); found another "
                'host; write kind = "live".'
            )
    if not embedded and (profile.operator or profile.mui):
        yield "Expected [operator] and [mui] for an embedded system only; found one for a live target; remove it."
    host = (urlsplit(profile.target.base_url).hostname or "").rstrip(".")  # a name's last dot changes nothing
    allowed = profile.writes.allowed
    if allowed and (profile.target.read_only or host == PRODUCTION_HOST):
        why = "the production system" if host == PRODUCTION_HOST else "a read_only target"
        yield f"Expected no writes.allowed for {why}, which is only ever read; found some; remove them."
    elif "all" in ((allowed,) if isinstance(allowed, str) else allowed) and host not in LOOPBACK:
        yield (
            'Expected writes.allowed of a live target to name each irreversible write by itself; found "all"; '
            'write "reversible" and the names of the others.'
        )


def _wrong_times(profile: Profile) -> Iterator[str]:
    """A calendar or a maintenance window that no day could follow."""
    for phase in profile.calendar:
        if phase not in PHASES:
            yield _unknown("a phase", f"calendar.{phase}", phase, PHASES)
    if profile.calendar and profile.target.phase:
        yield "Expected either target.phase or [calendar], which tells the phase by its dates; found both."
    yield from calendar_flaws(profile.calendar)
    yield from maintenance_flaws(profile.maintenance)


def _urls(profile: Profile) -> Iterator[tuple[str, str]]:
    yield "target.base_url", profile.target.base_url
    if profile.operator is not None:
        yield "operator.url", profile.operator.url
    if profile.mui is not None:
        yield "mui.url", profile.mui.url


def _is_https(text: str) -> bool:
    try:
        url = urlsplit(text)
        return url.scheme == "https" and bool(url.hostname) and url.username is None and url.port != 0
    except ValueError:  # a port that is no number, a broken IPv6 address
        return False


def _unknown(expected: str, found: str, word: str | None, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word or "", known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."
    return f"Expected {expected}; found {found}; {hint}"


def _table_of(annotation: Any) -> Any:
    """The Table type inside an annotation such as ``RoomTable | None`` or ``tuple[ParticipantTable, ...]``."""
    inside = getattr(annotation, "__args__", (annotation,))
    return next((each for each in inside if isinstance(each, type) and issubclass(each, Table)), None)
