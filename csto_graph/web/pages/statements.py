"""The facts of a node as a page shows them: rows of property and values, with their claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from csto_graph.facts import Fact, Said
from csto_graph.namespaces import CSTO
from csto_graph.web.pages.reader import Link, Note, Reader, local
from csto_graph.web.pages.wording import worded


@dataclass(frozen=True)
class ShownClaim:
    """A claim under a value: for or against, what it says, how and by whom, and where."""

    claim: Link
    supports: bool
    value: Link
    remarks: tuple[str, ...]
    speaker: Link | None
    rationale: str
    note: Note | None


@dataclass(frozen=True)
class ShownFact:
    """A value with what a reader needs to weigh it."""

    value: Link
    anchor: str = ""
    agreement: str = ""
    modality: str = ""
    denied: bool = False
    rule: Link | None = None
    notes: tuple[Note, ...] = ()
    claims: tuple[ShownClaim, ...] = ()


@dataclass(frozen=True)
class Row:
    """A property of a node and its values."""

    name: Link
    values: list[ShownFact] = field(default_factory=list)


def shown_facts(reader: Reader, found: Iterable[Fact]) -> list[Row]:
    """Resolved values as rows, one for each property, in the order given."""
    found = list(found)
    reader.prepare(_mentioned(found))
    rows: dict[str, Row] = {}
    for fact in found:
        row = rows.setdefault(fact.predicate, Row(reader.link(fact.predicate)))
        row.values.append(_shown(reader, fact))
    return list(rows.values())


def _mentioned(found: Iterable[Fact]) -> Iterable[str]:
    for fact in found:
        yield from (fact.predicate, fact.rule, fact.agreement, fact.modality)
        if not fact.datatype:
            yield fact.value
        for said in fact.claims:
            yield from (said.stance, said.basis, said.modality, said.speaker)
            if not said.datatype:
                yield said.value


def _shown(reader: Reader, fact: Fact) -> ShownFact:
    notes = reader.noted(said.passage for said in fact.claims)
    return ShownFact(
        value=value_link(reader, fact.value, fact.datatype),
        anchor=reader.link(fact.iri, "").anchor,
        agreement=reader.label(fact.agreement),
        modality="" if local(fact.modality) == "Happened" else reader.label(fact.modality),
        denied=fact.denied,
        rule=reader.link(fact.rule),
        notes=tuple(sorted(notes, key=lambda note: note.number)),
        claims=tuple(_claim(reader, said) for said in fact.claims),
    )


def _claim(reader: Reader, said: Said) -> ShownClaim:
    value = Link("leaves it out") if said.omitted else value_link(reader, said.value, said.datatype)
    remarks = [
        reader.label(iri)
        for iri in (said.stance, said.modality, said.basis)
        if iri and local(iri) not in ("Affirms", "Happened", "Stated")
    ]
    return ShownClaim(
        claim=reader.link(said.claim, claim_name(said.claim)),
        supports=said.supports,
        value=value,
        remarks=tuple(remarks),
        speaker=reader.link(said.speaker) if said.speaker else None,
        rationale=said.rationale,
        note=reader.note(said.passage) if said.passage else None,
    )


def claim_name(iri: str) -> str:
    """The short name of a claim without its prefix: ``002-68``."""
    from csto_graph.namespaces import short

    return short(iri).partition(":")[2]


def value_link(reader: Reader, value: str, datatype: str) -> Link:
    """A value in words, or, where it has no datatype, as a link to the node that it is."""
    return Link(worded(value, datatype)) if datatype else reader.link(value)


def is_naming(predicate: str) -> bool:
    """Whether a property only gives a name as some text prints it."""
    return predicate in (f"{CSTO}nameAsPrinted", f"{CSTO}officeAsPrinted")
