"""The peer of an upload: a server with the same TLS and the same HTTP stack that only decodes the body.

``python -m benchmarks.decoding_server PKI_FOLDER`` prints its URL and serves until it is stopped.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from marketsim.contract.messages.auction import NewPortfolio
from marketsim.system.pki import Pki
from marketsim.system.server import Server, listen


async def _decode(request: Request) -> Response:
    """Nothing but msgspec on the bytes, and an answer of the length that a stored portfolio gets."""
    message = msgspec.json.decode(await request.body(), type=NewPortfolio)
    given = {"portfolioName": message.portfolio_name, "marketName": message.market_name, "status": "VALID"}
    return Response(msgspec.json.encode(given), media_type="application/json")


def main() -> None:
    """Serve until SIGTERM."""
    listening = listen(0)
    print(f"https://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    app = Starlette(routes=[Route("/crr/{path:path}", _decode, methods=["POST"])])
    Server(app, Pki(Path(sys.argv[1]))).run([listening])


if __name__ == "__main__":
    main()
