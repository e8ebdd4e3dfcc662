"""Signs that a TLS-inspecting proxy answers in the server's place."""

from __future__ import annotations

from cryptography import x509

from marketsim.target.doctor.case import Case

PRODUCTS = (
    "zscaler",
    "netskope",
    "fortinet",
    "fortigate",
    "palo alto",
    "blue coat",
    "bluecoat",
    "forcepoint",
    "websense",
    "sophos",
    "watchguard",
    "barracuda",
    "check point",
    "cisco umbrella",
    "skyhigh",
    "web gateway",
    "mitmproxy",
    "do_not_trust_fiddler",
    "portswigger",
    "charles proxy",
    "squid",
)
"""Parts of the names that inspecting products give to their authorities, in lower case."""

WORDS = ("inspection", "interception", "decrypt", "man in the middle", "ssl proxy", "tls proxy")
"""What companies call such an authority of their own."""


def looks_inspected(case: Case, server: x509.Certificate, *, untrusted: bool) -> str | None:
    """Why a server's certificate looks like an inspecting proxy's; None when it does not.

    ``untrusted``: its issuer is not among the authorities that we trust. A name alone is enough: such proxies
    are often trusted by the machine, and still cannot pass a client certificate on.
    """
    issuer = server.issuer.rfc4514_string()
    expected = case.profile.target.server_issuer
    if expected and expected.casefold() not in issuer.casefold():
        return "not the issuer that the profile expects"
    named = next((each for each in (*PRODUCTS, *WORDS) if each in issuer.casefold()), None)
    if named:
        return f"the name has {named!r} in it"
    if untrusted and case.profile.network.proxy:
        return "not trusted here, and a proxy stands between"
    return None
