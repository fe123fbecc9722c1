"""Statements as RDF in the form of the dumps of Wikidata and of its query service.

https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format . Two things differ, since
nothing here is of Wikidata: statements, values and references have IRIs of ours, and an
unknown value is an IRI below ``/.well-known/genid/`` (RDF 1.1, section 3.5) as in the query
service, not a blank node.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from csto_graph.namespaces import BASE, PREFIXES, PROV, RDF, RDFS, XSD
from csto_graph.nodes import Nodes
from csto_graph.triples import triple
from csto_graph.wikidata.descriptions import (
    WAYS,
    described,
    entity_triples,
    property_triples,
)
from csto_graph.wikidata.evidence import Evidence
from csto_graph.wikidata.linked import linked
from csto_graph.wikidata.mapping import WIKIBASE, Mapping, read_mapping
from csto_graph.wikidata.ranking import Exported, ranked
from csto_graph.wikidata.records import Snak, Time, iri_of
from csto_graph.wikidata.statements import instances, statements
from csto_graph.wikidata.times import date_time

if TYPE_CHECKING:
    from pyoxigraph import Literal

    from csto_graph.triples import Statement
    from csto_graph.triples import Value as Term

_GENID = "https://w3id.org/.well-known/genid/csto-graph/"
FORMATS = ("turtle", "ntriples")


def wikidata_text(triples: Iterable[Statement], form: str) -> str:
    """The triples in one of FORMATS, sorted, so that two exports of one graph are equal."""
    from pyoxigraph import RdfFormat, serialize

    ordered: list[Any] = sorted(set(triples), key=str)
    if form == "ntriples":
        return (serialize(ordered, format=RdfFormat.N_TRIPLES) or b"").decode()
    text = "\n".join(map(str, ordered))
    used = {name: iri for name, iri in {**PREFIXES, **WAYS}.items() if f"<{iri}" in text}
    turtle = (serialize(ordered, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()
    lines = turtle.splitlines(keepends=True)
    # The library writes the prefixes in any order, before everything else.
    return "".join([*sorted(lines[: len(used)]), *lines[len(used) :]])


def wikidata_export(
    evidence: Evidence, *, linked_only: bool = False
) -> tuple[list[Statement], int]:
    """What is said as triples of Wikidata, and the number of statements.

    With ``linked_only`` only what is between entities that have an id of Wikidata.
    """
    mapping = read_mapping()
    found = statements(evidence, mapping)
    found = ranked(linked(found) if linked_only else found)
    named = {name for one in found for name in _entities(one)}
    nodes = [node for node, _ in described(evidence.nodes, named)]
    found += instances(evidence, mapping, nodes)
    return list(wikidata_triples(found, evidence.nodes, mapping)), len(found)


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
        yield from property_triples(mapping.properties[name])
    for node, identifier in described(nodes, named):
        yield from entity_triples(nodes, node, identifier)


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


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
