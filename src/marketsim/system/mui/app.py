"""The participant's screens over HTTPS, CSV in and JSON out, for the certificates of the MUI only."""

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

from marketsim.system.call import Caller
from marketsim.system.crr_system import CrrSystem
from marketsim.system.mui import cutover_reports, load_screens, long_term, nda, outside, screens, vault
from marketsim.system.mui.problem import MuiProblem
from marketsim.system.reception import LONGEST_REQUEST_ID, REQUEST_ID, BodyTooLong, bounded_body, person
from marketsim.system.store.participants import belongs_to_room, caller

LONGEST_ORDER = 10_000  # bytes of a JSON body
log = logging.getLogger("marketsim.system.mui")

Endpoint = Callable[[Request], Awaitable[Response]]


def mui_app(system: CrrSystem) -> ASGIApp:
    """The screens of one embedded system.

    ``POST /portfolios?participantName=&marketName=&portfolioName=`` with a CSV in the columns of the template
    (BIDS_AND_OFFERS or NOMINATIONS, by the market) saves a portfolio; ``GET /portfolios?participantName=&
    marketName=`` lists them. ``POST`` and ``DELETE /editing`` with the query of saving open and close the editor on
    a portfolio; ``POST /security`` with ``{participantName, amount}`` posts security, ``GET`` tells it. Errors
    are ``{"error": text}``. ``POST /historical-load`` and ``/forecast-load`` with a CSV in the columns of the template
    HISTORICAL_LOAD or FORECAST_LOAD submit the load of a period, ``POST /cec-load`` with one of CEC_LOAD keeps the
    CEC's figures and holds what was submitted against them. ``POST /lt-election`` with the query of saving and a CSV
    of LT_NOMINATION_ELECTION elects long-term rights, ``GET`` tells which awards may be. ``/eq-load-election`` and
    ``/prepayment`` are for entities outside the area. ``GET /nda/MARKET`` lists the files of a market's network model
    and ``GET /nda/MARKET/FILE`` hands one out as it is, to readers of the model alone. ``GET /cutover-reports`` lists
    the mapping reports of a cutover, ``GET /cutover-reports/NAME?fileFormat=`` hands out one's own rows of one.
    """
    room = _Room(system)
    return Starlette(
        routes=[
            Route("/portfolios", room.saving(screens.save_portfolio), methods=["POST"]),
            Route("/portfolios", room.asked(screens.portfolios), methods=["GET"]),
            Route("/historical-load", room.of_load(_load_of("HISTORICAL_LOAD")), methods=["POST"]),
            Route("/forecast-load", room.of_load(_load_of("FORECAST_LOAD")), methods=["POST"]),
            Route("/cec-load", room.of_load(load_screens.save_cec_load), methods=["POST"]),
            Route("/editing", room.asked(screens.open_portfolio), methods=["POST"]),
            Route("/editing", room.asked(screens.close_portfolio), methods=["DELETE"]),
            Route("/security", room.ordered(vault.post), methods=["POST"]),
            Route("/security", room.asked(vault.told), methods=["GET"]),
            Route("/lt-election", room.saving(long_term.elect), methods=["POST"]),
            Route("/lt-election", room.asked(long_term.electable), methods=["GET"]),
            Route("/eq-load-election", room.ordered(outside.put_election), methods=["POST"]),
            Route("/eq-load-election", room.asked(outside.elections), methods=["GET"]),
            Route("/prepayment", room.ordered(outside.prepay), methods=["POST"]),
            Route("/prepayment", room.asked(outside.told_prepaid), methods=["GET"]),
            Route("/cutover-reports", room.asked(cutover_reports.listed), methods=["GET"]),
            Route("/cutover-reports/{name}", room.reported(cutover_reports.report), methods=["GET"]),
            Route("/nda/{market}", room.listed(nda.files_of), methods=["GET"]),
            Route("/nda/{market}/{file}", room.fetched(nda.file_of), methods=["GET"]),
        ],
        exception_handlers={HTTPException: _http_problem},
    )


