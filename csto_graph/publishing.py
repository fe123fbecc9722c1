"""The published graph: what was authored, what was resolved, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_graph.asserted import assertions
from csto_graph.claims import Nodes, issued, subclasses, superclasses
from csto_graph.errors import DataError
from csto_graph.inference import closure
from csto_graph.labels import citation, passage_label
from csto_graph.loading import OWNED, Authored, document_of, is_ours, load
from csto_graph.namespaces import CSTO, DCT, RDF, RDFS, SKOS
from csto_graph.resolution import Resolution, resolve
from csto_graph.resolved import explained, plain
from csto_graph.settings import Settings
from csto_graph.triples import day, triple

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from csto_graph.sources import Sources
    from csto_graph.triples import Statement


SHOWN = 5  # findings in an error message


@dataclass(frozen=True)
class Published:
    """The quads of a published graph and the numbers that a build reports."""

    quads: list[Quad]
    counts: dict[str, int]


def publish(
    sources: Sources, settings: Settings, progress: Callable[[str], None] = lambda step: None
) -> Published:
    """Build the graph from authored files; ``progress`` is told each step as it begins."""
    from pyoxigraph import DefaultGraph, NamedNode, Quad

    progress(f"load {len(sources.ontology) + len(sources.data)} files")
    authored = load(sources, settings)
    nodes = authored.nodes
    if sources.own:
        progress(f"check {len(sources.own)} files")
        _check(sources)
    progress(f"resolve {len(authored.claims)} claims by policy {settings.policy}")
    resolution = resolve(nodes, authored.claims, authored.lists, settings.policy)
    owner = document_of(nodes, authored)
    progress(f"describe {len(resolution.values)} nodes")
    described = set(_described(authored, resolution, owner))
    said = set(assertions(authored, resolution))
    facts = {t for t in described if t.subject.value not in owner} | set(plain(nodes, resolution))
    progress("infer by OWL 2 RL")
    schema = set(authored.ontology)
    inferred = set(closure(schema | facts))
    everything = schema | described | facts | said | inferred | set(explained(nodes, resolution))
    everything |= set(_classes(nodes, everything)) | set(_labels(authored, owner, everything))
    quads = {Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in everything}
    for said_by in described | said:
        document = owner.get(said_by.subject.value)
        if document is not None:
            graph = NamedNode(document)
            quads.add(Quad(said_by.subject, said_by.predicate, said_by.object, graph))
    situations = subclasses(nodes, f"{CSTO}Situation")
    counts = {
        "files": len(sources.ontology) + len(sources.data),
        "documents": len(authored.documents),
        "claims": len(authored.claims),
        "situations": sum(1 for node in resolution.values if nodes.types(node) & situations),
        "disagreements": len(resolution.contradictions),
        "inferred": len(inferred),
        "quads": len(quads),
    }
    return Published(sorted(quads, key=str), counts)


def _check(sources: Sources) -> None:
    """Refuse a user's files that break the shapes; the shipped ones were checked before."""
    from csto_graph.validation import validate

    findings = validate(sources.data, sources.own)
    if findings:
        shown = "\n  ".join(str(finding) for finding in findings[:SHOWN])
        more = len(findings) - SHOWN
        raise DataError(
            f"the data has {len(findings)} findings:\n  {shown}"
            + (f"\n  and {more} more: csto-graph validate" if more > 0 else "")
        )


def _described(
    authored: Authored, resolution: Resolution, owner: dict[str, str]
) -> Iterator[Statement]:
    """The authored triples of everything that the documents in use speak of.

    A situation that none of them speaks of stays out, and so does what belongs to a
    document that is left out.
    """
    nodes = authored.nodes
    situations = subclasses(nodes, f"{CSTO}Situation")
    of_documents = {CSTO + name for name in (*OWNED, "Speaker", "AnonymousSpeaker")}
    reached: set[str] = set()
    todo = [*owner, *resolution.values, *(claim.value.value for claim in authored.claims)]
    while todo:
        node = todo.pop()
        kinds = nodes.types(node)
        if node in reached or not kinds:
            continue
        if kinds & situations and node not in resolution.values:
            continue
        if kinds & of_documents and node not in owner:
            continue
        reached.add(node)
        todo += [value.value for values in nodes.of[node].values() for value in values]
    # What was decided on links of a node goes with the node.
    for judgement in nodes.of_type(f"{CSTO}LinkJudgement"):
        if nodes.one(judgement, f"{CSTO}judgedNode") in reached:
            reached.add(judgement)
    return (triple for triple in authored.data if triple.subject.value in reached)


def _classes(nodes: Nodes, triples: Iterable[Statement]) -> Iterator[Statement]:
    """The wider classes of everything: claims and documents are not put to the reasoner."""
    for typed in triples:
        if typed.predicate.value == f"{RDF}type" and is_ours(typed.subject.value):
            for wider in superclasses(nodes, typed.object.value):
                yield triple(typed.subject.value, f"{RDF}type", wider)


def _labels(
    authored: Authored, owner: dict[str, str], triples: Iterable[Statement]
) -> Iterator[Statement]:
    """A label for everything that a table or a page shows, and the days of each issue."""
    from pyoxigraph import Literal

    nodes = authored.nodes
    for labelled in triples:
        if labelled.predicate.value == f"{SKOS}prefLabel":
            yield triple(labelled.subject.value, f"{RDFS}label", labelled.object)
    for node in owner:
        if f"{CSTO}Passage" in nodes.types(node):
            text = passage_label(nodes, node)
            yield triple(node, f"{RDFS}label", Literal(text, language="en"))
    for document in authored.documents:
        low, high = issued(nodes, document)
        yield from day(document, "earliest", low)
        yield from day(document, "latest", high)
        yield triple(document, f"{DCT}bibliographicCitation", Literal(citation(nodes, document)))
