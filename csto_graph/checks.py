"""Checks of authored data that SHACL cannot make: of files, of spelling, of the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from csto_graph.dates import bounds
from csto_graph.errors import ParameterError
from csto_graph.findings import AuthoredFiles, Finding, in_file, on_node
from csto_graph.namespaces import CSTO, EDTF, OWL, RDF, SKOS, short
from csto_graph.nodes import Nodes, subclasses

if TYPE_CHECKING:
    from csto_graph.triples import Statement

TYPE, OBJECT = f"{RDF}type", f"{RDF}object"
# In the order of date.weekday(), and not by the locale.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Nodes that are described in one file; an entity may be known to many.
_IN_ONE_FILE = {
    "Assertion": "claim or list",
    "Passage": "passage",
    "PageFurniture": "piece of page furniture",
    "Document": "document",
    "Speaker": "speaker",
    "Situation": "situation",
}
_PROPERTIES = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
# The classes of terms: a file may define some of its own.
_META = {OWL + name for name in (*_PROPERTIES, "Class", "Ontology")}


def shared_nodes(authored: AuthoredFiles, ontology: Sequence[Statement]) -> Mapping[str, str]:
    """The nodes that more files than one describe but only one may, with what to do.

    A link (skos:exactMatch and its kin) describes nothing.
    """
    terms = Nodes(ontology)
    kinds = {c: k for top, k in _IN_ONE_FILE.items() for c in subclasses(terms, CSTO + top)}
    homes: dict[str, set[str]] = {}
    kind: dict[str, str] = {}
    for file in authored.files:
        for triple in file.triples:
            node, predicate = triple.subject.value, triple.predicate.value
            if predicate == TYPE and triple.object.value in kinds:
                kind[node] = kinds[triple.object.value]
            if not (predicate.startswith(SKOS) and predicate.endswith("Match")):
                homes.setdefault(node, set()).add(str(file.path))
    return {
        node: f"A {kind[node]} that {' and '.join(sorted(homes[node]))} both describe: describe "
        "it in one of them, and give a different one a name of its own, such as one that begins "
        "with the identifier of its document."
        for node in kind
        if len(homes[node]) > 1
    }


def file_findings(authored: AuthoredFiles, ontology: Sequence[Statement]) -> Iterator[Finding]:
    """Blank nodes, nodes without a class, and terms that the ontology does not define."""
    from pyoxigraph import BlankNode, NamedNode

    terms = Nodes([*ontology, *authored.triples()])
    classes = set(terms.of_type(f"{OWL}Class"))
    properties = set(terms.of_type(*(OWL + name for name in _PROPERTIES)))
    for file in filter(authored.reports, authored.files):
        for triple in file.triples:
            node, predicate, value = triple.subject, triple.predicate.value, triple.object
            if isinstance(node, BlankNode) or isinstance(value, BlankNode):
                named = next((t.value for t in (node, value) if isinstance(t, NamedNode)), "")
                message = "A blank node, which nothing can refer to: give it an IRI of its own."
                yield in_file(file, named, message, "Blank")
                continue
            if predicate.startswith(CSTO) and predicate not in properties:
                yield in_file(file, node.value, _unknown(predicate, "property", properties), "Term")
            if not any(kind in classes or kind in _META for kind in terms.types(node.value)):
                message = "No file gives this node a class of the ontology: write 'a' and a class."
                yield in_file(file, node.value, message, "Typed")
            if predicate == TYPE and value.value.startswith(CSTO) and value.value not in classes:
                yield in_file(file, node.value, _unknown(value.value, "class", classes), "Term")


def value_findings(authored: AuthoredFiles) -> Iterator[Finding]:
    """Values that are not what their datatype says, such as "six"^^xsd:integer."""
    from rdflib import Literal, URIRef

    for node, predicate, value, datatype in _literals(authored):
        if predicate not in (OBJECT, f"{CSTO}statedCount"):
            continue  # The shapes see to the others.
        if Literal(value, datatype=URIRef(datatype), normalize=False).ill_typed:
            message = f"{value!r} is no {short(datatype)}: correct the value or its datatype."
            yield on_node(authored, node, message, "Value")


def date_findings(authored: AuthoredFiles) -> Iterator[Finding]:
    """Dates that EDTF does not allow, and weekdays that are not those of their date."""
    nodes = Nodes(authored.triples())
    for node, _, value, datatype in _literals(authored):
        if datatype != EDTF:
            continue
        try:
            period = bounds(value)
        except ParameterError as error:
            yield on_node(authored, node, f"{error}.", "Date")
            continue
        printed = nodes.one(node, f"{CSTO}weekdayAsPrinted")
        day = period.earliest
        if day is None or day != period.latest or printed not in WEEKDAYS:
            continue  # Only a single day has a weekday; an unknown name is the shape's affair.
        if WEEKDAYS[day.weekday()] != printed:
            message = (
                f"The text prints {printed}, but {day} is a {WEEKDAYS[day.weekday()]}: correct "
                "the date that was worked out, or csto:weekdayAsPrinted."
            )
            yield on_node(authored, node, message, "Weekday")


def _literals(authored: AuthoredFiles) -> Iterator[tuple[str, str, str, str]]:
    """Subject, predicate, text and datatype of every literal."""
    from pyoxigraph import Literal

    for file in authored.files:
        for triple in file.triples:
            value = triple.object
            if isinstance(value, Literal):
                datatype = value.datatype.value
                yield triple.subject.value, triple.predicate.value, value.value, datatype


def _unknown(term: str, kind: str, known: Iterable[str]) -> str:
    near = get_close_matches(short(term), [short(name) for name in known], n=1)
    hint = f"did you mean {near[0]}?" if near else f"use a {kind} of ontology/csto.ttl."
    return f"{short(term)} is no {kind} of the ontology: {hint}"
