"""Files of data sets, plain or packed, in bounded memory."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from csto_graph.errors import DataError

# Wikibase itself keeps an entity below some megabytes; no line of a dump is as long as this.
LONGEST = 64 * 2**20
CHUNK = 2**20

Problem = Callable[[str], None]


def stop(message: str) -> None:
    """What is done about a problem of a file unless a reader asks to go on: DataError."""
    raise DataError(message)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file for reading, unpacked if it is gzip or bzip2 by its first bytes.

    Raises DataError for what is missing, is no plain file, or breaks off while it is read.
    """
    try:
        if path.is_dir():
            raise DataError(f"{path}: is a folder; name a file")
        if not path.exists():
            raise DataError(f"{path}: does not exist")
        if not path.is_file():
            raise DataError(f"{path}: is no plain file; save the data set to one")
        with path.open("rb") as raw:
            head = raw.read(3)
            raw.seek(0)
            if head[:2] == b"\x1f\x8b":
                with gzip.open(raw) as packed:
                    yield cast("IO[bytes]", packed)
            elif head == b"BZh":
                with bz2.open(raw) as unpacked:
                    yield cast("IO[bytes]", unpacked)
            else:
                yield raw
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DataError(
            f"{path}: the packed file is damaged or breaks off; fetch it again"
        ) from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from None


def lines(file: IO[bytes], path: Path, limit: int, problem: Problem) -> Iterator[tuple[int, str]]:
    """The lines of a file with their numbers, without blanks around them; empty ones left out.

    A line longer than ``limit`` bytes, or not UTF-8, is a problem; it is passed over if
    ``problem`` returns.
    """
    number = 0
    while raw := file.readline(limit + 1):
        number += 1
        if len(raw) > limit and not raw.endswith(b"\n"):
            while (rest := file.readline(CHUNK)) and not rest.endswith(b"\n"):
                pass
            problem(f"{path}:{number}: a line of more than {limit >> 20} MiB; no entity is so long")
            continue
        try:
            text = raw.decode("utf-8").strip("\ufeff \t\r\n")
        except UnicodeDecodeError:
            problem(f"{path}:{number}: is not UTF-8")
            continue
        if text:
            yield number, text
