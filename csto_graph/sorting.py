"""Sorting more than memory should hold: an external merge sort."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, TypeVar

from csto_graph.files import unwritable

T = TypeVar("T")

HELD = 64 * 2**20  # bytes or characters that are held at once
Keyed = tuple[Any, str]


def sorted_unique(lines: Iterable[bytes], folder: Path, held: int = HELD) -> Iterator[bytes]:
    """The lines in the order of their bytes, without repetitions; they keep their line ends.

    Temporary files are in ``folder``. Raises OutputError where there is no room for them.
    """
    last = None
    for line in _sorted(lines, None, len, _write_lines, iter, folder, held):
        if line != last:
            yield line
            last = line


def sorted_texts(items: Iterable[Keyed], held: int = HELD // 4) -> Iterator[str]:
    """The texts of (key, text) pairs in the order of their keys; errors as above."""
    folder = Path(tempfile.gettempdir())
    key = itemgetter(0)
    for _, text in _sorted(items, key, lambda item: len(item[1]), _pickle, _unpickle, folder, held):
        yield text


def _sorted(
    items: Iterable[T],
    key: Any,
    size: Callable[[T], int],
    write: Callable[[IO[bytes], Iterable[T]], None],
    read: Callable[[IO[bytes]], Iterable[T]],
    folder: Path,
    limit: int,
) -> Iterator[T]:
    """Sort runs of items in memory, write all but the last to files, and merge them.

    All items have been taken before the first is given.
    """
    with ExitStack() as stack:
        runs: list[IO[bytes]] = []
        held: list[T] = []
        total = 0
        for item in items:
            held.append(item)
            total += size(item)
            if total > limit:
                held.sort(key=key)
                runs.append(stack.enter_context(_spilled(held, write, folder)))
                held, total = [], 0
        held.sort(key=key)
        yield from merge(*(read(run) for run in runs), held, key=key)


def _spilled(
    items: Iterable[T], write: Callable[[IO[bytes], Iterable[T]], None], folder: Path
) -> IO[bytes]:
    try:
        with ExitStack() as stack:
            file = stack.enter_context(tempfile.TemporaryFile(dir=folder))
            write(file, items)
            file.seek(0)
            stack.pop_all()  # it stays open for whoever reads it
            return file
    except OSError as error:
        raise unwritable(folder, error) from None


def _write_lines(file: IO[bytes], lines: Iterable[bytes]) -> None:
    file.writelines(lines)


def _pickle(file: IO[bytes], items: Iterable[Any]) -> None:
    for item in items:
        pickle.dump(item, file)


def _unpickle(file: IO[bytes]) -> Iterator[Any]:
    try:
        while True:
            yield pickle.load(file)
    except EOFError:
        return
