"""Tables for people who work with data frames, with a data dictionary that machines read.

A table for each class of situation, one of all their resolved values, and one of the claims
for and against these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from csto_graph.canonical import natural
from csto_graph.errors import ParameterError
from csto_graph.export.blocks import Block
from csto_graph.export.csvw import Column, Table, files
from csto_graph.export.details import Details, local
from csto_graph.export.selection import Selection
from csto_graph.namespaces import CSTO, EDTF, PROV, RDF, RDFS, SKOS, XSD, short

# What is told of each value in the other two tables, or only serves the program.
_APART = frozenset(CSTO + name for name in ("value", "passage", "contestedBy", "modality",
                                            "agreement", "resolvedBy"))  # fmt: skip
_FORMS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII),
    "integer": re.compile(r"[+-]?\d+\Z", re.ASCII),
    "boolean": re.compile(r"(?:true|false)\Z"),
    "duration": re.compile(r"-?P[\dYMDTHS.]+\Z", re.ASCII),
}


def make_tables(selection: Selection) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the files, the dictionary last.

    Raises ParameterError where nothing of the selection is a situation.
    """
    details = Details(selection)
    by_class: dict[str, list[Block]] = {}
    situations = []
    for block in selection:
        if f"{CSTO}Situation" in block.types:
            situations.append(block)
            for kind in details.classes(block, f"{CSTO}Situation"):
                by_class.setdefault(kind, []).append(block)
    if not situations:
        raise ParameterError("nothing of what was asked for is a situation; try --view all")
    found = [_situations(details, kind, by_class[kind]) for kind in sorted(by_class)]
    found += [_values(details, situations), _sources(details, situations)]
    yield from files(found)


def _situations(details: Details, kind: str, blocks: list[Block]) -> Table:
    rows = [_row(details, block) for block in sorted(blocks, key=lambda b: natural(b.subject))]
    expected = {
        local(iri)
        for above in (kind, *details.superclasses(kind))
        for iri in details.block(above).texts(f"{CSTO}expects")
    }
    names = {p.removeprefix(CSTO) for block in blocks for p in _told(block)} | expected
    columns = [
        Column("id", "id", "The IRI of the situation.", "anyURI"),
        Column("label", "label", "What the situation is called.", property=f"{RDFS}label"),
    ]
    for name in sorted(names):
        columns += _columns(details, name, blocks)
    columns += [
        Column("modality", "modality", "Happened, Planned or Hoped: the strongest that a source "
               "says."),
        Column("agreement", "agreement", "Agreed (two documents or more), SingleSource or "
               "Disputed (some claim speaks against some value)."),
        Column("resolvedBy", "resolvedBy", "The policy that resolved the claims."),
        Column("sources", "sources", "The passages that say so: publisher, date of issue and "
               "position in code points of the raw text, end exclusive.", many=True),
        Column("passages", "passages", "The same passages as IRIs.", "anyURI", many=True),
        Column("documents", "documents", "The documents they are in.", "anyURI", many=True),
        Column("addresses", "addresses", "Where the documents were published.", "anyURI",
               many=True),
    ]  # fmt: skip
    about = details.block(kind).text(f"{SKOS}definition") or details.label(kind)
    return Table(_snake(local(kind) or short(kind)), details.label(kind), about, columns, rows)


def _told(block: Block) -> list[str]:
    """The properties of ours that get columns."""
    return [p for p in block.properties if p.startswith(CSTO) and p not in _APART]


def _row(details: Details, block: Block) -> dict[str, list[str]]:
    row = {"id": [block.subject], "label": [details.label(block.subject)]}
    for predicate in _told(block):
        values = block.properties[predicate]
        row[local(predicate)] = [value.value for value in values]
        if any(not hasattr(value, "datatype") for value in values):
            row[f"{local(predicate)}Label"] = [
                value.value if hasattr(value, "datatype") else details.label(value.value)
                for value in values
            ]
    for name in ("modality", "agreement", "resolvedBy"):
        row[name] = [local(iri) for iri in block.texts(CSTO + name)]
    passages = list(details.passages(block))
    row["sources"] = [passage.shown for passage in passages]
    row["passages"] = [passage.iri for passage in passages]
    row["documents"] = list(dict.fromkeys(passage.document for passage in passages))
    row["addresses"] = list(dict.fromkeys(p.address for p in passages if p.address))
    return row


def _columns(details: Details, name: str, blocks: list[Block]) -> Iterator[Column]:
    """The column of a property and, where its values are nodes, one of their labels."""
    term = details.block(CSTO + name)
    values = [value for block in blocks for value in block.properties.get(CSTO + name, [])]
    ranges = term.texts(f"{RDFS}range")
    nodes = f"{_OWL}ObjectProperty" in term.types
    if values:
        nodes = any(not hasattr(value, "datatype") for value in values)
        ranges = sorted({v.datatype.value for v in values if hasattr(v, "datatype")})
    single = f"{CSTO}SingleValuedProperty" in term.types or ranges == [f"{XSD}date"]
    most = max((len(block.texts(CSTO + name)) for block in blocks), default=0)
    many = most > 1 or not single
    about = term.text(f"{SKOS}definition") or details.label(CSTO + name)
    kind = "anyURI" if nodes else _kind(ranges, [value.value for value in values])
    yield Column(name, name, about, kind, CSTO + name, many)
    if nodes:
        yield Column(f"{name}Label", f"{name}Label", f"What {name} is called.", many=many)