class _Room:
    """Makes endpoints of what the screens do."""

    def __init__(self, system: CrrSystem) -> None:
        self._system = system

    def saving(
        self, work: Callable[[CrrSystem, Caller, dict[str, str], bytes, str], dict[str, Any]]
    ) -> Endpoint:
        """An endpoint that takes a CSV of records of a portfolio, named by the query."""

        def done(request: Request, who: Caller, content: bytes) -> Any:
            return work(self._system, who, dict(request.query_params), content, _request_id(request))

        return self._taking("limits.body_bytes", done)

    def of_load(self, work: Callable[[CrrSystem, Caller, bytes, str], dict[str, Any]]) -> Endpoint:
        """An endpoint that takes a CSV of hourly load."""

        def done(request: Request, who: Caller, content: bytes) -> Any:
            return work(self._system, who, content, _request_id(request))

        return self._taking("limits.load_body_bytes", done)

    def ordered(self, work: Callable[[CrrSystem, Caller, bytes], Any]) -> Endpoint:
        """An endpoint that takes a small JSON body."""
        return self._taking(LONGEST_ORDER, lambda _request, who, content: work(self._system, who, content))

    def asked(self, work: Callable[[CrrSystem, Caller, dict[str, str]], Any]) -> Endpoint:
        """An endpoint that needs no more than the query."""

        async def endpoint(request: Request) -> Response:
            query = dict(request.query_params)
            return await _guarded(self._system, request, lambda who: work(self._system, who, query))

        return endpoint

    def listed(self, work: Callable[[CrrSystem, Caller, str], Any]) -> Endpoint:
        """An endpoint about the market that its path names."""

        async def endpoint(request: Request) -> Response:
            market = request.path_params["market"]
            return await _guarded(self._system, request, lambda who: work(self._system, who, market))

        return endpoint

    def fetched(self, work: Callable[[CrrSystem, Caller, str, str], bytes]) -> Endpoint:
        """An endpoint that hands a file out as it is."""

        async def endpoint(request: Request) -> Response:
            market, file = request.path_params["market"], request.path_params["file"]

            def handed(who: Caller) -> Response:
                content = work(self._system, who, market, file)
                return Response(content, media_type="application/octet-stream")

            return await _guarded(self._system, request, handed)

        return endpoint

    def reported(self, work: Callable[[CrrSystem, Caller, str, dict[str, str]], bytes]) -> Endpoint:
        """An endpoint that hands out what its path names, as the query says."""

        async def endpoint(request: Request) -> Response:
            name, query = request.path_params["name"], dict(request.query_params)

            def handed(who: Caller) -> Response:
                return Response(work(self._system, who, name, query), media_type="application/octet-stream")

            return await _guarded(self._system, request, handed)

        return endpoint

    def _taking(self, limit: int | str, done: Callable[[Request, Caller, bytes], Any]) -> Endpoint:
        """An endpoint with a body of at most so many bytes, or as many as the setting of that name says."""

        async def endpoint(request: Request) -> Response:
            most = limit if isinstance(limit, int) else self._system.settings.whole(limit)
            try:
                content = await bounded_body(request, most)
            except BodyTooLong:
                return _json({"error": "the body is too large"}, 400)
            return await _guarded(self._system, request, lambda who: done(request, who, content))

        return endpoint


def _request_id(request: Request) -> str:
    return request.headers.get(REQUEST_ID, "")[:LONGEST_REQUEST_ID]


def _load_of(template: str) -> Callable[[CrrSystem, Caller, bytes, str], dict[str, Any]]:
    """Takes a CSV of that template."""
    return lambda system, who, content, request_id: load_screens.save_load(
        system, who, template, content, request_id
    )


async def _guarded(system: CrrSystem, request: Request, work: Callable[[Caller], Any]) -> Response:
    """Let a person of this room in, and nobody else; do the work in a thread; turn problems into answers."""
    who = person(request)
    if who is None:
        return _json({"error": "a client certificate is needed"}, 401)
    return await to_thread.run_sync(_done, system, who, work)


def _done(system: CrrSystem, who: str, work: Callable[[Caller], Any]) -> Response:
    try:
        with system.store.reading() as store:
            if not belongs_to_room(store, who, "mui"):
                raise MuiProblem("this certificate does not open the screens", 403)
            admitted = caller(store, who, "mui")
        done = work(admitted)
        return done if isinstance(done, Response) else _json(done, 200)
    except MuiProblem as problem:
        return _json({"error": problem.text}, problem.status)
    except Exception as unforeseen:
        log.error("MUI: %s", type(unforeseen).__name__)
        return _json({"error": "internal error"}, 500)


def _json(content: Any, status: int) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")


async def _http_problem(_request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    return _json({"error": "no such resource" if status == 404 else "not possible here"}, status)
