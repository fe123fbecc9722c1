"""The canned queries on the site: a list, and for each a form, a table and machine formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from csto_graph.web.site import Site


def routes(site: Site) -> list[BaseRoute]:
    """The routes below ``/queries``, to be put before the pages of the nodes."""
    from starlette.routing import Route

    from csto_graph.web.questions import asking, listing

    return [
        Route("/queries", listing.endpoint(site), name="queries"),
        Route("/queries/", listing.endpoint(site)),
        Route("/queries/{name}", asking.endpoint(site), name="canned-query"),
    ]
