"""Matching names against the graph: https://reconciliation-api.github.io/specs/0.2/ ."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from csto_graph.web.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """The routes below ``/reconcile``, to be put before the pages of the nodes."""
    from starlette.routing import Route

    from csto_graph.web.reconcile.known import Catalogue
    from csto_graph.web.reconcile.previewing import flyout, preview, view
    from csto_graph.web.reconcile.service import answering, service
    from csto_graph.web.reconcile.suggesting import proposals, suggest

    catalogue = Catalogue(site.graph)
    every = ["GET", "POST", "OPTIONS"]
    found: list[BaseRoute] = [
        Route(path, service(site, catalogue), methods=every)
        for path in ("/reconcile", "/reconcile/")
    ]
    found.append(
        Route("/reconcile/properties", answering(lambda asked: proposals(catalogue, asked)))
    )
    for kind in ("entity", "type", "property"):
        suggested, shown = suggest(catalogue, kind), flyout(site, catalogue, kind)
        found.append(Route(f"/reconcile/suggest/{kind}", answering(suggested)))
        found.append(Route(f"/reconcile/flyout/{kind}", answering(shown)))
    found.append(Route("/reconcile/preview", preview(site, catalogue)))
    found.append(Route("/reconcile/view", view(site, catalogue)))
    return found
