"""What the commands that use a data set share: its options, its damage, and the decisions made."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.commands.options import authored_nodes
from csto_graph.errors import ParameterError

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.wikidata.judgements import Judgements


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


def find_node(graph: Graph, text: str) -> str:
    """The node of ours that a text means; ParameterError for what no other data set has."""
    from csto_graph.entities import find_entity
    from csto_graph.loading import is_ours
    from csto_graph.namespaces import short

    node = find_entity(graph.engine, text, None, "NODE")
    if not is_ours(node) or short(node).partition(":")[0] in ("claim", "list", "judgement"):
        raise ParameterError(f"NODE: {short(node)} is nothing that another data set has")
    return node


def decisions(args: Namespace) -> Judgements:
    """The decisions in the shipped files, in those of the user, and in ``--links``."""
    from csto_graph.turtle import read_turtle
    from csto_graph.wikidata.judgements import read_judgements

    nodes = authored_nodes(args)
    if args.links is not None and args.links.exists():
        for triple in read_turtle(args.links).triples:
            nodes.add(triple.subject.value, triple.predicate.value, triple.object)
    return read_judgements(nodes)
