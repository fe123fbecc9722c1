"""Published graphs on disk, one folder for each hash of the inputs."""

from __future__ import annotations

import os
import sys
import time
from binascii import crc32
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.progress import Progress, silent

if TYPE_CHECKING:
    from csto_graph.settings import Settings
    from csto_graph.sources import Sources

CACHE_VARIABLE = "CSTO_GRAPH_CACHE"
COUNTS = "counts.tsv"  # no JSON: its module takes long to import
RECENT = 2_000_000_000  # nanoseconds within which some file systems tell no two changes apart


def cache_folder() -> Path:
    """The user's cache directory: CSTO_GRAPH_CACHE, XDG_CACHE_HOME or the system's custom."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "csto-graph"


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
    place = cache_folder() / _digest(sources, settings)
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


def _digest(sources: Sources, settings: Settings) -> str:
    """The hash of the inputs, kept from last time where no file was touched since."""
    key = settings.key()
    try:
        stamp, changed = sources.stamp(*key)
        name = "\n".join((*key, *map(str, sources.data)))
        kept = cache_folder() / ".stamps" / f"{crc32(os.fsencode(name)):08x}"
        with suppress(OSError, ValueError):
            digest, _, known = kept.read_text("utf-8").partition("\n")
            if known == stamp:
                return digest
    except OSError:  # computing the hash says of which file
        return sources.digest(*key)
    digest = sources.digest(*key)
    if time.time_ns() - changed > RECENT:
        from csto_graph.errors import CstoGraphError
        from csto_graph.files import replace_file

        with suppress(
            OSError, ValueError, CstoGraphError
        ):  # a cache shared read-only serves as well
            kept.parent.mkdir(parents=True, exist_ok=True)
            replace_file(kept, f"{digest}\n{stamp}")
    return digest
