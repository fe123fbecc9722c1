"""Counting what there is in a graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from csto_graph.export.blocks import Block
from csto_graph.export.selection import view_of
from csto_graph.loading import is_ours
from csto_graph.namespaces import BASE, CSTO, OWL

EXAMPLE = f"{BASE}membership/csto-uzbekistan-2006"


@dataclass
class Counts:
    """What there is in a graph."""

    triples: int = 0
    entities: int = 0
    subjects: int = 0
    objects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    views: Counter[str] = field(default_factory=Counter)
    documents: list[str] = field(default_factory=list)
    version: str = ""
    has_example: bool = False


def count(blocks: Iterable[Block]) -> Counts:
    """Count a graph; the different objects are held in memory, by their hash."""
    counts = Counts()
    objects: set[int] = set()
    for block in blocks:
        counts.subjects += 1
        counts.entities += is_ours(block.subject)
        counts.triples += len(block.triples)
        counts.views[view_of(block)] += len(block.triples)
        counts.classes.update(block.types)
        objects.update(hash(str(t.object)) for t in block.triples)
        counts.properties.update(t.predicate.value for t in block.triples)
        if f"{CSTO}Document" in block.types:
            counts.documents.append(block.subject)
        counts.has_example |= block.subject == EXAMPLE
        if block.subject == CSTO.rstrip("#"):
            counts.version = block.text(f"{OWL}versionInfo") or ""
    counts.objects = len(objects)
    return counts
