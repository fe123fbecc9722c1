"""The ontology keeps to its style and to its rules, and each of these can tell a mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyshacl import validate as pyshacl_validate
from rdflib import OWL, RDF, RDFS, SH, SKOS, Dataset, Graph, Namespace, URIRef
from rdflib.query import ResultRow
from rdflib.term import Node

from csto_graph import Graph as Published
from csto_graph.canonical import canonical_file
from csto_graph.namespaces import BASE, CSTO, DCT, KINDS, PREFIXES, short
from csto_graph.sources import find_sources, shipped
from csto_graph.turtle import read_turtle
from csto_graph.validation import to_rdflib

HYGIENE = Path(__file__).parent / "hygiene"
ROOT = HYGIENE.parent.parent
CHECKS = sorted(HYGIENE.glob("*.rq"))
STYLE = shipped("ontology") / "style.ttl"
SOURCES = find_sources(variable=False)
TERM = Namespace(CSTO)
REUSED = URIRef("urn:x-csto-graph:reused")
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def ontology() -> Graph:
    """The files of the ontology as one graph."""
    return to_rdflib(t for path in SOURCES.ontology for t in read_turtle(path).triples)


def mentions(path: Path) -> set[str]:
    """The terms of ours that a text speaks of: Turtle, SPARQL or Python.

    The subjects that a file of shapes describes are no terms and are left out.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return set(re.findall(r"\{CSTO\}([A-Za-z]\w*)", text))
    found = set(re.findall(r"\bcsto:([A-Za-z]\w*)", text))
    return found - set(re.findall(r"^csto:(\w+)", text, re.M) if path.suffix == ".ttl" else ())


def published_terms(graph: Published) -> set[str]:
    """The terms of ours in what the published graph says of anything but terms."""
    rows = graph.store.query(
        "SELECT DISTINCT ?term { { ?node ?term ?value } UNION { ?node ?property ?term } "
        f"FILTER(STRSTARTS(STR(?term), '{CSTO}') && !STRSTARTS(STR(?node), '{BASE}ontology')) }}"
    )
    return {str(row["term"].value).removeprefix(CSTO) for row in rows}  # type: ignore[union-attr,index]


def dataset(graph: Graph, uses: dict[str, set[str]] | None = None) -> Dataset:
    """What the checks read: a graph with the reused terms, and these by themselves again.

    A use of a term by a text is a triple with ``dct:references``.
    """
    data = Dataset()
    reused = read_turtle(HYGIENE / "reused.ttl").triples
    to_rdflib(reused, data.graph(REUSED))
    to_rdflib(reused, data.default_graph)
    for triple in graph:
        data.default_graph.add(triple)
    for user, terms in (uses or {}).items():
        for term in terms:
            data.default_graph.add((URIRef(user), URIRef(f"{DCT}references"), TERM[term]))
    return data


def rows(check: Path, data: Dataset) -> list[dict[str, str]]:
    """The rows of a check, with short names as values."""
    found = data.query(check.read_text(encoding="utf-8"))
    solutions = [row for row in found if isinstance(row, ResultRow)]
    return [{key: short(str(term)) for key, term in row.asdict().items()} for row in solutions]


@pytest.fixture(scope="module")
def everything(graph: Published) -> Dataset:
    """Ontology and data, and the terms that shapes, queries, code and the result use."""
    texts = [
        *(shipped("ontology") / name for name in ("shapes.ttl", "style.ttl")),
        *shipped("queries").glob("*.rq"),
        *(ROOT / "csto_graph").rglob("*.py"),
    ]
    uses = {path.resolve().as_uri(): mentions(path) for path in texts}
    uses["urn:x-csto-graph:published"] = published_terms(graph)
    data = (t for path in SOURCES.data for t in read_turtle(path).triples)
    return dataset(to_rdflib(data, ontology()), uses)


# ---- the style of single terms


def style_findings(graph: Graph, shapes: Graph) -> list[tuple[str, str, str]]:
    """Shape, term and message of whatever breaks the style."""
    _, results, text = pyshacl_validate(graph, shacl_graph=shapes, inference="none")
    assert isinstance(results, Graph), text
    findings = []
    for result in results.objects(None, SH.result):
        shape, value = (results.value(result, p) for p in (SH.sourceShape, SH.focusNode))
        if shape in set(shapes.objects(TERM.OntologyStyle, SH.property)):
            value = results.value(result, SH.value)
        message = results.value(result, SH.resultMessage)
        findings.append((short(str(shape)), short(str(value)), str(message)))
    return sorted(findings)


@pytest.fixture(scope="module")
def style() -> Graph:
    return to_rdflib(read_turtle(STYLE).triples)


def test_the_ontology_keeps_to_its_style(style: Graph) -> None:
    assert style_findings(ontology(), style) == []


