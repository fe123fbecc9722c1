"""The published graph: what was authored, what was resolved, and what follows from it.

It is written as it comes about: what is kept in memory is the index of what was authored.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.asserted import claimed, listed
from csto_graph.errors import DataError
from csto_graph.inference import closure
from csto_graph.labels import citation, passage_label
from csto_graph.loading import OWNED, Authored, document_of, is_ours, load
from csto_graph.namespaces import CSTO, DCT, RDF, RDFS, SKOS
from csto_graph.nodes import Nodes, issued, subclasses, superclasses
from csto_graph.progress import Progress, counted, silent
from csto_graph.resolution import resolve
from csto_graph.resolved import explained, plain, read_terms
from csto_graph.settings import Settings
from csto_graph.sorting import sorted_unique
from csto_graph.triples import day, triple

if TYPE_CHECKING:
    from csto_graph.sources import Sources
    from csto_graph.triples import Statement


SHOWN = 5  # findings in an error message


def publish(
    sources: Sources, settings: Settings, file: Path, progress: Progress = silent
) -> dict[str, int]:
    """Build the graph from authored files and write it as N-Quads, sorted, each quad once.

    Literals are written as they were authored. Returns what was counted. Raises DataError
    for bad data, ParameterError for a bad setting.
    """
    authored = load(sources, settings, progress)
    if sources.own:
        _check(sources, progress)
    counts = Counter(
        files=len(sources.ontology) + len(sources.data),
        documents=len(authored.documents),
        claims=len(authored.claims),
        situations=0,
        disagreements=0,
        inferred=0,
        quads=0,
    )
    with tempfile.TemporaryDirectory(dir=file.parent, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        owner = document_of(authored.nodes, authored)
        said = _statements(authored, settings, owner, folder / "facts.nt", counts, progress)
        with file.open("wb") as target:
            for line in sorted_unique(_lines(authored.nodes, said), folder):
                target.write(line)
                counts["quads"] += 1
    return dict(counts)


def _check(sources: Sources, progress: Progress) -> None:
    """Refuse a user's files that break the shapes; the shipped ones were checked before."""
    from csto_graph.validation import validate

    findings = validate(sources.data, sources.own, progress=progress)
    if findings:
        shown = "\n  ".join(str(finding) for finding in findings[:SHOWN])
        more = len(findings) - SHOWN
        raise DataError(
            f"the data has {len(findings)} findings:\n  {shown}"
            + (f"\n  and {more} more: csto-graph validate" if more > 0 else "")
        )


def _statements(
    authored: Authored,
    settings: Settings,
    owner: Mapping[str, str],
    facts_file: Path,
    counts: Counter[str],
    progress: Progress,
) -> Iterator[tuple[Statement, str | None]]:
    """Every triple, and the document in whose graph it belongs too, if in any.

    Facts, which are all that is not about claims and documents, are put to the reasoner.
    """
    nodes = authored.nodes
    terms, situations = read_terms(nodes), subclasses(nodes, f"{CSTO}Situation")
    policy, about, resolved = resolve(nodes, authored.claims, authored.lists, settings.policy)
    with facts_file.open("w", encoding="utf-8") as facts:
        for statement in authored.ontology:
            facts.write(f"{statement} .\n")
            yield statement, None
        reached = _reached(authored, situations, about, owner)
        for node in counted(reached, progress, "describe nodes", len(nodes.of)):
            document = owner.get(node)
            for statement in nodes.about(node):
                if document is None:
                    facts.write(f"{statement} .\n")
                yield statement, document
        for item in authored.lists:
            for statement in listed(item):
                yield statement, item.document
        step = f"resolve {len(authored.claims)} claims by policy {policy}"
        for one in counted(resolved, progress, step, len(about)):
            counts["situations"] += bool(nodes.types(one.node) & situations)
            counts["disagreements"] += len(one.contradictions)
            for statement in plain(nodes, terms, one):
                facts.write(f"{statement} .\n")
                yield statement, None
            for statement in explained(terms, policy, one):
                yield statement, None
            for statement in claimed(nodes, one):
                yield statement, owner.get(statement.subject.value)
    progress(f"infer by OWL 2 RL ({settings.reasoner})", 0, 0)
    for statement in closure(facts_file, settings.reasoner):
        counts["inferred"] += 1
        yield statement, None
    for statement in _labels(authored, owner):
        yield statement, None
    progress("sort and write", 0, 0)


def _reached(
    authored: Authored,
    situations: set[str],
    about: Mapping[str, object],
    owner: Mapping[str, str],
) -> Iterator[str]:
    """Everything that the documents in use speak of.

    A situation that none of them speaks of stays out, and so does what belongs to a
    document that is left out.
    """
    nodes = authored.nodes
    of_documents = {CSTO + name for name in (*OWNED, "Speaker", "AnonymousSpeaker")}
    reached: set[str] = set()
    todo = [*owner, *about, *(claim.value.value for claim in authored.claims)]
    while todo:
        node = todo.pop()
        kinds = nodes.types(node)
        if node in reached or not kinds:
            continue
        if kinds & situations and node not in about:
            continue
        if kinds & of_documents and node not in owner:
            continue
        reached.add(node)
        yield node
        todo += [value.value for values in nodes.of[node].values() for value in values]
    # What was decided on links of a node goes with the node.
    for judgement in nodes.of_type(f"{CSTO}LinkJudgement"):
        if nodes.one(judgement, f"{CSTO}judgedNode") in reached and judgement not in reached:
            yield judgement


def _lines(nodes: Nodes, statements: Iterable[tuple[Statement, str | None]]) -> Iterator[bytes]:
    """N-Quads, with the wider classes and the label of everything.

    Claims and documents are not put to the reasoner, which would give them no more.
    """
    wider: dict[str, list[str]] = {}
    for statement, document in statements:
        yield f"{statement} .\n".encode()
        if document is not None:
            yield f"{statement} <{document}> .\n".encode()
        subject, predicate = statement.subject.value, statement.predicate.value
        if predicate == f"{SKOS}prefLabel":
            yield f"{triple(subject, f'{RDFS}label', statement.object)} .\n".encode()
        elif predicate == f"{RDF}type" and is_ours(subject):
            kind = statement.object.value
            if kind not in wider:
                wider[kind] = sorted(superclasses(nodes, kind))
            for above in wider[kind]:
                yield f"{triple(subject, predicate, above)} .\n".encode()


def _labels(authored: Authored, owner: Mapping[str, str]) -> Iterator[Statement]:
    """A label for each passage, and a citation and the days of issue for each document."""
    from pyoxigraph import Literal

    nodes = authored.nodes
    for node in owner:
        if f"{CSTO}Passage" in nodes.types(node):
            text = passage_label(nodes, node)
            yield triple(node, f"{RDFS}label", Literal(text, language="en"))
    for document in authored.documents:
        low, high = issued(nodes, document)
        yield from day(document, "earliest", low)
        yield from day(document, "latest", high)
        yield triple(document, f"{DCT}bibliographicCitation", Literal(citation(nodes, document)))
