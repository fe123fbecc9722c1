"""The search page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from csto_graph.web.pages.entity import kinds_of
from csto_graph.web.pages.matching import LONGEST, Hit, matches, similar
from csto_graph.web.pages.reader import Reader
from csto_graph.web.pages.rendering import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.web.site import Site

SHOWN = 40


def endpoint(site: Site) -> Callable[[Request], Response]:
    """The endpoint that finds nodes by name (``q``)."""

    def answer(request: Request) -> Response:
        asked = " ".join(request.query_params.get("q", "").split())[:LONGEST]
        reader = Reader(site, site.graph)
        found = matches(site.graph, asked)
        near = [] if found else similar(site.graph, asked)[:8]
        reader.prepare(hit.iri for hit in (*found[:SHOWN], *near))
        return page(
            site,
            "search.html",
            title=f"Search: {asked}" if asked else "Search",
            asked=asked,
            total=len(found),
            hits=[_shown(reader, hit) for hit in found[:SHOWN]],
            near=[_shown(reader, hit) for hit in near],
        )

    return answer


def _shown(reader: Reader, hit: Hit) -> dict[str, Any]:
    label = reader.label(hit.iri)
    return {
        "node": reader.link(hit.iri),
        "kinds": [reader.label(kind) for kind in kinds_of(reader, hit.iri)],
        "name": hit.name if hit.name != label else "",
    }
