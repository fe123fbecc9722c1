"""``csto-graph export``: write the published graph, or a part of it, for use elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

from csto_graph.commands.options import add_graph_options, open_from, parser
from csto_graph.export.output import FORMATS, checked, export_graph
from csto_graph.export.selection import VIEWS

EXAMPLES = """examples:
  csto-graph export -o graph.ttl
  csto-graph export --view resolved --since 2012-01-01 --until 2012-12-31
  csto-graph export --about membership:csto-uzbekistan-2006 --format jsonld
  csto-graph export --document 002 -o itar-tass.nq.gz
  csto-graph export --format csv -o tables/
docs/export.md says what each view, filter and format holds."""


def run(argv: list[str]) -> int:
    """Write what was asked for to standard output, a file or a folder."""
    options = parser(
        "export",
        "Write the published graph, or a part of it, with its provenance. Turtle,\n"
        "N-Triples, RDF/XML and JSON-LD hold all of it in one graph; N-Quads and TriG\n"
        "also hold each document's claims in a graph named by the document. csv is a\n"
        "folder (or .zip) of tables with a data dictionary, graphml the network of\n"
        "states, bodies and persons.",
        EXAMPLES,
    )
    options.add_argument(
        "--format",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}; by default what FILE ends in says, or turtle",
    )
    options.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="write to FILE, compressed if it ends in .gz; for csv a folder or a .zip",
    )
    options.add_argument("--force", action="store_true", help="replace FILE if it is there")
    options.add_argument(
        "--flat", action="store_true", help="JSON-LD: one object a node, none nested"
    )
    options.add_argument(
        "--inline-context", action="store_true", help="JSON-LD: put the context into the file"
    )
    part = options.add_argument_group("which part of it")
    part.add_argument(
        "--view",
        choices=VIEWS,
        default="all",
        help="resolved: situations, entities and values; claims: claims, passages, documents "
        "and speakers; ontology: the terms; all (default)",
    )
    part.add_argument(
        "--about",
        metavar="NODE",
        help="a node, its resolved values, the claims about it, their passages and documents",
    )
    part.add_argument("--document", metavar="DOCUMENT", help="what one document says")
    part.add_argument(
        "--since",
        metavar="DATE",
        help="situations that may have held on this day (YYYY-MM-DD) or later, with their claims",
    )
    part.add_argument("--until", metavar="DATE", help="… on this day or earlier")
    add_graph_options(options)
    args = options.parse_args(argv)
    # Before a build that takes its time.
    checked(
        args.output,
        args.format,
        flat=args.flat,
        inline_context=args.inline_context,
        force=args.force,
    )
    export_graph(
        open_from(args),
        args.output,
        args.format,
        view=args.view,
        document=args.document,
        about=args.about,
        since=args.since,
        until=args.until,
        flat=args.flat,
        inline_context=args.inline_context,
        force=args.force,
    )
    if args.output is not None:
        print(f"csto-graph: {args.output} written", file=sys.stderr)
    return 0
