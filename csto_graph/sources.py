"""Where the authored files are: shipped with the package, and in folders of the user's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from csto_graph.errors import DataError

DATA_VARIABLE = "CSTO_GRAPH_DATA"


def shipped(part: str) -> Path:
    """The folder ``ontology``, ``data`` or ``queries``, in the wheel or in the checkout."""
    inside = Path(__file__).parent / "shipped" / part
    return inside if inside.is_dir() else Path(__file__).parent.parent / part


# No dataclass here or in what else answers a question: their module takes as long to import
# as the engine.
class Sources(NamedTuple):
    """The files that one graph is built from; ``own`` are those of ``data`` not shipped."""

    ontology: tuple[Path, ...]
    data: tuple[Path, ...]
    own: tuple[Path, ...] = ()

    def digest(self, *settings: str) -> str:
        """A hash of every file's name and bytes, of the settings and of this software."""
        import hashlib

        digest = hashlib.sha256()
        for path in self.inputs():
            digest.update(f"{path.name}\0".encode())
            digest.update(hashlib.sha256(_bytes(path)).digest())
        # A name that is not UTF-8 is refused later, where it can be said of what.
        digest.update("\0".join(settings).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()[:32]

    def inputs(self) -> list[Path]:
        """The files that the hash is of: the authored ones, and those of this software."""
        return [*self.ontology, *self.data, *_code()]


def find_sources(folders: tuple[str | Path, ...] = (), *, variable: bool = True) -> Sources:
    """The shipped files and those of the user's folders.

    ``folders`` are searched with their sub-folders for ``*.ttl``; ``variable`` adds the
    folders named by the environment variable CSTO_GRAPH_DATA, separated as in PATH.
    Raises DataError for a folder that is missing, unreadable or without Turtle.
    """
    named = os.environ.get(DATA_VARIABLE, "").split(os.pathsep) if variable else []
    data = turtle_files(shipped("data"))
    own: list[Path] = []
    for folder in [*(name for name in named if name), *folders]:
        if not str(folder):
            raise DataError("an empty name of a folder; name a folder with Turtle files (*.ttl)")
        own += [path for path in turtle_files(Path(folder)) if path not in (*data, *own)]
    ontology = [shipped("ontology") / name for name in ("csto.ttl", "policies.ttl")]
    return Sources(tuple(ontology), (*data, *own), tuple(own))


def turtle_files(folder: Path) -> list[Path]:
    """Every ``*.ttl`` below a folder, sorted; DataError where there is none."""
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise DataError(f"{folder}: {what}; name a folder with Turtle files (*.ttl)")
    files = sorted(_below(folder))
    if not files:
        raise DataError(f"{folder}: holds no Turtle file (*.ttl)")
    return files


def _below(folder: Path) -> Iterator[Path]:
    """The Turtle files below a folder; DataError for what would be left out silently."""

    def refuse(error: OSError) -> None:
        raise DataError(f"{error.filename}: cannot be read: {error.strerror}")

    for place, _, names in os.walk(folder, onerror=refuse):
        for path in (Path(place, name) for name in names if name.endswith(".ttl")):
            if not path.is_file():
                raise DataError(f"{path}: is no file that can be read; mend or remove it")
            yield path


def _code() -> list[Path]:
    """The modules that build a graph; those in folders only use one."""
    package = Path(__file__).parent
    return sorted(package.glob("*.py"))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None
