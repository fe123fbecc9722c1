"""Small views of a node or term, for the windows of clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from csto_graph.web.pages.addresses import page_path
from csto_graph.web.pages.entity import kinds_of, outgoing
from csto_graph.web.pages.lead import lead
from csto_graph.web.pages.reader import Reader
from csto_graph.web.pages.rendering import page, rendered
from csto_graph.web.problems import plain
from csto_graph.web.protocol import RequestError
from csto_graph.web.reconcile.asked import checked

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.web.reconcile.known import Catalogue
    from csto_graph.web.reconcile.suggesting import Answer, Asked
    from csto_graph.web.site import Site

WIDTH, HEIGHT = 430, 230  # pixels
NAMES = 12  # other names that are shown
# The page is made to be put into a frame by anybody; it has no script and nothing to click on
# but links that open elsewhere.
FRAMED = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)


def preview(site: Site, catalogue: Catalogue) -> Callable[[Request], Response]:
    """The endpoint that shows the node ``id`` as a page for a frame."""

    def answer(request: Request) -> Response:
        iri = _node(catalogue, request.query_params)
        if isinstance(iri, RequestError):
            return plain(iri.status, str(iri))
        headers = {"Content-Security-Policy": FRAMED}
        return page(site, "preview.html", headers=headers, **_context(site, catalogue, iri))

    return answer


def view(site: Site, catalogue: Catalogue) -> Callable[[Request], Response]:
    """The endpoint that leads from an ``id`` to the page of the node.

    Ids hold a slash, which clients encode and proxies may refuse in a path.
    """
    from starlette.responses import RedirectResponse

    def answer(request: Request) -> Response:
        iri = _node(catalogue, request.query_params)
        if isinstance(iri, RequestError):
            return plain(iri.status, str(iri))
        return RedirectResponse(f"{site.root_path}{page_path(iri) or '/'}", 303)

    return answer


def flyout(site: Site, catalogue: Catalogue, kind: str) -> Answer:
    """What answers with the HTML of a node, class or property ``id``, to be put into a page."""

    def answer(asked: Asked) -> dict[str, Any]:
        given = checked(asked.get("id", ""), "id")
        if kind == "entity":
            iri = _node(catalogue, asked)
            if isinstance(iri, RequestError):
                raise iri
            return {"id": given, "html": rendered(site, "flyout.html",
                                                  **_context(site, catalogue, iri))}  # fmt: skip
        of_type = kind == "type"
        found = catalogue.kind(given) if of_type else catalogue.property(given)
        if found is None:
            raise RequestError(404, f"{given[:80]!r} is no {kind} of the graph")
        term = (catalogue.classes if of_type else catalogue.properties)[found]
        context = {"title": term.label, "kinds": [kind], "lead": [term.definition], "names": []}
        return {"id": given, "html": rendered(site, "flyout.html", **context)}

    return answer


def _node(catalogue: Catalogue, asked: Asked) -> str | RequestError:
    try:
        given = checked(asked.get("id", ""), "id")
    except RequestError as error:
        return error
    return catalogue.node(given) or RequestError(404, f"{given[:80]!r} is no node of the graph")


def _context(site: Site, catalogue: Catalogue, iri: str) -> dict[str, Any]:
    reader = Reader(site, site.graph)
    kinds = kinds_of(reader, iri)
    others = sorted(catalogue.names[iri] - {catalogue.labels[iri]})
    return {
        "title": catalogue.labels[iri],
        "kinds": [reader.label(kind) for kind in kinds],
        "lead": lead(reader, iri, kinds, outgoing(reader, iri)),
        "names": others[:NAMES],
        "address": reader.link(iri).href,
    }
