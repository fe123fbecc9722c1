"""OWL 2 RL over the ontology, the entities and the resolved situations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from csto_graph.loading import is_ours
from csto_graph.namespaces import OWL, RDFS
from csto_graph.triples import triple

if TYPE_CHECKING:
    from rdflib.term import Node

    from csto_graph.triples import Statement, Value

TRIVIAL = {f"{OWL}Thing", f"{RDFS}Resource"}


def closure(triples: Iterable[Statement]) -> Iterator[Statement]:
    """What OWL 2 RL adds about our own nodes, by the reference reasoner (owlrl).

    Left out as trivial: that everything is a Thing, a Resource and the same as itself, and
    what concerns terms of the ontologies only.
    """
    import pyoxigraph as ox
    from owlrl import DeductiveClosure, OWLRL_Semantics  # type: ignore[import-untyped]
    from rdflib import Graph, URIRef

    known = set(triples)
    lines = ox.serialize(cast("set[ox.Triple]", known), format=ox.RdfFormat.N_TRIPLES)
    graph = Graph()
    graph.parse(data=lines, format="nt")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    # owlrl writes generalized RDF (literals as subjects), which is no RDF.
    for subject, predicate, value in graph:
        if not is_ours(str(subject)) or str(value) in TRIVIAL:
            continue
        if str(predicate) == f"{OWL}sameAs" and subject == value:
            continue
        if isinstance(subject, URIRef) and isinstance(predicate, URIRef):
            new = triple(subject, predicate, _term(value))
            if new not in known:
                yield new


def _term(value: Node) -> Value:
    import pyoxigraph as ox
    from rdflib import BNode, Literal

    if isinstance(value, BNode):
        return ox.BlankNode(value)
    if not isinstance(value, Literal):
        return ox.NamedNode(str(value))
    if value.language:
        return ox.Literal(value, language=value.language)
    return ox.Literal(value, datatype=ox.NamedNode(value.datatype) if value.datatype else None)
