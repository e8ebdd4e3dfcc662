"""The operator console as JSON over HTTPS, for the operator's certificate only."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from marketsim.system.crr_system import CrrSystem
from marketsim.system.faults import FaultProblem
from marketsim.system.operator import (
    admitting,
    arranging,
    auctioning,
    converting,
    credit,
    cutting_over,
    eligibility,
    migrating,
    migration_markets,
    modelling,
    scheduling,
    trading,
    watching,
)
from marketsim.system.operator import requests as bodies
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.reception import LONGEST_REQUEST_ID, REQUEST_ID, BodyTooLong, bounded_body, person
from marketsim.system.store.market_limits import MarketLimits
from marketsim.system.store.participants import belongs_to_room
from marketsim.system.trace import Trace

LARGEST_BODY = 16_000_000
log = logging.getLogger("marketsim.system.operator")

Endpoint = Callable[[Request], Awaitable[Response]]


def operator_app(system: CrrSystem) -> ASGIApp:
    """The console of one embedded system."""
    console = _Console(system)
    get, post = console.asking, console.ordering
    return Starlette(
        routes=[
            Route("/health", get(lambda: watching.health(system))),
            Route("/rules", get(lambda: watching.rules(system))),
            Route("/transitions", get(watching.transitions)),
            Route("/roles", get(lambda: watching.roles(system))),
            Route("/settings", get(lambda: watching.settings(system))),
            Route("/faults", get(lambda: watching.faults(system)), methods=["GET"]),
            Route("/faults", post(bodies.FaultList, watching.put_faults), methods=["PUT"]),
            Route("/traces", post(bodies.RequestIds, watching.traces), methods=["POST"]),
            Route("/clock", post(bodies.SetClock, arranging.set_clock), methods=["POST"]),
            Route("/markets", post(bodies.NewMarket, arranging.create_market), methods=["POST"]),
            Route(
                "/markets/{name}",
                post(bodies.ChangedMarket, arranging.change_dates, named=True),
                methods=["PATCH"],
            ),
            *_of_a_market(console),
            *_of_participants(system, console),
            *_of_migration(console),
            *_of_conversion(console),
            *_of_trades(system, console),
            *_of_cutover(system, console),
            *_of_persons(console),
            Route("/calendar", get(lambda: scheduling.calendar_told(system)), methods=["GET"]),
            Route("/calendar", post(scheduling.Scheduled, scheduling.schedule), methods=["POST"]),
            Route("/messages", post(bodies.NewMessage, arranging.send_message), methods=["POST"]),
            Route("/holdings", post(bodies.NewHolding, arranging.create_holding), methods=["POST"]),
        ],
        exception_handlers={HTTPException: _http_problem},
    )


def _of_participants(system: CrrSystem, console: _Console) -> list[Route]:
    """Their security, and what load-serving entities may nominate."""
    get, post = console.asking, console.ordering
    return [
        Route("/participants/{name}/security", console.asking_about(credit.security_of), methods=["GET"]),
        Route(
            "/participants/{name}/security",
            post(bodies.SecurityAmount, credit.put_security, named=True, traced=True),
            methods=["PUT"],
        ),
        Route("/cap-calculations", get(lambda: eligibility.calculations(system)), methods=["GET"]),
        Route(
            "/cap-calculations",
            post(bodies.NewCapCalculation, eligibility.calculate_caps),
            methods=["POST"],
        ),
        Route(
            "/cap-calculations/{name}/posting",
            post(bodies.Nothing, eligibility.post_calculation, named=True),
            methods=["POST"],
        ),
    ]


def _of_migration(console: _Console) -> list[Route]:
    """Load migration markets: made, moved, told their N hours, run, posted and looked at."""

    def order(method: str, path: str, body: type[Any], work: Callable[..., Any]) -> Route:
        path = f"/load-migration-markets/{{name}}{path}"
        return Route(path, console.ordering(body, work, named=True), methods=[method])

    return [
        Route(
            "/load-migration-markets",
            console.ordering(migration_markets.NewMigrationMarket, migration_markets.create_market),
            methods=["POST"],
        ),
        order("PATCH", "", migration_markets.ChangedMigrationMarket, migration_markets.change_market),
        order("PUT", "/n-hours", migration_markets.NHours, migration_markets.put_hours),
        order("POST", "/clearing", bodies.Nothing, migrating.clear_market),
        order("POST", "/posting", bodies.Nothing, migrating.post_results),
        Route(
            "/load-migration-markets/{name}/workings",
            console.asking_about(migrating.told_workings),
            methods=["GET"],
        ),
    ]


def _of_conversion(console: _Console) -> list[Route]:
    """TOR conversion windows: made, moved, posted and looked at."""
    post = console.ordering
    return [
        Route("/tor-windows", post(bodies.NewTorWindow, converting.create_window), methods=["POST"]),
        Route("/tor-windows/{name}", console.asking_about(converting.window_told), methods=["GET"]),
        Route(
            "/tor-windows/{name}",
            post(bodies.ChangedTorWindow, converting.change_dates, named=True),
            methods=["PATCH"],
        ),
        Route(
            "/tor-windows/{name}/posting",
            post(bodies.Nothing, converting.post_conversions, named=True),
            methods=["POST"],
        ),
    ]


def _of_trades(system: CrrSystem, console: _Console) -> list[Route]:
    """What becomes of the answered offers of the secondary market; their transitions are traced."""
    checks = console.ordering(bodies.CreditChecks, trading.check_credit, traced=True)
    refusal = console.ordering(bodies.Disapproval, trading.disapprove, named=True, traced=True)
    return [
        Route("/trades", console.asking(lambda: trading.list_trades(system)), methods=["GET"]),
        Route("/trades/{name}/disapproval", refusal, methods=["POST"]),
        Route("/credit-checks", checks, methods=["POST"]),
    ]


def _of_persons(console: _Console) -> list[Route]:
    """What becomes of persons and their certificates."""

    def order(path: str, work: Callable[..., Any]) -> Route:
        endpoint = console.ordering(bodies.Nothing, work, named=True)
        return Route(f"/persons/{{name}}/{path}", endpoint, methods=["POST"])

    return [
        order("revocation", admitting.revoke_grants),
        order("certificate", admitting.renew_certificate),
    ]


def _of_cutover(system: CrrSystem, console: _Console) -> list[Route]:
    """From the old system to this one, and back."""
    get, post = console.asking, console.ordering
    return [
        Route("/cutover", get(lambda: cutting_over.state(system)), methods=["GET"]),
        Route("/cutover", post(cutting_over.NewCutover, cutting_over.start), methods=["POST"]),
        Route("/cutover/origins", get(lambda: cutting_over.inventory_origins(system)), methods=["GET"]),
        Route("/cutover/rollback", post(bodies.Nothing, cutting_over.roll_back), methods=["POST"]),
        Route("/cutover/results", post(cutting_over.OldResults, cutting_over.take_results), methods=["POST"]),
        Route("/cutover/reports/{name}", console.fetching(cutting_over.report), methods=["GET"]),
    ]


def _of_a_market(console: _Console) -> list[Route]:
    """What can be done with one auction's model, clearing and results."""

    def order(method: str, path: str, body: type[Any], work: Callable[..., Any]) -> Route:
        return Route(f"/markets/{{name}}/{path}", console.ordering(body, work, named=True), methods=[method])

    return [
        order("POST", "clearing", bodies.Nothing, auctioning.clear_market),
        order("POST", "posting", bodies.Nothing, auctioning.post_results),
        order("PUT", "outages", bodies.Outages, modelling.put_outages),
        order("PUT", "source-sinks", bodies.Withdrawn, modelling.put_source_sinks),
        Route(
            "/markets/{name}/source-sinks", console.asking_about(modelling.source_sinks_told), methods=["GET"]
        ),
        order("PUT", "limits", MarketLimits, modelling.put_limits),
        Route("/markets/{name}/workings", console.asking_about(auctioning.workings), methods=["GET"]),
    ]


