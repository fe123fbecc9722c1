"""The page of the ontology: every term at its fragment."""

from __future__ import annotations

from typing import Any

from csto_graph.namespaces import CSTO, DCT, OWL, RDF, RDFS, SKOS
from csto_graph.ontology_docs import DETAILS, KINDS, NOTES
from csto_graph.web.pages.entity import first, outgoing
from csto_graph.web.pages.reader import Link, Reader

PARENT = f"{RDFS}subClassOf"
GROUPS = (
    ("Classes", ("Class",)),
    ("Properties", ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
    ("Individuals", ("NamedIndividual",)),
)


def ontology_page(reader: Reader, iri: str) -> tuple[str, dict[str, Any]]:
    """The template and its context for the ontology."""
    said = outgoing(reader, iri)
    rows: Any = reader.graph.run(f"""
        SELECT ?term ?p ?o WHERE {{ ?term rdfs:isDefinedBy <{iri}> ; ?p ?o }}""")
    terms: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        term = terms.setdefault(row["term"].value, {})
        term.setdefault(row["p"].value, []).append(str(getattr(row["o"], "value", "")))
    reader.labels.update({t: v[f"{RDFS}label"][0] for t, v in terms.items() if f"{RDFS}label" in v})
    counts = _counts(reader)
    groups = []
    for title, kinds in GROUPS:
        wanted = {OWL + kind for kind in kinds}
        chosen = [t for t, v in terms.items() if wanted & set(v.get(f"{RDF}type", ()))]
        chosen.sort(key=lambda t: t.lower())
        groups.append((title, [_entry(reader, t, terms[t], counts) for t in chosen]))
    return "ontology.html", {
        "title": first(said, f"{DCT}title") or "The ontology",
        "here": "ontology",
        "iri": iri,
        "description": first(said, f"{DCT}description") or "",
        "ontology_version": first(said, f"{OWL}versionInfo") or "",
        "groups": groups,
    }


def _entry(
    reader: Reader, term: str, said: dict[str, list[str]], counts: dict[str, int]
) -> dict[str, Any]:
    details: list[tuple[str, list[Link]]] = []
    for predicate, words in DETAILS.items():
        found = sorted(said.get(predicate, ()))
        if found:
            details.append((words, [reader.link(value) for value in found]))
    kinds = [
        KINDS[k].split("]")[0].lstrip("[") for k in sorted(said.get(f"{RDF}type", ())) if k in KINDS
    ]
    domains = [reader.link(value) for value in sorted(said.get(f"{RDFS}domain", ()))]
    return {
        "anchor": term.removeprefix(CSTO),
        "label": reader.label(term),
        "definition": " ".join(said.get(f"{SKOS}definition", ())),
        "examples": sorted(said.get(f"{SKOS}example", ())),
        "notes": [text for p in NOTES for text in sorted(said.get(p, ()))],
        "kinds": kinds,
        "domains": domains,
        "details": details,
        "nodes": counts.get(term, 0),
    }


def _counts(reader: Reader) -> dict[str, int]:
    """How many nodes each class of the ontology has."""
    rows: Any = reader.graph.run(
        "SELECT ?kind (COUNT(DISTINCT ?node) AS ?nodes) WHERE { ?node a ?kind "
        "FILTER(STRSTARTS(STR(?kind), STR(csto:))) } GROUP BY ?kind"
    )
    return {row["kind"].value: int(row["nodes"].value) for row in rows}
