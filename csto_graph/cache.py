"""Published graphs on disk, one folder for each hash of the inputs."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.memo import cache_folder, remembered
from csto_graph.progress import Progress, silent

if TYPE_CHECKING:
    from csto_graph.settings import Settings
    from csto_graph.sources import Sources

COUNTS = "counts.tsv"  # no JSON: its module takes long to import


def published(
    sources: Sources,
    settings: Settings,
    progress: Progress = silent,
    *,
    rebuild: bool = False,
) -> tuple[Path, dict[str, int]]:
    """The folder of the published graph for these inputs, built if it is not there.

    It holds ``graph.nq`` (exact terms), ``store`` (for queries) and ``counts.tsv``; the
    counts are returned too. Raises what building raises, and CstoGraphError where the
    cache cannot be written.
    """
    key = settings.key()
    name = "\0".join(("graph", *key, *map(str, sources.own)))
    place = cache_folder() / remembered(name, sources.inputs(), lambda: sources.digest(*key))
    counts = None if rebuild else read_counts(place)
    if counts is None:
        from csto_graph.building import build

        counts = build(place, sources, settings, progress, rebuild=rebuild)
    with suppress(OSError):  # a cache shared read-only serves as well
        os.utime(place)
    return place, counts


def read_counts(place: Path) -> dict[str, int] | None:
    """What the build counted; ``None`` for a graph that is absent, or damaged since."""
    try:
        kept: dict[str, dict[str, int]] = {"count": {}, "size": {}}
        for line in (place / COUNTS).read_text("utf-8").splitlines():
            kind, name, number = line.split("\t")
            kept[kind][name] = int(number)
        whole = all((place / name).stat().st_size == size for name, size in kept["size"].items())
    except (OSError, ValueError, LookupError):
        return None
    return kept["count"] if whole and "graph.nq" in kept["size"] else None
