"""Why the graph says what it says: a node's values, their rules, claims and passages."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.entities import find_entity
from csto_graph.errors import DataError, ParameterError
from csto_graph.facts import Fact, Said, facts
from csto_graph.namespaces import CSTO, DCT, short

if TYPE_CHECKING:
    from csto_graph.graph import Graph

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")  # roughly: enough to show words in context
BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest", "lastAttested")


def explain(
    graph: Graph, node: str, property_name: str | None, texts: Path | None, *, bold: bool
) -> Iterator[str]:
    """The lines of a tree that explains a node (short name, IRI or label).

    ``property_name`` limits it to one property, by local name or label; ``texts`` is the
    folder of raw texts, to show the words in; ``bold`` marks them as terminals do.
    Raises UnknownEntityError for the node, ParameterError for the property, DataError for
    the texts.
    """
    if texts is not None and not texts.is_dir():
        raise DataError(f"{texts}: is not a folder; name the folder with the raw texts")
    iri = find_entity(graph.engine, node, None, "NODE")
    values = facts(graph, iri)
    chosen = [v for v in values if property_name is None or property_name in _names(graph, v)]
    if not chosen:
        known = sorted({short(v.predicate).partition(":")[2] for v in values})
        what = f"no property {property_name!r}; it has {', '.join(known)}" if known else "no claims"
        raise ParameterError(f"{short(iri)} has {what}")
    yield f"{graph.label(iri) or ''} ({short(iri)})".strip()
    if property_name is None:
        yield from _summary(graph, iri)
    for index, value in enumerate(chosen):
        last = index == len(chosen) - 1
        yield f"{'└' if last else '├'}─ {_headline(graph, value)}"
        for said in value.claims:
            for line in _claim(graph, said, texts, bold):
                yield f"{' ' if last else '│'}    {line}"


def _names(graph: Graph, fact: Fact) -> set[str | None]:
    predicate = fact.predicate
    return {short(predicate), short(predicate).partition(":")[2], graph.label(predicate)}


def _summary(graph: Graph, iri: str) -> Iterator[str]:
    days = [(name, graph.text(iri, CSTO + name)) for name in BOUNDS]
    known = [f"{graph.label(CSTO + name)} {day}" for name, day in days if day]
    if known:
        yield from textwrap.wrap(", ".join(known), _width(), initial_indent="   ",
                                 subsequent_indent="   ")  # fmt: skip


def _headline(graph: Graph, fact: Fact) -> str:
    shown = graph.label(fact.value) or fact.value
    modality, agreement, rule = map(graph.label, (fact.modality, fact.agreement, fact.rule))
    noted = f"{agreement}; rule: {rule}"
    if fact.modality != f"{CSTO}Happened":
        noted = f"{modality}; {noted}"
    return f"{graph.label(fact.predicate) or short(fact.predicate)}: {shown}  [{noted}]"


def _claim(graph: Graph, said: Said, texts: Path | None, bold: bool) -> Iterator[str]:
    position = said.passage.partition("#char=")[2].replace(",", "-")
    citation = graph.text(said.document, f"{DCT}bibliographicCitation") or short(said.document)
    what = "leaves it out" if said.omitted else graph.label(said.value) or said.value
    speaker = graph.label(said.speaker)
    noted = [note for note in (graph.label(said.stance), graph.label(said.basis)) if note]
    noted += [f"said by {speaker}"] if speaker else []
    yield f"{'for' if said.supports else 'against'}: {what}  ({', '.join(noted)})"
    yield f"     {citation}, characters {position}, {short(said.claim)}"
    if said.rationale:
        yield from _indented(f"because: {said.rationale}")
    if texts is not None:
        yield from _indented(_quoted(graph, said.document, position, texts, bold))


def _quoted(graph: Graph, document: str, position: str, texts: Path, bold: bool) -> str:
    """The passage marked in the sentence, or the lines, that it stands in."""
    from csto_graph.passages import document_text, passage_text

    name = graph.text(document, f"{CSTO}textFile") or ""
    start, end = (int(number) for number in position.split("-"))
    digest = graph.text(f"{document}#char={start},{end}", f"{CSTO}sha256")
    words = passage_text(texts, name, start, end, digest)
    text = document_text(texts, name)
    before = _SENTENCE.split(text[:start])[-1]
    after = _SENTENCE.split(text[end:])[0]
    marks = ("\x1b[1m", "\x1b[0m") if bold else ("»", "«")
    return " ".join(f"{before}{marks[0]}{words}{marks[1]}{after}".split())


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, _width() - 6, initial_indent="     ", subsequent_indent="     ")


def _width() -> int:
    return max(40, shutil.get_terminal_size((80, 24)).columns)
