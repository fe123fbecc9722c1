"""Serving the node whose IRI ends in a path: as a page, or as RDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from csto_graph.namespaces import BASE, CSTO
from csto_graph.web.pages.addresses import exists, node_iri, page_path
from csto_graph.web.pages.entity import entity_context
from csto_graph.web.pages.rdf import MEDIA, serialized, triples_of, wanted
from csto_graph.web.pages.reader import Link, Reader
from csto_graph.web.pages.rendering import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.web.site import Site

    View = Callable[[Reader, str], tuple[str, dict[str, Any]]]

ONTOLOGY = CSTO.removesuffix("#")
LONGEST = 300  # characters of a path that suggestions are looked for


def endpoint(site: Site, views: Mapping[str, View]) -> Callable[[Request], Response]:
    """The endpoint for nodes; ``views`` gives the pages of special classes by local name."""

    def answer(request: Request) -> Response:
        path = request.path_params["path"]
        iri, suffix = _asked(site, path)
        if iri is None:
            return not_found(site, path)
        chosen = suffix or wanted(request.headers.get("accept"))
        headers = {"Vary": "Accept"}
        if chosen is None:
            return _not_acceptable(site)
        if chosen == "html":
            template, context = _view(Reader(site, site.graph), iri, views)
            return page(site, template, headers=headers, **context)
        from starlette.responses import Response

        headers["Content-Disposition"] = "inline"
        body = serialized(triples_of(site.graph, iri), chosen)
        return Response(body, media_type=MEDIA[chosen], headers=headers)

    return answer


def _asked(site: Site, path: str) -> tuple[str | None, str]:
    """The node that a path names, and the suffix of the format if it ends in one."""
    iri = node_iri(path)
    if iri is None:
        return None, ""
    if exists(site.graph, iri):
        return iri, ""
    stem, dot, suffix = iri.rpartition(".")
    if dot and suffix in MEDIA and exists(site.graph, stem):
        return stem, suffix
    return None, ""


def _view(reader: Reader, iri: str, views: Mapping[str, View]) -> tuple[str, dict[str, Any]]:
    rows: Any = reader.graph.run(f"SELECT ?kind WHERE {{ <{iri}> a ?kind }}")
    kinds = {row["kind"].value for row in rows}
    template, context = "node.html", None
    if iri == ONTOLOGY:
        template, context = views["Ontology"](reader, iri)
    for name, view in views.items():
        if context is None and CSTO + name in kinds:
            template, context = view(reader, iri)
    context = entity_context(reader, iri) if context is None else context
    address = reader.path(page_path(iri) or "/")
    return template, {"address": address, "notes": list(reader.notes.values()), **context}


def not_found(site: Site, path: str) -> Response:
    """A page that says that nothing is there, with what may have been meant."""
    shown = [reader_link(site, iri) for iri in _suggestions(site, path[:LONGEST])]
    return page(site, "notfound.html", status=404, title="Not found",
                asked_path=f"/{path[:LONGEST]}", suggestions=shown)  # fmt: skip


def reader_link(site: Site, iri: str) -> Link:
    """A link to a node, apart from any page."""
    return Reader(site, site.graph).link(iri)


def _suggestions(site: Site, path: str) -> list[str]:
    """Nodes of a similar address: of the same kind first, then of any."""
    from csto_graph.web.pages.matching import named, similar

    kind, slash, name = path.partition("/")
    stem = name if slash else kind
    for suffix in MEDIA:
        stem = stem.removesuffix(f".{suffix}")
    if kind == "claim":
        rows: Any = site.graph.run("SELECT ?claim WHERE { ?claim a csto:Claim }")
        claims = [row["claim"].value for row in rows]
        return get_close_matches(f"{BASE}{kind}/{stem}", claims, 5, 0.9)
    nodes = [iri.removeprefix(BASE) for iri in named(site.graph) if "#" not in iri]
    names = {node.partition("/")[2]: node for node in nodes}
    close = get_close_matches(path, [n for n in nodes if n.startswith(f"{kind}/")], 3, 0.6)
    close += [names[n] for n in get_close_matches(stem, names, 4, 0.6)]
    found = [BASE + node for node in dict.fromkeys(close)]
    return found or [hit.iri for hit in similar(site.graph, stem.replace("-", " "))[:4]]


def _not_acceptable(site: Site) -> Response:
    from starlette.responses import PlainTextResponse

    names = ", ".join(MEDIA.values())
    return PlainTextResponse(
        f"There is no such format; there is {names}.\n", 406, {"Vary": "Accept"}
    )
