"""The participant's screens over HTTPS, CSV in and JSON out, for the certificates of the MUI only."""

from __future__ import annotations

import logging
from collections.abc import Callable
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
from marketsim.system.mui import load_screens, long_term, outside, screens, vault
from marketsim.system.mui.problem import MuiProblem
from marketsim.system.reception import LONGEST_REQUEST_ID, REQUEST_ID, BodyTooLong, bounded_body, person
from marketsim.system.store.participants import belongs_to_room, caller

LONGEST_ORDER = 10_000  # bytes of a JSON body
log = logging.getLogger("marketsim.system.mui")


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
    ``/prepayment`` are for entities outside the area.
    """

    def saving(
        work: Callable[[CrrSystem, Caller, dict[str, str], bytes, str], dict[str, Any]],
    ) -> Callable[[Request], Any]:
        """An endpoint that takes a CSV of records of a portfolio, named by the query."""

        async def endpoint(request: Request) -> Response:
            try:
                content = await bounded_body(request, system.settings.whole("limits.body_bytes"))
            except BodyTooLong:
                return _json({"error": "the body is too large"}, 400)
            request_id = request.headers.get(REQUEST_ID, "")[:LONGEST_REQUEST_ID]
            query = dict(request.query_params)
            return await _guarded(system, request, lambda who: work(system, who, query, content, request_id))

        return endpoint

    def of_load(
        work: Callable[[CrrSystem, Caller, bytes, str], dict[str, Any]],
    ) -> Callable[[Request], Any]:
        """An endpoint that takes a CSV of hourly load."""

        async def endpoint(request: Request) -> Response:
            try:
                content = await bounded_body(request, system.settings.whole("limits.load_body_bytes"))
            except BodyTooLong:
                return _json({"error": "the body is too large"}, 400)
            request_id = request.headers.get(REQUEST_ID, "")[:LONGEST_REQUEST_ID]
            return await _guarded(system, request, lambda who: work(system, who, content, request_id))

        return endpoint

    def asked(work: Callable[[CrrSystem, Caller, dict[str, str]], Any]) -> Callable[[Request], Any]:
        """An endpoint that needs no more than the query."""

        async def endpoint(request: Request) -> Response:
            query = dict(request.query_params)
            return await _guarded(system, request, lambda who: work(system, who, query))

        return endpoint

    def ordered(work: Callable[[CrrSystem, Caller, bytes], Any]) -> Callable[[Request], Any]:
        """An endpoint that takes a small JSON body."""

        async def endpoint(request: Request) -> Response:
            try:
                content = await bounded_body(request, LONGEST_ORDER)
            except BodyTooLong:
                return _json({"error": "the body is too large"}, 400)
            return await _guarded(system, request, lambda who: work(system, who, content))

        return endpoint

    return Starlette(
        routes=[
            Route("/portfolios", saving(screens.save_portfolio), methods=["POST"]),
            Route("/portfolios", asked(screens.portfolios), methods=["GET"]),
            Route("/historical-load", of_load(_load_of("HISTORICAL_LOAD")), methods=["POST"]),
            Route("/forecast-load", of_load(_load_of("FORECAST_LOAD")), methods=["POST"]),
            Route("/cec-load", of_load(load_screens.save_cec_load), methods=["POST"]),
            Route("/editing", asked(screens.open_portfolio), methods=["POST"]),
            Route("/editing", asked(screens.close_portfolio), methods=["DELETE"]),
            Route("/security", ordered(vault.post), methods=["POST"]),
            Route("/security", asked(vault.told), methods=["GET"]),
            Route("/lt-election", saving(long_term.elect), methods=["POST"]),
            Route("/lt-election", asked(long_term.electable), methods=["GET"]),
            Route("/eq-load-election", ordered(outside.put_election), methods=["POST"]),
            Route("/eq-load-election", asked(outside.elections), methods=["GET"]),
            Route("/prepayment", ordered(outside.prepay), methods=["POST"]),
            Route("/prepayment", asked(outside.told_prepaid), methods=["GET"]),
        ],
        exception_handlers={HTTPException: _http_problem},
    )


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
        return _json(work(admitted), 200)
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