class _Console:
    def __init__(self, system: CrrSystem) -> None:
        self._system = system

    def asking(self, work: Callable[[], Any]) -> Endpoint:
        """An endpoint without a body."""

        async def endpoint(request: Request) -> Response:
            return await self._guarded(request, work)

        return endpoint

    def asking_about(self, work: Callable[[CrrSystem, str], Any]) -> Endpoint:
        """An endpoint without a body, about what the path names."""

        async def endpoint(request: Request) -> Response:
            name = request.path_params["name"]
            return await self._guarded(request, lambda: work(self._system, name))

        return endpoint

    def fetching(self, work: Callable[[CrrSystem, str, str], bytes]) -> Endpoint:
        """An endpoint that hands out the file that the path names, as CSV or JSON by ``fileFormat``."""

        async def endpoint(request: Request) -> Response:
            name, wanted = request.path_params["name"], request.query_params.get("fileFormat", "CSV")
            return await self._guarded(
                request,
                lambda: Response(work(self._system, name, wanted), media_type="application/octet-stream"),
            )

        return endpoint

    def ordering(
        self, body: type[Any], work: Callable[..., Any], *, named: bool = False, traced: bool = False
    ) -> Endpoint:
        """An endpoint with a body, and a name from the path where ``named``.

        ``traced`` work gets a trace too, which is kept by the caiso-request-id of the order where it has one.
        """

        async def endpoint(request: Request) -> Response:
            try:
                content = await bounded_body(request, LARGEST_BODY)
            except BodyTooLong:
                return _json({"error": f"the body is larger than {LARGEST_BODY} bytes"}, 400)
            before = (self._system, request.path_params["name"]) if named else (self._system,)
            if traced:
                return await self._guarded(
                    request,
                    lambda: self._traced(
                        request, lambda trace: work(*before, _decoded(content, body), trace)
                    ),
                )
            return await self._guarded(request, lambda: work(*before, _decoded(content, body)))

        return endpoint

    def _traced(self, request: Request, work: Callable[[Trace], Any]) -> Any:
        trace = Trace(request.headers.get(REQUEST_ID, "")[:LONGEST_REQUEST_ID])
        done = work(trace)
        if trace.request_id:
            self._system.traces.keep(trace)
        return done

    async def _guarded(self, request: Request, work: Callable[[], Any]) -> Response:
        """Let the operator in, and nobody else; do the work in a thread; turn problems into answers."""
        who = person(request)
        if who is None:
            return _json({"error": "a client certificate is needed"}, 401)
        return await to_thread.run_sync(self._done, who, work)

    def _done(self, who: str, work: Callable[[], Any]) -> Response:
        try:
            with self._system.store.reading() as store:
                admitted = belongs_to_room(store, who, "operator")
            if not admitted:
                raise OperatorProblem("this certificate does not open the operator console", 403)
            done = work()
            return done if isinstance(done, Response) else _json(done, 200)
        except OperatorProblem as problem:
            return _json({"error": problem.text}, problem.status)
        except FaultProblem as problem:
            return _json({"error": str(problem)}, 400)
        except Exception as unforeseen:
            log.error("operator console: %s", type(unforeseen).__name__)
            return _json({"error": "internal error"}, 500)


def _decoded(content: bytes, body: type[Any]) -> Any:
    try:
        order = msgspec.json.decode(content, type=body)
    except (msgspec.MsgspecError, RecursionError) as problem:
        raise OperatorProblem(f"the body does not fit: {problem}") from None
    if isinstance(order, bodies.Body):  # limits have no dates
        order.require_years()
    return order


def _json(content: Any, status: int) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")


async def _http_problem(_request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    return _json({"error": "no such resource" if status == 404 else "not possible here"}, status)
