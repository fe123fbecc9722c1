"""The SHA-256 sums of a release, in the form that ``sha256sum -c`` checks."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from csto_graph.errors import DataError
from csto_graph.files import read_text

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([\w.-]+(?:/[\w.-]+)*)\Z")


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(folder: Path) -> list[str]:
    """The files below a folder as paths within it, sorted, the sums left out."""
    found = (path for path in folder.rglob("*") if path.is_file())
    names = (path.relative_to(folder).as_posix() for path in found)
    return sorted(name for name in names if name != SUMS)


def write_sums(folder: Path) -> None:
    """Write the sums of all files below a folder."""
    lines = [f"{sha256(folder / name)}  {name}\n" for name in files_of(folder)]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def check_sums(folder: Path) -> list[str]:
    """Check a release against its sums, and return the names of its files.

    Raises DataError, which names the files, for one that is missing, changed, or no release.
    """
    if not (folder / SUMS).is_file():
        what = f"has no {SUMS}" if folder.is_dir() else "is no folder"
        raise DataError(f"{folder}: {what}, so it is no release; name the folder of one")
    wrong: list[str] = []
    names: list[str] = []
    for number, line in enumerate(read_text(folder / SUMS).splitlines(), start=1):
        match = _LINE.match(line)
        if match is None or ".." in match[2].split("/"):
            raise DataError(f"{folder / SUMS}:{number}: is no sum of a file of the release")
        names.append(match[2])
        path = folder / match[2]
        try:
            if not path.is_file():
                wrong.append(f"{match[2]} is missing")
            elif sha256(path) != match[1]:
                wrong.append(f"{match[2]} does not match its sum")
        except OSError as error:
            wrong.append(f"{match[2]} cannot be read: {error.strerror}")
    if wrong:
        raise DataError(f"{folder}: the release is damaged: {'; '.join(wrong)}; get it again")
    return names
