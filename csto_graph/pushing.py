"""Writing a published graph to an endpoint: in batches, harmless to repeat, resumable.

By the SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)
or by SPARQL 1.1 Update (https://www.w3.org/TR/sparql11-update/). The graph is first marked as
being written, then its named graphs are replaced one by one, and what an earlier push left
behind is dropped; it is marked as complete when the endpoint has counted every triple.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from csto_graph.endpoint import pushed
from csto_graph.errors import EndpointError
from csto_graph.manifest import BEGUN, DOCUMENTS, MANIFEST, PUBLISHED, WHOLE, Manifest
from csto_graph.progress import Progress, counted, silent
from csto_graph.push_note import Note, Place
from csto_graph.sparql_protocol import ask, rows
from csto_graph.writing import BATCH, Target, Writer, batches, is_virtuoso

if TYPE_CHECKING:
    from pyoxigraph import Store

    from csto_graph.graph import Graph


@dataclass(frozen=True)
class Pushed:
    """What a push did: triples written now and in all, named graphs written and dropped."""

    written: int
    triples: int
    graphs: int
    dropped: int


def push(
    graph: Graph,
    target: Target,
    progress: Progress = silent,
    *,
    batch: int = BATCH,
    force: bool = False,
) -> Pushed:
    """Make the endpoint hold this graph, and only this one of ours.

    Graphs that are not ours are left alone. A push that was broken off goes on where it
    stopped; one of a graph that is there already does nothing, unless ``force``. Raises
    EndpointError; what was written stays, and a later push goes on from there.
    """
    from csto_graph import __version__

    store: Store = graph.engine.store  # type: ignore[attr-defined]
    documents = tuple(sorted(name.value for name in store.named_graphs()))
    sizes = {name: _size(store, name) for name in (PUBLISHED, *documents)}
    manifest = Manifest(
        digest(graph), __version__, sizes[PUBLISHED], WHOLE, graph.counts, documents
    )
    there = pushed(target.query)
    same = there is not None and (there.digest, there.version) == (manifest.digest, __version__)
    if same and there.status == WHOLE and not force:  # type: ignore[union-attr]
        return Pushed(0, sum(sizes.values()), 0, 0)
    note = Note(target, manifest.digest)
    place = note.read() if same and not force else Place(0, 0)
    before = {row["document"] for row in rows(target.query, DOCUMENTS)}
    writer = Writer(target, is_virtuoso(target.query), lambda said: progress(said, 0, 0))
    if place == Place(0, 0):
        known = tuple(sorted(before | set(documents)))
        writer.replace(MANIFEST, replace(manifest, status=BEGUN, documents=known).lines())
    whole = sum(sizes.values())
    written = skipped = 0
    for index, (name, size) in enumerate(sizes.items()):
        skip = size if index < place.graph else place.triples if index == place.graph else 0
        skipped += skip
        for count, just_now in _write_graph(writer, store, name, skip, batch):
            note.note(Place(index, count))
            written += just_now
            progress(f"write {whole} triples", skipped + written, whole)
    gone = sorted(before - set(documents))
    for name in counted(gone, progress, "drop graphs that are gone", len(gone)):
        writer.replace(name, ())
    _check_counts(target, sizes, progress)
    writer.replace(MANIFEST, manifest.lines())
    note.forget()
    return Pushed(written, whole, len(sizes), len(gone))


def digest(graph: Graph) -> str:
    """What tells one published graph from another: a hash of its N-Quads."""
    with graph.nquads().open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _quads(store: Store, name: str) -> Iterator[Any]:
    from pyoxigraph import DefaultGraph, NamedNode

    graph = DefaultGraph() if name == PUBLISHED else NamedNode(name)
    return iter(store.quads_for_pattern(None, None, None, graph))


def _size(store: Store, name: str) -> int:
    return sum(1 for _ in _quads(store, name))


def _write_graph(
    writer: Writer, store: Store, name: str, skip: int, batch: int
) -> Iterator[tuple[int, int]]:
    """Write the triples of one graph from the ``skip``-th on; after each batch it yields how
    many of the graph are there, and how many were written just now."""
    lines = (f"{quad.triple} .\n" for quad in _quads(store, name))
    count = sum(1 for _ in islice(lines, skip))
    for some in batches(lines, batch):
        if count == 0:
            writer.replace(name, some)
        else:
            writer.add(name, some)
        count += len(some)
        yield count, len(some)


def _check_counts(target: Target, sizes: dict[str, int], progress: Progress) -> None:
    for name, size in counted(sizes.items(), progress, "count what is there", len(sizes)):
        answer: Any = ask(
            target.query,
            {
                "query": "SELECT (COUNT(*) AS ?count) { ?node ?property ?value }",
                "default-graph-uri": name,
            },
        )
        found = int(next(iter(answer))["count"].value)
        if found != size:
            raise EndpointError(
                f"{target.query.url} has {found} triples in <{name}> after {size} were written; "
                "is that the address that answers for what is written? Push again with --force"
            )
