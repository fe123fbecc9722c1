"""Reading ``graph.nq``, exact and sorted, a subject at a time and within little memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, cast

from csto_graph.errors import DataError, ParameterError
from csto_graph.namespaces import RDF, RDFS, short

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from csto_graph.graph import Graph
    from csto_graph.triples import Statement, Value

MEND = "build the graph again: csto-graph build --force"


@dataclass(frozen=True)
class Block:
    """All that a graph says of one subject: its IRI and its sorted lines of N-Quads."""

    subject: str
    lines: bytes

    @cached_property
    def quads(self) -> list[Quad]:
        """The lines as quads, every term as it was written."""
        from pyoxigraph import BlankNode, RdfFormat, parse

        try:
            quads = list(parse(self.lines, format=RdfFormat.N_QUADS))
        except (SyntaxError, ValueError) as error:
            raise DataError(f"graph.nq is damaged at {self.subject}: {error}; {MEND}") from None
        if any(isinstance(quad.object, BlankNode) for quad in quads):
            raise DataError(f"{short(self.subject)}: has a blank node; give that an IRI")
        return quads

    @cached_property
    def triples(self) -> list[Statement]:
        """The triples of the default graph, which holds all there is."""
        from pyoxigraph import DefaultGraph

        default = DefaultGraph()
        return [cast("Statement", q.triple) for q in self.quads if q.graph_name == default]

    @cached_property
    def properties(self) -> dict[str, list[Value]]:
        """The values in the default graph, by property; both sorted."""
        found: dict[str, list[Value]] = {}
        for triple in self.triples:
            found.setdefault(triple.predicate.value, []).append(triple.object)
        return found

    def texts(self, predicate: str) -> list[str]:
        """The values of a property as text."""
        return [value.value for value in self.properties.get(predicate, [])]

    def text(self, predicate: str) -> str | None:
        """The first value of a property as text; ``None`` where there is none."""
        return next(iter(self.texts(predicate)), None)

    @property
    def types(self) -> set[str]:
        """The IRIs of the classes of the subject."""
        return set(self.texts(f"{RDF}type"))

    @property
    def label(self) -> str | None:
        """The label of the subject."""
        return self.text(f"{RDFS}label")

    def only(self, predicate: str) -> Block | None:
        """The block with the triples of one property only; ``None`` where there are none."""
        from pyoxigraph import Quad, RdfFormat, serialize

        kept = [t for t in self.triples if t.predicate.value == predicate]
        quads = [Quad(t.subject, t.predicate, t.object) for t in kept]
        lines = serialize(quads, format=RdfFormat.N_QUADS) or b""
        return Block(self.subject, lines) if kept else None


def graph_file(graph: Graph) -> Path:
    """The file with the exact quads of a graph; ParameterError for one that has no files."""
    folder: Path | None = graph.folder
    if folder is None:
        raise ParameterError(
            "an export is written from the files of a graph built here, not from an endpoint; "
            "leave the endpoint out, or ask it with: csto-graph sparql 'CONSTRUCT …'"
        )
    return folder / "graph.nq"


def read_blocks(path: Path) -> Iterator[Block]:
    """Every block of a file of sorted N-Quads; DataError for one that is not, or unreadable."""
    last = b""
    try:
        with path.open("rb") as file:
            for subject, lines in groupby(file, key=_subject):
                if subject <= last:
                    raise DataError(f"{path}: is not sorted by subject; {MEND}")
                last = subject
                yield Block(_iri(path, subject), b"".join(lines))
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}; {MEND}") from None


def _subject(line: bytes) -> bytes:
    return line[: line.find(b" ")]


def _iri(path: Path, subject: bytes) -> str:
    if subject[:1] != b"<" or subject[-1:] != b">":
        raise DataError(f"{path}: a line begins with {subject[:60]!r}, which is no IRI; {MEND}")
    return subject[1:-1].decode("utf-8", "replace")


def positions(path: Path) -> dict[str, tuple[int, int]]:
    """Where each subject's block is in a file: its first byte and its length."""
    found: dict[str, tuple[int, int]] = {}
    start = 0
    for block in read_blocks(path):
        found[block.subject] = (start, len(block.lines))
        start += len(block.lines)
    return found


def block_at(path: Path, subject: str, place: tuple[int, int]) -> Block:
    """The block of a subject at a place that ``positions`` gave."""
    try:
        with path.open("rb") as file:
            file.seek(place[0])
            return Block(subject, file.read(place[1]))
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}; {MEND}") from None
