"""Published graphs on disk, one folder for each hash of the inputs, never seen half written.

A graph is built in a temporary folder beside its place and renamed into it. Two processes
that build at once do the work twice and the later one drops its copy; a killed one leaves
a temporary folder that the next build clears away.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.errors import CstoGraphError
from csto_graph.progress import Progress, silent

if TYPE_CHECKING:
    from csto_graph.settings import Settings
    from csto_graph.sources import Sources

CACHE_VARIABLE = "CSTO_GRAPH_CACHE"
KEEP = 8  # graphs that are kept however long ago they were used
UNUSED = 86_400.0  # seconds after which a graph beyond those may be removed
STALE = 3600.0  # seconds after which a temporary folder is taken for abandoned


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

    It holds ``graph.nq`` (exact terms), ``store`` (for queries) and ``counts.json``; the
    counts are returned too. Raises what building raises, and CstoGraphError where the
    cache cannot be written.
    """
    place = cache_folder() / sources.digest(*settings.key())
    counts = None if rebuild else _counts(place)
    if counts is None:
        counts = _build(place, sources, settings, progress, rebuild=rebuild)
    with suppress(OSError):  # a cache shared read-only serves as well
        os.utime(place)
    return place, counts


def _counts(place: Path) -> dict[str, int] | None:
    """What the build counted; ``None`` for a graph that is absent, or damaged since."""
    try:
        kept = json.loads((place / "counts.json").read_bytes())
        counts: dict[str, int] = kept["counts"]
        whole = all((place / name).stat().st_size == size for name, size in kept["sizes"].items())
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return counts if whole else None


def _build(
    place: Path,
    sources: Sources,
    settings: Settings,
    progress: Progress,
    *,
    rebuild: bool,
) -> dict[str, int]:
    from csto_graph.publishing import publish

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _clear(place.parent)
        with tempfile.TemporaryDirectory(
            prefix=".building-", dir=place.parent, ignore_cleanup_errors=True
        ) as name:
            draft = Path(name) / "graph"
            draft.mkdir()
            counts = publish(sources, settings, draft / "graph.nq", progress)
            progress(f"store {counts['quads']} quads", 0, 0)
            _store(draft, counts)
            # Another process may have been quicker; its graph is the same.
            if rebuild or _counts(place) is None:
                with suppress(FileNotFoundError):  # what is replaced goes with the draft
                    place.rename(Path(name) / "old")
                try:
                    draft.rename(place)
                except OSError:
                    if _counts(place) is None:
                        raise
    except OSError as error:
        raise CstoGraphError(
            f"{place.parent}: cannot be written: {error.strerror or error}; "
            f"name another folder in the environment variable {CACHE_VARIABLE}"
        ) from None
    return counts


def _store(folder: Path, counts: dict[str, int]) -> None:
    """Load the graph into the engine's own files, and note what a whole graph has."""
    from pyoxigraph import RdfFormat, Store

    store = Store(str(folder / "store"))
    store.bulk_load(path=str(folder / "graph.nq"), format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    del store
    # A reader makes a log of its own and locks; the other files stay as they are.
    files = [f for f in folder.rglob("*") if f.is_file() and not f.name.startswith(("LOG", "LOCK"))]
    sizes = {file.relative_to(folder).as_posix(): file.stat().st_size for file in files}
    text = json.dumps({"counts": counts, "sizes": sizes})
    (folder / "counts.json").write_text(text, encoding="utf-8")


def _clear(folder: Path) -> None:
    """Remove abandoned temporary folders, and the graphs that were used least lately."""
    now = time.time()
    for path in folder.glob(".building-*"):
        if now - path.stat().st_mtime > STALE:
            shutil.rmtree(path, ignore_errors=True)
    graphs = [path for path in folder.iterdir() if (path / "counts.json").is_file()]
    graphs.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in graphs[KEEP - 1 :]:
        if now - path.stat().st_mtime > UNUSED:
            shutil.rmtree(path, ignore_errors=True)
