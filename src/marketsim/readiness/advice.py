"""Whose turn it is after a finding, and what they do: one text a cause."""

from __future__ import annotations

from collections.abc import Mapping

from marketsim.readiness.finding import Party

FAILED: Mapping[str, tuple[Party, str]] = {
    "contract": (
        "ISO",
        "Send the ticket text: the answer departs from the published contract. If the ISO has published a newer "
        "contract, run again with --contract.",
    ),
    "business-rule": (
        "ISO",
        "Compare expected and found with the source of the rule; if the rule still holds, send the ticket text.",
    ),
    "authorisation": (
        "ISO",
        "Send the ticket text: the system lets in, or keeps out, other than the access roles say.",
    ),
    "no access": (
        "us",
        "Ask your local security administrator (AIM) whether this certificate holds the role for this function "
        "and may act for this participant; only then send the ticket text.",
    ),
}

BROKEN: Mapping[str, tuple[Party, str]] = {
    "set-up": ("us", "Mend certificate, key, CA or profile as the message says, then run again."),
    "network": ("us", "Check name, proxy and firewall from this machine, then run again."),
    "harness": ("us", "A fault of the suite, not of the system: report it with the evidence folder."),
}

TRANSPORT: Mapping[str, tuple[Party, str]] = {
    "dns": ("us", "The host name was not found: check base_url and this machine's name service."),
    "refused": ("ISO", "Nobody listens there: check host and port, then ask whether the system is up."),
    "tls": ("us", "The TLS handshake failed: check certificate, its validity and usage, and the CA."),
    "timeout": (
        "ISO",
        "No answer in time: check the connection, then ask whether the system is slow or down.",
    ),
    "reset": ("ISO", "The connection broke: run again; if it stays, send request id and time to the ISO."),
    "proxy": ("us", "The proxy refused or failed: check the proxy settings of the profile."),
    "other": ("us", "The request got no answer: the message tells why."),
}

UNAVAILABLE: Mapping[int, tuple[Party, str]] = {
    429: ("us", "Too many requests: lower requests_per_second in the profile, then run again."),
    502: ("ISO", "A gateway in front of the system could not reach it: ask whether the system is up."),
    503: ("ISO", "The system says that it is not available: ask whether it is up, or wait."),
    504: ("ISO", "A gateway in front of the system waited in vain: ask whether the system is up."),
}

BUSY: tuple[Party, str] = ("ISO", "The system says that it is too busy (GEN0003): run again later.")

HALTED: Mapping[str, tuple[Party, str]] = {
    "timing": ("ISO", "Wait for the time that is named, then run again."),
    "data": ("us", "Provide what is missing or pin it in the profile, then run again."),
    "phase": ("us", "Run it in the phase it belongs to."),
    "function": ("us", "Not for the functions of this run."),
    "target": ("us", "Not for this target."),
    "permission": ("us", "Run with --intrusive and a permission reference, where you have one."),
}
"""By cause: whose turn it is unless the event says otherwise, and what we do when it is ours."""

STALE_WAIVER: tuple[Party, str] = (
    "us",
    "Take the waiver out of the waivers file; where the scenario still fails and its owner agrees, give it a new "
    "date.",
)

WAITING: Mapping[Party, str] = {
    "ISO": "Wait until the ISO has opened, posted or published what is named, then run again.",
    "partner": "Ask the partner to do its part, then run again.",
}

OBSERVED = (
    "Listed, not counted: our assumption differs from this system. If it is right, correct the assumption."
)
