"""The HTTP library, behind one thin module: nothing else in marketsim imports it."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from marketsim.client.breakage import Breakage, Stage
from marketsim.client.timeouts import Timeouts
from marketsim.client.transport_failure import TransportFailure

LARGEST_ANSWER = 128 * 1024 * 1024
"""Bytes of an answer's body after decompression; more is not read."""

KEEP_ALIVE = 3.0
"""Seconds an idle connection is kept: less than servers do (5 is common), lest a POST meets a closing one."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer: status, headers (lower-case names, repeated ones joined by a comma), body.

    The status is None when there was none.
    """

    status: int | None
    headers: Mapping[str, str]
    body: bytes


NO_REPLY = Reply(None, {}, b"")


class Connection:
    """A participant's connections to one base URL, kept alive between requests.

    Proxies, certificates and credentials are taken from the arguments alone, never from the environment
    or a ``.netrc``. Redirects are answers like any other and are not followed.
    """

    def __init__(
        self,
        base_url: str,
        context: ssl.SSLContext,
        *,
        timeouts: Timeouts,
        user_agent: str,
        proxy: str | None = None,
        largest_answer: int = LARGEST_ANSWER,
    ) -> None:
        self._base = httpx.URL(base_url.rstrip("/"))
        if self._base.scheme != "https" or not self._base.host or self._base.userinfo:
            raise ValueError("the base URL must be https://HOST[:PORT]/..., without user or password")
        self._context = context
        self._proxied = proxy is not None
        self._largest = largest_answer
        self._answered = False
        self._client = httpx.Client(
            verify=context,
            proxy=proxy,
            trust_env=False,
            follow_redirects=False,
            headers={"user-agent": user_agent},
            limits=httpx.Limits(keepalive_expiry=KEEP_ALIVE),
            timeout=httpx.Timeout(
                connect=timeouts.connect, read=timeouts.read, write=timeouts.write, pool=timeouts.pool
            ),
        )

    def prepare(
        self, method: str, target: str, headers: Mapping[str, str | None], content: bytes | None
    ) -> httpx.Request:
        """A request whose ``headers`` can be looked at before it is sent.

        ``target`` is path and query, encoded, relative to the base URL. A header given as None is left out,
        the library's own ones included. Raises ValueError for a target that is no URL.
        """
        try:
            url = self._base.copy_with(raw_path=(self._base.path + target).encode("ascii"))
        except httpx.InvalidURL as error:
            raise ValueError(f"not a URL: {target!r} ({error})") from None
        request = self._client.build_request(method, url, content=content)
        for name, value in headers.items():
            if value is None:
                request.headers.pop(name, None)
            else:
                request.headers[name] = value
        return request

    def send(self, request: httpx.Request, request_id: str | None) -> Reply:
        """Send it once and read the whole answer. Raises TransportFailure."""
        try:
            response = self._client.send(request, stream=True)
            self._answered = True
            try:
                return Reply(response.status_code, merged(response.headers), self._read(response, request_id))
            finally:
                response.close()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            breakage = Breakage(
                _stage(error),
                error,
                peer=f"{self._base.host}:{self._base.port or 443}",
                context=self._context,
                request_id=request_id,
                unanswered=not self._answered,
                proxied=self._proxied,
            )
        raise breakage.failure()

    def _read(self, response: httpx.Response, request_id: str | None) -> bytes:
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > self._largest:
                raise TransportFailure(
                    "other",
                    f"the answer's body is larger than {self._largest} bytes; not read on",
                    request_id,
                )
        return bytes(body)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def merged(headers: httpx.Headers) -> dict[str, str]:
    """Headers by lower-case name, repeated ones joined by a comma."""
    return {name: headers[name] for name in headers}


def _stage(error: Exception) -> Stage:
    stages: list[tuple[type[Exception] | tuple[type[Exception], ...], Stage]] = [
        (httpx.TimeoutException, "timeout"),
        (httpx.ProxyError, "proxy"),
        (httpx.ConnectError, "connect"),
        ((httpx.NetworkError, httpx.RemoteProtocolError), "exchange"),
    ]
    return next((stage for kind, stage in stages if isinstance(error, kind)), "other")
