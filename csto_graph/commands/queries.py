"""``csto-graph queries``: list the canned questions."""

from __future__ import annotations

import textwrap

from csto_graph.commands.options import parser
from csto_graph.errors import ParameterError


def run(argv: list[str]) -> int:
    """Print every query with its parameters and its question."""
    options = parser("queries", "List the canned questions, or those that speak of a word.")
    options.add_argument("word", nargs="?", default="", help="only those with this word")
    word = options.parse_args(argv).word.lower()
    from csto_graph.queries import query_files, read_query

    found = [read_query(path) for path in query_files().values()]
    found = [q for q in found if word in f"{q.name} {q.title} {q.question}".lower()]
    if not found:
        raise ParameterError(f"no question speaks of {word!r}; 'csto-graph queries' lists all")
    for query in found:
        words = [f"--{p.name}" if p.required else f"[--{p.name}]" for p in query.parameters]
        print(" ".join([query.name, *words]))
        print(textwrap.fill(query.question, 78, initial_indent="    ", subsequent_indent="    "))
    return 0
