"""Sorting more texts than memory should hold."""

from __future__ import annotations

import heapq
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from csto_graph.files import unwritable

LIMIT = 16 * 2**20  # characters of text held at once

Keyed = tuple[Any, str]


def sorted_texts(items: Iterable[Keyed], limit: int = LIMIT) -> Iterator[str]:
    """The texts of (key, text) pairs in the order of their keys.

    Pairs beyond ``limit`` characters go, sorted, to temporary files, which are merged. All
    items have been taken before the first text is given. Raises OutputError where the
    folder for temporary files is full.
    """
    with ExitStack() as stack:
        runs: list[IO[bytes]] = []
        held: list[Keyed] = []
        size = 0
        for item in items:
            held.append(item)
            size += len(item[1])
            if size > limit:
                held.sort(key=_key)
                runs.append(stack.enter_context(_spilled(held)))
                held, size = [], 0
        held.sort(key=_key)
        merged = heapq.merge(*(_read(run) for run in runs), held, key=_key)
        yield from (text for _, text in merged)


def _key(item: Keyed) -> Any:
    return item[0]


def _spilled(items: Iterable[Keyed]) -> IO[bytes]:
    try:
        with ExitStack() as stack:
            file = stack.enter_context(tempfile.TemporaryFile())
            for item in items:
                pickle.dump(item, file)
            file.seek(0)
            stack.pop_all()  # it stays open for whoever reads it
            return file
    except OSError as error:
        raise unwritable(Path(tempfile.gettempdir()), error) from None


def _read(file: IO[bytes]) -> Iterator[Keyed]:
    try:
        while True:
            yield pickle.load(file)
    except EOFError:
        return
