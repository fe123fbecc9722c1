"""The query page: an editor for SPARQL, with the canned queries as examples."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from csto_graph.errors import CstoGraphError, UnknownQueryError
from csto_graph.namespaces import BASE, CSTO, PREFIXES, RDFS, SKOS, curie
from csto_graph.queries import Query, find_query, query_files, read_query
from csto_graph.web.pages.rendering import STATIC, page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.graph import Graph
    from csto_graph.web.site import Site

FIRST = "members-on"
LONGEST = 20_000  # characters of a query that an address may carry


def endpoint(site: Site) -> Callable[[Request], Response]:
    """The endpoint of the page; ``example`` names a canned query, ``query`` gives a text."""

    def answer(request: Request) -> Response:
        asked = request.query_params
        chosen, unknown = asked.get("example", ""), ""
        text = asked.get("query", "")[:LONGEST]
        if not text:
            try:
                text = _filled(site.graph, find_query(chosen or FIRST))
            except UnknownQueryError:
                unknown, text = chosen[:60], _filled(site.graph, find_query(FIRST))
        return page(
            site, "query.html", title="Query", here="query", text=text, chosen=chosen,
            unknown=unknown, examples=_examples(), base=BASE,
            bundle=(STATIC / "editor" / "editor.js").is_file(),
        )  # fmt: skip

    return answer


def words(site: Site) -> Callable[[Request], Response]:
    """The endpoint that tells the editor the prefixes and the words it may complete."""

    def answer(request: Request) -> Response:
        from starlette.responses import JSONResponse

        return JSONResponse({"prefixes": PREFIXES, "words": _words(site.graph)},
                            headers={"Cache-Control": "max-age=300"})  # fmt: skip

    return answer


@lru_cache(maxsize=1)
def _examples() -> list[Query]:
    """The canned queries, by title."""
    return sorted((read_query(path) for path in query_files().values()), key=lambda q: q.title)


def _filled(graph: Graph, query: Query) -> str:
    """A canned query as SPARQL, with the examples of its parameters put in."""
    given = {p.name: p.example for p in query.parameters if p.required}
    try:
        return graph.filled(query, given)
    except CstoGraphError:  # the example is not in this graph, which may hold other data
        return query.text


def _words(graph: Graph) -> list[dict[str, str]]:
    """The terms of the ontology, and the entities by their short names, with their labels."""
    rows: Any = graph.run(f"""
        SELECT DISTINCT ?node ?label ?definition WHERE {{
          {{ ?node <{RDFS}isDefinedBy> ?ontology ; <{RDFS}label> ?label
            FILTER(STRSTARTS(STR(?node), "{CSTO}")) }}
          UNION {{ ?node <{SKOS}prefLabel> ?label
            FILTER(STRSTARTS(STR(?node), "{BASE}") && !STRSTARTS(STR(?node), "{CSTO}")) }}
          OPTIONAL {{ ?node <{SKOS}definition> ?definition }}
        }} ORDER BY ?node""")
    found = []
    for row in rows:
        name = curie(row["node"].value)
        if name:
            definition = row["definition"].value if row["definition"] is not None else ""
            found.append({"name": name, "label": row["label"].value, "definition": definition})
    return found
