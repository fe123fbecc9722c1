"""A node as Turtle, N-Triples or JSON-LD: all that is said of its IRI and of its fragments."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from csto_graph.namespaces import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from csto_graph.graph import Graph
    from csto_graph.triples import Statement

MEDIA = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}


def triples_of(graph: Graph, iri: str) -> list[Statement]:
    """The triples whose subject is the node or one of its fragments, literals as authored."""
    from pyoxigraph import DefaultGraph, RdfFormat, parse

    if graph.folder is None:
        return _constructed(graph, iri)
    path = graph.nquads()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        lines = b"".join((*_lines(text, f"<{iri}> ".encode()), *_lines(text, f"<{iri}#".encode())))
    quads = parse(lines, format=RdfFormat.N_QUADS)
    return [
        cast("Statement", quad.triple)
        for quad in quads
        if isinstance(quad.graph_name, DefaultGraph)
    ]


def _lines(text: mmap.mmap, prefix: bytes) -> Iterator[bytes]:
    """The lines that begin with a prefix, of a file whose lines are sorted."""
    low, high = 0, len(text)
    while low < high:  # the first line that is not before the prefix begins at low or later
        middle = text.rfind(b"\n", 0, (low + high) // 2) + 1
        middle = max(middle, low)
        end = text.find(b"\n", middle) + 1 or len(text)
        if text[middle : middle + len(prefix)] < prefix:
            low = end
        else:
            high = middle
    while text[low : low + len(prefix)] == prefix:
        end = text.find(b"\n", low) + 1 or len(text)
        yield text[low:end]
        low = end


def _constructed(graph: Graph, iri: str) -> list[Statement]:
    """The same from the engine, for a graph that has no file at hand."""
    answer: Any = graph.run(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o "
        f'FILTER(?s = <{iri}> || STRSTARTS(STR(?s), "{iri}#")) }}'
    )
    return list(answer)


def serialized(triples: list[Statement], suffix: str) -> bytes:
    """Triples as ``ttl`` (the canonical form), ``nt`` (sorted) or ``jsonld`` (expanded)."""
    from pyoxigraph import RdfFormat, serialize

    if suffix == "ttl":
        from csto_graph.canonical import write_turtle

        return write_turtle(triples).encode("utf-8")
    plain = cast("list[Triple]", triples)
    if suffix == "nt":
        text = serialize(plain, format=RdfFormat.N_TRIPLES) or b""
        return b"".join(sorted(text.splitlines(keepends=True)))
    return serialize(plain, format=RdfFormat.JSON_LD, prefixes=PREFIXES) or b"[]"


def wanted(accept: str | None) -> str | None:
    """The suffix of the format that an Accept header prefers; ``None`` if none fits.

    Quality values as in https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1 ; HTML where
    nothing is asked for, and in a tie.
    """
    if accept is None or not accept.strip():
        return "html"
    asked: dict[str, float] = {}
    for part in accept.split(",")[:50]:
        name, *parameters = (piece.strip() for piece in part.lower().split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            asked[name] = max(0.0, min(1.0, float(quality)))
        except ValueError:
            asked[name] = 0.0
    aliases = {"html": ["application/xhtml+xml"], "jsonld": ["application/json"], "nt": []}
    best, chosen = 0.0, None
    for suffix, media in MEDIA.items():
        kind = media.partition("/")[0]
        names = [media, *aliases.get(suffix, [])]
        exact = [asked[name] for name in names if name in asked]
        score = max(exact) if exact else asked.get(f"{kind}/*", asked.get("*/*", 0.0))
        if score > best:
            best, chosen = score, suffix
    return chosen
