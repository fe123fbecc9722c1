"""What was computed before from files that nobody touched since, kept in the cache directory."""

from __future__ import annotations

import marshal
import os
import sys
import time
from binascii import crc32
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

CACHE_VARIABLE = "CSTO_GRAPH_CACHE"
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


def remembered(name: str, files: Iterable[Path], make: Callable[[], T]) -> T:
    """What ``make`` gives, or gave last time if no file has another size or time since.

    ``name`` says what it is; the value is made of texts, numbers, tuples and dicts. Written
    by marshal, as Python's own compiled files are, since that needs nothing imported. Raises
    what ``make`` raises.
    """
    place = (
        cache_folder()
        / ".stamps"
        / f"{crc32(os.fsencode(name)):08x}.{sys.implementation.cache_tag}"
    )
    try:
        stats = [(str(path), path.stat()) for path in files]
    except OSError:
        return make()  # which says what is wrong with the file
    stamp = (name, *((path, stat.st_size, stat.st_mtime_ns) for path, stat in stats))
    with suppress(OSError, ValueError, EOFError, TypeError):
        known, value = marshal.loads(place.read_bytes())
        if known == stamp:
            made: T = value
            return made
    value = make()
    if time.time_ns() - max(stat.st_mtime_ns for _, stat in stats) > RECENT:
        _keep(place, (stamp, value))
    return value


def _keep(place: Path, value: Any) -> None:
    draft = place.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # a cache shared read-only serves as well
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(marshal.dumps(value))
        draft.replace(place)
