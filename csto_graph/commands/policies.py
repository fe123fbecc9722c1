"""``csto-graph policies``: what each policy does, and what changes between two."""

from __future__ import annotations

import textwrap

from csto_graph.commands.bar import shown
from csto_graph.commands.options import add_graph_options, inputs, parser
from csto_graph.namespaces import CSTO, SKOS
from csto_graph.nodes import Nodes
from csto_graph.sources import shipped
from csto_graph.turtle import read_turtle


def run(argv: list[str]) -> int:
    """Describe the policies, or ``compare`` them on the graph that the options name."""
    options = parser(
        "policies",
        "Say what each policy does. With 'compare', print the values that differ between\n"
        "Cautious and Best, and the canned questions whose answers differ.",
    )
    options.add_argument("action", nargs="?", choices=["compare"], help="compare the policies")
    add_graph_options(options, policy=False)
    args = options.parse_args(argv)
    if args.action is None:
        _describe()
        return 0
    from csto_graph.commands.compare import print_changes
    from csto_graph.graph import open_sources
    from csto_graph.policies import POLICIES

    sources, settings = inputs(args)
    first, second = POLICIES
    with shown() as progress:
        one = open_sources(sources, settings._replace(policy=first), progress)
        two = open_sources(sources, settings._replace(policy=second), progress)
    print_changes(one, two, (first, second))
    return 0


def _describe() -> None:
    """The policies and their rules, as the ontology defines them."""
    nodes = Nodes(read_turtle(shipped("ontology") / "policies.ttl").triples)
    for policy in sorted(nodes.of_type(f"{CSTO}Policy"), key=nodes.label, reverse=True):
        print(policy.removeprefix(CSTO))
        print(_filled(nodes.one(policy, f"{SKOS}definition"), "  "))
        print(_filled(f"Example: {nodes.one(policy, f'{SKOS}example')}", "  "))
        for rule in sorted(nodes.of_type(f"{CSTO}Rule"), key=nodes.label):
            if policy in [value.value for value in nodes.values(rule, f"{CSTO}ruleOf")]:
                print(f"  - {nodes.label(rule)}")
                print(_filled(nodes.one(rule, f"{SKOS}definition"), "    "))
        print()


def _filled(text: str | None, indent: str) -> str:
    return textwrap.fill(text or "", 78, initial_indent=indent, subsequent_indent=indent)
