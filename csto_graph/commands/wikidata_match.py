"""``csto-graph wikidata match``: propose links to a data set; record what a person decides."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.commands.options import add_graph_options, authored_nodes, open_from, parser
from csto_graph.errors import DataError, ParameterError

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.wikidata.judgements import Judgements
    from csto_graph.wikidata.matching import Proposal

COLUMNS = (
    "node", "label", "id", "their_label", "score", "name", "class", "dates", "neighbours",
    "our_name", "their_name", "language", "why", "note",
)  # fmt: skip


def run(argv: list[str]) -> int:
    """Propose, or record a decision."""
    if argv and argv[0] in ("accept", "reject"):
        return _judge(argv[0], argv[1:])
    return _propose(argv)


def add_against(options: ArgumentParser, *, required: bool = True) -> None:
    """The options that name a data set and say how damage in it is taken."""
    options.add_argument(
        "--against",
        type=Path,
        metavar="FILE",
        nargs="+",
        action="extend",
        required=required,
        default=None if required else [],
        help="the data set: Wikidata JSON (entities or a dump), or RDF; also packed",
    )
    options.add_argument(
        "--go-on",
        action="store_true",
        help="pass over what cannot be read, tell of it, and end with status 1",
    )


def teller(args: Namespace) -> tuple[Callable[[str], None], list[str]]:
    """What is done about problems of a data set, and the list of those passed over."""
    from csto_graph.wikidata.lines import stop

    told: list[str] = []

    def tell(message: str) -> None:
        told.append(message)
        print(f"csto-graph: {message}; passed over", file=sys.stderr)

    def refuse(message: str) -> None:
        stop(f"{message} (--go-on passes it over)")

    return (tell if args.go_on else refuse), told


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
    judged = _judgements(args)
    ours = our_entities(graph)
    if args.about is not None:
        node = _find(graph, args.about)
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


def _judge(verb: str, argv: list[str]) -> int:
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
    node = _find(graph, args.node)
    judged = _judgements(args)
    from datetime import date

    from csto_graph.dates import parse_day

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


def _find(graph: Graph, text: str) -> str:
    from csto_graph.entities import find_entity
    from csto_graph.loading import is_ours
    from csto_graph.namespaces import short

    node = find_entity(graph.store, text, None, "NODE")
    if not is_ours(node) or short(node).partition(":")[0] in ("claim", "list", "judgement"):
        raise ParameterError(f"NODE: {short(node)} is nothing that another data set has")
    return node


def _judgements(args: Namespace) -> Judgements:
    """The decisions in the shipped files, in those of the user, and in ``--links``."""
    from csto_graph.turtle import read_turtle
    from csto_graph.wikidata.judgements import read_judgements

    nodes = authored_nodes(args)
    if args.links is not None and args.links.exists():
        for triple in read_turtle(args.links).triples:
            values = nodes.of[triple.subject.value][triple.predicate.value]
            if triple.object not in values:
                values.append(triple.object)
    return read_judgements(nodes)


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
