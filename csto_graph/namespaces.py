"""The IRIs of the graph: prefixes, and turning IRIs into short names and back."""

from __future__ import annotations

import re
from functools import lru_cache

BASE = "https://w3id.org/csto-graph/"
CSTO = f"{BASE}ontology#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
SH = "http://www.w3.org/ns/shacl#"
SCHEMA = "https://schema.org/"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
SPDX = "http://spdx.org/rdf/terms#"

# One prefix for each kind of node; the prefix is the path of the web page too.
KINDS = (
    "action",
    "area",
    "body",
    "chairmanship",
    "claim",
    "document",
    "effect",
    "event",
    "force",
    "instrument",
    "judgement",
    "list",
    "membership",
    "observer",
    "office",
    "org",
    "party",
    "person",
    "place",
    "publisher",
    "session",
    "speaker",
    "state",
    "statement",
    "strength",
    "tenure",
    "topic",
    "treaty",
)

PREFIXES: dict[str, str] = {
    "csto": CSTO,
    "dcat": DCAT,
    **{kind: f"{BASE}{kind}/" for kind in KINDS},
    "cidoc": "http://www.cidoc-crm.org/cidoc-crm/",
    "dct": DCT,
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "oa": OA,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": SH,
    "skos": SKOS,
    "spdx": SPDX,
    "vann": "http://purl.org/vocab/vann/",
    "void": VOID,
    # The W3C organization ontology; ``org:`` is taken by our own organizations.
    "w3org": "http://www.w3.org/ns/org#",
    "wd": "http://www.wikidata.org/entity/",
    "wikibase": "http://wikiba.se/ontology#",
    "xsd": XSD,
}

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def curie(iri: str, prefixes: dict[str, str] | None = None) -> str | None:
    """Shorten an IRI to ``prefix:local``; ``None`` where no prefix gives a plain name."""
    if prefixes is None:
        return _curie(iri)
    return _shortened(iri, sorted(prefixes.items(), key=lambda item: -len(item[1])))


@lru_cache(maxsize=2**15)  # an export asks for the same few terms over and over
def _curie(iri: str) -> str | None:
    return _shortened(iri, _BY_LENGTH)


def _shortened(iri: str, pairs: list[tuple[str, str]]) -> str | None:
    for prefix, namespace in pairs:
        if iri.startswith(namespace) and _LOCAL.match(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return None


def short(iri: str) -> str:
    """The shortest readable form of an IRI: a CURIE, a path below our base, or the IRI.

    A passage IRI, which no prefix shortens in Turtle, reads ``document:…#char=1,9``.
    """
    name = curie(iri)
    if name is not None:
        return name
    kind, slash, rest = iri.removeprefix(BASE).partition("/")
    if iri.startswith(BASE) and slash and kind in KINDS:
        return f"{kind}:{rest}"
    return iri


def expand(name: str) -> str | None:
    """The IRI that ``prefix:rest`` stands for; ``None`` if the prefix is not ours."""
    prefix, colon, rest = name.partition(":")
    if colon and prefix in PREFIXES and not rest.startswith("//"):
        return PREFIXES[prefix] + rest
    return None
