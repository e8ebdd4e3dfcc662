"""The application: the ten services under /crr, the operator console, the MUI room and the documentation."""

from __future__ import annotations

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

import marketsim
from marketsim.contract.operations import Operation
from marketsim.system.answering import Answer, answer, unknown_path
from marketsim.system.crr_system import CrrSystem
from marketsim.system.docs.app import docs_app
from marketsim.system.mui.app import mui_app
from marketsim.system.operator.app import operator_app
from marketsim.system.reception import LONGEST_REQUEST_ID, REQUEST_ID, person, receive
from marketsim.system.service_faults import ANYBODY_IN

BASE = "/crr"
WORKERS = 16
SERVER = f"marketsim-embedded/{marketsim.__version__}"
UNBOUNDED = 256_000_000  # bytes kept of a body when the rule that bounds it is switched off
LOAD_SUBMISSION = "postLoadSubmission"


def create_app(system: CrrSystem) -> ASGIApp:
    """The application over one embedded system; expects the verified certificate from the server."""
    return Starlette(
        routes=[
            Mount("/operator/v1", operator_app(system)),
            Mount("/mui/v1", mui_app(system)),
            Route("/docs", lambda request: RedirectResponse("/docs/")),
            Mount("/docs", docs_app(system.contract)),
            Mount("/", CrrServices(system)),
        ]
    )


class CrrServices:
    """The ten services, routed by the contract itself."""

    def __init__(self, system: CrrSystem) -> None:
        self._system = system
        # Readers have workers of their own: writers wait for their turn, and while they do readers go on.
        self._workers = {access: CapacityLimiter(WORKERS) for access in ("read", "write")}

    async def __call__(self, scope: Scope, receive_: Receive, send: Send) -> None:
        """Authentication first, then the route; everything else is judged in answering.py."""
        request = Request(scope, receive_)
        who = person(request)
        if who is None and ANYBODY_IN in self._system.faults.results.names:
            who = ""  # who holds no grants
        if who is None:
            await Response(status_code=401)(scope, receive_, send)
            return
        given = await self._answer(request, who)
        response = Response(given.body, given.status, media_type=given.media_type)
        response.headers["cache-control"] = "no-store"
        response.headers["server"] = SERVER  # so that a report can say that it was no live system
        await response(scope, receive_, send)

    async def _answer(self, request: Request, who: str) -> Answer:
        path: str = request.scope["path"]
        operation = None
        if path.startswith(BASE + "/"):
            operation = self._system.contract.match(request.method, path.removeprefix(BASE))
        if operation is None:
            request_id = request.headers.get(REQUEST_ID, "")[:LONGEST_REQUEST_ID]
            return unknown_path(self._system, request_id, request.method, path)
        received = await receive(request, operation, self._body_limit(operation))
        workers = self._workers[operation.access]
        return await to_thread.run_sync(answer, self._system, received, who, limiter=workers)

    def _body_limit(self, operation: Operation) -> int:
        if not self._system.rules.in_force("body-within-limit"):
            return UNBOUNDED
        name = "load_body_bytes" if operation.operation_id == LOAD_SUBMISSION else "body_bytes"
        return self._system.settings.whole(f"limits.{name}")
