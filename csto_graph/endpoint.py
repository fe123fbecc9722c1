"""A pushed graph asked over the SPARQL 1.1 Protocol, and answers proved to be whole.

https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-results-json/
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csto_graph.errors import EndpointError, SparqlError
from csto_graph.http_client import Address, RefusedError, Reply, reach, seconds
from csto_graph.manifest import (
    DESCRIBED,
    DOCUMENTS,
    MANIFEST,
    PUBLISHED,
    WHOLE,
    Manifest,
    read_manifest,
)
from csto_graph.namespaces import BASE, PREFIXES, expand
from csto_graph.sparql_text import tokens
from csto_graph.wire import received, received_triples

if TYPE_CHECKING:
    from csto_graph.engine import Answer
    from csto_graph.graph import Graph

RESULTS = "application/sparql-results+json"
# Of the forms that triples are sent in, the one that shows whether its end has come.
TRIPLES = "application/rdf+xml"
NOTHING = f"{BASE}nothing"  # a graph that nobody writes
AT_ONCE = 200  # nodes whose values are asked for in one request
KEPT = 20_000  # values that are remembered


@dataclass(frozen=True)
class RemoteEngine:
    """An endpoint that holds a pushed graph. As Engine."""

    address: Address
    _kept: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False)

    def run(self, text: str) -> Answer:
        """As Engine. Raises EndpointError too."""
        form: dict[str, str | list[str]] = {"query": declared(text)}
        words = {t.text.upper() for t in tokens(text) if t.kind == "word"}
        if "FROM" in words:
            # Said in the protocol too: some servers are set to look elsewhere otherwise.
            chosen, named = dataset(text)
            form["default-graph-uri"] = chosen or [NOTHING]
            form["named-graph-uri"] = named
        else:
            form["default-graph-uri"] = PUBLISHED
            form["named-graph-uri"] = sorted(self.graphs()) if "GRAPH" in words else []
        return ask(self.address, form)

    def values(self, node: str, predicate: str) -> list[str]:
        """As Engine."""
        self.expect([node], [predicate])
        return self._kept.get((node, predicate), [])

    def holds(self, node: str) -> bool:
        """As Engine."""
        return is_iri(node) and bool(self.run(f"ASK {{ <{node}> ?property ?value }}"))

    def graphs(self) -> Collection[str]:
        """As Engine."""
        if ("", "") not in self._kept:
            self._kept["", ""] = [row["document"] for row in rows(self.address, DOCUMENTS)]
        return self._kept["", ""]

    def expect(self, nodes: Iterable[str], predicates: Iterable[str]) -> None:
        """As Engine."""
        if len(self._kept) > KEPT:
            self._kept.clear()
        for predicate in predicates:
            wanted = {n for n in nodes if (n, predicate) not in self._kept and is_iri(n)}
            for some in _batches(sorted(wanted)):
                self._kept.update({(node, predicate): [] for node in some})
                listed = " ".join(f"<{node}>" for node in some)
                query = (
                    f"SELECT ?node ?value {{ VALUES ?node {{ {listed} }} "
                    f"?node <{predicate}> ?value }}"
                )
                for row in rows(self.address, query, PUBLISHED):
                    self._kept[row["node"], predicate].append(row["value"])
                for node in some:
                    self._kept[node, predicate] = sorted(set(self._kept[node, predicate]))


def open_endpoint(
    url: str,
    *,
    timeout: float | str | None = None,
    warn: Callable[[str], None] | None = None,
) -> Graph:
    """Open the graph that was pushed to a SPARQL 1.1 endpoint; as ``open_graph`` otherwise.

    ``url`` is the address that answers queries, without credentials: these come from the
    environment or a netrc file (csto_graph.credentials). ``timeout`` is in seconds for each
    request; without it CSTO_GRAPH_TIMEOUT counts, or 60. ``warn`` is told what is unsafe;
    without it, Python's warnings are used. Raises EndpointError where the endpoint cannot be
    reached, is none, or holds no whole graph of this version.
    """
    from csto_graph import __version__
    from csto_graph.graph import Graph

    address = reach(url, seconds(timeout), warn or _warn)
    manifest = pushed(address)
    if manifest is None:
        raise EndpointError(
            f"{address.url} holds no graph of csto-graph; push one: csto-graph push {address.url}"
        )
    if manifest.status != WHOLE:
        raise EndpointError(
            f"the push to {address.url} was not finished; run the same csto-graph push again"
        )
    if manifest.version != __version__:
        raise EndpointError(
            f"the graph at {address.url} was pushed by csto-graph {manifest.version}, and this is "
            f"{__version__}; push it again with this one, or ask with that one"
        )
    engine = RemoteEngine(address)
    if not engine.run("ASK { ?node ?property ?value }"):
        raise EndpointError(
            f"{address.url} says that a graph was pushed, but <{PUBLISHED}> is empty or the "
            "endpoint does not know named graphs; push it again with --force"
        )
    return Graph(engine, manifest.counts)


def pushed(address: Address) -> Manifest | None:
    """The manifest at an endpoint, without its documents; ``None`` where nothing was pushed."""
    return read_manifest({r["property"]: r["value"] for r in rows(address, DESCRIBED)})


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


def _batches(nodes: list[str]) -> list[list[str]]:
    return [nodes[i : i + AT_ONCE] for i in range(0, len(nodes), AT_ONCE)]


def is_iri(text: str) -> bool:
    """Whether a text can stand between angle brackets."""
    from pyoxigraph import NamedNode

    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _warn(message: str) -> None:
    import warnings

    warnings.warn(message, UserWarning, stacklevel=3)
