"""Statements of Wikidata from the resolved situations, by the mapping."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from csto_graph.namespaces import BASE, CSTO
from csto_graph.wikidata.evidence import Evidence, Said
from csto_graph.wikidata.mapping import Mapping, PropertyMapping, StatementMapping
from csto_graph.wikidata.qualifiers import Choice, choices, values_of
from csto_graph.wikidata.ranking import Exported
from csto_graph.wikidata.records import Snak, Statement, Value


def statements(evidence: Evidence, mapping: Mapping, *, disputed: bool = True) -> list[Exported]:
    """Every statement that the mapping makes of what is said with the evidence's modality.

    Without ``disputed``, what a source speaks against is left out: a statement, or only the
    disputed dates of one that itself is not disputed. Sorted; ids are stable, ranks normal.
    """
    found = {
        exported.statement.id: exported
        for pattern in mapping.statements
        # What a document is, is no plan.
        if evidence.modality == "Happened" or not _of_itself(pattern)
        for node in sorted(set(evidence.nodes.of_type(*pattern.kinds)))
        if _wanted(evidence, pattern, node)
        for exported in _of_node(evidence, mapping, pattern, node, disputed)
    }
    return sorted(found.values(), key=lambda one: (one.subject, one.statement.id))


def instances(evidence: Evidence, mapping: Mapping, used: Iterable[str]) -> Iterator[Exported]:
    """That nodes of ours are instances of the items of their classes; without a reference."""
    for node in sorted(set(used)):
        for kind in sorted(evidence.nodes.types(node) & mapping.classes.keys()):
            value = Value("entity", mapping.classes[kind])
            identifier = _identifier(node, mapping.instance_of, value.text)
            made = Statement(mapping.instance_of, value, identifier)
            yield Exported(evidence.item(node), made, node)


def _wanted(evidence: Evidence, pattern: StatementMapping, node: str) -> bool:
    """Whether a member of the class has what the pattern asks for, and is not only planned."""
    if not _held(evidence, node):
        return False
    # Something planned of what did happen has no statement that leads to it.
    if pattern.subject and evidence.is_situation(node) and not evidence.is_so(node):
        return False
    has = {p: {v.value for v in values} for p, values in evidence.nodes.of[node].items()}
    if pattern.only_with and not any(pattern.only_with & values for values in has.values()):
        return False
    kept_out = (p for p in has if p.startswith(CSTO) and has[p] & pattern.unless_only)
    return not any(has[p] <= pattern.unless_only for p in kept_out)


def _held(evidence: Evidence, node: str) -> bool:
    """Whether a node may be part of a statement: nothing announced is said to be there."""
    return evidence.modality != "Happened" or not evidence.announced_only(node)


def _of_node(
    evidence: Evidence, mapping: Mapping, pattern: StatementMapping, node: str, disputed: bool
) -> Iterator[Exported]:
    """The statements that one member of the class becomes."""
    dates = [qualifier.source for qualifier in pattern.qualifiers]
    torn = not disputed and evidence.disputed_beside(node, dates)
    found = choices(evidence, mapping, pattern, node, disputed)
    for subject in _parts(evidence, pattern, node, pattern.subject):
        for value in _parts(evidence, pattern, node, pattern.value):
            if not _fit(evidence, pattern, subject, value):
                continue
            claims = subject.claims | value.claims
            if not disputed and (subject.disputed or value.disputed or (torn and not claims)):
                continue
            support = claims or (
                evidence.existence(node) if evidence.is_situation(node) else frozenset()
            )
            if not support and not _of_itself(pattern):
                continue
            for choice in found:
                yield from _made(evidence, mapping, pattern, node, subject, value, support, choice)


def _fit(evidence: Evidence, pattern: StatementMapping, subject: Said, value: Said) -> bool:
    pairs = ((subject, pattern.subject_classes), (value, pattern.value_classes))
    return all(
        _held(evidence, said.value)
        and (not classes or bool(evidence.nodes.types(said.value) & classes))
        for said, classes in pairs
    )


def _of_itself(pattern: StatementMapping) -> bool:
    """Whether the pattern is about a document, whose own data needs no other source."""
    return bool(pattern.value) and not pattern.value.startswith(CSTO)


def _parts(evidence: Evidence, pattern: StatementMapping, node: str, predicate: str) -> list[Said]:
    """The subjects or values that a property of the pattern leads to.

    What is said, else who and which of a situation, as authored; an unknown value has no text.
    """
    if not predicate:
        return [Said(node)]
    if said := evidence.said(node, predicate):
        return said
    if not (evidence.is_so(node) or _of_itself(pattern)):
        return []
    unknown = pattern.unknown and predicate == pattern.value
    return evidence.authored(node, predicate) or ([Said("")] if unknown else [])


def _made(
    evidence: Evidence,
    mapping: Mapping,
    pattern: StatementMapping,
    node: str,
    subject: Said,
    value: Said,
    support: frozenset[str],
    choice: Choice,
) -> Iterator[Exported]:
    """A statement of a subject and a value; two where the value is an interval."""
    claims = choice.claims or support
    against = evidence.opponents(claims)
    opponents = [Snak(mapping.disputed_by, Value("entity", evidence.item(d))) for d in against]
    documents = () if _of_itself(pattern) else tuple(evidence.documents(claims))
    key = f"{subject.value} {value.value} {choice.key}"
    for prop, main, bounds in _main(evidence, mapping, pattern, value):
        made = Statement(
            prop,
            main,
            _identifier(node, prop, key),
            qualifiers=(*(snak for snak, _ in choice.snaks), *bounds, *opponents),
            references=tuple(_reference(evidence, mapping, d) for d in documents),
        )
        yield Exported(
            evidence.item(subject.value),
            made,
            node,
            turned_down=value.turned_down or choice.turned_down,
            disputed=bool(against),
            documents=documents,
            behind=tuple((snak, tuple(evidence.documents(of))) for snak, of in choice.snaks),
        )


def _main(
    evidence: Evidence, mapping: Mapping, pattern: StatementMapping, value: Said
) -> Iterator[tuple[str, Value, tuple[Snak, ...]]]:
    """The property, the value, and the bounds of a vague date."""
    if not value.value:
        return iter([(pattern.property, Value("somevalue"), ())])
    part = PropertyMapping(pattern.value, pattern.property, pattern.start, pattern.end)
    return values_of(evidence, mapping, part, value.value)


def _reference(evidence: Evidence, mapping: Mapping, document: str) -> tuple[Snak, ...]:
    """What a reference tells of a document."""
    return tuple(
        Snak(prop, value)
        for part in mapping.references
        for source in evidence.of_document(document, part.source)
        for prop, value, _ in values_of(evidence, mapping, part, source)
    )


def _identifier(node: str, prop: str, key: str) -> str:
    """The IRI of a statement: that of the node, the property, and a digest of what differs."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:12]
    return f"{BASE}wikidata/statement/{node.removeprefix(BASE)}/{prop}-{digest}"
