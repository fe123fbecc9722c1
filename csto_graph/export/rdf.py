"""The line formats, Turtle, TriG and RDF/XML, each written within little memory.

N-Triples, N-Quads, Turtle and TriG: https://www.w3.org/TR/rdf11-new/ and the pages it
names; RDF/XML: https://www.w3.org/TR/rdf-syntax-grammar/ . Triples are those of the
default graph, which holds everything; N-Quads and TriG have the named graphs as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from csto_graph.canonical import natural, prefix_lines, subject_block
from csto_graph.errors import DataError
from csto_graph.export.blocks import Block
from csto_graph.namespaces import PREFIXES, RDF, curie, short
from csto_graph.sorting import sorted_texts

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from csto_graph.triples import Statement

# Names that XML allows (https://www.w3.org/TR/xml-names/#NT-NCName), and what it cannot hold.
_START = "A-Z_a-zÀ-ÖØ-öø-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"  # noqa: E501
_NAME = re.compile(f"[{_START}][{_START}.0-9\u00b7\u0300-\u036f\u203f\u2040-]*\\Z")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RESERVED = frozenset(
    RDF + name
    for name in ("RDF", "ID", "about", "bagID", "parseType", "resource", "nodeID", "datatype",
                 "Description", "li", "aboutEach", "aboutEachPrefix")
)  # fmt: skip


def write_nquads(blocks: Iterable[Block], sink: BinaryIO) -> None:
    """N-Quads: the lines as they are."""
    for block in blocks:
        sink.write(block.lines)


def write_ntriples(blocks: Iterable[Block], sink: BinaryIO) -> None:
    """N-Triples, in the same order."""
    from pyoxigraph import RdfFormat, serialize

    for block in blocks:
        triples = cast("list[Triple]", block.triples)
        sink.write(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")


def write_turtle(blocks: Iterable[Block], sink: BinaryIO) -> None:
    """Canonical Turtle, the same as ``canonical.write_turtle`` makes of all at once."""
    _write_sorted(((None, block.triples) for block in blocks), sink)


def write_trig(blocks: Iterable[Block], sink: BinaryIO) -> None:
    """TriG: first the default graph as canonical Turtle, then each named graph like it."""
    _write_sorted((part for block in blocks for part in _graphs(block)), sink)


def _graphs(block: Block) -> Iterator[tuple[str | None, list[Statement]]]:
    named: dict[str | None, list[Statement]] = {}
    for quad in block.quads:
        name = getattr(quad.graph_name, "value", None)
        named.setdefault(name, []).append(cast("Statement", quad.triple))
    return iter(named.items())


def _write_sorted(parts: Iterable[tuple[str | None, list[Statement]]], sink: BinaryIO) -> None:
    """Write the triples of subjects in graphs, sorted by graph and name of the subject."""
    used: set[str] = set()

    def keyed() -> Iterator[tuple[Any, str]]:
        for graph, triples in parts:
            if not triples:
                continue
            part = subject_block(triples)
            used.update(part.prefixes)
            name = _name(graph, used)
            # The name of the graph leads the text: the two are read apart again below.
            yield (name != "", natural(name), natural(part.name)), f"{name}\n{part.text}"

    texts = sorted_texts(keyed())
    first = next(texts, None)  # by now every prefix is known
    sink.write(prefix_lines(used).encode())
    current = ""
    for text in () if first is None else chain([first], texts):
        name, _, block = text.partition("\n")
        close = "}\n" if current and name != current else ""
        opening = f"\n{name} {{\n" if name != current else ""
        sink.write(f"{close}{opening}\n{block}".encode())
        current = name
    if current:
        sink.write(b"}\n")


def _name(graph: str | None, used: set[str]) -> str:
    if graph is None:
        return ""
    name = curie(graph)
    if name is None:
        return f"<{graph}>"
    used.add(name.partition(":")[0])
    return name


def write_rdfxml(blocks: Iterable[Block], sink: BinaryIO) -> None:
    """RDF/XML; DataError, which names the node, for what it has no form for.

    That is a property whose IRI does not end in an XML name, and most control characters.
    """
    from pyoxigraph import RdfFormat, serialize

    triples = (triple for block in blocks for triple in block.triples if _fits(triple))
    output = cast("BinaryIO", _Returns(sink))
    serialize(cast("Any", triples), output, RdfFormat.RDF_XML, prefixes=PREFIXES)
    sink.write(b"\n")


class _Returns:
    """Escapes carriage returns, which the serializer writes bare and readers make line feeds."""

    def __init__(self, sink: BinaryIO) -> None:
        self.sink = sink

    def write(self, data: bytes) -> int:
        self.sink.write(data.replace(b"\r", b"&#xD;"))
        return len(data)

    def flush(self) -> None:
        self.sink.flush()


def _fits(triple: Statement) -> bool:
    predicate = triple.predicate.value
    if not _NAME.search(predicate) or predicate in _RESERVED:
        raise DataError(
            f"{short(triple.subject.value)}: RDF/XML has no form for the property <{predicate}>, "
            "whose end is no XML name; use another format"
        )
    for term in (triple.subject, triple.predicate, triple.object):
        check_xml(triple.subject.value, term.value)
    return True


def check_xml(node: str, text: str) -> None:
    """Raise DataError, naming the node, for text with a character that XML cannot hold."""
    found = _NOT_XML.search(text)
    if found:
        raise DataError(
            f"{short(node)}: holds the character U+{ord(found.group()):04X}, which XML cannot "
            "hold; use another format, or mend the data"
        )
