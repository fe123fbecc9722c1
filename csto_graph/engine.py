"""What answers SPARQL: the store on this machine, or an endpoint elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

    Answer = QuerySolutions | QueryBoolean | QueryTriples


class Engine(Protocol):
    """A published graph that can be asked; IRIs go in as text without brackets.

    Every method may raise SparqlError for a question it cannot answer and, where the engine
    is another machine, EndpointError. ``lateral`` says whether it is known to understand LATERAL.
    """

    lateral: bool

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
