"""Writing triples to an endpoint: by the Graph Store Protocol or SPARQL Update, in batches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from csto_graph.errors import EndpointError
from csto_graph.http_client import Address, RefusedError, UnreachableError
from csto_graph.wire import sent

BATCH = 4000  # triples in one request
BYTES = 1_000_000  # of a batch at most; an update of Virtuoso has 10,000 lines at most
TRIES = 4  # of a request that the server may answer in a moment
PAUSE = 0.5  # seconds before the second try, then twice as long each time
TOO_LARGE = 413


@dataclass(frozen=True)
class Target:
    """Where to push: the address that answers queries, and one that writes.

    ``by_graph`` if the second speaks the Graph Store Protocol, otherwise SPARQL Update.
    """

    query: Address
    write: Address
    by_graph: bool


@dataclass(frozen=True)
class Writer:
    """Writes triples, as lines of N-Triples, to the named graphs of a target."""

    target: Target
    mends: bool
    tell: Callable[[str], None]

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
                self.tell(f"{error}; try again")
                time.sleep(PAUSE * 2**attempt)


def is_virtuoso(address: Address) -> bool:
    """Whether a server says that it is Virtuoso, which keeps some literals as others."""
    reply = address.send("POST", form={"query": "ASK {}"})
    return reply.headers.get("server", "").startswith("Virtuoso")


def batches(lines: Iterable[str], batch: int) -> Iterator[list[str]]:
    """The lines, ``batch`` at once at most, and BYTES at most."""
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
