"""The pages of a site, for people and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from csto_graph.web.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """The routes of every page, to be put after those of the server itself.

    The last one takes every path that is left: it shows the node whose IRI ends in that
    path, or answers 404 with suggestions. ``site.root_path`` comes before every link.
    """
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    from csto_graph.web.pages import (
        claims,
        day,
        disputes,
        documents,
        editor,
        finding,
        nodes,
        overview,
        pictures,
        terms,
    )
    from csto_graph.web.pages.rendering import STATIC

    on_a_day = day.endpoint(site)
    return [
        Route("/", overview.endpoint(site), name="overview"),
        Route("/on", on_a_day, name="on"),
        Route("/on/{date}", on_a_day, name="on-day"),
        Route("/disagreements", disputes.endpoint(site), name="disagreements"),
        Route("/search", finding.endpoint(site), name="search"),
        Route("/query", editor.endpoint(site), name="query"),
        Route("/query/words.json", editor.words(site), name="query-words"),
        Route("/pictures/{name}", pictures.endpoint(site), name="picture"),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
        Route(
            "/{path:path}",
            nodes.endpoint(
                site,
                {
                    "Claim": claims.claim_page,
                    "Document": documents.document_page,
                    "Ontology": terms.ontology_page,
                },
            ),
            name="node",
        ),
    ]
