"""The triples of an RDF file as a stream, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from csto_graph.errors import DataError
from csto_graph.wikidata.lines import opened

if TYPE_CHECKING:
    from pyoxigraph import RdfFormat


def triples(path: Path, limit: int) -> Iterator[tuple[str, str, Any]]:
    """The triples of a file: subject and predicate as text, the object as a term."""
    from pyoxigraph import BlankNode, NamedNode, parse

    with opened(path) as file:
        try:
            for quad in parse(cast("IO[bytes]", _Bounded(file, path, limit)), format=_format(path)):
                subject, predicate, value = quad.triple
                if isinstance(subject, NamedNode):
                    yield subject.value, predicate.value, value
                elif isinstance(subject, BlankNode):
                    yield f"_:{subject.value}", predicate.value, value
        except SyntaxError as error:
            cause = re.sub(r"^Parser error at [^:]*: ", "", error.msg)[:200]
            where = f"{path}:{error.lineno}:{error.offset}" if error.lineno else str(path)
            raise DataError(f"{where}: not valid RDF: {cause}") from None
        except ValueError as error:
            raise DataError(f"{path}: not valid RDF: {error}") from None


def _format(path: Path) -> RdfFormat:
    from pyoxigraph import RdfFormat

    for suffix in path.suffixes[-2:]:
        found = {"xml": "rdf", "owl": "rdf"}.get(suffix[1:].lower(), suffix[1:].lower())
        form = RdfFormat.from_extension(found)
        if form is not None and form not in (RdfFormat.JSON_LD,):
            return form
    return RdfFormat.TURTLE  # of which N-Triples are a part


class _Bounded:
    """A file that refuses a line which no entity needs: a parser would hold all of it."""

    def __init__(self, file: IO[bytes], path: Path, limit: int) -> None:
        self.file, self.path, self.limit = file, path, limit
        self.line, self.length = 1, 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as of a file; DataError for a line over the limit."""
        block = self.file.read(size)
        last = block.rfind(b"\n")
        self.line += block.count(b"\n")
        self.length = len(block) - last - 1 if last >= 0 else self.length + len(block)
        if self.length > self.limit:
            raise DataError(
                f"{self.path}:{self.line}: a line of more than {self.limit >> 20} MiB; "
                "no entity is so long"
            )
        return block
