"""``python -m csto_graph``."""

from __future__ import annotations

from csto_graph.cli import entry

entry()
