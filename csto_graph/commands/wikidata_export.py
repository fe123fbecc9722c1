"""``csto-graph wikidata export``: write the resolved situations as Wikidata RDF."""

from __future__ import annotations

from csto_graph.commands.options import add_graph_options, open_from, parser
from csto_graph.commands.wikidata import add_output_options, check_output, write_output
from csto_graph.wikidata.rdf import FORMATS


def run(argv: list[str]) -> int:
    """Write it to standard output or a file."""
    options = parser(
        "wikidata export",
        "Write the resolved situations as RDF in the form of the dumps of Wikidata and of\n"
        "its query service: statements with ranks, qualifiers, references and full times.\n"
        "What is only planned, and what is denied, is left out; what sources dispute is\n"
        "there side by side. Entities without an id of Wikidata have the IRIs of this graph.",
        "examples:\n  csto-graph wikidata export -o csto-wikidata.ttl\n"
        "  csto-graph wikidata export --linked-only --format ntriples",
    )
    options.add_argument("--format", choices=FORMATS, default="turtle")
    options.add_argument(
        "--linked-only",
        action="store_true",
        help="only statements between entities that have an id of Wikidata",
    )
    add_output_options(options)
    add_graph_options(options)
    args = options.parse_args(argv)
    check_output(args)
    from csto_graph.wikidata.evidence import evidence_of
    from csto_graph.wikidata.rdf import wikidata_export, wikidata_text

    evidence = evidence_of(open_from(args))
    triples, count = wikidata_export(evidence, linked_only=args.linked_only)
    write_output(args, wikidata_text(triples, args.format), f"{count} statements")
    return 0
