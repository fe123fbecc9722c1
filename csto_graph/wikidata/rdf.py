"""Statements as RDF in the form of the dumps of Wikidata and of its query service.

https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format . Two things differ, since
nothing here is of Wikidata: statements, values and references have IRIs of ours, and an
unknown value is an IRI below ``/.well-known/genid/`` (RDF 1.1, section 3.5) as in the query
service, not a blank node.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from csto_graph.claims import Nodes
from csto_graph.namespaces import BASE, PREFIXES, PROV, RDF, RDFS, SKOS, XSD
from csto_graph.triples import triple
from csto_graph.wikidata.mapping import WIKIBASE, Mapping, Property
from csto_graph.wikidata.records import Snak, Time, iri_of
from csto_graph.wikidata.statements import Exported
from csto_graph.wikidata.times import date_time

if TYPE_CHECKING:
    from pyoxigraph import Literal

    from csto_graph.triples import Statement
    from csto_graph.triples import Value as Term

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
_GENID = "https://w3id.org/.well-known/genid/csto-graph/"
FORMATS = ("turtle", "ntriples")


def wikidata_text(triples: Iterable[Statement], form: str) -> str:
    """The triples in one of FORMATS, sorted, so that two exports of one graph are equal."""
    from pyoxigraph import RdfFormat, serialize

    ordered = sorted(set(triples), key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    if form == "ntriples":
        return (serialize(ordered, format=RdfFormat.N_TRIPLES) or b"").decode()  # type: ignore[arg-type]
    text = "\n".join(map(str, ordered))
    spaces = {**PREFIXES, **WAYS}
    used = {name: iri for name, iri in spaces.items() if f"<{iri}" in text}
    return (serialize(ordered, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()  # type: ignore[arg-type]


def wikidata_triples(
    exported: Iterable[Exported], nodes: Nodes, mapping: Mapping
) -> Iterator[Statement]:
    """The triples of statements, and of the entities and properties that they name."""
    found = list(exported)
    named: set[str] = set()
    for one in found:
        named |= _entities(one)
        yield from _statement(one, mapping)
    properties = {p for one in found for p in _properties(one)}
    for name in properties:
        yield from _property(mapping.properties[name])
    for node, identifier in _described(nodes, named):
        yield from _entity(nodes, node, identifier)


def _statement(one: Exported, mapping: Mapping) -> Iterator[Statement]:
    made = one.statement
    subject, node = iri_of(one.subject), made.id
    yield triple(subject, WAYS["p"] + made.property, node)
    yield triple(node, f"{RDF}type", f"{WIKIBASE}Statement")
    yield triple(node, f"{WIKIBASE}rank", f"{WIKIBASE}{made.rank.title()}Rank")
    yield triple(node, f"{RDFS}seeAlso", one.node)
    yield from _valued(node, Snak(made.property, made.value), "ps", mapping)
    if one.best:
        yield triple(node, f"{RDF}type", f"{WIKIBASE}BestRank")
        term = _term(node, Snak(made.property, made.value), mapping)
        yield triple(subject, WAYS["wdt"] + made.property, term)
    for snak in made.qualifiers:
        yield from _valued(node, snak, "pq", mapping)
    for reference in made.references:
        key = " ".join(f"{snak.property}={snak.value.text}" for snak in reference)
        iri = f"{BASE}wikidata/reference/{_digest(key)}"
        yield triple(node, f"{PROV}wasDerivedFrom", iri)
        yield triple(iri, f"{RDF}type", f"{WIKIBASE}Reference")
        for snak in reference:
            yield from _valued(iri, snak, "pr", mapping)


def _valued(node: str, snak: Snak, way: str, mapping: Mapping) -> Iterator[Statement]:
    """The simple value and, of a time, the full one."""
    yield triple(node, WAYS[way] + snak.property, _term(node, snak, mapping))
    time = snak.value.time
    if time is not None:
        iri = f"{BASE}wikidata/value/{_digest(f'{time.text}/{time.precision} {time.calendar}')}"
        yield triple(node, WAYS[f"{way}v"] + snak.property, iri)
        yield triple(iri, f"{RDF}type", f"{WIKIBASE}TimeValue")
        yield triple(iri, f"{WIKIBASE}timeValue", _moment(time))
        yield triple(iri, f"{WIKIBASE}timePrecision", _literal(str(time.precision), "integer"))
        yield triple(iri, f"{WIKIBASE}timeTimezone", _literal("0", "integer"))
        yield triple(iri, f"{WIKIBASE}timeCalendarModel", time.calendar)


def _term(node: str, snak: Snak, mapping: Mapping) -> Term:
    from pyoxigraph import Literal, NamedNode

    value = snak.value
    if value.kind == "somevalue":
        return NamedNode(_GENID + _digest(f"{node} {snak.property}"))
    if value.kind == "entity":
        return NamedNode(iri_of(value.text))
    if value.time is not None:
        return _moment(value.time)
    if mapping.properties[snak.property].kind == "Url":
        return NamedNode(value.text)
    return Literal(value.text)


def _moment(time: Time) -> Literal:
    return _literal(date_time(time), "dateTime")


def _literal(text: str, datatype: str) -> Literal:
    from pyoxigraph import Literal, NamedNode

    return Literal(text, datatype=NamedNode(XSD + datatype))


def _entities(one: Exported) -> set[str]:
    """The ids of every entity that a statement names."""
    made = one.statement
    snaks = [*made.qualifiers, *(snak for reference in made.references for snak in reference)]
    values = [made.value, *(snak.value for snak in snaks)]
    return {one.subject, *(value.text for value in values if value.kind == "entity")}


def _properties(one: Exported) -> Iterator[str]:
    yield one.statement.property
    for snak in one.statement.qualifiers:
        yield snak.property
    for reference in one.statement.references:
        yield from (snak.property for snak in reference)


def _property(one: Property) -> Iterator[Statement]:
    from pyoxigraph import Literal

    iri = iri_of(one.id)
    yield triple(iri, f"{RDF}type", f"{WIKIBASE}Property")
    yield triple(iri, f"{RDFS}label", Literal(one.label, language="en"))
    yield triple(iri, f"{WIKIBASE}propertyType", WIKIBASE + one.kind)
    for name, way in _OF_PROPERTY.items():
        yield triple(iri, WIKIBASE + name, WAYS[way] + one.id)


def _described(nodes: Nodes, named: set[str]) -> Iterator[tuple[str, str]]:
    """The nodes of ours that the entities named are, with the ids they have."""
    linked = defaultdict(list)
    for node in nodes.of:
        for value in nodes.values(node, f"{SKOS}exactMatch"):
            linked[value.value].append(node)
    for identifier in named:
        for node in linked.get(iri_of(identifier), [identifier]):
            yield node, identifier


def _entity(nodes: Nodes, node: str, identifier: str) -> Iterator[Statement]:
    """The names that a node has here; nothing is said of what others call it."""
    iri = iri_of(identifier)
    yield triple(iri, f"{RDF}type", f"{WIKIBASE}Item")
    if iri != node and node in nodes.of:
        yield triple(iri, f"{SKOS}exactMatch", node)
    for value in nodes.values(node, f"{RDFS}label"):
        yield triple(iri, f"{RDFS}label", value)
    for value in nodes.values(node, f"{SKOS}altLabel"):
        yield triple(iri, f"{SKOS}altLabel", value)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
