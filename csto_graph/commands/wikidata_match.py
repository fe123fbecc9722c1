"""``csto-graph wikidata match``: propose links to a data set; record what a person decides."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.commands.data_sets import add_against, decisions, find_node, teller
from csto_graph.commands.options import add_graph_options, open_from, parser
from csto_graph.errors import ParameterError

if TYPE_CHECKING:
    from csto_graph.wikidata.matching import Proposal

COLUMNS = (
    "node", "label", "id", "their_label", "score", "name", "class", "dates", "neighbours",
    "our_name", "their_name", "language", "why", "note",
)  # fmt: skip


def run(argv: list[str]) -> int:
    """Propose, or record a decision."""
    if argv and argv[0] in ("accept", "reject"):
        from csto_graph.commands.wikidata_judge import judge

        return judge(argv[0], argv[1:])
    return _propose(argv)


def _propose(argv: list[str]) -> int:
    options = parser(
        "wikidata match",
        "Propose which entities of a data set are which of this graph, with what speaks for\n"
        "each: names in all languages, class, dates, neighbours. Nothing is changed: a person\n"
        "decides, with 'match accept NODE ID' or 'match reject NODE ID', and a pair that was\n"
        "rejected is not proposed again.",
        "examples:\n"
        "  csto-graph wikidata match --against entities.json dump.json.gz\n"
        "  csto-graph wikidata match accept person:nikolai-bordyuzha Q9900000001\n"
        "  csto-graph wikidata match reject place:minsk Q9900000002 --reason 'a village'",
    )
    add_against(options)
    options.add_argument("--about", metavar="NODE", help="only proposals for this node")
    options.add_argument("--links", type=Path, metavar="FILE", help="also mind the decisions here")
    options.add_argument("--least", type=_share, default=0.65, metavar="SCORE",
                         help="the least score, from 0 to 1 (default 0.65)")  # fmt: skip
    options.add_argument("--limit", type=_number, default=5, metavar="N",
                         help="proposals for each node at most (default 5)")  # fmt: skip
    options.add_argument("--format", choices=("table", "csv"), default="table")
    add_graph_options(options)
    args = options.parse_args(argv)
    from csto_graph.wikidata import matching
    from csto_graph.wikidata.ours import our_entities
    from csto_graph.wikidata.reading import read_data_set

    graph = open_from(args)
    judged = decisions(args)
    ours = our_entities(graph)
    if args.about is not None:
        node = find_node(graph, args.about)
        if node not in ours:
            raise ParameterError(f"about: {args.about} is nothing that a data set has entities for")
        chosen = {node: ours[node]}
    else:
        chosen = ours
    index = matching.name_index(ours)
    problem, told = teller(args)
    linked = {one for ids in judged.links.values() for one in ids}
    data = read_data_set(
        args.against,
        ids=linked,
        named=lambda names: bool(index.candidates(names, matching.LEAST_NAME)),
        problem=problem,
    )
    found = matching.propose(chosen, data, judged, index, args.least, args.limit)
    _write(found, args.format)
    for link in matching.doubtful(ours, data, judged):
        print(f"csto-graph: {link.label} is linked to {link.id}: {link.note}", file=sys.stderr)
    print(f"csto-graph: {len(found)} proposals; nothing was changed", file=sys.stderr)
    return 1 if told else 0


def _write(found: list[Proposal], form: str) -> None:
    from csto_graph.namespaces import short

    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for p in found:
            parts = ["" if value is None else f"{value:.2f}" for value in p.parts.values()]
            row = [short(p.node), p.label, p.id, p.theirs, f"{p.score:.2f}", *parts]
            row += [p.name.ours, p.name.theirs.text, p.name.theirs.language, p.why, p.note]
            writer.writerow(row)
        return
    if found:
        from csto_graph.table import layout

        rows = [
            [short(p.node), f"{p.id} {p.theirs}", f"{p.score:.2f}", _sentence(p)] for p in found
        ]
        print(layout(["Node", "Entity", "Score", "What speaks for it"], rows), end="")


def _sentence(p: Proposal) -> str:
    return f"{p.why}. MIND: {p.note}" if p.note else p.why


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return value


def _number(text: str) -> int:
    if not text.isdecimal() or int(text[:9]) < 1:
        raise ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text[:9])
