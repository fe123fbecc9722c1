"""Descriptions of a release for catalogues and crawlers, in VoID and DCAT.

https://www.w3.org/TR/void/ and https://www.w3.org/TR/vocab-dcat-3/ ; checksums by SPDX, as
DCAT has it. Counts are those of the default graph, which holds every triple.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.canonical import write_turtle
from csto_graph.loading import is_ours
from csto_graph.namespaces import BASE, DCAT, DCT, PREFIXES, RDF, SPDX, VOID, XSD
from csto_graph.release.counting import EXAMPLE, Counts
from csto_graph.release.sums import sha256
from csto_graph.triples import triple

if TYPE_CHECKING:
    from pyoxigraph import Literal

    from csto_graph.triples import Statement

DATASET = f"{BASE}dataset"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
TITLE = "csto-graph"
ABOUT = (
    "A sourced, time-aware knowledge graph of the Collective Security Treaty Organization: "
    "claims with their passages, and situations resolved from them."
)
_IANA = "https://www.iana.org/assignments/media-types/"
_FORMATS = "http://www.w3.org/ns/formats/"
# The files that are whole data sets: what they are, their media type, their RDF format.
FILES = {
    "csto-graph.ttl": ("Everything, as Turtle", "text/turtle", "Turtle"),
    "csto-graph.trig": ("Everything, with a graph a document, as TriG", "application/trig", "TriG"),
    "csto-graph.nt": ("Everything, as N-Triples", "application/n-triples", "N-Triples"),
    "csto-graph.nq": ("Everything, with a graph a document, as N-Quads", "application/n-quads",
                      "N-Quads"),
    "csto-graph.rdf": ("Everything, as RDF/XML", "application/rdf+xml", "RDF_XML"),
    "csto-graph.jsonld": ("Everything, as JSON-LD nested around situations",
                          "application/ld+json", "JSON-LD"),
    "csto-graph.flat.jsonld": ("Everything, as flat JSON-LD", "application/ld+json", "JSON-LD"),
    "resolved.ttl": ("Situations, entities and their resolved values", "text/turtle", "Turtle"),
    "claims.ttl": ("Claims, passages, documents and speakers", "text/turtle", "Turtle"),
    "ontology.ttl": ("The ontology", "text/turtle", "Turtle"),
    "network.graphml": ("States, bodies and persons as a network, in GraphML", "application/xml",
                        None),
    "tables.zip": ("A table for each class of situation, with a data dictionary (CSVW)",
                   "application/zip", None),
}  # fmt: skip


def void(counts: Counts, base: str, note: str, issued: str | None) -> str:
    """The VoID description; files are at ``base``, ``note`` says how the graph was built."""
    return write_turtle(_void(counts, base, note, issued))


def _void(counts: Counts, base: str, note: str, issued: str | None) -> Iterator[Statement]:
    yield triple(DATASET, f"{RDF}type", f"{VOID}Dataset")
    yield from _common(DATASET, counts, note, issued)
    numbers = {
        "triples": counts.triples,
        "entities": counts.entities,
        "distinctSubjects": counts.subjects,
        "distinctObjects": counts.objects,
        "classes": len(counts.classes),
        "properties": len(counts.properties),
    }
    for name, number in numbers.items():
        yield _number(DATASET, VOID + name, number)
    yield triple(DATASET, f"{VOID}uriSpace", _literal(BASE))
    if counts.has_example:
        yield triple(DATASET, f"{VOID}exampleResource", EXAMPLE)
    terms = {*counts.properties, *counts.classes}
    for namespace in sorted(set(PREFIXES.values())):
        if not is_ours(namespace) and any(term.startswith(namespace) for term in terms):
            yield triple(DATASET, f"{VOID}vocabulary", namespace)
    for name, (_, _, form) in FILES.items():
        if form is not None:
            yield triple(DATASET, f"{VOID}feature", _FORMATS + form)
            if name.startswith("csto-graph"):
                yield triple(DATASET, f"{VOID}dataDump", base + name)
    for view, number in counts.views.items():
        subset = f"{DATASET}#{view}"
        yield triple(DATASET, f"{VOID}subset", subset)
        yield triple(subset, f"{RDF}type", f"{VOID}Dataset")
        yield triple(subset, f"{DCT}title", _literal(FILES[f"{view}.ttl"][0], "en"))
        yield _number(subset, f"{VOID}triples", number)
        yield triple(subset, f"{VOID}dataDump", f"{base}{view}.ttl")
    yield from _partitions("class", "entities", counts.classes)
    yield from _partitions("property", "triples", counts.properties)


def _partitions(kind: str, unit: str, found: Counter[str]) -> Iterator[Statement]:
    for term, number in found.items():
        part = f"{DATASET}#{kind}-{_key(term)}"
        yield triple(DATASET, f"{VOID}{kind}Partition", part)
        yield triple(part, f"{RDF}type", f"{VOID}Dataset")
        yield triple(part, VOID + kind, term)
        yield _number(part, VOID + unit, number)


def _key(term: str) -> str:
    """A short name for a term that a fragment can hold."""
    import hashlib

    from csto_graph.namespaces import curie

    name = curie(term)
    return name.replace(":", "-") if name else hashlib.sha256(term.encode()).hexdigest()[:12]


def dcat(folder: Path, counts: Counts, base: str, note: str, issued: str | None) -> str:
    """The DCAT description of the files in a folder."""
    return write_turtle(_dcat(folder, counts, base, note, issued))


def _dcat(
    folder: Path, counts: Counts, base: str, note: str, issued: str | None
) -> Iterator[Statement]:
    yield triple(DATASET, f"{RDF}type", f"{DCAT}Dataset")
    yield from _common(DATASET, counts, note, issued)
    yield triple(DATASET, f"{DCT}language", "http://id.loc.gov/vocabulary/iso639-1/en")
    for word in ("CSTO", "international organizations", "provenance", "knowledge graph"):
        yield triple(DATASET, f"{DCAT}keyword", _literal(word, "en"))
    for name, (title, media, _) in FILES.items():
        path = folder / name
        node = f"{DATASET}#{name}"
        sum_node = f"{node}-sha256"
        yield triple(DATASET, f"{DCAT}distribution", node)
        yield triple(node, f"{RDF}type", f"{DCAT}Distribution")
        yield triple(node, f"{DCT}title", _literal(title, "en"))
        yield triple(node, f"{DCT}license", LICENCE)
        yield triple(node, f"{DCAT}accessURL", base)
        yield triple(node, f"{DCAT}downloadURL", base + name)
        yield triple(node, f"{DCAT}mediaType", _IANA + media)
        yield _number(node, f"{DCAT}byteSize", path.stat().st_size, "nonNegativeInteger")
        yield triple(node, f"{SPDX}checksum", sum_node)
        yield triple(sum_node, f"{RDF}type", f"{SPDX}Checksum")
        yield triple(sum_node, f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256")
        yield triple(sum_node, f"{SPDX}checksumValue", _typed(sha256(path), "hexBinary"))
    tables = f"{DATASET}#tables.zip"
    yield triple(tables, f"{DCT}conformsTo", "https://www.w3.org/TR/tabular-metadata/")
    yield triple(tables, f"{DCAT}packageFormat", f"{_IANA}application/zip")


def _common(node: str, counts: Counts, note: str, issued: str | None) -> Iterator[Statement]:
    yield triple(node, f"{DCT}title", _literal(TITLE, "en"))
    yield triple(node, f"{DCT}description", _literal(f"{ABOUT} {note}".strip(), "en"))
    yield triple(node, f"{DCT}license", LICENCE)
    if counts.version:
        yield triple(node, f"{DCAT}version", _literal(counts.version))
    if issued is not None:
        yield triple(node, f"{DCT}issued", _typed(issued, "date"))
    for document in counts.documents:
        yield triple(node, f"{DCT}source", document)


def _literal(text: str, language: str | None = None) -> Literal:
    from pyoxigraph import Literal

    return Literal(text, language=language)


def _typed(text: str, datatype: str) -> Literal:
    from pyoxigraph import Literal, NamedNode

    return Literal(text, datatype=NamedNode(XSD + datatype))


def _number(node: str, predicate: str, number: int, datatype: str = "integer") -> Statement:
    return triple(node, predicate, _typed(str(number), datatype))
