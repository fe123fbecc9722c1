"""Our entities as they are held against a data set: names, classes, dates and neighbours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from csto_graph.dates import DateRange
from csto_graph.namespaces import BASE, CSTO, short
from csto_graph.wikidata.records import id_of

if TYPE_CHECKING:
    from csto_graph.graph import Graph

# What another data set may have an entity for: not claims, and not single acts.
KINDS = (
    "body",
    "event",
    "force",
    "instrument",
    "office",
    "org",
    "person",
    "place",
    "publisher",
    "session",
    "state",
    "treaty",
)

_NAMES = """SELECT ?node ?name ?printed WHERE {
  { ?node rdfs:label|skos:altLabel ?name BIND(false AS ?printed) }
  UNION { ?node csto:nameAsPrinted ?name BIND(true AS ?printed) }
}"""
_DATES = """SELECT ?node ?earliest ?latest WHERE {
  { ?node csto:earliest ?earliest ; csto:latest ?latest }
  UNION { ?value rdf:subject ?node ; rdf:predicate csto:formationDate ;
    csto:earliest ?earliest ; csto:latest ?latest }
  UNION { ?event csto:treaty|csto:establishes ?node ; a ?kind ;
    csto:earliest ?earliest ; csto:latest ?latest .
    FILTER(?kind IN (csto:TreatyConclusion, csto:EntryIntoForce, csto:Founding)) }
}"""
# Neighbours are linked nodes that a node is related to, also by way of a situation. Claims
# and resolved values are left out by asking for plain properties of plain nodes.
_NEIGHBOURS = (
    """SELECT DISTINCT ?node ?link WHERE {
  ?other skos:exactMatch ?link . { ?node ?p ?other } UNION { ?other ?p ?node }
  FILTER(STRSTARTS(STR(?p), STR(csto:)))
}""",
    """SELECT DISTINCT ?node ?link WHERE {
  ?between a csto:Situation ; ?q ?other . ?other skos:exactMatch ?link . ?between ?p ?node .
  FILTER(ISIRI(?node) && ?node != ?other && STRSTARTS(STR(?p), STR(csto:)))
}""",
)


@dataclass
class Ours:
    """One of our entities: its IRI and label, and what it can be known by.

    ``printed`` are names that only occur as printed in a document, which may be short forms;
    ``neighbours`` are the ids that related nodes are linked to.
    """

    iri: str
    label: str = ""
    names: set[str] = field(default_factory=set)
    printed: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    dates: set[DateRange] = field(default_factory=set)
    neighbours: set[str] = field(default_factory=set)


def our_entities(graph: Graph) -> dict[str, Ours]:
    """What another data set may have an entity for, by IRI."""
    found: dict[str, Ours] = {}
    for row in _rows(graph, _NAMES):
        iri = row["node"].value
        if iri.startswith(BASE) and short(iri).partition(":")[0] in KINDS and "#" not in iri:
            ours = found.setdefault(iri, Ours(iri, graph.label(iri) or short(iri)))
            (ours.printed if row["printed"].value == "true" else ours.names).add(row["name"].value)
    for iri, ours in found.items():
        ours.printed -= ours.names
        ours.classes = set(graph.texts(iri, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"))
        ours.classes = {c.removeprefix(CSTO) for c in ours.classes if c.startswith(CSTO)}
    for row in _rows(graph, _DATES):
        if row["node"].value in found:
            days = DateRange(*(date.fromisoformat(row[n].value) for n in ("earliest", "latest")))
            found[row["node"].value].dates.add(days)
    near: dict[str, set[str]] = defaultdict(set)
    for query in _NEIGHBOURS:
        for row in _rows(graph, query):
            near[row["node"].value].add(id_of(row["link"].value))
    for iri, ours in found.items():
        ours.neighbours = near[iri]
    return found


def _rows(graph: Graph, query: str) -> Any:
    return graph.run(query)
