"""A passage of a document as ready Turtle, with what else must be written about it.

A passage is the document with a fragment ``char=START,END``: RFC 5147, section 2.1.1, where
a position counts the characters before it, here code points of the raw UTF-8 text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.errors import CitationError, DataError, ParameterError
from csto_graph.files import read_text
from csto_graph.loading import named_document
from csto_graph.namespaces import CSTO, DCT, OA, PREFIXES, RDF, curie, short
from csto_graph.nodes import Nodes
from csto_graph.passages import digest, document_text, span_of
from csto_graph.triples import triple
from csto_graph.words import Place, position

if TYPE_CHECKING:
    from csto_graph.triples import Statement

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")


@dataclass(frozen=True)
class CitedDocument:
    """A document to cite from: its IRI, raw text and text file, and if a file describes it.

    The names of its claims begin with ``identifier``.
    """

    iri: str
    text: str
    text_file: str
    identifier: str
    encoded: bool


def encoded_document(nodes: Nodes, name: str, texts: Path) -> CitedDocument:
    """A document of the authored files, by IRI, short name or identifier, with its text.

    Raises ParameterError if there is no such document, DataError if the text is missing
    in the folder ``texts``, or is not the one that was encoded.
    """
    documents = list(nodes.of_type(f"{CSTO}Document"))
    iri = named_document(nodes, documents, name, "DOCUMENT")
    text_file = nodes.one(iri, f"{CSTO}textFile") or ""
    text = document_text(texts, text_file)
    if nodes.one(iri, f"{CSTO}sha256") != digest(text):
        raise DataError(
            f"{texts / text_file}: is not the text that was encoded as {short(iri)}, by its "
            "csto:sha256; use the text as it was published, byte for byte"
        )
    return _described(nodes, iri, text, text_file)


def text_document(nodes: Nodes, path: Path, name: str | None = None) -> CitedDocument:
    """The document of a raw text file, encoded or not; ``name`` is for one that is not.

    ``name`` is the last part of the IRI, a short name or the IRI itself. Raises
    ParameterError where a name is needed, is malformed or is that of another text, and
    DataError for a file that cannot be read.
    """
    text = read_text(path)
    if not text:
        raise DataError(f"{path}: is empty; save the raw text there")
    sha256 = digest(text)
    documents = list(nodes.of_type(f"{CSTO}Document"))
    same = [node for node in documents if nodes.one(node, f"{CSTO}sha256") == sha256]
    iri = _document_iri(name) if name else None
    if iri in documents and iri not in same:
        raise ParameterError(
            f"--document: {short(str(iri))} has another text than {path}, by its csto:sha256; "
            "name a document of its own, or use the text that was encoded"
        )
    if same and iri in (None, *same):
        return _described(nodes, iri or same[0], text, path.name)
    if iri is None:
        raise ParameterError(
            f"{path}: no document has this text yet; name it with --document, such as "
            "--document publisher-2019-05-06"
        )
    return CitedDocument(iri, text, path.name, _identifier(iri, path.name), encoded=False)


def check_scope(nodes: Nodes, document: CitedDocument, place: Place) -> None:
    """Raise CitationError for words in the page furniture of a document: it yields no claims."""
    for node in nodes.of_type(f"{CSTO}PageFurniture"):
        span = span_of(nodes, node)
        if span is None or span.document != document.iri:
            continue
        if place.start < span.end and span.start < place.end:
            furniture = position(Place(span.start, span.end))
            raise CitationError(
                f"characters {position(place)} touch page furniture, characters {furniture}, which "
                "yields no claims; cite other words, or correct the csto:PageFurniture"
            )


def passage_triples(
    document: CitedDocument, place: Place, kind: str = "Passage"
) -> Iterator[Statement]:
    """The description of a passage, or of ``PageFurniture``, without a reason for the latter."""
    from pyoxigraph import Literal

    iri = passage_iri(document, place)
    yield triple(iri, f"{RDF}type", CSTO + kind)
    yield triple(iri, f"{OA}hasSource", document.iri)
    yield triple(iri, f"{CSTO}startOffset", Literal(place.start))
    yield triple(iri, f"{CSTO}endOffset", Literal(place.end))
    sha256 = digest(document.text[place.start : place.end])
    yield triple(iri, f"{CSTO}sha256", Literal(sha256))


def document_triples(document: CitedDocument) -> Iterator[Statement]:
    """What can be told of a document from its raw text alone."""
    from pyoxigraph import Literal

    yield triple(document.iri, f"{RDF}type", f"{CSTO}Document")
    yield triple(document.iri, f"{CSTO}characters", Literal(len(document.text)))
    yield triple(document.iri, f"{CSTO}sha256", Literal(digest(document.text)))
    yield triple(document.iri, f"{CSTO}textFile", Literal(document.text_file))


def claim_triples(document: CitedDocument, place: Place, claim: str) -> Iterator[Statement]:
    """A claim that rests on a passage; what it says is left to whoever reads the passage."""
    yield triple(claim, f"{RDF}type", f"{CSTO}Claim")
    yield triple(claim, f"{CSTO}evidence", passage_iri(document, place))


def passage_iri(document: CitedDocument, place: Place) -> str:
    """The IRI of a passage, by RFC 5147."""
    return f"{document.iri}#char={place.start},{place.end}"


def next_claim(nodes: Nodes, document: CitedDocument) -> str:
    """The IRI of a claim with the number after the highest that the document has."""
    stem = f"{PREFIXES['claim']}{document.identifier}-"
    tails = (node.removeprefix(stem) for node in nodes.of if node.startswith(stem))
    numbers = [int(tail) for tail in tails if tail.isascii() and tail.isdigit()]
    return f"{stem}{max(numbers, default=0) + 1:02}"


def claims_resting_on(nodes: Nodes, passage: str) -> list[str]:
    """The claims and lists that have a passage as their evidence."""
    return [
        node
        for node in nodes.of
        if any(value.value == passage for value in nodes.values(node, f"{CSTO}evidence"))
    ]


def _described(nodes: Nodes, iri: str, text: str, text_file: str) -> CitedDocument:
    identifier = nodes.one(iri, f"{DCT}identifier") or _identifier(iri, text_file)
    return CitedDocument(iri, text, text_file, identifier, encoded=True)


def _identifier(iri: str, text_file: str) -> str:
    """An identifier for a document that has none: its text file without ``.txt``, if it can."""
    stem = Path(text_file).stem
    return stem if _IDENTIFIER.match(stem) else short(iri).partition(":")[2]


def _document_iri(name: str) -> str:
    local = name.removeprefix(PREFIXES["document"]).removeprefix("document:")
    iri = PREFIXES["document"] + local
    if curie(iri) is None:
        raise ParameterError(
            f"--document: {name!r} cannot be part of an IRI here; write letters, digits and "
            "hyphens, such as publisher-2019-05-06"
        )
    return iri
