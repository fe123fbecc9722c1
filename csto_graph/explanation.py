"""Why the graph says what it says: a node's values, their rules, claims and passages."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csto_graph.entities import find_entity
from csto_graph.errors import DataError, ParameterError
from csto_graph.namespaces import CSTO, DCT, PROV, RDF, short

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
    values = _values(graph, iri)
    chosen = [v for v in values if property_name is None or property_name in _names(graph, v)]
    if not chosen:
        known = sorted({short(v["predicate"]).partition(":")[2] for v in values})
        what = f"no property {property_name!r}; it has {', '.join(known)}" if known else "no claims"
        raise ParameterError(f"{short(iri)} has {what}")
    yield f"{graph.label(iri) or ''} ({short(iri)})".strip()
    if property_name is None:
        yield from _summary(graph, iri)
    for index, value in enumerate(chosen):
        last = index == len(chosen) - 1
        yield f"{'└' if last else '├'}─ {_headline(graph, value)}"
        for line in _claims(graph, value["value"], texts, bold):
            yield f"{' ' if last else '│'}    {line}"


def _values(graph: Graph, iri: str) -> list[dict[str, str]]:
    solutions: Any = graph.run(f"""
        SELECT ?value ?predicate ?object ?modality ?agreement ?rule WHERE {{
          ?value rdf:subject <{iri}> ; a csto:ResolvedValue ; rdf:predicate ?predicate ;
            rdf:object ?object ; csto:modality/rdfs:label ?modality ;
            csto:agreement/rdfs:label ?agreement ; csto:decidedBy/rdfs:label ?rule .
        }} ORDER BY ?predicate ?object""")
    names = [variable.value for variable in solutions.variables]
    return [{name: row[name].value for name in names} for row in solutions]


def _names(graph: Graph, value: dict[str, str]) -> set[str | None]:
    predicate = value["predicate"]
    return {short(predicate), short(predicate).partition(":")[2], graph.label(predicate)}


def _summary(graph: Graph, iri: str) -> Iterator[str]:
    days = [(name, graph.text(iri, CSTO + name)) for name in BOUNDS]
    known = [f"{graph.label(CSTO + name)} {day}" for name, day in days if day]
    if known:
        yield from textwrap.wrap(", ".join(known), _width(), initial_indent="   ",
                                 subsequent_indent="   ")  # fmt: skip


def _headline(graph: Graph, value: dict[str, str]) -> str:
    shown = graph.label(value["object"]) or value["object"]
    modality = "" if value["modality"] == "happened" else f"{value['modality']}; "
    name = graph.label(value["predicate"]) or short(value["predicate"])
    return f"{name}: {shown}  [{modality}{value['agreement']}; rule: {value['rule']}]"


def _claims(graph: Graph, value: str, texts: Path | None, bold: bool) -> Iterator[str]:
    for mark, predicate in (("for", f"{PROV}wasDerivedFrom"), ("against", f"{CSTO}contestedBy")):
        for claim in sorted(graph.texts(value, predicate)):
            yield from _claim(graph, claim, mark, texts, bold)


def _claim(graph: Graph, claim: str, mark: str, texts: Path | None, bold: bool) -> Iterator[str]:
    document = graph.text(claim, f"{CSTO}document") or ""
    passage = graph.text(claim, f"{CSTO}evidence") or ""
    said = graph.text(claim, f"{RDF}object") or ""
    notes = [graph.label(graph.text(claim, CSTO + name) or "") for name in ("stance", "basis")]
    position = passage.partition("#char=")[2].replace(",", "-")
    citation = graph.text(document, f"{DCT}bibliographicCitation") or short(document)
    what = "leaves it out" if graph.texts(claim, f"{CSTO}attests") else graph.label(said) or said
    speaker = graph.label(graph.text(claim, f"{CSTO}speaker") or "")
    noted = ", ".join(
        [note for note in notes if note] + ([f"said by {speaker}"] if speaker else [])
    )
    yield f"{mark}: {what}  ({noted})"
    yield f"     {citation}, characters {position}, {short(claim)}"
    reason = graph.text(claim, f"{CSTO}rationale")
    if reason:
        yield from _indented(f"because: {reason}")
    if texts is not None:
        yield from _indented(_quoted(graph, document, position, texts, bold))


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
