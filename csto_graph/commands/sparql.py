"""``csto-graph sparql``: answer any SPARQL 1.1 query."""

from __future__ import annotations

import sys
from pathlib import Path

from csto_graph.commands.answers import SOLUTIONS, TRIPLES, add_format_option, write_answer
from csto_graph.commands.options import add_endpoint_options, add_graph_options, open_from, parser
from csto_graph.errors import ParameterError
from csto_graph.files import read_text
from csto_graph.guard import apart


def run(argv: list[str]) -> int:
    """Run ``csto-graph sparql 'SELECT …'``, ``-f FILE`` or with the query on standard input."""
    options = parser(
        "sparql",
        "Answer a SPARQL 1.1 query. The project's prefixes need not be declared.",
        "example:\n  csto-graph sparql 'SELECT ?body { ?body a csto:Body }'",
    )
    options.add_argument("query", nargs="?", help="the query; without it, standard input is read")
    options.add_argument("-f", "--file", type=Path, metavar="FILE", help="read the query from FILE")
    add_format_option(options, (*SOLUTIONS, *TRIPLES))
    add_graph_options(options)
    add_endpoint_options(options)
    args = options.parse_args(argv)
    if args.query is not None and args.file is not None:
        raise ParameterError("give the query or --file, not both")
    text = _text(args.query, args.file)

    def answer() -> int:
        graph = open_from(args)
        write_answer(graph, graph.sparql(text), args.format)
        return 0

    return apart(answer)


def _text(query: str | None, file: Path | None) -> str:
    if file is not None:
        return read_text(file)
    if query is not None:
        return query
    if sys.stdin is None:
        raise ParameterError("standard input is closed; give the query or --file")
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParameterError(f"standard input: byte {error.start} is not UTF-8") from None
