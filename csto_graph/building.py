"""Building a published graph into the cache, so that nobody ever sees half of it.

A graph is built in a temporary folder beside its place and renamed into it. Two processes
that build at once do the work twice and the later one drops its copy; a killed one leaves
a temporary folder that the next build clears away.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from csto_graph.cache import COUNTS, read_counts
from csto_graph.errors import CstoGraphError
from csto_graph.memo import CACHE_VARIABLE
from csto_graph.progress import Progress
from csto_graph.publishing import publish
from csto_graph.settings import Settings
from csto_graph.sources import Sources

KEEP = 8  # graphs that are kept however long ago they were used
UNUSED = 86_400.0  # seconds after which a graph beyond those may be removed
STALE = 3600.0  # seconds after which a temporary folder is taken for abandoned


def build(
    place: Path,
    sources: Sources,
    settings: Settings,
    progress: Progress,
    *,
    rebuild: bool,
) -> dict[str, int]:
    """Build the graph into its place and return what was counted.

    A graph that is there already is replaced only to ``rebuild`` it. Raises what publishing
    raises, and CstoGraphError where the cache cannot be written.
    """
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
            if rebuild or read_counts(place) is None:
                with suppress(FileNotFoundError):  # what is replaced goes with the draft
                    place.rename(Path(name) / "old")
                try:
                    draft.rename(place)
                except OSError:
                    if read_counts(place) is None:
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
    lines = [f"count\t{name}\t{number}\n" for name, number in counts.items()]
    lines += [f"size\t{f.relative_to(folder).as_posix()}\t{f.stat().st_size}\n" for f in files]
    (folder / COUNTS).write_text("".join(lines), encoding="utf-8")


def _clear(folder: Path) -> None:
    """Remove abandoned temporary folders, and the graphs that were used least lately."""
    now = time.time()
    for path in folder.glob(".building-*"):
        if now - path.stat().st_mtime > STALE:
            shutil.rmtree(path, ignore_errors=True)
    for path in (folder / ".stamps").glob("*"):
        if now - path.stat().st_mtime > UNUSED:
            path.unlink(missing_ok=True)
    graphs = [path for path in folder.iterdir() if (path / COUNTS).is_file()]
    graphs.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in graphs[KEEP - 1 :]:
        if now - path.stat().st_mtime > UNUSED:
            shutil.rmtree(path, ignore_errors=True)
