"""``csto-graph query``: answer a canned question."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from csto_graph.commands.answers import add_format_option, write_solutions
from csto_graph.commands.options import add_endpoint_options, add_graph_options, open_from, parser
from csto_graph.errors import ParameterError

if TYPE_CHECKING:
    from csto_graph.queries import Query

TYPES = {
    "xsd:date": "a day, YYYY-MM-DD",
    "xsd:integer": "a whole number",
    "xsd:string": "text",
    "rdfs:Resource": "any node: prefix:name, IRI or label",
}


def run(argv: list[str]) -> int:
    """Run ``csto-graph query NAME --PARAM VALUE …``."""
    if not argv or argv[0].startswith("-"):
        options = parser("query", "Answer a canned question; 'csto-graph queries' lists them.")
        options.usage = "csto-graph query NAME [--PARAM VALUE …] [--format FORMAT]"
        options.parse_args(argv)
        options.error("name a query first; 'csto-graph queries' lists them")
    from csto_graph.queries import find_query

    query = find_query(argv[0])
    args = _options(query).parse_args(argv[1:])
    given = {p.name: getattr(args, f"param_{p.name}") for p in query.parameters}
    missing = [f"--{p.name}" for p in query.parameters if p.required and given[p.name] is None]
    if missing:
        raise ParameterError(
            f"query {query.name} needs {' and '.join(missing)}; "
            f"'csto-graph query {query.name} --help' explains it"
        )
    graph = open_from(args)
    answer = graph.ask(query, {name: text for name, text in given.items() if text is not None})
    write_solutions(graph, answer, args.format, query.columns)
    return 0


def _options(query: Query) -> ArgumentParser:
    columns = "\n".join(f"  {name:<14} {title}" for name, title in query.columns.items())
    options = parser(
        f"query {query.name}", f"{query.title}. {query.question}", f"columns:\n{columns}"
    )
    group = options.add_argument_group("parameters")
    for parameter in query.parameters:
        kind = TYPES.get(parameter.type, f"{parameter.type}: prefix:name, IRI or label")
        default = f"; default {parameter.default}" if parameter.default else ""
        default += "; optional" if parameter.optional else ""
        group.add_argument(
            f"--{parameter.name}",
            dest=f"param_{parameter.name}",
            metavar="VALUE",
            help=f"{parameter.help} ({kind}; such as {parameter.example}{default})".replace(
                "%", "%%"
            ),
        )
    add_format_option(options)
    add_graph_options(options)
    add_endpoint_options(options)
    return options