_OWL = "http://www.w3.org/2002/07/owl#"


def _kind(datatypes: list[str], texts: list[str]) -> str:
    """The datatype of a column; text where a value would not be read as anything better."""
    if datatypes == [EDTF]:
        return EDTF
    name = datatypes[0].removeprefix(XSD) if len(datatypes) == 1 else "string"
    form = _FORMS.get(name)
    return name if form and all(form.match(text) for text in texts) else "string"


def _values(details: Details, situations: list[Block]) -> Table:
    rows = []
    for block in situations:
        for value in details.values(block):
            told = value.properties.get(f"{RDF}object", [])
            rows.append(
                {
                    "id": [value.subject],
                    "situation": [block.subject],
                    "situationLabel": [details.label(block.subject)],
                    "property": [local(value.text(f"{RDF}predicate"))],
                    "value": [term.value for term in told],
                    "valueLabel": [
                        term.value if hasattr(term, "datatype") else details.label(term.value)
                        for term in told
                    ],
                    "stance": [local(value.text(f"{CSTO}stance")) or "Affirms"],
                    "modality": [local(value.text(f"{CSTO}modality"))],
                    "agreement": [local(value.text(f"{CSTO}agreement"))],
                    "decidedBy": [local(value.text(f"{CSTO}decidedBy"))],
                    "earliest": value.texts(f"{CSTO}earliest"),
                    "latest": value.texts(f"{CSTO}latest"),
                }
            )
    columns = [
        Column("id", "id", "The IRI of the resolved value.", "anyURI"),
        Column("situation", "situation", "The situation it is a value of.", "anyURI",
               f"{RDF}subject"),
        Column("situationLabel", "situationLabel", "What the situation is called."),
        Column("property", "property", "The property, by its name in the ontology."),
        Column("value", "value", "The value: an IRI, a text, or a date in EDTF as vague as the "
               "sources."),
        Column("valueLabel", "valueLabel", "The value as people read it."),
        Column("stance", "stance", "Affirms, or Denies where sources say that it is not so."),
        Column("modality", "modality", "Happened, Planned or Hoped."),
        Column("agreement", "agreement", "Agreed, SingleSource or Disputed."),
        Column("decidedBy", "decidedBy", "The rule of the policy that decided."),
        Column("earliest", "earliest", "The first day that a date allows.", "date",
               f"{CSTO}earliest"),
        Column("latest", "latest", "The last day that a date allows.", "date", f"{CSTO}latest"),
    ]  # fmt: skip
    rows.sort(key=lambda row: natural(row["id"][0]))
    return Table("values", "Resolved values", "Every value of every situation.", columns, rows)


def _sources(details: Details, situations: list[Block]) -> Table:
    rows = []
    for block in situations:
        for value in details.values(block):
            for side, prop in (("for", f"{PROV}wasDerivedFrom"), ("against", f"{CSTO}contestedBy")):
                for iri in value.texts(prop):
                    rows.append(_source(details, value, side, details.block(iri)))
    columns = [
        Column("value", "value", "The resolved value, as in values.csv.", "anyURI"),
        Column("side", "side", "Whether the claim is for the value or against it."),
        Column("claim", "claim", "The claim, or the list that leaves the situation out.",
               "anyURI"),
        Column("says", "says", "What the claim gives as the value."),
        Column("stance", "stance", "Affirms or Denies."),
        Column("modality", "modality", "Happened, Planned or Hoped."),
        Column("basis", "basis", "Stated, or Inferred by the encoder."),
        Column("speaker", "speaker", "To whom the document attributes it; empty for itself."),
        Column("document", "document", "The document.", "anyURI"),
        Column("citation", "citation", "The document's publisher and date of issue."),
        Column("address", "address", "Where the document was published.", "anyURI"),
        Column("passage", "passage", "The passage.", "anyURI"),
        Column("startOffset", "startOffset", "Where the passage begins in the raw text, in code "
               "points from 0.", "integer"),
        Column("endOffset", "endOffset", "Where it ends; the first code point after.", "integer"),
        Column("sha256", "sha256", "The SHA-256 of the passage, in UTF-8."),
    ]  # fmt: skip
    rows.sort(key=lambda row: [natural(row[name][0]) for name in ("value", "side", "claim")])
    about = "The claims for and against every value, each with the passage that says so."
    refers = ("value", "values.csv", "id")
    return Table("sources", "Sources", about, columns, rows, ("value", "side", "claim"), refers)


def _source(details: Details, value: Block, side: str, claim: Block) -> dict[str, list[str]]:
    passage = details.passage(claim.text(f"{CSTO}evidence") or "")
    said = claim.properties.get(f"{RDF}object", [])
    speaker = claim.text(f"{CSTO}speaker")
    return {
        "value": [value.subject],
        "side": [side],
        "claim": [claim.subject],
        "says": [v.value if hasattr(v, "datatype") else details.label(v.value) for v in said],
        **{name: [local(claim.text(CSTO + name))] for name in ("stance", "modality", "basis")},
        "speaker": [details.label(speaker)] if speaker else [],
        "document": [passage.document],
        "citation": [passage.citation],
        "address": [passage.address],
        "passage": [passage.iri],
        "startOffset": [passage.start],
        "endOffset": [passage.end],
        "sha256": [passage.sha256],
    }


def _snake(name: str) -> str:
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return re.sub(r"[^a-z0-9_]+", "_", plain)
