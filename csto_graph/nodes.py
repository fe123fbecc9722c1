"""Authored triples by their subject, and the classes that the ontology puts them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from csto_graph.dates import bounds
from csto_graph.namespaces import DCT, OWL, RDF, RDFS, SKOS, short
from csto_graph.triples import is_blank, triple

if TYPE_CHECKING:
    from datetime import date

    from csto_graph.triples import Statement, Value

_NOTHING: dict[str, list[Value]] = {}


class Nodes:
    """Authored triples by subject and predicate, in the order of the files."""

    def __init__(self, triples: Iterable[Statement]) -> None:
        """Index the triples; what has a blank node as its subject is passed over."""
        self.of: dict[str, dict[str, list[Value]]] = {}
        # Terms that occur often are kept once, which halves the memory of a large graph.
        names: dict[str, str] = {}
        terms: dict[Value, Value] = {}
        for statement in triples:
            if is_blank(statement.subject):
                continue
            predicate, value = statement.predicate.value, statement.object
            of = self.of.setdefault(statement.subject.value, {})
            of.setdefault(names.setdefault(predicate, predicate), []).append(
                terms.setdefault(value, value)
            )

    def add(self, node: str, predicate: str, value: Value) -> None:
        """Add a triple that may be there already."""
        values = self.of.setdefault(node, {}).setdefault(predicate, [])
        if value not in values:
            values.append(value)

    def values(self, node: str, predicate: str) -> list[Value]:
        """Every value of one property of one node."""
        return self.of.get(node, _NOTHING).get(predicate, [])

    def about(self, node: str) -> Iterator[Statement]:
        """The triples that have a node as their subject."""
        for predicate, values in self.of.get(node, _NOTHING).items():
            for value in values:
                yield triple(node, predicate, value)

    def one(self, node: str, predicate: str) -> str | None:
        """The IRI or text of the first value; ``None`` where there is none."""
        return next((value.value for value in self.values(node, predicate)), None)

    def types(self, node: str) -> set[str]:
        """The IRIs of the classes that a node is authored to have."""
        return {value.value for value in self.values(node, f"{RDF}type")}

    def of_type(self, *classes: str) -> Iterator[str]:
        """The nodes with one of these classes, in the order of the files."""
        wanted = set(classes)
        return (node for node in self.of if wanted & self.types(node))

    def label(self, node: str) -> str:
        """The preferred label of a node or term, or its short name."""
        names = (self.one(node, f"{SKOS}prefLabel"), self.one(node, f"{RDFS}label"))
        return next((name for name in names if name), short(node))


def subclasses(nodes: Nodes, of: str) -> set[str]:
    """A class of the ontology and everything below it."""
    below: dict[str, set[str]] = defaultdict(set)
    for term in nodes.of_type(f"{OWL}Class"):
        for parent in nodes.values(term, f"{RDFS}subClassOf"):
            below[parent.value].add(term)
    found, todo = {of}, [of]
    while todo:
        for term in below[todo.pop()] - found:
            found.add(term)
            todo.append(term)
    return found


def superclasses(nodes: Nodes, of: str) -> set[str]:
    """Everything above a class of the ontology, the class itself left out."""
    found: set[str] = set()
    todo = [of]
    while todo:
        wider = {value.value for value in nodes.values(todo.pop(), f"{RDFS}subClassOf")} - found
        found |= wider
        todo += wider
    return found - {of}


def issued(nodes: Nodes, document: str) -> tuple[date | None, date | None]:
    """The first and last day on which a document may have been published."""
    text = nodes.one(document, f"{DCT}issued")
    period = bounds(text) if text else None
    return (period.earliest, period.latest) if period else (None, None)
