"""Swagger UI over the ten documents, with bundled assets only; open to everyone who can connect."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from marketsim.contract.catalogue import Contract

ASSETS = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui-standalone-preset.js": "text/javascript",
    "favicon-32x32.png": "image/png",
}
# Swagger UI sets styles from its script, and its style sheet has data: images. Nothing comes from outside.
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
PAGE = Path(__file__).with_name("index.html")
START = Path(__file__).with_name("start.js")


def docs_app(contract: Contract) -> ASGIApp:
    """The page, its assets, and ``/docs/<service>.json`` for each of the ten services."""

    async def page(request: Request) -> Response:
        return _answer(PAGE.read_bytes(), "text/html")

    async def start(request: Request) -> Response:
        listed = [
            {"url": f"/docs/{each}.json", "name": _title(contract, each)} for each in contract.documents
        ]
        return _answer(
            f"const DOCUMENTS = {json.dumps(listed)};\n{START.read_text()}".encode(), "text/javascript"
        )

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ASSETS:
            return _document(contract, name, request)
        return _answer((_assets() / name).read_bytes(), ASSETS[name])

    return Starlette(routes=[Route("/", page), Route("/start.js", start), Route("/{name}", asset)])


def _document(contract: Contract, name: str, request: Request) -> Response:
    service = name.removesuffix(".json")
    if service not in contract.documents or not name.endswith(".json"):
        return Response(status_code=404)
    base = f"{request.url.scheme}://{request.url.netloc}/crr"
    document = {**contract.documents[service], "servers": [{"url": base}]}
    return _answer(msgspec.json.encode(document), "application/json")


def _title(contract: Contract, service: str) -> str:
    return f"{service.replace('_', ' ')} {contract.version(service)}"


def _assets() -> Path:
    vendor = Path(str(files("swagger_ui_bundle"))) / "vendor"
    return next(folder for folder in sorted(vendor.iterdir()) if (folder / "swagger-ui.css").exists())


def _answer(content: bytes, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"content-security-policy": POLICY})
