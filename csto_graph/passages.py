"""Passages against the raw texts: the words themselves are not part of the graph."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from csto_graph.errors import DataError
from csto_graph.files import read_text
from csto_graph.findings import AuthoredFiles, Finding, on_node, read_files, reported
from csto_graph.namespaces import CSTO, OA
from csto_graph.nodes import Nodes


@dataclass(frozen=True)
class Span:
    """What a passage or a piece of page furniture says of itself."""

    document: str | None
    start: int
    end: int
    sha256: str | None


def passage_text(
    texts: Path, text_file: str, start: int, end: int, sha256: str | None = None
) -> str:
    """The words of a passage: the code points from ``start`` up to, not including, ``end``.

    ``texts`` is the folder of raw texts and ``text_file`` the csto:textFile of the document.
    Raises DataError when the file is missing or not UTF-8, when the offsets lie outside it,
    or when the words do not have the digest ``sha256``, if one is given.
    """
    words = _cut(document_text(texts, text_file), start, end)
    if sha256 is not None and digest(words) != sha256:
        raise DataError(
            f"{texts / text_file}: characters {start} to {end} are not the words that were "
            "encoded; use the text as it was published, byte for byte"
        )
    return words


def document_text(texts: Path, text_file: str) -> str:
    """The raw text of a document; nothing is normalised, for offsets count code points.

    Raises DataError when the file is missing or not UTF-8, or its name is not a plain one.
    """
    if Path(text_file).name != text_file or text_file in ("", "..") or "\0" in text_file:
        raise DataError(f"{text_file!r} is no plain file name; write one such as 004.txt")
    return read_text(texts / text_file)


def verify(files: Sequence[Path], texts: Path, only: Sequence[Path] = ()) -> list[Finding]:
    """Compare the documents and passages of Turtle files with the raw texts in a folder.

    A finding is a text that is missing, unreadable or not the one that was encoded, and a
    passage that lies outside its text, has other words than were encoded or cuts a word.
    ``only`` limits the findings to those files. Raises DataError when the folder does not exist.
    """
    if not texts.is_dir():
        raise DataError(f"{texts}: is not a folder; name the folder with the raw texts")
    authored, findings = read_files(files, only)
    nodes = Nodes(triple for file in authored.files for triple in file.triples)
    found: dict[str, str] = {}
    for document in nodes.of_type(f"{CSTO}Document"):
        try:
            found[document] = document_text(texts, nodes.one(document, f"{CSTO}textFile") or "")
        except DataError as error:
            findings.append(on_node(authored, document, f"{error}.", "Text"))
            continue
        for message in _document_faults(nodes, document, found[document]):
            findings.append(on_node(authored, document, message, "Text"))
    documents = set(nodes.of_type(f"{CSTO}Document"))
    for node in nodes.of_type(f"{CSTO}Passage", f"{CSTO}PageFurniture"):
        findings += _passage_findings(authored, nodes, node, found, documents)
    return reported(authored, findings)


def _passage_findings(
    authored: AuthoredFiles, nodes: Nodes, node: str, texts: dict[str, str], documents: set[str]
) -> Iterator[Finding]:
    span = span_of(nodes, node)
    if span is None or span.document not in documents:
        message = "Cannot be verified: run 'csto-graph validate' for what its description lacks."
        yield on_node(authored, node, message, "Passage")
    elif span.document in texts:  # A document without a text has a finding of its own.
        for message in _passage_faults(span, texts[span.document]):
            yield on_node(authored, node, message, "Passage")


def span_of(nodes: Nodes, node: str) -> Span | None:
    """Where a passage or a piece of page furniture is; ``None`` if its offsets are no numbers."""
    offsets = [nodes.one(node, f"{CSTO}{name}Offset") or "" for name in ("start", "end")]
    if not all(text.isascii() and text.isdigit() for text in offsets):
        return None
    document, sha256 = nodes.one(node, f"{OA}hasSource"), nodes.one(node, f"{CSTO}sha256")
    return Span(document, int(offsets[0]), int(offsets[1]), sha256)


def _document_faults(nodes: Nodes, document: str, text: str) -> Iterator[str]:
    length = nodes.one(document, f"{CSTO}characters")
    if length != str(len(text)):
        yield f"Its text has {len(text)} characters, not {length}: correct csto:characters."
    if nodes.one(document, f"{CSTO}sha256") != digest(text):
        yield (
            "Its text is not the one that was encoded, by its csto:sha256: use the text as it was "
            "published, byte for byte, or encode this one anew."
        )


def _passage_faults(span: Span, text: str) -> Iterator[str]:
    try:
        words = _cut(text, span.start, span.end)
    except DataError as error:
        yield f"{error}: correct its offsets."
        return
    if digest(words) != span.sha256:
        yield (
            "These characters are not the words that were encoded, by their csto:sha256: correct "
            "the offsets, or the digest."
        )
        return
    for offset, edge in ((span.start, "begins"), (span.end, "ends")):
        if inside_word(text, offset):
            yield f"The passage {edge} inside a word, at character {offset}: take the whole word."


def _cut(text: str, start: int, end: int) -> str:
    if not 0 <= start < end <= len(text):
        raise DataError(f"Characters {start} to {end} lie outside a text of {len(text)}")
    return text[start:end]


def inside_word(text: str, offset: int) -> bool:
    """Whether an offset parts two letters or digits, so that a passage may not end there."""
    return text[offset - 1 : offset].isalnum() and text[offset : offset + 1].isalnum()


def digest(text: str) -> str:
    """The SHA-256 of a text or passage, of its UTF-8 bytes, as 64 digits."""
    return hashlib.sha256(text.encode()).hexdigest()
