"""Reading text files, and writing them so that nobody ever sees half of one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from csto_graph.errors import CstoGraphError, DataError


def real(path: Path) -> Path:
    """A path without links; one whose links run in a circle as it is, unlike Path.resolve."""
    return Path(os.path.realpath(path))


def read_text(path: Path) -> str:
    """The UTF-8 text of a file, line ends as they are.

    Raises DataError naming the file when it is missing, unreadable or not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None


def replace_file(path: Path, content: str | Iterable[str]) -> None:
    """Write UTF-8 text to a file: beside it first, then renamed over it.

    The mode of a file that is replaced is kept, and so is a link to it. Raises CstoGraphError
    for a device or a pipe, and where the folder cannot be written or the disk is full; the old
    file is then still there.
    """
    import tempfile

    parts = [content] if isinstance(content, str) else content
    draft = None
    try:
        path = real(path)
        if path.exists() and not path.is_file():
            raise CstoGraphError(f"{path}: is no plain file; name a file to write to")
        handle, draft = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
        umask = os.umask(0)
        os.umask(umask)
        Path(draft).chmod(path.stat().st_mode if path.exists() else 0o666 & ~umask)
        Path(draft).replace(path)
    except OSError as error:
        raise CstoGraphError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        if draft is not None:
            Path(draft).unlink(missing_ok=True)
