"""A sourced, time-aware knowledge graph of the Collective Security Treaty Organization.

from csto_graph import open_graph
graph = open_graph()
for row in graph.query("members-on", date="2012-05-03"):
    print(row.state, row.status, row.certainty)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_graph.errors import (
    CstoGraphError,
    DataError,
    EndpointError,
    ParameterError,
    QueryFileError,
    SparqlError,
    UnknownEntityError,
    UnknownQueryError,
)

if TYPE_CHECKING:
    from csto_graph.endpoint import open_endpoint
    from csto_graph.export import export_graph
    from csto_graph.graph import Graph, open_graph
    from csto_graph.release import write_release

__version__ = "0.1.0"

__all__ = [
    "CstoGraphError",
    "DataError",
    "EndpointError",
    "Graph",
    "ParameterError",
    "QueryFileError",
    "SparqlError",
    "UnknownEntityError",
    "UnknownQueryError",
    "__version__",
    "export_graph",
    "open_endpoint",
    "open_graph",
    "write_release",
]


def __getattr__(name: str) -> object:
    # Imported when asked for: the commands that need no graph start sooner.
    if name in ("Graph", "open_graph"):
        from csto_graph import graph

        return getattr(graph, name)
    if name == "open_endpoint":
        from csto_graph.endpoint import open_endpoint

        return open_endpoint
    if name == "export_graph":
        from csto_graph.export import export_graph

        return export_graph
    if name == "write_release":
        from csto_graph.release import write_release

        return write_release
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
