"""What tables and networks show of a node: its class, its label and its sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from csto_graph.export.blocks import Block
from csto_graph.export.selection import Selection
from csto_graph.namespaces import CSTO, DCT, OA, RDF, RDFS, SCHEMA, short


@dataclass(frozen=True)
class Passage:
    """Where a source says something: all as text, positions in code points from 0."""

    iri: str
    document: str
    citation: str
    address: str
    start: str
    end: str
    sha256: str

    @property
    def shown(self) -> str:
        """The passage as people cite it."""
        return f"{self.citation}, characters {self.start}-{self.end}"


class Details:
    """Looks nodes up in the whole graph, whatever part of it is exported."""

    def __init__(self, selection: Selection) -> None:
        """Look nodes up in the file that a selection is from."""
        self.whole = Selection(selection.path)

    def block(self, iri: str) -> Block:
        """All about a node; an empty block for one that is only named."""
        return self.whole.get(iri) or Block(iri, b"")

    def label(self, iri: str) -> str:
        """The label of a node or term, or its short name."""
        return self.block(iri).label or short(iri)

    def superclasses(self, kind: str) -> set[str]:
        """Everything above a class, the class itself left out."""
        found: set[str] = set()
        todo = [kind]
        while todo:
            wider = set(self.block(todo.pop()).texts(f"{RDFS}subClassOf")) - found
            found |= wider
            todo += wider
        return found - {kind}

    def classes(self, block: Block, below: str) -> list[str]:
        """The most specific classes of a node that are, or are below, a class of ours."""
        wider = {kind: self.superclasses(kind) for kind in block.types}
        fitting = {kind for kind in wider if kind == below or below in wider[kind]}
        return sorted(k for k in fitting if not any(k in wider[other] for other in fitting))

    def passages(self, block: Block) -> Iterator[Passage]:
        """The passages behind a node or a resolved value, in order of document and place."""
        found = [self.passage(iri) for iri in block.texts(f"{CSTO}passage")]
        yield from sorted(found, key=lambda p: (p.document, int(p.start or 0), int(p.end or 0)))

    def passage(self, iri: str) -> Passage:
        """A passage, with what its document is."""
        block = self.block(iri)
        document = self.block(block.text(f"{OA}hasSource") or iri.partition("#")[0])
        return Passage(
            iri,
            document.subject,
            document.text(f"{DCT}bibliographicCitation") or short(document.subject),
            document.text(f"{SCHEMA}url") or "",
            block.text(f"{CSTO}startOffset") or "",
            block.text(f"{CSTO}endOffset") or "",
            block.text(f"{CSTO}sha256") or "",
        )

    def values(self, block: Block) -> Iterator[Block]:
        """The resolved values of a node."""
        return (self.block(iri) for iri in block.texts(f"{CSTO}value"))

    def value_of(self, block: Block, predicate: str, value: str) -> Block:
        """The resolved value behind a plain value; the node itself where it was not claimed."""
        for found in self.values(block):
            if found.text(f"{RDF}predicate") == predicate and value in found.texts(f"{RDF}object"):
                return found
        return block


def local(iri: str | None) -> str:
    """The local name of a term of the ontology; the empty text for ``None``."""
    return (iri or "").removeprefix(CSTO)
