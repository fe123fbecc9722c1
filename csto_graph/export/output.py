"""Writing an export to its place: standard output, a file, a compressed file, a folder."""

from __future__ import annotations

import gzip
import os
import sys
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from csto_graph.errors import ParameterError
from csto_graph.export import jsonld, network, rdf, tables
from csto_graph.export.csvw import METADATA
from csto_graph.export.selection import Filter, Selection, select
from csto_graph.files import check_folder, check_parent, replacing, replacing_folder

if TYPE_CHECKING:
    from csto_graph.graph import Graph

Writer = Callable[[Selection, BinaryIO], None]

WRITERS: dict[str, Writer] = {
    "turtle": rdf.write_turtle,
    "trig": rdf.write_trig,
    "jsonld": jsonld.write_nested,
    "ntriples": rdf.write_ntriples,
    "nquads": rdf.write_nquads,
    "rdfxml": rdf.write_rdfxml,
    "graphml": network.write_graphml,
}
FORMATS = ("turtle", "trig", "jsonld", "ntriples", "nquads", "rdfxml", "csv", "graphml")
ENDINGS = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".jsonld": "jsonld",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".rdf": "rdfxml",
    ".zip": "csv",
    ".graphml": "graphml",
}
_ZIPPED = (1980, 1, 1, 0, 0, 0)  # the time of every member, so that equal tables give equal files


def export_graph(
    graph: Graph,
    output: str | Path | None = None,
    form: str | None = None,
    *,
    view: str = "all",
    document: str | None = None,
    about: str | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    flat: bool = False,
    inline_context: bool = False,
    force: bool = False,
) -> None:
    """Write a graph, or a part of it, in a standard format; docs/export.md says which part.

    ``output`` is a file, compressed if its name ends in ``.gz``; for ``csv`` a folder or a
    ``.zip``; ``None`` is standard output. ``form`` is one of FORMATS, by default that of
    the name's ending, or Turtle. ``document`` and ``about`` are nodes by IRI, short name or
    label; ``since`` and ``until`` are the first and last day of a period. ``flat`` and
    ``inline_context`` are for JSON-LD. What is there is replaced only with ``force``, and
    only when all went well. Raises ParameterError and UnknownEntityError for what cannot be
    done as asked, DataError for what the format cannot hold, OutputError for a full disk.
    """
    path = None if output is None else Path(output)
    form = checked(path, form, flat=flat, inline_context=inline_context, force=force)
    chosen = Filter(document, about, _day(since, "since"), _day(until, "until"))
    selection = select(graph, view, chosen)
    if form == "csv":
        write_tables(selection, path, force=force)
    else:
        write = writer(form, flat=flat, inline_context=inline_context)
        write_stream(path, lambda sink: write(selection, sink))


def checked(
    path: Path | None, form: str | None, *, flat: bool, inline_context: bool, force: bool
) -> str:
    """The format to write; ParameterError for a place or format that does not fit."""
    if path is not None and "\x00" in str(path):
        raise ParameterError(f"{str(path)!r} is no name of a file; name one to write to")
    plain = None if path is None else path.with_suffix("") if path.suffix == ".gz" else path
    form = form or ENDINGS.get(plain.suffix if plain else "", "turtle")
    if form not in FORMATS:
        raise ParameterError(f"format: no format {form!r}; there is {', '.join(FORMATS)}")
    if (flat or inline_context) and form != "jsonld":
        option = "--flat" if flat else "--inline-context"
        raise ParameterError(f"{option} is for --format jsonld, not {form}")
    if form == "csv":
        if path is None or path.suffix in (".csv", ".gz"):
            raise ParameterError("csv is a table for each class: name a folder or .zip with -o")
        if path.suffix != ".zip":
            check_folder(path, METADATA, force=force)
            return form
    if path is not None:
        if path.is_dir():
            raise ParameterError(f"{path} is a folder and no plain file; name a file to write to")
        if os.path.lexists(path) and not force:
            raise ParameterError(f"{path} is there already; --force replaces it")
        if path.exists() and not path.is_file():
            raise ParameterError(f"{path} is no plain file; name a file to write to")
        check_parent(path)
    return form


def writer(form: str, *, flat: bool = False, inline_context: bool = False) -> Writer:
    """The function that writes a format to an open file."""
    if form != "jsonld":
        return WRITERS[form]
    write = jsonld.write_flat if flat else jsonld.write_nested
    return lambda selection, sink: write(selection, sink, inline=inline_context)


def exported(graph: Graph, form: str, view: str = "all") -> str:
    """A graph in one of FORMATS but ``csv``, as text."""
    sink = BytesIO()
    writer(form)(select(graph, view), sink)
    return sink.getvalue().decode("utf-8")


def write_stream(path: Path | None, write: Callable[[BinaryIO], None]) -> None:
    """Let a function write to standard output, or to a file that appears when it is whole."""
    if path is None:
        sys.stdout.flush()
        if not hasattr(sys.stdout, "buffer"):  # a notebook takes text only
            held = BytesIO()
            write(held)
            sys.stdout.write(held.getvalue().decode("utf-8"))
            return
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    with replacing(path) as file:
        if path.suffix == ".gz":
            # Neither a name nor a time in it, so that equal exports give equal files.
            with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
                write(packed)  # type: ignore[arg-type]
        else:
            write(file)


def write_tables(selection: Selection, path: Path | None, *, force: bool) -> None:
    """Write the tables into a folder, or into a ``.zip``."""
    files = tables.make_tables(selection)
    if path is not None and path.suffix == ".zip":
        write_stream(path, lambda sink: _zip(files, sink))
    elif path is not None:
        with replacing_folder(path, METADATA, force=force) as draft:
            for name, content in files:
                (draft / name).write_bytes(content)


def _zip(files: Iterable[tuple[str, bytes]], sink: BinaryIO) -> None:
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _ZIPPED), content, zipfile.ZIP_DEFLATED)


def _day(day: date | str | None, name: str) -> date | None:
    from csto_graph.days import parse_day

    return None if day is None else parse_day(str(day), name)
