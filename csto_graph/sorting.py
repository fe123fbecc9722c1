"""Sorting more lines than memory holds, each line once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice
from pathlib import Path

RUN = 400_000  # lines that are sorted in memory, some 100 MB of N-Quads


def sorted_unique(lines: Iterable[bytes], folder: Path, run: int = RUN) -> Iterator[bytes]:
    """The lines in the order of their bytes, without repetitions.

    An external merge sort: every ``run`` lines are sorted in memory and written to a file of
    their own in ``folder``, and the files are merged. Lines keep their line ends.
    """
    source = iter(lines)
    chunk = sorted(set(islice(source, run)))
    files: list[Path] = []
    while following := set(islice(source, run)):
        files.append(_written(chunk, folder / f"run-{len(files)}"))
        chunk = sorted(following)
    last = None
    for line in merge(chunk, *(_read(file) for file in files)):
        if line != last:
            yield line
            last = line


def _written(lines: Iterable[bytes], path: Path) -> Path:
    with path.open("wb") as file:
        file.writelines(lines)
    return path


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file
    path.unlink()
