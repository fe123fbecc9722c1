"""Answers that are kept in memory: the graph never changes, so an answer stays true."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256

from csto_graph.web.wire import Job

LONGEST = 1 << 18  # bytes of an answer, or characters of a query, that is kept
OVERHEAD = 512  # bytes that an answer takes besides its own


@dataclass(frozen=True)
class Kept:
    """An answer and what its headers say."""

    body: bytes
    media_type: str
    tag: str


Key = tuple[object, ...]


def key_of(job: Job) -> Key:
    """What two jobs with the same answer have in common."""
    return (job.query, job.default_graphs, job.named_graphs, *job.choices.values())


def tag_of(graph: str, key: Key) -> str:
    """The entity tag of an answer; ``graph`` identifies the graph."""
    return f'"{sha256(repr((graph, key)).encode()).hexdigest()[:32]}"'


class Answers:
    """The answers that were asked for last, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        """``most`` is in bytes."""
        self._most, self._size = most, 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def find(self, key: Key) -> Kept | None:
        """The answer to a job with that key, if it is kept."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def keep(self, key: Key, query: str, kept: Kept) -> None:
        """Keep an answer, unless it is large; the ones asked for least lately give way."""
        if len(kept.body) > LONGEST or len(query) > LONGEST or key in self._kept:
            return
        self._kept[key] = kept
        self._size += _size(key, kept)
        while self._size > self._most:
            self._size -= _size(*self._kept.popitem(last=False))


def _size(key: Key, kept: Kept) -> int:
    # A character of a query may take four bytes.
    return OVERHEAD + len(kept.body) + 4 * len(str(key[0]))
