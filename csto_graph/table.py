"""Answers as a table for people, as wide as the terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from csto_graph.namespaces import BASE, DCT, RDFS, short
from csto_graph.terminal import width

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from csto_graph.graph import Graph
    from csto_graph.solutions import Settled

OURS = re.compile(rf"{re.escape(BASE)}[^\s<>\"]+")
_PASSAGE = re.compile(rf"({re.escape(BASE)}document/[^#\s]+)#char=(\d{{1,18}}),(\d{{1,18}})\Z")

_VAGUE = re.compile(r"\[(\S*?)\.\.(\S*?)\]")
GAP = 2  # blanks between columns


def format_table(
    graph: Graph, solutions: QuerySolutions | Settled, titles: Mapping[str, str]
) -> str:
    """The solutions as text; '' when there are none.

    A table if no word has to be broken for it, otherwise one block a row. IRIs are shown
    by their labels, passages by numbers that a list at the end explains.
    """
    names = [variable.value for variable in solutions.variables]
    # A triple within a triple, which a query may make, has no value of its own.
    given = [["" if v is None else str(getattr(v, "value", v)) for v in row] for row in solutions]
    if not given:
        return ""
    marks = numbered(cell for row in given for cell in row)
    _expect(graph, (cell for row in given for cell in row), marks)
    rows = [[_shown(graph, cell, marks) for cell in row] for row in given]
    return layout([titles.get(name, name) for name in names], rows) + _legend(graph, marks)


def layout(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Texts under their heads, as wide as the terminal: a table, or a block a row."""
    columns = max(40, width())
    return _grid(heads, rows, columns) or _blocks(heads, rows, columns)


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str | None:
    """Rows under their heads in columns; ``None`` if they do not fit without broken words."""
    columns = list(zip(heads, *rows, strict=True))
    wanted = [max(len(cell) for cell in column) for column in columns]
    widths = [max(len(w) for cell in column for w in cell.split() or [""]) for column in columns]
    spare = width - sum(widths) - GAP * (len(columns) - 1)
    if spare < 0:
        return None
    for _ in range(spare):
        # The column that lacks most, for its size, gets the next character.
        lacking = [i for i, size in enumerate(widths) if size < wanted[i]]
        if lacking:
            widths[min(lacking, key=lambda i: widths[i] / wanted[i])] += 1
    wrapped = any(len(cell) > widths[i] for row in rows for i, cell in enumerate(row))
    rule = "─" * (sum(widths) + GAP * (len(widths) - 1)) + "\n"
    body = ("\n" if wrapped else "").join(_lines(row, widths) for row in rows)
    return rule + _lines(heads, widths) + rule + body + rule


def _lines(cells: Sequence[str], widths: Sequence[int]) -> str:
    """One row of a grid, over as many lines as its longest cell needs."""
    wrapped = [_wrap(cell, size) or [""] for cell, size in zip(cells, widths, strict=True)]
    text = ""
    for parts in zip_longest(*wrapped, fillvalue=""):
        padded = (part.ljust(size) for part, size in zip(parts, widths, strict=True))
        text += (" " * GAP).join(padded).rstrip() + "\n"
    return text


def _blocks(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Each row as a block of lines, a line a column; empty cells are left out."""
    margin = max(len(head) for head in heads) + GAP
    blocks = []
    for row in rows:
        lines = ["─" * min(width, 80)]
        for head, cell in zip(heads, row, strict=True):
            parts = _wrap(cell, width - margin)
            lines += [head.ljust(margin) + parts[0]] if parts else []
            lines += [" " * margin + part for part in parts[1:]]
        blocks.append("\n".join(lines) + "\n")
    return "".join(blocks) + "─" * min(width, 80) + "\n"


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False)


def numbered(cells: Iterable[str]) -> dict[str, int]:
    """A number for each passage that occurs, in order of document and position."""
    passages = {p for cell in cells for p in cell.split(" ") if _PASSAGE.match(p)}
    return {passage: n for n, passage in enumerate(sorted(passages, key=_position), start=1)}


def _position(passage: str) -> tuple[str, int, int]:
    match = _PASSAGE.match(passage)
    return (match[1], int(match[2]), int(match[3])) if match else (passage, 0, 0)


def _expect(graph: Graph, cells: Iterable[str], marks: Mapping[str, int]) -> None:
    """Let the engine fetch at once what the names in these cells need."""
    named = {iri for cell in cells for iri in OURS.findall(cell)} - marks.keys()
    documents = {iri for iri in named if iri.startswith(f"{BASE}document/")}
    documents |= {_position(mark)[0] for mark in marks}
    graph.engine.expect(named - documents, [f"{RDFS}label"])
    graph.engine.expect(documents, [f"{DCT}bibliographicCitation"])


def _legend(graph: Graph, marks: Mapping[str, int]) -> str:
    lines = []
    for passage, number in marks.items():
        document, start, end = _position(passage)
        lines.append(f"  {number:>2}  {_citation(graph, document)}, characters {start}-{end}\n")
    return "".join(lines)


def _shown(graph: Graph, text: str, marks: Mapping[str, int]) -> str:
    parts = text.split(" ")
    if all(part in marks for part in parts):
        return " ".join(str(number) for number in sorted({marks[part] for part in parts}))
    text = _VAGUE.sub(r"\1 .. \2", text)  # blanks, so that a vague date can be wrapped
    return OURS.sub(lambda match: _name(graph, match.group()), text)


def _name(graph: Graph, iri: str) -> str:
    kind = iri.removeprefix(BASE).partition("/")[0]
    if kind in ("claim", "list"):
        return short(iri)  # a claim's label repeats the row it stands in
    if kind == "document":
        return _citation(graph, iri)
    label = graph.label(iri)
    return label if label is not None else short(iri)


def _citation(graph: Graph, document: str) -> str:
    citation = graph.text(document, f"{DCT}bibliographicCitation") or short(document)
    return _VAGUE.sub(r"\1 .. \2", citation)
