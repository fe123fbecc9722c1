"""``csto-graph docs``: write the page that describes the ontology, or its JSON-LD context."""

from __future__ import annotations

import sys
from pathlib import Path

from csto_graph.commands.options import parser
from csto_graph.errors import ParameterError
from csto_graph.files import read_text, replace_file
from csto_graph.turtle import read_turtle

PAGE = Path("docs/ontology.md")
CONTEXT = Path("ontology/context.jsonld")


def run(argv: list[str]) -> int:
    """Write the page, or with ``--check`` only say whether it is current (exit status 1)."""
    options = parser(
        "docs",
        "Write the page that describes every term of the ontology, from ontology/csto.ttl and\n"
        "ontology/policies.ttl, in Markdown; with --context, the JSON-LD context of its terms.",
    )
    options.add_argument(
        "--context", action="store_true", help=f"write the JSON-LD context ({CONTEXT}) instead"
    )
    options.add_argument("--check", action="store_true", help="change nothing; exit 1 if needed")
    options.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=f"the file to write ({PAGE})"
    )
    args = options.parse_args(argv)
    from csto_graph.export.context import context_text
    from csto_graph.ontology_docs import TITLE, ontology_page
    from csto_graph.sources import find_sources

    files = find_sources(variable=False).ontology
    triples = [triple for path in files for triple in read_turtle(path).triples]
    text, head, usual = (
        (context_text(triples), '{\n "@context"', CONTEXT)
        if args.context
        else (ontology_page(triples), TITLE, PAGE)
    )
    output = args.output or usual
    there = read_text(output) if output.exists() else ""
    if there == text:
        print(f"csto-graph: {output} is current", file=sys.stderr)
        return 0
    if args.check:
        option = (" --context" if args.context else "") + (f" -o {output}" if args.output else "")
        print(f"{output}: out of date; run: csto-graph docs{option}")
        return 1
    if there and not there.startswith(head):
        raise ParameterError(f"{output} holds something else; name another file")
    replace_file(output, text)
    print(f"{output}: rewritten", file=sys.stderr)
    return 0
