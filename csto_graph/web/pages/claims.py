"""The page of one claim: what is said of what, by whom, where, and what it counts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csto_graph.facts import datatype_of
from csto_graph.namespaces import BASE, CSTO, RDF, short
from csto_graph.web.pages.entity import first, outgoing, values
from csto_graph.web.pages.reader import Link, Reader, local
from csto_graph.web.pages.statements import claim_name, value_link

if TYPE_CHECKING:
    from csto_graph.web.pages.entity import Outgoing


def claim_page(reader: Reader, iri: str) -> tuple[str, dict[str, Any]]:
    """The template and its context for a claim."""
    said = outgoing(reader, iri)
    passage = first(said, f"{CSTO}evidence")
    document = first(said, f"{CSTO}document")
    words, address = reader.citation(document) if document else ("", "")
    rows: list[tuple[Link, list[Link]]] = [
        (reader.link(term), [_value(reader, value) for value in found])
        for term, found in said.items()
        if term.startswith(CSTO) and local(term) not in _ELSEWHERE
    ]
    return "claim.html", {
        "title": f"Claim {claim_name(iri)}",
        "iri": iri,
        "short": short(iri),
        "document": reader.link(document, words) if document else None,
        "publisher_address": address,
        "note": reader.note(passage) if passage else None,
        "subject": _one(reader, said, f"{RDF}subject"),
        "property": _one(reader, said, f"{RDF}predicate"),
        "value": _one(reader, said, f"{RDF}object"),
        "denies": first(said, f"{CSTO}stance") == f"{CSTO}Denies",
        "modality": reader.label(first(said, f"{CSTO}modality") or ""),
        "basis": reader.label(first(said, f"{CSTO}basis") or ""),
        "rationale": first(said, f"{CSTO}rationale"),
        "speakers": _speakers(reader, first(said, f"{CSTO}speaker")),
        "rows": rows,
        "against": [_other(reader, other) for other in values(said, f"{CSTO}contradicts")],
        "counts": _counts(reader, iri),
    }


_ELSEWHERE = {
    "basis", "contradicts", "document", "evidence", "modality", "rationale", "speaker", "stance",
    "earliest", "latest",
}  # fmt: skip


def _one(reader: Reader, said: Outgoing, predicate: str) -> Link | None:
    return next((_value(reader, value) for value in said.get(predicate, ())), None)


def _value(reader: Reader, term: Any) -> Link:
    datatype = datatype_of(term)
    if not datatype and term.value.startswith(f"{BASE}claim/"):
        return reader.link(term.value, claim_name(term.value))
    return value_link(reader, term.value, datatype)


def _speakers(reader: Reader, speaker: str | None) -> list[Link]:
    """Who speaks, and through whom the words came, nearest to the words first."""
    chain: list[str] = []
    while speaker and speaker not in chain:
        chain.append(speaker)
        speaker = reader.graph.text(speaker, f"{CSTO}relayedBy")
    return [reader.link(iri) for iri in chain]


def _other(reader: Reader, iri: str) -> dict[str, Any]:
    said = outgoing(reader, iri)
    document = first(said, f"{CSTO}document") or ""
    passage = first(said, f"{CSTO}evidence")
    listed = f"{CSTO}scope" in said
    return {
        "claim": reader.link(iri, claim_name(iri)),
        "value": Link("left out of a complete list") if listed
        else _one(reader, said, f"{RDF}object") or Link(""),
        "property": _one(reader, said, f"{RDF}predicate"),
        "denies": first(said, f"{CSTO}stance") == f"{CSTO}Denies",
        "document": reader.link(document, reader.citation(document)[0]) if document else Link(""),
        "note": reader.note(passage) if passage else None,
    }  # fmt: skip


def _counts(reader: Reader, iri: str) -> list[dict[str, Any]]:
    """The resolved values that the claim speaks for or against."""
    rows: Any = reader.graph.run(f"""
        SELECT DISTINCT ?value ?node ?property ?object ?supports ?agreement ?rule WHERE {{
          {{ ?value prov:wasDerivedFrom <{iri}> BIND(true AS ?supports) }}
          UNION {{ ?value csto:contestedBy <{iri}> BIND(false AS ?supports) }}
          ?value a csto:ResolvedValue ; rdf:subject ?node ; rdf:predicate ?property ;
            rdf:object ?object ; csto:agreement ?agreement ; csto:decidedBy ?rule
        }} ORDER BY DESC(?supports) ?property""")
    return [
        {
            "supports": row["supports"].value == "true",
            "node": reader.link(row["node"].value),
            "property": reader.link(row["property"].value),
            "value": _value(reader, row["object"]),
            "where": reader.link(row["value"].value, "").href,
            "agreement": reader.label(row["agreement"].value),
            "rule": reader.link(row["rule"].value),
        }
        for row in rows
    ]
