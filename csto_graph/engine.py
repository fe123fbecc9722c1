"""What answers SPARQL: the store on this machine, or an endpoint elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Protocol

from csto_graph.errors import SparqlError
from csto_graph.namespaces import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

    Answer = QuerySolutions | QueryBoolean | QueryTriples


class Engine(Protocol):
    """A published graph that can be asked; IRIs go in as text without brackets.

    Every method may raise SparqlError for a question it cannot answer and, where the engine
    is another machine, EndpointError.
    """

    def run(self, text: str) -> Answer:
        """The answer to a read-only SPARQL query; the project's prefixes are declared."""

    def values(self, node: str, predicate: str) -> list[str]:
        """Every value of a property of a node, as text, sorted; none where the node is no IRI."""

    def holds(self, node: str) -> bool:
        """Whether the graph says anything of a node."""

    def graphs(self) -> Collection[str]:
        """The IRIs of the named graphs: one for each document."""

    def expect(self, nodes: Iterable[str], predicates: Iterable[str]) -> None:
        """These values will be asked for: an engine far away fetches them in one go."""


class LocalEngine:
    """The store on this machine."""

    def __init__(self, store: Store) -> None:
        """Ask this store."""
        self.store = store

    def run(self, text: str) -> Answer:
        """As Engine."""
        try:
            return self.store.query(text, prefixes=PREFIXES)
        except SyntaxError as error:
            from textwrap import shorten

            # The engine lists all that it would have taken, down to letters.
            cause = shorten(str(error.msg), 200, placeholder=" ...")
            raise SparqlError(f"not valid SPARQL: {cause}") from None
        except (ValueError, OSError, RuntimeError) as error:
            raise SparqlError(f"the query cannot be answered: {error}") from None

    def values(self, node: str, predicate: str) -> list[str]:
        """As Engine."""
        from pyoxigraph import NamedNode

        try:
            subject, term = NamedNode(node), NamedNode(predicate)
        except ValueError:
            return []  # no IRI, so no node
        found = self.store.quads_for_pattern(subject, term, None)
        return sorted({str(getattr(quad.object, "value", "")) for quad in found})

    def holds(self, node: str) -> bool:
        """As Engine."""
        from pyoxigraph import NamedNode

        try:
            return any(self.store.quads_for_pattern(NamedNode(node), None, None))
        except ValueError:  # it looks like an IRI but is none, such as state:%
            return False

    def graphs(self) -> Collection[str]:
        """As Engine."""
        return {graph.value for graph in self.store.named_graphs()}

    def expect(self, nodes: Iterable[str], predicates: Iterable[str]) -> None:
        """Nothing to do: the store is near."""
