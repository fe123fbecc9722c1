"""``csto-graph wikidata match accept`` and ``reject``: record what a person decides on a pair."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.commands.data_sets import add_against, decisions, find_node, teller
from csto_graph.commands.options import add_graph_options, open_from, parser
from csto_graph.errors import DataError, ParameterError

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.wikidata.judgements import Judgements


def judge(verb: str, argv: list[str]) -> int:
    """Record that a pair is, or is not, the same thing."""
    accepted = verb == "accept"
    options = parser(
        f"wikidata match {verb}",
        f"Record that a node is {'' if accepted else 'not '}the same thing as an entity of a data "
        "set,\nwith the day, how the two came together, and the reason. The file is written in\n"
        "the canonical form, whole or not at all.",
    )
    options.add_argument("node", metavar="NODE", help="prefix:name, IRI or label")
    options.add_argument("id", metavar="ID", help="such as Q318693, or a full IRI")
    options.add_argument("--reason", metavar="TEXT", default="", help="why, in your own words")
    options.add_argument("--method", metavar="TEXT", help="how the two came together")
    options.add_argument("--links", type=Path, metavar="FILE", help="record in FILE of yours")
    options.add_argument("--date", metavar="DATE", help="the day (YYYY-MM-DD); default today")
    add_against(options, required=False)
    if accepted:
        options.add_argument("--another", action="store_true", help="beside the links it has")
        options.add_argument("--replace", action="store_true", help="instead of the links it has")
    options.add_argument("--force", action="store_true", help="also against an earlier decision")
    add_graph_options(options)
    args = options.parse_args(argv)
    from csto_graph.wikidata import judgements

    match = judgements.match_id(args.id)
    path = judgements.links_file(args.links)
    graph = open_from(args)
    node = find_node(graph, args.node)
    judged = decisions(args)
    from datetime import date

    from csto_graph.days import parse_day

    day = parse_day(args.date, "date") if args.date else date.today()
    method = args.method or _method(args, graph, node, match) or "By hand."
    for text in (args.reason, method):
        if any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in text):
            raise ParameterError(f"{text!r} holds characters that no sentence has")
    dropped = _check(args, judged, node, match, path) if accepted else []
    if not accepted:
        _check_rejection(args, judged, node, match, path)
    label = graph.label(node) or node
    reason = f"{args.reason} Instead of {', '.join(dropped)}." if dropped else args.reason
    decision = judgements.Decision(node, label, match, accepted, method, reason.strip(), day)
    judgements.record(path, decision, dropped)
    done = "linked to" if accepted else "never to be proposed as"
    print(f"csto-graph: {label} is {done} {match} now; recorded in {path}", file=sys.stderr)
    return 0


def _check(args: Namespace, judged: Judgements, node: str, match: str, path: Path) -> list[str]:
    """The links to give up; raises ParameterError for what a person should look at first."""
    from csto_graph.namespaces import short
    from csto_graph.wikidata.judgements import links_in

    reason = judged.rejected.get((node, match))
    if reason is not None and not args.force:
        raise ParameterError(
            f"{short(node)} and {match} were rejected ({reason or 'no reason given'}); "
            "--force accepts them all the same"
        )
    others = [one for one in judged.links.get(node, []) if one != match]
    if others and not (args.another or args.replace):
        raise ParameterError(
            f"{short(node)} is linked to {', '.join(others)} already: --replace gives that up, "
            f"--another keeps both"
        )
    nodes = [short(other) for other in judged.linked(match) if other != node]
    if nodes and not args.another:
        raise ParameterError(
            f"{match} is linked to {', '.join(nodes)} already, which would be the same thing "
            "then; --another links both"
        )
    if not args.replace:
        return []
    here = links_in(path, node)
    if elsewhere := [one for one in others if one not in here]:
        raise ParameterError(
            f"the link to {', '.join(elsewhere)} is not in {path}; change it there"
        )
    return others


def _check_rejection(
    args: Namespace, judged: Judgements, node: str, match: str, path: Path
) -> None:
    from csto_graph.namespaces import short
    from csto_graph.wikidata.judgements import links_in

    if match not in judged.links.get(node, []):
        return
    if match not in links_in(path, node):
        raise ParameterError(
            f"{short(node)} is linked to {match} in another file than {path}; change it there"
        )
    if not args.force:
        raise ParameterError(
            f"{short(node)} is linked to {match}; --force removes the link and rejects it"
        )


def _method(args: Namespace, graph: Graph, node: str, match: str) -> str:
    """How a proposal scores, where a data set is given; DataError if it lacks the entity."""
    if not args.against:
        return ""
    from csto_graph.wikidata import matching
    from csto_graph.wikidata.judgements import Judgements
    from csto_graph.wikidata.ours import our_entities
    from csto_graph.wikidata.reading import read_data_set

    problem, _ = teller(args)
    data = read_data_set(args.against, ids={match}, problem=problem)
    files = ", ".join(path.name for path in args.against)
    target = data.target(match)
    if target != match:
        raise DataError(f"{match} was merged into {target} in {files}; give that id")
    if match not in data.entities:
        raise DataError(f"{files}: no entity {match}; is the id right?")
    ours = our_entities(graph)
    index = matching.name_index(ours)
    chosen = {node: ours[node]} if node in ours else {}
    found = matching.propose(chosen, data, Judgements(), index, 0.0)
    if not found:
        return f"By hand, the names being unlike; held against {files}."
    parts = found[0].parts.items()
    told = ", ".join(f"{part} {value:.2f}" for part, value in parts if value is not None)
    return f"Proposed with a score of {found[0].score:.2f} ({told}) from {files}."
