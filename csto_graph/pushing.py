"""Writing a published graph to an endpoint: in batches, harmless to repeat, resumable.

By the SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)
or by SPARQL 1.1 Update (https://www.w3.org/TR/sparql11-update/). The graph is first marked as
being written, then its named graphs are replaced one by one, and what an earlier push left
behind is dropped; it is marked as complete when the endpoint has counted every triple.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from csto_graph.cache import cache_folder
from csto_graph.endpoint import ask, pushed, rows
from csto_graph.errors import CstoGraphError, EndpointError
from csto_graph.files import replace_file
from csto_graph.http_client import Address, RefusedError, UnreachableError
from csto_graph.manifest import BEGUN, DOCUMENTS, MANIFEST, PUBLISHED, WHOLE, Manifest
from csto_graph.wire import sent

if TYPE_CHECKING:
    from pyoxigraph import Store

    from csto_graph.graph import Graph

BATCH = 4000  # triples in one request
BYTES = 1_000_000  # of a batch at most; an update of Virtuoso has 10,000 lines at most
TRIES = 4  # of a request that the server may answer in a moment
PAUSE = 0.5  # seconds before the second try, then twice as long each time
TOO_LARGE = 413
EVERY = 2.0  # seconds between two lines that tell how far it is


@dataclass(frozen=True)
class Target:
    """Where to push: the address that answers queries, and one that writes.

    ``by_graph`` if the second speaks the Graph Store Protocol, otherwise SPARQL Update.
    """

    query: Address
    write: Address
    by_graph: bool


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
    progress: Callable[[str], None] = lambda step: None,
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
    state = State(target, manifest.digest)
    place = state.read() if same and not force else Place(0, 0)
    before = {row["document"] for row in rows(target.query, DOCUMENTS)}
    writer = Writer(target, _is_virtuoso(target.query), progress)
    if place == Place(0, 0):
        known = tuple(sorted(before | set(documents)))
        writer.replace(MANIFEST, replace(manifest, status=BEGUN, documents=known).lines())
    speed = Speed(sum(sizes.values()), progress)
    for index, (name, size) in enumerate(sizes.items()):
        if index < place.graph:
            speed.skip(size)
            continue
        skip = place.triples if index == place.graph else 0
        speed.skip(skip)
        for count, written in _write_graph(writer, store, name, skip, batch):
            state.note(Place(index, count))
            speed.wrote(written)
    gone = sorted(before - set(documents))
    for name in gone:
        progress(f"drop <{name}>")
        writer.replace(name, ())
    progress("count what is there")
    _check_counts(target, sizes)
    writer.replace(MANIFEST, manifest.lines())
    state.forget()
    return Pushed(speed.written, speed.whole, len(sizes), len(gone))


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
    for some in _batches(lines, batch):
        if count == 0:
            writer.replace(name, some)
        else:
            writer.add(name, some)
        count += len(some)
        yield count, len(some)


def _batches(lines: Iterable[str], batch: int) -> Iterator[list[str]]:
    some: list[str] = []
    size = 0
    for line in lines:
        if some and (len(some) >= batch or size + len(line) > BYTES):
            yield some
            some, size = [], 0
        some.append(line)
        size += len(line)
    if some:
        yield some


def _check_counts(target: Target, sizes: dict[str, int]) -> None:
    for name, size in sizes.items():
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


def _is_virtuoso(address: Address) -> bool:
    reply = address.send("POST", form={"query": "ASK {}"})
    return reply.headers.get("server", "").startswith("Virtuoso")


@dataclass(frozen=True)
class Writer:
    """Writes triples, as lines of N-Triples, to the named graphs of a target."""

    target: Target
    mends: bool
    progress: Callable[[str], None]

    def replace(self, name: str, lines: Iterable[str]) -> None:
        """Make a named graph hold these triples only; without any, it is dropped."""
        body = list(lines)
        if not self.target.by_graph:
            self._update(f"DROP SILENT GRAPH <{name}>")
            if body:
                self.add(name, body)
        elif body:
            self._store("PUT", name, body)
        else:
            self._store("DELETE", name, body)

    def add(self, name: str, lines: list[str]) -> None:
        """Add triples to a named graph; those that are there already stay as they are."""
        if self.target.by_graph:
            self._store("POST", name, lines)
        else:
            try:
                self._update(f"INSERT DATA {{ GRAPH <{name}> {{\n{self._text(lines)}}} }}")
            except RefusedError as error:
                self._by_halves(error, name, lines, self.add)

    def _store(self, method: str, name: str, lines: list[str]) -> None:
        try:
            self._send(
                method,
                params={"graph": name, "graph-uri": name} if self.mends else {"graph": name},
                content=self._text(lines).encode() if lines else None,
                headers={"Content-Type": "application/n-triples"} if lines else None,
            )
        except RefusedError as error:
            if method == "DELETE" and error.status == 404:
                return
            self._by_halves(error, name, lines, lambda n, part: self._store(method, n, part))

    def _by_halves(
        self,
        error: RefusedError,
        name: str,
        lines: list[str],
        first: Callable[[str, list[str]], None],
    ) -> None:
        """Send what was too large for the server in two parts."""
        if error.status != TOO_LARGE or len(lines) < 2:
            raise error
        middle = len(lines) // 2
        first(name, lines[:middle])
        self.add(name, lines[middle:])

    def _text(self, lines: list[str]) -> str:
        return "".join(map(sent, lines) if self.mends else lines)

    def _update(self, text: str) -> None:
        if self.mends:  # it reads the update only where other engines have the query
            self._send("POST", form={"query": text})
        else:
            self._send("POST", form={"update": text})

    def _send(self, method: str, **parts: Any) -> None:
        for attempt in range(TRIES):
            try:
                self.target.write.send(method, **parts)
                return
            except UnreachableError as error:
                if attempt == TRIES - 1:
                    raise EndpointError(
                        f"{error}; run the same push again, it goes on from here"
                    ) from None
                self.progress(f"{error}; try again")
                time.sleep(PAUSE * 2**attempt)


class Speed:
    """Tells now and then how much of a push is done, and how fast it goes."""

    def __init__(self, whole: int, progress: Callable[[str], None]) -> None:
        """For a push of so many triples in all."""
        self.whole, self.skipped, self.written = whole, 0, 0
        self._progress = progress
        self._began = self._told = time.monotonic()

    def skip(self, triples: int) -> None:
        """So many triples are there from before."""
        self.skipped += triples

    def wrote(self, triples: int) -> None:
        """So many more triples were written."""
        self.written += triples
        now = time.monotonic()
        if now - self._told >= EVERY:
            self._told = now
            rate = self.written / (now - self._began)
            done = self.skipped + self.written
            self._progress(f"write {self.whole} triples: {done} done, {rate:.0f} a second")


class Place(NamedTuple):
    """How far a push came: all graphs before the ``graph``-th, and ``triples`` of that."""

    graph: int
    triples: int


class State:
    """A note in the cache of how far a push came."""

    def __init__(self, target: Target, graph: str) -> None:
        """The note of the push of the graph with this digest to a target."""
        key = "\0".join((target.query.url, target.write.url, str(target.by_graph), graph))
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        self.path: Path = cache_folder() / "pushes" / f"{name}.json"

    def read(self) -> Place:
        """What was noted; the beginning where there is no note that can be read."""
        try:
            graph, triples = json.loads(self.path.read_bytes())
            return Place(int(graph), int(triples))
        except (OSError, ValueError, TypeError):
            return Place(0, 0)

    def note(self, place: Place) -> None:
        """Note how far it came."""
        with suppress(OSError, CstoGraphError):  # without a note, the next push begins again
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.path, json.dumps(place))

    def forget(self) -> None:
        """Forget a push that is done."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
