"""The web application: every route of the site."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from csto_graph.web.edge import Edge
from csto_graph.web.metrics import Metrics
from csto_graph.web.sparql import Endpoint

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from csto_graph.web.site import Site


def build_app(site: Site, metrics: Metrics, log: Callable[[str], None] | None = None) -> Edge:
    """The ASGI application of a site; its workers run while the application does.

    ``log`` is given a line for each request.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await site.pool.start()
        try:
            yield
        finally:
            await site.pool.stop()

    return Edge(
        Starlette(routes=routes(site, metrics), lifespan=lifespan), site.root_path, metrics, log
    )


def routes(site: Site, metrics: Metrics) -> list[BaseRoute]:
    """The routes of the endpoint, and of the pages where they are installed."""

    def health(request: Request) -> Response:
        return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})

    def counts(request: Request) -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    endpoint = Endpoint(site, metrics)
    found: list[BaseRoute] = [
        Route("/healthz", health),
        Route("/metrics", counts),
        Route("/sparql", endpoint),
        Route("/sparql/", endpoint),
    ]
    if find_spec("csto_graph.web.pages") is not None:
        # The pages come last: their last route takes every path that is left.
        for name in ("questions", "openapi", "reconcile", "pages"):
            found += import_module(f"csto_graph.web.{name}").routes(site)
    return found
