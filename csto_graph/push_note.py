"""A note in the cache of how far a push came, so that one that broke off can go on."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from csto_graph.errors import CstoGraphError
from csto_graph.files import replace_file
from csto_graph.memo import cache_folder
from csto_graph.writing import Target


class Place(NamedTuple):
    """How far a push came: all graphs before the ``graph``-th, and ``triples`` of that."""

    graph: int
    triples: int


class Note:
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
