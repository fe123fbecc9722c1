"""What the benchmarks call of csto_graph: the one place to change when it changes."""

from __future__ import annotations

from pathlib import Path

from csto_graph.sources import Sources, shipped, turtle_files


def files_of(folder: Path) -> list[Path]:
    """The Turtle files of a folder of data."""
    return turtle_files(folder)


def sources_of(folder: Path) -> Sources:
    """The ontology and a folder of data on its own, without the shipped data."""
    ontology = tuple(shipped("ontology") / name for name in ("csto.ttl", "policies.ttl"))
    return Sources(ontology, tuple(files_of(folder)))
