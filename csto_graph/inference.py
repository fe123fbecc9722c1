"""OWL 2 RL over the ontology, the entities and the resolved situations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from csto_graph.loading import is_ours
from csto_graph.namespaces import OWL, RDFS

if TYPE_CHECKING:
    from csto_graph.triples import Statement

TRIVIAL = {f"{OWL}Thing", f"{RDFS}Resource"}


def closure(triples: Iterable[Statement]) -> Iterator[Statement]:
    """What OWL 2 RL adds about our own nodes, by the reference reasoner (owlrl).

    Left out as trivial: that everything is a Thing, a Resource and the same as itself, and
    what concerns terms of the ontologies only.
    """
    import pyoxigraph as ox
    from owlrl import DeductiveClosure, OWLRL_Semantics  # type: ignore[import-untyped]
    from rdflib import Graph

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
        line = f"{subject.n3()} {predicate.n3()} {value.n3()} ."
        triple = cast("Statement", next(ox.parse(line, format=ox.RdfFormat.N_TRIPLES)).triple)
        if triple not in known:
            yield triple
