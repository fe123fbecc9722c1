"""Reading Turtle files, with errors that say where and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from csto_graph.errors import DataError
from csto_graph.files import read_text

if TYPE_CHECKING:
    from csto_graph.triples import Statement


@dataclass(frozen=True)
class TurtleFile:
    """One parsed file: its triples in file order, its prefixes and its base IRI."""

    path: Path
    text: str
    triples: list[Statement]
    prefixes: dict[str, str]
    base: str | None

    @cached_property
    def begins(self) -> dict[str, int]:
        """The first line (from 1) that begins with each word."""
        found: dict[str, int] = {}
        for number, line in enumerate(self.text.splitlines(), start=1):
            for word in line.split(None, 1)[:1]:
                found.setdefault(word, number)
        return found


def read_turtle(path: Path) -> TurtleFile:
    """Parse one Turtle file.

    Raises DataError with file, line, column and cause when the file is not Turtle.
    """
    from pyoxigraph import RdfFormat, Triple, parse

    text = read_text(path)
    if text.startswith("\ufeff"):
        raise DataError(f"{path}:1: begins with a byte order mark; save the file without one")
    parser = parse(text, format=RdfFormat.TURTLE)
    try:
        triples = [quad.triple for quad in parser]
    except SyntaxError as error:
        cause = re.sub(r"^Parser error at [^:]*: ", "", error.msg)
        where = f"{path}:{error.lineno}:{error.offset}" if error.lineno else str(path)
        raise DataError(f"{where}: not valid Turtle: {cause}") from None
    if any(isinstance(part, Triple) for triple in triples for part in triple):
        raise DataError(f"{path}: holds a triple within a triple, which RDF 1.1 lacks; use claims")
    return TurtleFile(
        path, text, cast("list[Statement]", triples), dict(parser.prefixes), parser.base_iri
    )


def line_of(file: TurtleFile, iri: str) -> int | None:
    """The line (from 1) on which a file begins to describe a node, if it can be told.

    The first line that starts with the node's short or full name, as canonical Turtle
    writes it; a search of the text, so ``None`` for other ways of writing.
    """
    from csto_graph.namespaces import curie

    names = {f"<{iri}>", curie(iri, file.prefixes) or iri}
    if file.base and iri.startswith(file.base):
        names.add(f"<{iri[len(file.base) :]}>")
    return min((file.begins[name] for name in names if name in file.begins), default=None)
