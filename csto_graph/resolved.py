"""Resolved situations as triples: plain values and bounds, and the nodes that explain them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_graph.loading import is_ours
from csto_graph.namespaces import BASE, CSTO, EDTF, OWL, PROV, RDF, RDFS
from csto_graph.nodes import Nodes, subclasses, superclasses
from csto_graph.resolution import ResolvedNode
from csto_graph.triples import day, triple
from csto_graph.values import ResolvedValue

if TYPE_CHECKING:
    from csto_graph.triples import Statement


@dataclass(frozen=True)
class Terms:
    """What the ontology says of terms; ``shortcuts`` are (term, classes, from, to)."""

    topics: set[str]
    naming: set[str]
    shortcuts: tuple[tuple[str, set[str], str, str], ...]


def read_terms(nodes: Nodes) -> Terms:
    """The topics, the naming properties and the shortcuts that the ontology defines."""
    shortcuts = []
    for term in nodes.of_type(f"{OWL}ObjectProperty"):
        through = nodes.one(term, f"{CSTO}shortcutClass")
        start = nodes.one(term, f"{CSTO}shortcutFrom")
        goal = nodes.one(term, f"{CSTO}shortcutTo")
        if through and start and goal:
            shortcuts.append((term, subclasses(nodes, through), start, goal))
    naming = set(nodes.of_type(f"{CSTO}NamingProperty"))
    return Terms(subclasses(nodes, f"{CSTO}Topic"), naming, tuple(shortcuts))


def plain(nodes: Nodes, terms: Terms, resolved: ResolvedNode) -> Iterator[Statement]:
    """The resolved values as plain triples, with bounds, modality and shortcuts.

    A value is a plain triple only if it has the modality of its node: something planned
    for what did happen is told by its resolved value alone. Names hold either way.
    """
    node, modality, bounds = resolved.node, resolved.modality, resolved.bounds
    kinds = nodes.types(node)
    yield triple(node, f"{CSTO}modality", CSTO + modality)
    # A topic is thought of, not carried out.
    if modality != "Happened" and not kinds & terms.topics:
        yield triple(node, f"{RDF}type", f"{CSTO}AnnouncedOnly")
    given = set()
    for value in resolved.values:
        said_so = value.modality == modality or value.predicate in terms.naming
        if said_so and not value.denied:
            given.add(value.predicate)
            yield triple(node, value.predicate, value.value)
            if value.period and value.predicate == f"{CSTO}date":
                yield from day(node, "earliest", value.period.earliest)
                yield from day(node, "latest", value.period.latest)
    yield from _not_stated(nodes, node, given)
    if bounds is not None:
        yield from day(node, "startEarliest", bounds.start_earliest)
        yield from day(node, "startLatest", bounds.start_latest)
        yield from day(node, "endEarliest", bounds.end_earliest)
        yield from day(node, "endLatest", bounds.end_latest)
        yield from day(node, "lastAttested", bounds.last_attested)
        for assumption in bounds.assumptions:
            yield triple(node, f"{CSTO}assumes", CSTO + assumption)
    for term, classes, start, goal in terms.shortcuts if modality == "Happened" else ():
        if kinds & classes:
            for subject in nodes.values(node, start):
                for value_of in nodes.values(node, goal):
                    yield triple(subject.value, term, value_of)


def _not_stated(nodes: Nodes, node: str, given: set[str]) -> Iterator[Statement]:
    kinds = nodes.types(node)
    # Who says where something is in a narrower way says where it is.
    given = given.union(
        *({v.value for v in nodes.values(p, f"{RDFS}subPropertyOf")} for p in given)
    )
    for kind in kinds.union(*(superclasses(nodes, kind) for kind in kinds)):
        for expected in nodes.values(kind, f"{CSTO}expects"):
            if expected.value not in given and not nodes.values(node, expected.value):
                yield triple(node, f"{CSTO}notStated", expected)


def explained(terms: Terms, policy: str, resolved: ResolvedNode) -> Iterator[Statement]:
    """The nodes of the resolved values, and what they sum up to for their subject."""
    node, values = resolved.node, resolved.values
    for value in values:
        yield from _resolved_value(value, resolved.modality)
    levels = {value.agreement for value in values}
    level = next(name for name in ("Disputed", "Agreed", "SingleSource") if name in levels)
    yield triple(node, f"{CSTO}agreement", CSTO + level)
    yield triple(node, f"{CSTO}resolvedBy", CSTO + policy)
    for claim in {claim.iri: claim for value in values for claim in value.support}.values():
        yield triple(node, f"{PROV}wasDerivedFrom", claim.iri)
        if claim.predicate not in terms.naming:
            yield triple(node, f"{CSTO}passage", claim.evidence)
    for opposed in {iri for value in values for iri in value.contest}:
        yield triple(node, f"{CSTO}contestedBy", opposed)


def _resolved_value(value: ResolvedValue, main: str) -> Iterator[Statement]:
    iri = value_iri(value, main)
    yield triple(value.node, f"{CSTO}value", iri)
    yield triple(iri, f"{RDF}type", f"{CSTO}ResolvedValue")
    yield triple(iri, f"{RDF}subject", value.node)
    yield triple(iri, f"{RDF}predicate", value.predicate)
    yield triple(iri, f"{RDF}object", value.value)
    yield triple(iri, f"{CSTO}modality", CSTO + value.modality)
    yield triple(iri, f"{CSTO}agreement", CSTO + value.agreement)
    yield triple(iri, f"{CSTO}decidedBy", CSTO + value.rule)
    if value.denied:
        yield triple(iri, f"{CSTO}stance", f"{CSTO}Denies")
    if value.period:
        yield from day(iri, "earliest", value.period.earliest)
        yield from day(iri, "latest", value.period.latest)
    for claim in value.support:
        yield triple(iri, f"{PROV}wasDerivedFrom", claim.iri)
        yield triple(iri, f"{CSTO}passage", claim.evidence)
    for opposed in value.contest:
        yield triple(iri, f"{CSTO}contestedBy", opposed)


def value_iri(value: ResolvedValue, main: str) -> str:
    """The IRI of a resolved value: the node's, with the property and a key as fragment."""
    name = re.split(r"[#/]", value.predicate)[-1]
    if value.modality != main:
        name += f"-{value.modality.lower()}"
    datatype = getattr(value.value, "datatype", None)
    if datatype is not None and datatype.value == EDTF and not name.startswith("attestedOn"):
        return f"{value.node}#{name}"
    text = value.value.value
    key = text.removeprefix(BASE).partition("/")[2] if is_ours(text) else text.split("#")[-1]
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,60}", key):
        key = hashlib.sha256(str(value.value).encode()).hexdigest()[:12]
    return f"{value.node}#{name}-{key}"
