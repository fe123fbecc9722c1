"""``csto-graph wikidata diff``: compare facts with a data set or a table, value by value."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.commands.data_sets import add_against, teller
from csto_graph.commands.options import add_graph_options, open_from, parser
from csto_graph.commands.wikidata import add_output_options, check_output, write_output
from csto_graph.errors import ParameterError

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.wikidata.context import Finding

FORMATS = ("table", "csv", "html", "mismatch")
KINDS = {
    "contradicts": "contradicts",
    "disputed-here": "disputed here",
    "finer": "finer there",
    "coarser": "coarser there",
    "missing-there": "missing there",
    "missing-here": "missing here",
    "agrees": "agrees",
}


def run(argv: list[str]) -> int:
    """Compare, and write the findings; nothing is changed."""
    options = parser(
        "wikidata diff",
        "Compare what this graph says of linked entities with a data set, value by value, and\n"
        "say which passages stand behind ours. A date is held against what both allow: a year\n"
        "agrees with any day in it. What is only planned here is never held against what is\n"
        "said to have happened, and values that our sources dispute are shown side by side.",
        "examples:\n"
        "  csto-graph wikidata diff --against entities.json --only contradicts\n"
        "  csto-graph wikidata diff --against dump.json.gz --format mismatch -o mismatches.csv\n"
        "  csto-graph wikidata diff --table igo.csv --mapping igo.toml",
    )
    add_against(options, required=False)
    options.add_argument("--table", type=Path, metavar="FILE", help="a CSV table, with --mapping")
    options.add_argument("--mapping", type=Path, metavar="FILE", help="TOML that says what is what")
    options.add_argument(
        "--only",
        metavar="RESULT",
        action="append",
        choices=tuple(KINDS),
        help=f"only these results (repeatable): {', '.join(KINDS)}",
    )
    options.add_argument("--about", metavar="NODE", help="only findings about this node")
    options.add_argument("--format", choices=FORMATS, default="table")
    add_output_options(options)
    add_graph_options(options)
    args = options.parse_args(argv)
    if bool(args.against) == bool(args.table):
        raise ParameterError("give a data set (--against FILE …) or a table (--table FILE)")
    if bool(args.table) != bool(args.mapping):
        raise ParameterError("--table needs --mapping, and --mapping a --table")
    check_output(args)
    graph = open_from(args)
    told: list[str] = []
    found = _tables(args, graph) if args.table else _entities(args, graph, told)
    if args.about is not None:
        from csto_graph.entities import find_entity

        node = find_entity(graph.engine, args.about, None, "about")
        found = [one for one in found if one.about == node]
    if args.only:
        kept = {KINDS[name] for name in args.only}
        found = [one for one in found if one.result in kept]
    counts = Counter(one.result for one in found)
    summary = ", ".join(f"{count} {result}" for result, count in counts.most_common())
    what = f"{len(found)} values compared: {summary or 'none'}"
    write_output(args, _text(args, graph, found), what)
    return 1 if told else 0


def _entities(args: Namespace, graph: Graph, told: list[str]) -> list[Finding]:
    from csto_graph.wikidata.comparing import compare
    from csto_graph.wikidata.context import Context, wanted_ids
    from csto_graph.wikidata.evidence import evidence_of
    from csto_graph.wikidata.mapping import read_mapping
    from csto_graph.wikidata.reading import read_data_set

    evidence = evidence_of(graph, "Happened")
    problem, passed = teller(args)
    data = read_data_set(args.against, ids=wanted_ids(evidence), problem=problem)
    told += passed
    if not data.entities:
        print("csto-graph: the data set has none of the linked entities", file=sys.stderr)
    return compare(Context(evidence, evidence_of(graph, "Planned"), read_mapping(), data))


def _tables(args: Namespace, graph: Graph) -> list[Finding]:
    from csto_graph.wikidata.tables import compare_table

    return compare_table(graph, args.table, args.mapping)


def _text(args: Namespace, graph: Graph, found: list[Finding]) -> str:
    from csto_graph.wikidata import report

    if args.format == "table":
        return report.as_table(graph, found)
    if args.format == "csv":
        return report.as_csv(found)
    if args.format == "mismatch":
        return report.as_mismatches(found)
    return report.as_html(graph, found, ", ".join(f.name for f in args.against or [args.table]))
