"""The text of a new profile: what was answered, with comments that say where facts come from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from marketsim.target.presets import Preset

HEAD = """\
# A profile of marketsim: the system under test, and who speaks to it. Written by `marketsim init`; edit it freely.
# Paths start at this file's folder. A pass-phrase never stands here: name a file or an environment variable.
"""
CALENDAR_HINT = """\
# The phases of this simulation, by their first and last day (Pacific); without them, say target.phase:
# [calendar]
# connectivity-week-1 = { from = 2027-01-04, to = 2027-01-08 }
# structured = { from = 2027-02-01, to = 2027-02-19 }
"""
WRITES_HINT = (
    'Nothing may be written but what stands here: "reversible" (portfolios), and others one by one by name.'
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What is to stand in a profile; None and empty members are left to the defaults.

    ``calendar`` holds first and last days by phase, ``maintenance`` from and to as profiles write them.
    """

    name: str
    base_url: str
    participants: tuple[str, ...]
    functions: Mapping[str, str]
    preset: Preset | None = None
    ca: Path | None = None
    contract: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    pfx: Path | None = None
    passphrase_file: Path | None = None
    passphrase_env: str | None = None
    proxy: str | None = None
    proxy_credentials_file: Path | None = None
    proxy_credentials_env: str | None = None
    address: tuple[str, ...] = ()
    phase: str | None = None
    calendar: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    maintenance: tuple[tuple[str, str], ...] = ()
    allowed: tuple[str, ...] = ()
    limits: Mapping[str, float | None] = field(default_factory=dict)
    timeouts: Mapping[str, float | None] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)


def profile_text(answers: Answers, folder: Path) -> str:
    """The profile as TOML, to be kept in ``folder``."""
    parts = [HEAD, _table("target", _target(answers, folder), _source(answers.preset, answers.base_url))]
    parts.append(_table("contract", {"folder": _placed(answers.contract, folder)}))
    parts += [
        _table("participants", _participant(answers, each, folder), "", True) for each in answers.participants
    ]
    if answers.allowed or answers.preset is None or not answers.preset.read_only:
        parts.append(_table("writes", {"allowed": list(answers.allowed)}, WRITES_HINT))
    parts.append(_table("limits", answers.limits))
    parts.append(_table("timeouts", answers.timeouts))
    parts.append(_table("network", _network(answers, folder)))
    dates = {name: {"from": first, "to": last} for name, (first, last) in answers.calendar.items()}
    parts.append(_table("calendar", dates))
    if not dates and not answers.phase:
        parts.append(CALENDAR_HINT)
    parts += _maintenance(answers)
    parts.append(_table("pins", answers.pins))
    return "\n".join(part for part in parts if part)


def _source(preset: Preset | None, base_url: str) -> str:
    return f"base_url: {preset.source}" if preset and base_url == preset.base_url else ""


def _target(answers: Answers, folder: Path) -> dict[str, Any]:
    preset = answers.preset
    return {
        "name": answers.name,
        "kind": "live",
        "base_url": answers.base_url,
        "ca": _placed(answers.ca, folder),
        "answers": preset.answers if preset and preset.answers != "system" else None,
        "read_only": True if preset and preset.read_only else None,
        "phase": answers.phase,
    }


def _participant(answers: Answers, name: str, folder: Path) -> dict[str, Any]:
    return {
        "name": name,
        "functions": dict(answers.functions),
        "certificate": _placed(answers.certificate, folder),
        "key": _placed(answers.key, folder),
        "pfx": _placed(answers.pfx, folder),
        "passphrase_file": _placed(answers.passphrase_file, folder),
        "passphrase_env": answers.passphrase_env,
    }


def _network(answers: Answers, folder: Path) -> dict[str, Any]:
    return {
        "proxy": answers.proxy,
        "proxy_credentials_file": _placed(answers.proxy_credentials_file, folder),
        "proxy_credentials_env": answers.proxy_credentials_env,
        "address": list(answers.address) or None,
    }


def _maintenance(answers: Answers) -> list[str]:
    """The weekly outages: those given, else those that are known of the preset."""
    known = answers.preset.maintenance if answers.preset else ()
    source = answers.preset.maintenance_source if answers.preset and not answers.maintenance else ""
    windows = answers.maintenance or known
    return [_table("maintenance", {"from": start, "to": end}, source, True) for start, end in windows]


def _table(name: str, members: Mapping[str, Any], comment: str = "", repeated: bool = False) -> str:
    """A table with its comment; nothing when none of its members is told."""
    lines = [_line(key, value) for key, value in members.items() if value is not None]
    if not lines:
        return ""
    head = f"[[{name}]]\n" if repeated else f"[{name}]\n"
    return (f"# {comment}\n" if comment else "") + head + "".join(lines)


def _line(key: str, value: Any) -> str:
    if not isinstance(value, dict):
        return tomli_w.dumps({key: value})
    inside = ", ".join(tomli_w.dumps({name: each}).strip() for name, each in value.items())
    return f"{tomli_w.dumps({key: 0}).rpartition(' = ')[0]} = {{ {inside} }}\n"


def _placed(file: Path | None, folder: Path) -> str | None:
    """A path as the profile writes it: from its own folder where the file lies below, else from the root."""
    if file is None:
        return None
    there, home = Path(os.path.abspath(file)), Path(os.path.abspath(folder))  # noqa: PTH100 - links are kept
    return (there.relative_to(home) if there.is_relative_to(home) else there).as_posix()
