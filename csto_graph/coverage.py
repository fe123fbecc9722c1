"""How much of each document is behind some claim or list, and which sentences are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from csto_graph.errors import DataError
from csto_graph.namespaces import CSTO, short
from csto_graph.nodes import Nodes
from csto_graph.passages import span_of
from csto_graph.sentences import sentences

LISTS = ("StateList", "MemberList", "PartyList")
_OPEN, _COVERED, _FURNITURE = range(3)  # what a character is


@dataclass(frozen=True)
class SentenceCoverage:
    """A sentence in scope: its place, its words, and how many characters no claim rests on."""

    start: int
    end: int
    text: str
    uncovered: int

    @property
    def share(self) -> float:
        """The part of the sentence that is behind no claim, in percent."""
        return percent(self.uncovered, self.end - self.start)


@dataclass(frozen=True)
class Coverage:
    """A document: its characters, those that are no page furniture, those behind claims.

    ``claims`` and ``lists`` are numbers of what was authored; ``sentences`` is ``None``
    where the text was not given.
    """

    document: str
    characters: int
    in_scope: int
    covered: int
    claims: int
    lists: int
    sentences: tuple[SentenceCoverage, ...] | None = None

    @property
    def share(self) -> float:
        """The part of the characters in scope that is behind claims, in percent."""
        return percent(self.covered, self.in_scope)


def coverage(nodes: Nodes, document: str, text: str | None = None) -> Coverage:
    """The coverage of a document of the authored files, by sentences if its text is given.

    What has no evidence yet, or an evidence without offsets, covers nothing; to say so is
    the part of ``csto-graph validate``. Raises DataError for a document without a length.
    """
    length = str(len(text)) if text else nodes.one(document, f"{CSTO}characters") or ""
    if not (length.isascii() and length.isdigit()):
        raise DataError(f"{short(document)} has no csto:characters; run 'csto-graph validate'")
    kinds = bytearray(int(length))
    claims = _mark(nodes, kinds, document, nodes.of_type(f"{CSTO}Claim"))
    lists = _mark(nodes, kinds, document, nodes.of_type(*(CSTO + name for name in LISTS)))
    for node in nodes.of_type(f"{CSTO}PageFurniture"):
        _paint(nodes, kinds, document, node, _FURNITURE)
    return Coverage(
        document=document,
        characters=len(kinds),
        in_scope=len(kinds) - kinds.count(_FURNITURE),
        covered=kinds.count(_COVERED),
        claims=claims,
        lists=lists,
        sentences=None if text is None else tuple(_sentences(text, kinds)),
    )


def percent(part: int, whole: int) -> float:
    """A share in percent, to one decimal place; of nothing, all is covered and none lacks."""
    return round(100 * part / whole, 1) if whole else 0.0


def _mark(nodes: Nodes, kinds: bytearray, document: str, assertions: Iterable[str]) -> int:
    """Mark the passages of claims or lists, and return how many belong to the document."""
    return sum(
        _paint(nodes, kinds, document, nodes.one(node, f"{CSTO}evidence") or "", _COVERED)
        for node in assertions
    )


def _paint(nodes: Nodes, kinds: bytearray, document: str, passage: str, kind: int) -> bool:
    """Mark the characters of a passage, if it is one of the document."""
    span = span_of(nodes, passage)
    if span is None or span.document != document:
        return False
    start, end = min(span.start, len(kinds)), min(span.end, len(kinds))
    kinds[start:end] = bytes([kind]) * (end - start)
    return True


def _sentences(text: str, kinds: bytearray) -> Iterable[SentenceCoverage]:
    for furniture, run in groupby(range(len(text)), lambda i: kinds[i] == _FURNITURE):
        if furniture:
            continue
        places = list(run)
        first, last = places[0], places[-1] + 1
        for start, end in sentences(text[first:last]):
            start, end = first + start, first + end
            uncovered = kinds[start:end].count(_OPEN)
            yield SentenceCoverage(start, end, text[start:end], uncovered)
