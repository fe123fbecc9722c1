"""The rows of an answer as a page shows them: labels that link, and passages as footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csto_graph.facts import datatype_of
from csto_graph.namespaces import BASE, short
from csto_graph.table import OURS, numbered
from csto_graph.web.pages.reader import Link, Note, Reader
from csto_graph.web.pages.wording import date_in_words, worded

if TYPE_CHECKING:
    from csto_graph.web.pages.lead import Words


_DATES = re.compile(r"\[\S*?\.\.\S*?\]|(?<![\w:/-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")


@dataclass(frozen=True)
class Cell:
    """What stands in one column of one row: words and links, or the marks of footnotes."""

    parts: Words
    notes: tuple[Note, ...] = ()


def shown_rows(reader: Reader, rows: Sequence[Sequence[Any]]) -> list[list[Cell]]:
    """Rows of RDF terms as cells; the reader then holds the footnotes, by place."""
    texts = [_text(term) for row in rows for term in row]
    reader.prepare(match.group() for text in texts for match in OURS.finditer(text))
    reader.noted(numbered(texts))
    return [[_cell(reader, term) for term in row] for row in rows]


def _text(term: Any) -> str:
    # A triple within a triple has no value of its own.
    return "" if term is None else str(getattr(term, "value", term))


def _cell(reader: Reader, term: Any) -> Cell:
    text = _text(term)
    parts = text.split(" ")
    if text and all(part in reader.notes for part in parts):
        notes = {reader.notes[part].number: reader.notes[part] for part in parts}
        return Cell([], tuple(notes[number] for number in sorted(notes)))
    datatype = datatype_of(term)
    if not datatype and term is not None:
        return Cell([_link(reader, text)])
    in_words = worded(text, datatype)
    # The queries give many dates as plain text.
    in_words = date_in_words(text) if in_words == text else in_words
    return Cell([in_words] if in_words != text else list(_linked(reader, text)))


def _linked(reader: Reader, text: str) -> Iterator[str | Link]:
    end = 0
    for match in OURS.finditer(text):
        yield _worded(text[end : match.start()])
        yield _link(reader, match.group())
        end = match.end()
    yield _worded(text[end:])


def _worded(text: str) -> str:
    """The text with the dates in it in words."""
    return _DATES.sub(lambda match: date_in_words(match.group()), text)


def _link(reader: Reader, iri: str) -> Link:
    kind = iri.removeprefix(BASE).partition("/")[0]
    if kind == "claim":
        return reader.link(iri, short(iri))  # its label repeats the row it stands in
    if kind == "document" and "#" not in iri:
        return reader.link(iri, reader.citation(iri)[0])
    return reader.link(iri)
