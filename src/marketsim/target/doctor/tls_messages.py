"""Reading two handshake messages: which certificates a server shows, and whose it asks for.

Layouts: RFC 5246, 7.4.2 and 7.4.4 (TLS 1.2); RFC 8446, 4.4.2 and 4.3.2 (TLS 1.3).
"""

from __future__ import annotations

from collections.abc import Iterator

from cryptography import x509

CERTIFICATE, CERTIFICATE_REQUEST = 11, 13
_HEAD = 4  # a byte for the type, three for the length
_CERTIFICATE_AUTHORITIES = 47  # RFC 8446, 4.2.4
_TEXTS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
_CONSTRUCTED = (0x30, 0x31)  # SEQUENCE, SET
_DEEPEST = 8  # a name is three deep


def certificates_in(message: bytes, *, tls13: bool) -> tuple[x509.Certificate, ...]:
    """The certificates of a Certificate message, the owner's first; those that cannot be read are left out."""
    body = message[_HEAD:]
    if tls13:
        body = body[1 + body[0] :] if body else b""
    found = []
    for der in _entries(_taken(body, 3)[0], 3, tls13=tls13):
        try:
            found.append(x509.load_der_x509_certificate(der))
        except ValueError:
            continue
    return tuple(found)


def issuers_in(message: bytes, *, tls13: bool) -> tuple[bytes, ...]:
    """The distinguished names (DER) of the issuers a CertificateRequest accepts; empty when it names none."""
    body = message[_HEAD:]
    if tls13:
        _context, rest = _taken(body, 1)
        return tuple(_extension_names(_taken(rest, 2)[0]))
    _types, rest = _taken(body, 1)
    _algorithms, rest = _taken(rest, 2)
    return tuple(_each(_taken(rest, 2)[0], 2))


def readable(name: bytes) -> str:
    """The texts of a distinguished name in DER, for people."""
    return ", ".join(_texts(name))


def _extension_names(extensions: bytes) -> Iterator[bytes]:
    while len(extensions) >= 4:
        kind = int.from_bytes(extensions[:2])
        data, extensions = _taken(extensions[2:], 2)
        if kind == _CERTIFICATE_AUTHORITIES:
            yield from _each(_taken(data, 2)[0], 2)


def _entries(listing: bytes, size: int, *, tls13: bool) -> Iterator[bytes]:
    while listing:
        entry, listing = _taken(listing, size)
        if tls13:
            _extensions, listing = _taken(listing, 2)
        if not entry:
            return
        yield entry


def _each(listing: bytes, size: int) -> Iterator[bytes]:
    yield from _entries(listing, size, tls13=False)


def _taken(data: bytes, size: int) -> tuple[bytes, bytes]:
    """A vector with its length in front, in ``size`` bytes; and what follows it."""
    length = int.from_bytes(data[:size])
    return data[size : size + length], data[size + length :]


def _texts(der: bytes, depth: int = 0) -> Iterator[str]:
    while len(der) >= 2 and depth < _DEEPEST:
        tag, length, head = der[0], der[1], 2
        if length & 0x80:
            count = length & 0x7F
            length, head = int.from_bytes(der[2 : 2 + count]), 2 + count
        value, der = der[head : head + length], der[head + length :]
        if tag in _CONSTRUCTED:
            yield from _texts(value, depth + 1)
        elif tag in _TEXTS:
            yield value.decode(_TEXTS[tag], "replace")
