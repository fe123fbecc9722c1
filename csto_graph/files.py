"""Reading text files, and writing them so that nobody ever sees half of one."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from csto_graph.errors import CstoGraphError, DataError, OutputError
from csto_graph.memo import cache_folder

PATIENCE = 30.0  # seconds to wait for another process that changes the same file


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


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """While a file is read, changed and written again, no other process does that here.

    The lock is in the cache directory, so that nothing is left beside the file; where that
    cannot be written, there is none. Raises CstoGraphError if the other takes too long.
    """
    from zlib import crc32

    from filelock import FileLock, Timeout

    folder = cache_folder() / ".locks"
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / f"{crc32(os.fsencode(real(path))):08x}", PATIENCE)
            held.enter_context(lock)
        except Timeout:
            raise CstoGraphError(
                f"{path}: another process has been changing it for {PATIENCE:.0f} s; try again"
            ) from None
        except (OSError, NotImplementedError):
            pass
        yield


def unwritable(path: Path, error: OSError) -> CstoGraphError:
    """What to raise when a place cannot be written: OutputError if it ran full."""
    message = f"{path}: cannot be written: {error.strerror or error}"
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
    return OutputError(message) if error.errno in full else CstoGraphError(message)


def check_folder(path: Path, mark: str, *, force: bool) -> None:
    """Raise CstoGraphError if a folder may not be written at a place.

    A folder that has things in it is refused without ``force``, and with it too unless it
    has the file ``mark``, by which one that was written before is known.
    """
    if path.is_dir():
        if not any(path.iterdir()):
            return
        if not force:
            raise CstoGraphError(f"{path} is a folder with files in it; --force replaces it")
        if not (path / mark).is_file():
            raise CstoGraphError(
                f"{path}: holds no {mark}, so it was not written by this command and is not "
                "replaced; name another folder"
            )
    elif os.path.lexists(path):
        raise CstoGraphError(f"{path}: is there, and is no folder; name another")
    check_parent(path)


def check_parent(path: Path) -> None:
    """Raise CstoGraphError if the folder that a file is to be in is not there."""
    parent = real(path).parent
    if not parent.is_dir():
        raise CstoGraphError(f"{path}: cannot be written: {parent} is no folder; make it first")


@contextmanager
def replacing_folder(path: Path, mark: str, *, force: bool) -> Iterator[Path]:
    """A folder to write files into: a draft beside ``path``, put in its place at the end.

    Raises as ``check_folder`` does, and as ``replacing`` where it cannot be written; then
    what was there before still is.
    """
    check_folder(path, mark, force=force)
    try:
        path = real(path)
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as name:
            draft = Path(name) / "new"
            draft.mkdir()
            yield draft
            if path.exists():
                path.rename(Path(name) / "old")
            try:
                draft.rename(path)
            except OSError:
                with suppress(OSError):
                    (Path(name) / "old").rename(path)
                raise
    except OutputError as error:  # of a file within it, known by the name it will have
        raise OutputError(str(error).replace(str(draft), str(path))) from None
    except OSError as error:
        raise unwritable(path, error) from None
