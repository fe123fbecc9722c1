"""The page of a document: what it says, in the order of its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from csto_graph.facts import datatype_of
from csto_graph.namespaces import CSTO, DCT
from csto_graph.web.pages.coverage_bar import coverage_bar
from csto_graph.web.pages.entity import entity_context, first, outgoing
from csto_graph.web.pages.reader import Link, Reader, local
from csto_graph.web.pages.statements import claim_name, value_link


@dataclass(frozen=True)
class Statement:
    """One claim of a document as a line of its page."""

    claim: Link
    subject: Link
    property: Link
    value: Link
    denies: bool
    modality: str
    inferred: bool
    speaker: Link | None
    disputed: bool


@dataclass(frozen=True)
class Passage:
    """A place in the text, with what is taken from it."""

    anchor: str
    start: int
    end: int
    characters: str
    furniture: bool
    rationale: str
    lists: list[Link] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


def document_page(reader: Reader, iri: str) -> tuple[str, dict[str, Any]]:
    """The template and its context for a document."""
    said = outgoing(reader, iri)
    context = entity_context(reader, iri)
    passages = _passages(reader, iri)
    length = int(first(said, f"{CSTO}characters") or 0)
    issued = first(said, f"{DCT}issued") or ""
    words, address = reader.citation(iri)
    statements = [s for passage in passages for s in passage.statements]
    speakers = {s.speaker.href: s.speaker for s in statements if s.speaker}
    context |= {
        "citation": words,
        "publisher_address": address,
        "identifier": first(said, f"{DCT}identifier") or "",
        "issued_reason": first(said, f"{CSTO}issuedRationale") or "",
        "issued": issued,
        "characters": length,
        "digest": first(said, f"{CSTO}sha256") or "",
        "passages": passages,
        "statements": len(statements),
        "planned": sum(1 for s in statements if s.modality),
        "inferred": sum(1 for s in statements if s.inferred),
        "disputed": sum(1 for s in statements if s.disputed),
        "speakers": sorted(speakers.values(), key=lambda link: link.text),
        "bar": coverage_bar(reader.site, length, passages),
        "furniture": sum(p.end - p.start for p in passages if p.furniture),
    }
    return "document.html", context


def document_bar(reader: Reader, iri: str, *, standalone: bool = False) -> str:
    """The coverage of a document as SVG; '' for one without a length."""
    length = int(reader.graph.text(iri, f"{CSTO}characters") or 0)
    return coverage_bar(reader.site, length, _passages(reader, iri), standalone=standalone)


def _passages(reader: Reader, iri: str) -> list[Passage]:
    rows: Any = reader.graph.run(f"""
        SELECT ?passage ?from ?to ?furniture ?note WHERE {{
          ?passage oa:hasSource <{iri}> ; csto:startOffset ?from ; csto:endOffset ?to .
          BIND(EXISTS {{ ?passage a csto:PageFurniture }} AS ?furniture)
          OPTIONAL {{ ?passage csto:rationale ?note }}
        }} ORDER BY ?from DESC(?to)""")
    found: dict[str, Passage] = {}
    for row in rows:
        passage = row["passage"].value
        start, end = int(row["from"].value), int(row["to"].value)
        found[passage] = Passage(
            anchor=reader.link(passage, "").anchor,
            start=start,
            end=end,
            characters=f"{start}–{end}",
            furniture=row["furniture"].value == "true",
            rationale=row["note"].value if row["note"] else "",
        )
    _add_claims(reader, iri, found)
    lists: Any = reader.graph.run(
        f"SELECT ?list ?passage WHERE {{ ?list csto:document <{iri}> ; csto:evidence ?passage ; "
        "a csto:StateList } ORDER BY ?list"
    )
    for row in lists:
        if row["passage"].value in found:
            found[row["passage"].value].lists.append(reader.link(row["list"].value))
    return list(found.values())


def _add_claims(reader: Reader, iri: str, found: dict[str, Passage]) -> None:
    rows: Any = reader.graph.run(f"""
        SELECT ?claim ?subject ?property ?value ?stance ?modality ?basis ?speaker ?passage
          ?disputed WHERE {{
          ?claim csto:document <{iri}> ; a csto:Claim ; rdf:subject ?subject ;
            rdf:predicate ?property ; rdf:object ?value ; csto:stance ?stance ;
            csto:modality ?modality ; csto:basis ?basis ; csto:evidence ?passage .
          OPTIONAL {{ ?claim csto:speaker ?speaker }}
          BIND(EXISTS {{ ?claim csto:contradicts ?other }} AS ?disputed)
          FILTER NOT EXISTS {{ ?claim csto:listedFrom ?list }}
        }} ORDER BY ?claim""")
    claims = list(rows)
    columns = ("subject", "property", "value", "modality", "speaker")
    reader.prepare(row[n].value for row in claims for n in columns if row[n] is not None)
    for row in claims:
        if row["passage"].value not in found:
            continue
        datatype = datatype_of(row["value"])
        modality = row["modality"].value
        found[row["passage"].value].statements.append(
            Statement(
                claim=reader.link(row["claim"].value, claim_name(row["claim"].value)),
                subject=reader.link(row["subject"].value),
                property=reader.link(row["property"].value),
                value=value_link(reader, row["value"].value, datatype),
                denies=local(row["stance"].value) == "Denies",
                modality="" if local(modality) == "Happened" else reader.label(modality),
                inferred=local(row["basis"].value) == "Inferred",
                speaker=reader.link(row["speaker"].value) if row["speaker"] else None,
                disputed=row["disputed"].value == "true",
            )
        )
