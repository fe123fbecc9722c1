"""The JSON-LD context: short names for the terms of the ontology and of those it reuses.

https://www.w3.org/TR/json-ld11/#the-context . ``ontology/context.jsonld`` is what this
makes of the ontology; ``csto-graph docs --context`` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from csto_graph.files import read_text
from csto_graph.namespaces import BASE, CSTO, EDTF, OWL, PREFIXES, RDF, RDFS, XSD, curie
from csto_graph.nodes import Nodes
from csto_graph.sources import shipped

if TYPE_CHECKING:
    from csto_graph.triples import Statement

URL = f"{BASE}context.jsonld"
# No prefix for the kinds of our nodes: "body" and others are names of properties as well.
SHORT = ("cidoc", "csto", "dct", "edtf", "oa", "owl", "prov", "rdf", "rdfs", "schema", "sh",
         "skos", "vann", "w3org", "wd", "xsd")  # fmt: skip
# The terms of other vocabularies that the graph uses, with what their values are.
REUSED = {
    "dct:bibliographicCitation": None,
    "dct:identifier": None,
    "dct:issued": EDTF,
    "dct:language": None,
    "dct:publisher": "@id",
    "oa:hasSource": "@id",
    "owl:disjointWith": "@vocab",
    "prov:wasDerivedFrom": "@id",
    "rdf:object": None,
    "rdf:predicate": "@vocab",
    "rdf:subject": "@id",
    "rdfs:comment": "en",
    "rdfs:domain": "@vocab",
    "rdfs:isDefinedBy": "@id",
    "rdfs:label": "en",
    "rdfs:range": "@vocab",
    "rdfs:seeAlso": "@id",
    "rdfs:subClassOf": "@vocab",
    "rdfs:subPropertyOf": "@vocab",
    "schema:url": "@id",
    "skos:altLabel": "en",
    "skos:closeMatch": "@vocab",
    "skos:definition": "en",
    "skos:exactMatch": "@id",
    "skos:example": "en",
    "skos:note": "en",
    "skos:prefLabel": "en",
    "skos:scopeNote": "en",
}
# The value of a claim is of any kind: a name for each kind, so that it is plain text in all.
OBJECTS = {"objectDate": EDTF, "objectNode": "@id", "objectTerm": "@vocab"}
# Properties that hold a list even of one, so that a program need not ask.
LISTS = frozenset(
    ("agendaItem", "altLabel", "assumes", "attestedOn", "attests", "contestedBy", "contradicts",
     "exactMatch", "mainAgendaItem", "nameAsPrinted", "notStated", "omits", "outcome",
     "participant", "passage", "refines", "value", "wasDerivedFrom")
)  # fmt: skip


def make_context(ontology: Iterable[Statement]) -> dict[str, Any]:
    """The context for an ontology, as JSON: ``{"@context": {…}}``."""
    nodes = Nodes(ontology)
    fixed = {
        value.value
        for node in nodes.of_type(f"{OWL}NamedIndividual")
        for value in nodes.values(node, f"{RDF}type")
    }
    names: dict[str, Any] = {prefix: PREFIXES[prefix] for prefix in SHORT}
    for name, kind in REUSED.items():
        names[name.partition(":")[2]] = _term(name, kind)
    for name, kind in OBJECTS.items():
        names[name] = _term("rdf:object", kind, name)
    for prop in sorted(nodes.of_type(*(OWL + kind for kind in _PROPERTIES))):
        name = prop.removeprefix(CSTO)
        if prop.startswith(CSTO) and name not in names:
            names[name] = _term(f"csto:{name}", _kind(nodes, prop, fixed))
    classes = {"@id": "@type", "@container": "@set"}
    base = {"@version": 1.1, "@vocab": CSTO, "id": "@id", "type": classes}
    return {"@context": {**base, **dict(sorted(names.items()))}}


_PROPERTIES = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")


def _kind(nodes: Nodes, prop: str, fixed: set[str]) -> str | None:
    """What the values of a property of ours are: a datatype, a language, nodes or terms."""
    ranges = {value.value for value in nodes.values(prop, f"{RDFS}range")}
    types = nodes.types(prop)
    if f"{OWL}DatatypeProperty" in types:
        datatype = next(iter(sorted(ranges)), None)
        if datatype == f"{RDF}langString":
            return "en"
        return None if datatype == f"{XSD}string" else datatype
    # Individuals of the ontology and its terms are named by themselves, nodes by their path.
    of_terms = f"{OWL}AnnotationProperty" in types or prop == f"{CSTO}notStated"
    return "@vocab" if of_terms or ranges & fixed else "@id"


def _term(iri: str, kind: str | None, name: str = "") -> Any:
    term: dict[str, Any] = {"@id": iri}
    if kind == "en":
        term["@language"] = kind
    elif kind is not None:
        term["@type"] = kind if kind.startswith("@") else (curie(kind) or kind)
    if (name or iri.partition(":")[2]) in LISTS:
        term["@container"] = "@set"
    return term


def context_text(ontology: Iterable[Statement]) -> str:
    """The context as the text of its file."""
    return json.dumps(make_context(ontology), indent=1) + "\n"


def read_context() -> dict[str, Any]:
    """The published context, from the file that is shipped; DataError where that is absent."""
    text = read_text(shipped("ontology") / "context.jsonld")
    names: dict[str, Any] = json.loads(text)["@context"]
    return names
