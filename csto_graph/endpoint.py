"""A graph that was pushed to an endpoint, opened for questions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csto_graph.errors import EndpointError
from csto_graph.http_client import Address, reach, seconds
from csto_graph.manifest import DESCRIBED, DOCUMENTS, PUBLISHED, WHOLE, Manifest, read_manifest
from csto_graph.namespaces import BASE
from csto_graph.sparql_protocol import ask, dataset, declared, rows
from csto_graph.sparql_text import tokens

if TYPE_CHECKING:
    from csto_graph.engine import Answer
    from csto_graph.graph import Graph

NOTHING = f"{BASE}nothing"  # a graph that nobody writes
AT_ONCE = 200  # nodes whose values are asked for in one request
KEPT = 20_000  # values that are remembered


@dataclass(frozen=True)
class RemoteEngine:
    """An endpoint that holds a pushed graph. As Engine."""

    lateral = False  # it may be any engine

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
