"""The part of authored data that a check of some of its nodes looks at.

What is found on a node depends on no more than this part, so that one document can be
checked without the others. A shape in ontology/shapes.ttl that looks farther, or along another
property, needs a line here; tests/test_neighbourhood.py has the shapes' paths and queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_graph.namespaces import CSTO, OA, OWL, RDF, RDFS

if TYPE_CHECKING:
    from csto_graph.triples import Statement

TYPE = f"{RDF}type"
# From a claim to its passage, on to the document, and from a speaker to who relays it.
FOLLOWED = frozenset({f"{CSTO}evidence", f"{OA}hasSource", f"{CSTO}relayedBy"})
# A situation needs a claim about it or a list that attests it: that there is one, no more.
BACKWARDS = frozenset({f"{RDF}subject", f"{CSTO}attests"})
FURNITURE = f"{CSTO}PageFurniture"


@dataclass(frozen=True)
class Neighbourhood:
    """The nodes to check, those that are needed whole, and those of which the class is."""

    nodes: AbstractSet[str]
    whole: AbstractSet[str]
    typed: AbstractSet[str]

    def holds(self, triple: Statement) -> bool:
        """Whether what is found on the nodes may depend on a triple.

        Classes and properties that a file defines count always, as the ontology does.
        """
        if triple.subject.value in self.whole:
            return True
        predicate = triple.predicate.value
        if predicate == TYPE:
            return triple.subject.value in self.typed or triple.object.value.startswith(OWL)
        if predicate in BACKWARDS:
            return triple.object.value in self.nodes
        return predicate.startswith(RDFS)


def around(triples: Sequence[Statement], nodes: AbstractSet[str]) -> Neighbourhood:
    """The neighbourhood of some nodes, by their IRIs, in all the authored triples."""
    leads, furniture = _links(triples)
    whole = _reached(leads, nodes)
    # The furniture of a document lies across the passages of its claims, whoever marked it.
    whole |= {piece for piece in furniture if not whole.isdisjoint(leads[piece])}
    typed = {triple.object.value for triple in triples if triple.subject.value in whole}
    return Neighbourhood(nodes, whole, typed)


def same_document(triples: Sequence[Statement], nodes: AbstractSet[str]) -> set[str]:
    """Some nodes, and the passages, claims and lists of the documents that they are of."""
    leads, _ = _links(triples)
    back: dict[str, list[str]] = defaultdict(list)
    for node, further in leads.items():
        for step in further:
            back[step].append(node)
    return _reached(back, _reached(leads, nodes))


def _links(triples: Iterable[Statement]) -> tuple[dict[str, list[str]], list[str]]:
    """Where each node leads, and the pieces of page furniture."""
    leads: dict[str, list[str]] = defaultdict(list)
    furniture = []
    for triple in triples:
        predicate = triple.predicate.value
        if predicate in FOLLOWED:
            leads[triple.subject.value].append(triple.object.value)
        elif predicate == TYPE and triple.object.value == FURNITURE:
            furniture.append(triple.subject.value)
    return leads, furniture


def _reached(leads: Mapping[str, Sequence[str]], nodes: Iterable[str]) -> set[str]:
    """Some nodes, and all that the links lead to from them."""
    found, todo = set(nodes), list(nodes)
    while todo:
        for further in leads.get(todo.pop(), ()):
            if further not in found:
                found.add(further)
                todo.append(further)
    return found
