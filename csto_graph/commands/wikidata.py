"""``csto-graph wikidata``: write for, and compare with, data sets in the model of Wikidata."""

from __future__ import annotations

from importlib import import_module

from csto_graph.errors import ParameterError

# Each is commands/wikidata_<name>.py with a run(argv) of its own, imported when called.
ACTIONS = {
    "match": "propose links to a data set; record what a person decides",
    "diff": "compare facts with a data set or a table, value by value",
    "export": "write the resolved situations as Wikidata RDF",
    "quickstatements": "write what a Wikidata data set lacks as QuickStatements",
}


def usage() -> str:
    """The help text of the command."""
    lines = [f"  {name:<16} {what}" for name, what in ACTIONS.items()]
    return "\n".join(
        [
            "usage: csto-graph wikidata ACTION …",
            "",
            "Write for, and compare with, data sets in the model of Wikidata.",
            "",
            "actions:",
            *lines,
            "",
            "'csto-graph wikidata ACTION --help' explains an action.",
            "",
        ]
    )


def run(argv: list[str]) -> int:
    """Run one action of the command; raises ParameterError if there is none of that name."""
    if not argv or argv[0] in ("-h", "--help"):
        print(usage(), end="")
        return 0 if argv else 2
    name = argv[0]
    if name not in ACTIONS:
        from difflib import get_close_matches

        close = get_close_matches(name, ACTIONS, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there is {', '.join(ACTIONS)}"
        raise ParameterError(f"wikidata: no action {name!r}; {hint}")
    status: int = import_module(f"csto_graph.commands.wikidata_{name}").run(argv[1:])
    return status
