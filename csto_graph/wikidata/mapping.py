"""The mapping to Wikidata as records, from ontology/wikidata.ttl, which says what each part is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from csto_graph.namespaces import CSTO, RDF
from csto_graph.nodes import Nodes
from csto_graph.sources import shipped
from csto_graph.turtle import read_turtle
from csto_graph.wikidata.records import id_of

WIKIBASE = "http://wikiba.se/ontology#"


@dataclass(frozen=True)
class Property:
    """A property of Wikidata: its label, and its type (``WikibaseItem``, ``Time`` …).

    ``whole`` if a list of values is compared as a whole, with what a value says of it in
    turn by an ``inverse``; ``single`` if another value than ours contradicts it.
    """

    id: str
    label: str
    kind: str
    whole: bool = False
    single: bool = False
    inverse: tuple[str, ...] = ()


@dataclass(frozen=True)
class PropertyMapping:
    """A qualifier or a part of a reference: our property, and the property of Wikidata.

    ``source`` and ``unless`` are IRIs of ours; ``start`` and ``end`` are the properties for
    a date that is an interval, '' where there are none.
    """

    source: str
    property: str
    start: str = ""
    end: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatementMapping:
    """How the members of classes of ours become statements; all IRIs are of ours.

    ``subject`` and ``value`` lead from the member to both, '' for the member itself.
    ``unless_only`` keeps out a member that has such a value and no other beside it,
    ``only_with`` one that has none of these values; ``unknown`` makes statements of an
    unknown value where there is none.
    """

    kinds: tuple[str, ...]
    property: str
    subject: str
    value: str
    subject_classes: frozenset[str]
    value_classes: frozenset[str]
    only_with: frozenset[str]
    unless_only: frozenset[str]
    unknown: bool
    start: str
    end: str
    qualifiers: tuple[PropertyMapping, ...]


@dataclass(frozen=True)
class Mapping:
    """The whole mapping; ``classes`` gives the items that members of a class are instances of.

    ``recognized`` gives the local names of the classes that an instance of an item may have.

    ``earliest``, ``latest`` and ``disputed_by`` are the properties for the bounds of a vague
    date and for the documents that speak against a statement.
    """

    properties: dict[str, Property]
    classes: dict[str, str]
    recognized: dict[str, frozenset[str]]
    instance_of: str
    statements: tuple[StatementMapping, ...]
    references: tuple[PropertyMapping, ...]
    earliest: str
    latest: str
    disputed_by: str

    @property
    def beginnings(self) -> list[str]:
        """The properties for a date that is no end, and no bound of a vague one."""
        others = {self.earliest, self.latest}
        for statement in self.statements:
            others |= {statement.end, *(qualifier.end for qualifier in statement.qualifiers)}
        times = (p.id for p in self.properties.values() if p.kind == "Time")
        return sorted(name for name in times if name not in others)


@lru_cache(maxsize=1)
def read_mapping() -> Mapping:
    """The shipped mapping."""
    nodes = Nodes(read_turtle(shipped("ontology") / "wikidata.ttl").triples)
    qualifiers = {q: _property(nodes, q) for q in nodes.of_type(f"{CSTO}QualifierMapping")}
    computed = {q.source: q.property for q in qualifiers.values()}
    statements = list(nodes.of_type(f"{CSTO}StatementMapping"))
    typing = [s for s in statements if nodes.one(s, f"{CSTO}mappedValue") == f"{RDF}type"]
    return Mapping(
        properties={
            id_of(p): Property(
                id_of(p),
                nodes.label(p),
                _kind(nodes, p),
                whole=_one(nodes, p, "comparedWhole") == "true",
                single=_one(nodes, p, "comparedSingle") == "true",
                inverse=tuple(id_of(v) for v in _all(nodes, p, "wikidataInverse")),
            )
            for p in nodes.of_type(f"{WIKIBASE}Property")
        },
        classes={
            _one(nodes, c, "mappedClass"): _id(nodes, c, "wikidataClass")
            for c in nodes.of_type(f"{CSTO}ClassMapping")
        },
        recognized={
            _id(nodes, r, "wikidataClass"): frozenset(
                kind.value.removeprefix(CSTO) for kind in nodes.values(r, f"{CSTO}mappedClass")
            )
            for r in nodes.of_type(f"{CSTO}RecognitionMapping")
        },
        instance_of=_id(nodes, typing[0], "wikidataProperty"),
        statements=tuple(_statement(nodes, s, qualifiers) for s in statements if s not in typing),
        references=tuple(_property(nodes, r) for r in nodes.of_type(f"{CSTO}ReferenceMapping")),
        earliest=computed[f"{CSTO}earliest"],
        latest=computed[f"{CSTO}latest"],
        disputed_by=computed[f"{CSTO}contestedBy"],
    )


def _statement(nodes: Nodes, iri: str, qualifiers: dict[str, PropertyMapping]) -> StatementMapping:
    return StatementMapping(
        kinds=tuple(_all(nodes, iri, "mappedClass")),
        property=_id(nodes, iri, "wikidataProperty"),
        subject=_one(nodes, iri, "mappedSubject"),
        value=_one(nodes, iri, "mappedValue"),
        subject_classes=frozenset(_all(nodes, iri, "mappedSubjectClass")),
        value_classes=frozenset(_all(nodes, iri, "mappedValueClass")),
        only_with=frozenset(_all(nodes, iri, "mappedOnlyWith")),
        unless_only=frozenset(_all(nodes, iri, "mappedUnlessOnly")),
        unknown=_one(nodes, iri, "mappedUnknown") == "true",
        start=_id(nodes, iri, "wikidataStart"),
        end=_id(nodes, iri, "wikidataEnd"),
        qualifiers=tuple(qualifiers[q] for q in _all(nodes, iri, "withQualifier")),
    )


def _property(nodes: Nodes, iri: str) -> PropertyMapping:
    return PropertyMapping(
        source=_one(nodes, iri, "mappedValue"),
        property=_id(nodes, iri, "wikidataProperty"),
        start=_id(nodes, iri, "wikidataStart"),
        end=_id(nodes, iri, "wikidataEnd"),
        unless=tuple(_all(nodes, iri, "mappedUnlessGiven")),
    )


def _kind(nodes: Nodes, iri: str) -> str:
    return (nodes.one(iri, f"{WIKIBASE}propertyType") or "").removeprefix(WIKIBASE)


def _one(nodes: Nodes, iri: str, name: str) -> str:
    return nodes.one(iri, CSTO + name) or ""


def _id(nodes: Nodes, iri: str, name: str) -> str:
    return id_of(_one(nodes, iri, name))


def _all(nodes: Nodes, iri: str, name: str) -> list[str]:
    return [value.value for value in nodes.values(iri, CSTO + name)]
