"""Load the authored files, and leave out the documents that a reader does without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.claims import Claim, StateList, read_claims, read_lists
from csto_graph.errors import DataError, ParameterError
from csto_graph.namespaces import BASE, CSTO, DCT, OA, RDF, short
from csto_graph.nodes import Nodes, issued
from csto_graph.progress import Progress, counted, silent
from csto_graph.turtle import read_turtle

if TYPE_CHECKING:
    from csto_graph.settings import Settings
    from csto_graph.sources import Sources
    from csto_graph.triples import Statement

LINK = f"{CSTO}mayBeSameAs"
# What belongs to one document: no two files may describe the same node of these classes.
OWNED = ("Claim", "StateList", "MemberList", "PartyList", "Document", "Passage", "PageFurniture")


@dataclass(frozen=True)
class Authored:
    """The ontology's triples, an index of all triples, claims and lists, documents used."""

    ontology: list[Statement]
    nodes: Nodes
    claims: list[Claim]
    lists: list[StateList]
    documents: list[str]


def load(sources: Sources, settings: Settings, progress: Progress = silent) -> Authored:
    """Read every file; keep the documents and links that the settings keep.

    Raises DataError for broken Turtle, or for two files that describe one claim.
    """
    ontology = [triple for path in sources.ontology for triple in read_turtle(path).triples]
    nodes = Nodes(chain(ontology, _read(sources.data, progress)))
    documents = _documents(nodes, settings.known_by, settings.without)
    kept = set(documents)
    claims = [
        claim
        for claim in read_claims(nodes)
        if claim.document in kept and (settings.links or claim.predicate != LINK)
    ]
    lists = [item for item in read_lists(nodes) if item.document in kept]
    return Authored(ontology, nodes, claims, lists, documents)


def _read(paths: Sequence[Path], progress: Progress) -> Iterator[Statement]:
    owner: dict[str, Path] = {}
    owned = {CSTO + name for name in OWNED}
    for path in counted(paths, progress, f"load {len(paths)} files", len(paths)):
        for triple in read_turtle(path).triples:
            if triple.predicate.value == f"{RDF}type" and triple.object.value in owned:
                node = triple.subject.value
                if owner.setdefault(node, path) != path:
                    raise DataError(
                        f"{path}: {short(node)} is described in {owner[node]} too; "
                        "give it another IRI"
                    )
            yield triple


def _documents(nodes: Nodes, known_by: date | None, without: Iterable[str]) -> list[str]:
    documents = list(nodes.of_type(f"{CSTO}Document"))
    dropped = {named_document(nodes, documents, name, "without") for name in without}
    documents = [node for node in documents if node not in dropped]
    if known_by is None:
        return documents
    # A document counts as known once its last possible day of issue has come.
    latest = {node: issued(nodes, node)[1] for node in documents}
    return [node for node in documents if (day := latest[node]) is not None and day <= known_by]


def named_document(nodes: Nodes, documents: Sequence[str], name: str, option: str) -> str:
    """The document with that IRI, short name or identifier.

    Raises ParameterError, which names the option or parameter, if there is none or more.
    """
    named = [d for d in documents if name in (d, short(d), short(d).partition(":")[2])]
    found = named or [d for d in documents if name == nodes.one(d, f"{DCT}identifier")]
    if len(found) > 1:
        choices = ", ".join(short(node) for node in found)
        raise ParameterError(f"{option}: {name!r} may mean {choices}; give one of these")
    if found:
        return found[0]
    known = ", ".join(short(node) for node in documents)
    raise ParameterError(f"{option}: no document {name!r}; there is {known}")


def document_of(nodes: Nodes, authored: Authored) -> dict[str, str]:
    """The document that each claim, list, passage and speaker belongs to."""
    owner = {claim.iri: claim.document for claim in authored.claims}
    owner |= {item.iri: item.document for item in authored.lists}
    for claim in authored.claims:
        speaker: str | None = claim.speaker
        while speaker is not None and speaker not in owner:
            owner[speaker] = claim.document
            speaker = nodes.one(speaker, f"{CSTO}relayedBy")
    kept = set(authored.documents)
    for node in nodes.of_type(f"{CSTO}Passage", f"{CSTO}PageFurniture"):
        document = nodes.one(node, f"{OA}hasSource")
        if document in kept and document is not None:
            owner[node] = document
    owner |= {document: document for document in kept}
    return owner


def is_ours(iri: str) -> bool:
    """Whether an IRI names a node of the data, not a term of an ontology."""
    return iri.startswith(BASE) and not iri.startswith(f"{BASE}ontology")
