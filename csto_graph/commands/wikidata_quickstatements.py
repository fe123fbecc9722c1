"""``csto-graph wikidata quickstatements``: write what a data set lacks as QuickStatements."""

from __future__ import annotations

import sys
from pathlib import Path

from csto_graph.commands.options import add_graph_options, open_from, parser
from csto_graph.commands.wikidata import add_output_options, check_output, write_output


def run(argv: list[str]) -> int:
    """Write it to standard output or a file; what needs care goes to standard error."""
    options = parser(
        "wikidata quickstatements",
        "Write QuickStatements V1, a line a statement, with qualifiers and references, for\n"
        "statements between entities that are linked to Wikidata. Nothing is sent anywhere:\n"
        "read the lines before you give them to the tool.",
        "examples:\n  csto-graph wikidata quickstatements\n"
        "  csto-graph wikidata quickstatements --against dump.json.gz -o lacking.tsv",
    )
    options.add_argument(
        "--against",
        metavar="FILE",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        help="only what these data sets lack: Wikidata JSON or RDF, also packed by gzip",
    )
    options.add_argument(
        "--include",
        choices=["planned", "disputed"],
        action="append",
        default=[],
        help="also what is only planned, or what sources dispute (repeatable)",
    )
    add_output_options(options)
    add_graph_options(options)
    args = options.parse_args(argv)
    check_output(args)
    from csto_graph.wikidata.evidence import evidence_of
    from csto_graph.wikidata.lacking import lacking, proposals
    from csto_graph.wikidata.quickstatements import merging, quick_line

    graph = open_from(args)
    modalities = ["Happened", "Planned"] if "planned" in args.include else ["Happened"]
    found = [
        proposal
        for modality in modalities
        for proposal in proposals(evidence_of(graph, modality), disputed="disputed" in args.include)
    ]
    notes: list[str] = []
    if args.against:
        from csto_graph.wikidata.reading import read_data_set

        ids = {proposal.exported.subject for proposal in found}
        found, notes = lacking(found, read_data_set(args.against, ids=ids))
    for note in [*notes, *merging(found)]:
        print(f"csto-graph: {note}", file=sys.stderr)
    text = "".join(f"{quick_line(proposal)}\n" for proposal in found)
    write_output(args, text, f"{len(found)} lines of QuickStatements")
    return 0
