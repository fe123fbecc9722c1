"""Writing files so that nobody ever sees half of one."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from csto_graph.errors import CstoGraphError, OutputError


def real(path: Path) -> Path:
    """A path without links; one whose links run in a circle as it is, unlike Path.resolve."""
    return Path(os.path.realpath(path))


def replace_file(path: Path, content: str | Iterable[str]) -> None:
    """Write UTF-8 text to a file; as ``replacing``, with the same errors."""
    with replacing(path) as file:
        for part in [content] if isinstance(content, str) else content:
            file.write(part.encode("utf-8"))


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write bytes to: a draft beside ``path``, renamed over it when all went well.

    The mode of a file that is replaced is kept, and so is a link to it. Raises CstoGraphError
    for a device or a pipe and where the folder cannot be written, OutputError where the disk
    is full; the old file is then still there.
    """
    draft = None
    try:
        path = real(path)
        if path.exists() and not path.is_file():
            raise CstoGraphError(f"{path}: is no plain file; name a file to write to")
        handle, draft = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            yield file
        umask = os.umask(0)
        os.umask(umask)
        Path(draft).chmod(path.stat().st_mode if path.exists() else 0o666 & ~umask)
        Path(draft).replace(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        if draft is not None:
            Path(draft).unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> CstoGraphError:
    """What to raise when a place cannot be written: OutputError if it ran full."""
    message = f"{path}: cannot be written: {error.strerror or error}"
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
    return OutputError(message) if error.errno in full else CstoGraphError(message)
