"""Questions by the SPARQL 1.1 Protocol, and answers proved to be whole.

https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-results-json/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from csto_graph.errors import EndpointError, SparqlError
from csto_graph.http_client import Address, RefusedError, Reply
from csto_graph.manifest import MANIFEST
from csto_graph.namespaces import PREFIXES, expand
from csto_graph.sparql_text import tokens
from csto_graph.wire import received, received_triples

if TYPE_CHECKING:
    from csto_graph.engine import Answer

RESULTS = "application/sparql-results+json"
# Of the forms that triples are sent in, the one that shows whether its end has come.
TRIPLES = "application/rdf+xml"


def rows(address: Address, query: str, graph: str = MANIFEST) -> list[dict[str, str]]:
    """The answer to a SELECT on one graph, each value as text."""
    answer: Any = ask(address, {"query": query, "default-graph-uri": graph})
    names = [variable.value for variable in answer.variables]
    return [{name: row[name].value for name in names if row[name] is not None} for row in answer]


def ask(address: Address, form: Mapping[str, str | list[str]]) -> Answer:
    """The whole answer to a query sent as a form; SparqlError for one the server refuses."""
    wanted = TRIPLES if _asks_triples(str(form["query"])) else RESULTS
    try:
        reply = address.send("POST", form=form, headers={"Accept": wanted})
    except RefusedError as error:
        if error.status in (400, 500):
            raise SparqlError(str(error)) from None
        raise
    _check_whole(address, reply)
    if wanted == RESULTS and reply.media_type in (RESULTS, "application/json"):
        return received(reply.body, address.url)
    if wanted == TRIPLES and reply.media_type in (TRIPLES, "application/xml", "text/xml"):
        return _triples(address, reply.body)
    raise EndpointError(
        f"{address.url} answers {reply.media_type or 'no known form'} and not SPARQL results; "
        "give the address that answers SPARQL queries, such as http://localhost:7878/query"
    )


def _check_whole(address: Address, reply: Reply) -> None:
    """Raise EndpointError for an answer that its server cut short with HTTP 200.

    Virtuoso says so in headers only
    (https://docs.openlinksw.com/virtuoso/anytimequeries/ and rdfsparql of the same manual).
    """
    if "x-sql-state" in reply.headers:
        raise EndpointError(
            f"{address.url} ran out of time and gave a part of the answer only "
            f"({reply.headers['x-sql-state']}); ask for less, or allow more there "
            "(MaxQueryExecutionTime in virtuoso.ini)"
        )
    if "x-sparql-maxrows" in reply.headers:
        raise EndpointError(
            f"{address.url} cut the answer at {reply.headers['x-sparql-maxrows']} rows; ask for "
            "less, or allow more there (ResultSetMaxRows in virtuoso.ini)"
        )


def _asks_triples(text: str) -> bool:
    """Whether a query is a CONSTRUCT or DESCRIBE: the first word that says which form it is."""
    words = (token.text.upper() for token in tokens(text) if token.kind == "word")
    form = next((w for w in words if w in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), "")
    return form in ("CONSTRUCT", "DESCRIBE")


def _triples(address: Address, body: bytes) -> Answer:
    from pyoxigraph import RdfFormat, Store, parse

    store = Store()
    try:
        store.extend(parse(received_triples(body), format=RdfFormat.RDF_XML))
    except (SyntaxError, ValueError) as error:
        raise EndpointError(f"{address.url} gave triples that are not whole: {error}") from None
    return store.query("CONSTRUCT WHERE { ?subject ?predicate ?object }")


def dataset(text: str) -> tuple[list[str], list[str]]:
    """The graphs that a query names after FROM, and those after FROM NAMED, as IRIs."""
    chosen: list[str] = []
    named: list[str] = []
    before = ["", ""]
    for token in tokens(text):
        if token.kind == "comment":
            continue
        iri = token.text[1:-1] if token.kind == "iri" else expand(token.text)
        if token.kind in ("iri", "name") and iri is not None:
            if before[-1] == "FROM":
                chosen.append(iri)
            elif before == ["FROM", "NAMED"]:
                named.append(iri)
        before = [before[-1], token.text.upper()]
    return chosen, named


def declared(text: str) -> str:
    """A query with the prefixes of the project that it uses, declared in its first line."""
    used: set[str] = set()
    own: set[str] = set()
    before = ""
    for token in tokens(text):
        if token.kind == "name":
            (own if before == "PREFIX" else used).add(token.text.partition(":")[0])
        before = token.text.upper() if token.kind != "comment" else before
    ours = sorted((used - own) & PREFIXES.keys())
    return " ".join([*(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ours), text])
