"""What a running site needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csto_graph.settings import Settings

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.sources import Sources
    from csto_graph.web.pool import Pool


@dataclass(frozen=True)
class Site:
    """A graph to serve, and the path that the site stands below ("" or such as "/csto").

    ``pool`` answers SPARQL of strangers, in processes that can be ended; code of our own may
    ask ``graph``. ``sources`` and ``settings`` are those that the graph was built from.
    """

    graph: Graph
    pool: Pool
    root_path: str = ""
    sources: Sources | None = None
    settings: Settings = field(default_factory=Settings)