# A small ontology without fault. Each planted mistake is one change to it.
GOOD = """
csto:Work a owl:Class ; rdfs:label "work"@en ; rdfs:isDefinedBy <ontology> ;
    skos:definition "Something that somebody makes."@en ; skos:example "instrument:x" .
csto:Treaty a owl:Class ; rdfs:label "treaty"@en ; rdfs:isDefinedBy <ontology> ;
    rdfs:subClassOf csto:Work , prov:Entity ;
    skos:definition "Work by which states bind themselves."@en ; skos:example "treaty:x" .
csto:Rank a owl:Class ; rdfs:label "rank"@en ; rdfs:isDefinedBy <ontology> ;
    skos:definition "Degree to which a treaty counts."@en ; skos:example "csto:High" .
csto:High a csto:Rank , owl:NamedIndividual ; rdfs:label "high"@en ; rdfs:isDefinedBy <ontology> ;
    skos:definition "Rank of what counts much."@en ; skos:example "treaty:x" .
csto:amends a owl:ObjectProperty ; rdfs:label "amends"@en ; rdfs:isDefinedBy <ontology> ;
    rdfs:domain csto:Treaty ; rdfs:range csto:Treaty ;
    skos:definition "Relates a treaty to one that it changes."@en ; skos:example "treaty:x" .
csto:digest a owl:DatatypeProperty ; rdfs:label "SHA-256 digest"@en ; rdfs:isDefinedBy <ontology> ;
    a csto:SingleValuedProperty ; rdfs:range xsd:string ;
    skos:definition "Gives what tells a text from others."@en ; skos:example "abc" .
"""
PLANTED_STYLE = [
    ("TermLabelStyle", '"treaty"@en', '"treaty"@en , "pact"@en', "Treaty"),
    ("TermLabelStyle", '"treaty"@en', '"treaty"', "Treaty"),
    ("TermLabelStyle", '"treaty"@en', '"Vertrag"@de', "Treaty"),
    ("TermLabelCaseStyle", '"treaty"@en', '"Treaty"@en', "Treaty"),
    ("TermLabelCaseStyle", '"treaty"@en', '"big  treaty"@en', "Treaty"),
    ("TermDefinitionStyle", "counts.", 'counts."@en , "Degree that is high.', "Rank"),
    ("TermDefinitionStyle", 'skos:definition "Degree to which a treaty counts."@en ;', "", "Rank"),
    ("TermDefinitionSentenceStyle", "themselves.", "themselves", "Treaty"),
    ("TermDefinitionSentenceStyle", "Work by which", "work by which", "Treaty"),
    ("TermExampleStyle", 'skos:example "abc"', 'skos:note "abc"', "digest"),
    ("TermExampleStyle", '"abc"', '""', "digest"),
    ("TermDefinedByStyle", '"rank"@en ; rdfs:isDefinedBy <ontology>', '"rank"@en', "Rank"),
    ("TermDefinedByStyle", '"rank"@en ;', '"rank"@en ; rdfs:isDefinedBy <other> ;', "Rank"),
    ("TermKindStyle", "amends a owl:ObjectProperty", "amends a rdf:Property", "amends"),
    ("TermKindStyle", "Rank a owl:Class", "Rank a owl:Class , owl:Restriction", None),
    ("TermKindStyle", "Work a owl:Class", "Work a owl:Class , owl:AnnotationProperty", "Work"),
    ("DeprecatedTermStyle", "csto:Rank a owl:Class", "csto:Rank owl:deprecated true", "Rank"),
    ("ClassNameStyle", "csto:Treaty", "csto:treaty", "treaty"),
    ("ClassNameStyle", "csto:Treaty", "csto:Inter_state", "Inter_state"),
    ("ClassNameStyle", "csto:Treaty", "schema:Treaty", "schema:Treaty"),
    ("PropertyNameStyle", "csto:amends", "csto:Amends", "Amends"),
    ("IndividualNameStyle", "csto:High", "csto:high", "high"),
    ("IndividualClassStyle", "csto:High a csto:Rank ,", "csto:High a", "High"),
    ("IndividualClassStyle", "a csto:Rank ,", "a csto:Rank , csto:Work ,", "High"),
    ("PropertyDomainStyle", "domain csto:Treaty", "domain csto:Treaty , csto:Rank", "amends"),
    ("ObjectPropertyRangeStyle", "range csto:Treaty", "range csto:Treaty , csto:Rank", "amends"),
    ("ObjectPropertyRangeStyle", "range csto:Treaty", "range xsd:string", "amends"),
    ("OpenRangeStyle", "rdfs:range csto:Treaty ;", "", "amends"),
    ("OpenRangeStyle", "rdfs:range csto:Treaty ;", 'skos:scopeNote "None."@en ;', "amends"),
    ("DatatypePropertyRangeStyle", "rdfs:range xsd:string ;", "", "digest"),
    ("DatatypePropertyRangeStyle", "rdfs:range xsd:string", "rdfs:range csto:Treaty", "digest"),
    ("SingleValuedStyle", "a csto:Single", "a owl:FunctionalProperty , csto:Single", "digest"),
    ("ObjectDefinitionStyle", "Relates a treaty to", "Links a treaty with", "amends"),
    ("DatatypeDefinitionStyle", "Gives what", "Contains what", "digest"),
    ("UniqueLabelStyle", '"rank"@en', '"treaty"@en', "Rank Treaty"),
    ("UniqueLabelStyle", '"amends"@en', '"SHA-256 digest"@en', "amends digest"),
    ("UniqueDefinitionStyle", "Relates a treaty to one that it changes", "Rank of what counts much", ""),
    ("CircularDefinitionStyle", "Work by which states", "Work by which a treaty does", "Treaty"),
    ("CircularDefinitionStyle", "one that it changes.", "what it amends.", "amends"),
    ("CircularDefinitionStyle", "what tells a text from others", "the SHA-256 digest of a text", ""),
    ("ClassDefinitionStyle", "Work by which states", "Thing by which states", "Treaty"),
    ("ClassDefinitionStyle", "by which states bind themselves", "of states", "Treaty"),
    ("IndividualDefinitionStyle", "Rank of what", "That which", "High"),
]


def test_planted(style: Graph) -> None:
    import time
    for shape, old, new, term in PLANTED_STYLE:
        t=time.time()
        graph = Graph().parse(data=f"@base <{BASE}> .\n{HEAD}{GOOD.replace(old, new)}", format="turtle")
        print(shape, [(a,b) for a,b,c in style_findings(graph, style)], round(time.time()-t,2))
    assert 0
