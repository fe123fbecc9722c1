"""What may be proposed to Wikidata, and what of it a data set lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from csto_graph.namespaces import CSTO
from csto_graph.nodes import Nodes
from csto_graph.wikidata.evidence import Evidence
from csto_graph.wikidata.linked import linked
from csto_graph.wikidata.mapping import Mapping, read_mapping
from csto_graph.wikidata.ranking import Exported
from csto_graph.wikidata.reading import DataSet
from csto_graph.wikidata.records import Snak, Statement, Value
from csto_graph.wikidata.statements import statements


@dataclass(frozen=True)
class Proposal:
    """A statement to propose, its parts in words, and a remark if it is not plainly so."""

    exported: Exported
    words: str
    remark: str = ""


def proposals(evidence: Evidence, *, disputed: bool) -> list[Proposal]:
    """The statements between linked entities that happened, or that were planned.

    A statement of an unknown value proposes nothing, and is left out.
    """
    mapping = read_mapping()
    planned = "planned, not known to have happened" if evidence.modality == "Planned" else ""
    found = statements(evidence, mapping, disputed=disputed)
    certain = {one.statement.id for one in statements(evidence, mapping, disputed=False)}
    return [
        Proposal(
            one,
            _words(evidence.nodes, mapping, one),
            planned or ("" if one.statement.id in certain else "sources dispute this"),
        )
        for one in linked(found)
        if one.statement.value.kind != "somevalue"
    ]


def lacking(found: Iterable[Proposal], data: DataSet) -> tuple[list[Proposal], list[str]]:
    """The proposals, or parts of them, that a data set does not have, and remarks on others.

    Of a statement that is there only missing qualifiers are proposed, and these not if its
    dates exclude ours. Nothing is proposed for an entity that is not in the data set: what
    is not shown is not lacking.
    """
    kept: list[Proposal] = []
    notes: list[str] = []
    absent: Counter[str] = Counter()
    for proposal in found:
        entity = data.get(proposal.exported.subject)
        if entity is None:
            absent[proposal.exported.subject] += 1
            continue
        ours = proposal.exported.statement
        same = [
            theirs
            for theirs in entity.statements
            if theirs.property == ours.property and _same(theirs.value, ours.value, data)
        ]
        alike = [theirs for theirs in same if _compatible(ours, theirs)]
        if not same:
            kept.append(proposal)
        elif not alike:
            notes.append(f"with other dates in the data set, so left out: {proposal.words}")
        elif missing := min((_missing(ours, theirs) for theirs in alike), key=len):
            kept.append(replace(proposal, exported=_part(proposal.exported, missing)))
    if absent:
        names = ", ".join(sorted(absent, key=lambda one: int(one[1:])))
        notes.append(
            f"not in the data set, so nothing is proposed for them: {names} "
            f"({absent.total()} statements)"
        )
    return kept, notes


def _same(theirs: Value, ours: Value, data: DataSet) -> bool:
    if ours.kind == "entity":
        return theirs.kind == "entity" and data.target(theirs.text) == data.target(ours.text)
    if ours.time is not None:
        return theirs.time is not None and _overlap(theirs, ours)
    return theirs.text == ours.text


def _overlap(one: Value, two: Value) -> bool:
    """Whether two dates may be the same day; what is no date excludes nothing."""
    periods = [value.time.period if value.time else None for value in (one, two)]
    return periods[0] is None or periods[1] is None or periods[0].overlaps(periods[1])


def _compatible(ours: Statement, theirs: Statement) -> bool:
    """Whether the beginnings and ends that both have may be the same."""
    return all(
        any(_overlap(value, snak.value) for value in values)
        for snak in ours.qualifiers
        if _role(snak) in ("start", "end") and (values := theirs.qualifier(snak.property))
    )


def _missing(ours: Statement, theirs: Statement) -> tuple[Snak, ...]:
    """Our qualifiers of properties that a statement which is there does not have.

    Names as printed, and days of attestation beside a start or an end, add nothing to it;
    bounds of a date that it has already would bound that one.
    """
    has = {snak.property for snak in theirs.qualifiers}
    roles = {_role(Snak(name, Value("time"))) for name in has}
    dated = bool(roles & {"start", "end", "date"})
    return tuple(
        snak
        for snak in ours.qualifiers
        if snak.property not in has
        and _role(snak) != "name"
        and not (_role(snak) in ("date", "bound") and dated)
    )


def _part(one: Exported, missing: tuple[Snak, ...]) -> Exported:
    """A statement with these qualifiers alone, and the references of those who give them."""
    behind = {document for snak, of in one.behind if snak in missing for document in of}
    pairs = zip(one.documents, one.statement.references, strict=True)
    references = tuple(reference for document, reference in pairs if document in behind)
    return replace(one, statement=replace(one.statement, qualifiers=missing, references=references))


def _role(snak: Snak) -> str:
    """What a qualifier tells, by the mapping."""
    return _roles().get(snak.property, "other")


@lru_cache(maxsize=1)
def _roles() -> dict[str, str]:
    """What the qualifiers of the mapping tell, by property."""
    mapping = read_mapping()
    sources = {
        "start": "start",
        "end": "end",
        "date": "date",
        "attestedOn": "date",
        "officeAsPrinted": "name",
    }
    found = {mapping.earliest: "bound", mapping.latest: "bound", mapping.disputed_by: "name"}
    for pattern in mapping.statements:
        for part in pattern.qualifiers:
            if role := sources.get(part.source.removeprefix(CSTO)):
                found[part.property] = role
    return found


def _words(nodes: Nodes, mapping: Mapping, one: Exported) -> str:
    """A statement as a line for a person, by the label of the node it comes from."""
    label = mapping.properties[one.statement.property].label
    return f"{one.subject} {label} {one.statement.value.text} ({nodes.label(one.node)})"
