"""Writing answers to standard output in the format that was asked for."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from csto_graph.errors import ParameterError

if TYPE_CHECKING:
    from csto_graph.graph import Graph

SOLUTIONS = ("table", "csv", "tsv", "json")
TRIPLES = ("turtle", "ntriples")


def add_format_option(options: ArgumentParser, formats: tuple[str, ...] = SOLUTIONS) -> None:
    """The option ``--format``; csv, tsv and json are the result formats of the W3C."""
    options.add_argument(
        "--format",
        choices=formats,
        default=None,
        help="table for people; csv, tsv, json as the W3C defines them for SPARQL results"
        + ("; turtle, ntriples for CONSTRUCT and DESCRIBE" if "turtle" in formats else ""),
    )


def write_solutions(graph: Graph, answer: Any, form: str | None, titles: Mapping[str, str]) -> None:
    """Write the answer to a SELECT; an empty table says so on standard error."""
    if form in (None, "table"):
        from csto_graph.table import format_table

        text = format_table(graph, answer, titles)
        print(text, end="")
        if not text:
            print("csto-graph: no rows: the graph states nothing of the kind", file=sys.stderr)
        return
    _serialized(answer, form)


def write_answer(graph: Graph, answer: Any, form: str | None) -> None:
    """Write the answer to any query; ParameterError for a format that does not fit it."""
    from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, serialize

    if isinstance(answer, QuerySolutions):
        _check_form(form, SOLUTIONS, "SELECT")
        write_solutions(graph, answer, form, {})
    elif isinstance(answer, QueryBoolean):
        _check_form(form, SOLUTIONS, "ASK")
        if form in (None, "table"):
            print("yes" if answer else "no")
        else:
            _serialized(answer, form)
    else:
        _check_form(form, TRIPLES, "CONSTRUCT and DESCRIBE")
        triples = list(answer)
        if form == "ntriples":
            lines = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
            sys.stdout.write("".join(sorted(lines.decode("utf-8").splitlines(keepends=True))))
            return
        from csto_graph.canonical import write_turtle

        print(write_turtle(triples), end="")


def _serialized(answer: Any, form: str | None) -> None:
    from pyoxigraph import QueryResultsFormat

    formats = {
        "csv": QueryResultsFormat.CSV,
        "tsv": QueryResultsFormat.TSV,
        "json": QueryResultsFormat.JSON,
    }
    if form == "csv" and not hasattr(answer, "variables"):
        raise ParameterError("the answer to ASK has no csv form; use --format json")
    text = answer.serialize(format=formats[form or "json"]).decode("utf-8")
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def _check_form(form: str | None, known: tuple[str, ...], what: str) -> None:
    if form is not None and form not in known:
        raise ParameterError(f"--format {form} does not fit {what}; use {', '.join(known)}")
