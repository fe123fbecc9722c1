"""What leaves the graph: standard formats, whole or in part, each literal as authored.

``export_graph`` writes; ``select`` chooses a part; ``release`` writes all formats at once.
"""

from csto_graph.export.output import FORMATS, export_graph, exported
from csto_graph.export.selection import VIEWS, Filter, Selection, select

__all__ = [
    "FORMATS",
    "VIEWS",
    "Filter",
    "Selection",
    "export_graph",
    "exported",
    "select",
]
