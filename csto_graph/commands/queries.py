"""``csto-graph queries``: list the canned questions."""

from __future__ import annotations

import textwrap

from csto_graph.commands.options import parser


def run(argv: list[str]) -> int:
    """Print every query with its parameters and its question."""
    parser("queries", "List the canned questions.").parse_args(argv)
    from csto_graph.queries import query_files, read_query

    for path in query_files().values():
        query = read_query(path)
        options = [f"--{p.name}" if p.required else f"[--{p.name}]" for p in query.parameters]
        print(" ".join([query.name, *options]))
        print(textwrap.fill(query.question, 78, initial_indent="    ", subsequent_indent="    "))
    return 0
