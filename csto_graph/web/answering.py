"""Answering one query from a store: what a worker does for a job."""

from __future__ import annotations

import re
from itertools import islice
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    serialize,
)

from csto_graph.errors import EndpointError, SparqlError
from csto_graph.namespaces import BASE, PREFIXES
from csto_graph.sparql_text import check_request
from csto_graph.web.bounded import BoundedBuffer, LimitReachedError
from csto_graph.web.wire import Job, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pyoxigraph import Store, Triple

    from csto_graph.graph import Graph

RESULTS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPHS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
KINDS = {"solutions": "a table", "boolean": "true or false", "triples": "a graph"}
# Functions that differ from one time to the next; an escape may spell one.
_FLEETING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID)\b|\\u", re.I)
_NAMESPACES = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def answered(
    ask: Callable[[Job], Any], graphs: Collection[str], job: Job, *, rows: int, size: int
) -> tuple[Reply, bytes]:
    """The reply to a job and its body, of at most ``rows`` rows and ``size`` bytes.

    ``ask`` gives pyoxigraph's answer to a job that reaches for nothing outside; ``graphs``
    are the IRIs of the named graphs. An answer is whole or is none: what goes
    wrong is a reply with the status of an error.
    """
    try:
        check_request(job.query, graphs)
        _check_graphs(job, graphs)
        answer = ask(job)
        kind = _kind(answer)
        choice = job.choices.get(kind)
        if choice is None:
            return Reply(406, message=f"the answer is {KINDS[kind]}; none of its formats fits"), b""
        name, media_type = choice
        if kind == "triples":
            body = _graph(answer, name, rows, size)
        else:
            buffer = BoundedBuffer(size, rows, name)
            answer.serialize(buffer, format=RESULTS[name])
            buffer.check()
            body = buffer.getvalue()
    except SparqlError as error:
        return Reply(400, message=str(error)), b""
    except EndpointError as error:
        return Reply(502, message=str(error)), b""
    except SyntaxError as error:
        # The engine lists all that it would have taken, down to letters.
        cause = shorten(str(error.msg), 200, placeholder=" ...")
        return Reply(400, message=f"not valid SPARQL: {cause}"), b""
    except LimitReachedError as error:
        message = f"the answer has {error}, the limit of this server; ask for less, as with LIMIT"
        return Reply(422, message=message, reason=error.what), b""
    except (ValueError, OSError, RuntimeError) as error:
        return Reply(400, message=f"the query cannot be answered: {error}"), b""
    lasting = _FLEETING.search(job.query) is None
    return Reply(200, media_type, lasting=lasting), body


def _check_graphs(job: Job, graphs: Collection[str]) -> None:
    for iri in (*job.default_graphs, *job.named_graphs):
        if iri not in graphs:
            raise SparqlError(
                f"{shorten(iri, 200)!r} names no graph of this one; its named graphs are its "
                "documents"
            )


def ask_store(store: Store, job: Job) -> Any:
    """The answer of a store; raises what pyoxigraph does."""
    dataset: dict[str, Any] = {}
    if job.default_graphs or job.named_graphs:
        # The protocol's dataset takes the place of the query's and of the usual one:
        # https://www.w3.org/TR/sparql11-protocol/#dataset
        dataset["default_graph"] = [NamedNode(iri) for iri in job.default_graphs]
        dataset["named_graphs"] = [NamedNode(iri) for iri in job.named_graphs]
    return store.query(job.query, base_iri=BASE, prefixes=PREFIXES, **dataset)


def ask_endpoint(graph: Graph, job: Job) -> Any:
    """The answer of an endpoint elsewhere that holds the graph; EndpointError if it fails."""
    if job.default_graphs or job.named_graphs:
        raise SparqlError(
            "this server passes questions on to another and takes no default-graph-uri or "
            "named-graph-uri; write FROM and FROM NAMED in the query"
        )
    return graph.run(job.query)


def _kind(answer: Any) -> str:
    if isinstance(answer, QuerySolutions):
        return "solutions"
    return "boolean" if isinstance(answer, QueryBoolean) else "triples"


def _graph(answer: Iterable[Triple], name: str, rows: int, size: int) -> bytes:
    triples = dict.fromkeys(islice(answer, rows + 1))
    if len(triples) > rows:
        raise LimitReachedError("rows", f"more than {rows} triples")
    buffer = BoundedBuffer(size)
    prefixes = _prefixes(triples) if name in ("turtle", "trig", "rdfxml", "jsonld") else None
    serialize(triples, buffer, format=GRAPHS[name], prefixes=prefixes)
    return buffer.getvalue()


def _prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    """The project's prefixes that occur in these triples."""
    iris = {
        term.value
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, NamedNode)
    }
    spaces = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in iris}
    return {_NAMESPACES[space]: space for space in sorted(spaces & _NAMESPACES.keys())}
