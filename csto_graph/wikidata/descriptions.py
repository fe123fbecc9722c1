"""The entities and properties of an export: names, types, and the ways from one to another.

https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format#Properties
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from csto_graph.namespaces import RDF, RDFS, SKOS
from csto_graph.nodes import Nodes
from csto_graph.triples import triple
from csto_graph.wikidata.mapping import WIKIBASE, Property
from csto_graph.wikidata.records import iri_of

if TYPE_CHECKING:
    from csto_graph.triples import Statement

_PROP = "http://www.wikidata.org/prop/"
# How the query service names the ways from an entity to a value.
WAYS = {
    "wdt": f"{_PROP}direct/",
    "p": _PROP,
    "ps": f"{_PROP}statement/",
    "psv": f"{_PROP}statement/value/",
    "pq": f"{_PROP}qualifier/",
    "pqv": f"{_PROP}qualifier/value/",
    "pr": f"{_PROP}reference/",
    "prv": f"{_PROP}reference/value/",
    "wdno": f"{_PROP}novalue/",
}
# Of a property entity: which way each of its IRIs is.
_OF_PROPERTY = {
    "directClaim": "wdt",
    "claim": "p",
    "statementProperty": "ps",
    "statementValue": "psv",
    "qualifier": "pq",
    "qualifierValue": "pqv",
    "reference": "pr",
    "referenceValue": "prv",
    "novalue": "wdno",
}


def property_triples(one: Property) -> Iterator[Statement]:
    """A property with its label, type and the IRIs of its ways."""
    from pyoxigraph import Literal

    iri = iri_of(one.id)
    yield triple(iri, f"{RDF}type", f"{WIKIBASE}Property")
    yield triple(iri, f"{RDFS}label", Literal(one.label, language="en"))
    yield triple(iri, f"{WIKIBASE}propertyType", WIKIBASE + one.kind)
    for name, way in _OF_PROPERTY.items():
        yield triple(iri, WIKIBASE + name, WAYS[way] + one.id)


def described(nodes: Nodes, named: set[str]) -> Iterator[tuple[str, str]]:
    """The nodes of ours that the entities named are, with the ids they have."""
    linked = defaultdict(list)
    for node in nodes.of:
        for value in nodes.values(node, f"{SKOS}exactMatch"):
            linked[value.value].append(node)
    for identifier in named:
        for node in linked.get(iri_of(identifier), [identifier]):
            yield node, identifier


def entity_triples(nodes: Nodes, node: str, identifier: str) -> Iterator[Statement]:
    """The names that a node has here; nothing is said of what others call it."""
    iri = iri_of(identifier)
    yield triple(iri, f"{RDF}type", f"{WIKIBASE}Item")
    if iri != node and node in nodes.of:
        yield triple(iri, f"{SKOS}exactMatch", node)
    for value in nodes.values(node, f"{RDFS}label"):
        yield triple(iri, f"{RDFS}label", value)
    for value in nodes.values(node, f"{SKOS}altLabel"):
        yield triple(iri, f"{SKOS}altLabel", value)
