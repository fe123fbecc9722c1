"""Canonical Turtle, written as text: millions of triples need no tree of terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from csto_graph.canonical import natural
from csto_graph.namespaces import PREFIXES

Values = str | Sequence[str]

# A prefixed name begins a line or follows a blank; labels hold no colon.
_PREFIX = re.compile(r"(?:^|[\s^])([a-z][a-z0-9]*):", re.M)


def block(subject: str, properties: Mapping[str, Values]) -> str:
    """One subject and its properties; several values of a property are a list.

    All terms are as Turtle writes them, such as ``csto:start`` or ``"2006"^^edtf:EDTF``.
    """
    lines = [subject + "\n"]
    for name in sorted(properties, key=lambda name: (name != "a", name)):
        values = properties[name]
        if isinstance(values, str):
            lines.append(f"    {name} {values} ;\n")
        elif len(values) == 1:
            lines.append(f"    {name} {values[0]} ;\n")
        elif values:
            listed = " ,\n        ".join(sorted(values, key=natural))
            lines.append(f"    {name}\n        {listed} ;\n")
    lines.append("    .\n")
    return "".join(lines)


def turtle(blocks: Iterable[str], base: str | None = None) -> str:
    """A file: its base, the prefixes that its blocks use, and the blocks in their order."""
    body = "\n".join(blocks)
    head = [f"@base <{base}> .\n"] if base else []
    head += [f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in sorted(set(_PREFIX.findall(body)))]
    return "".join(head) + "\n" + body


def english(text: str) -> str:
    """A text of ours as a literal."""
    return f'"{text}"@en'


def edtf(text: str) -> str:
    """A date as a literal."""
    return f'"{text}"^^edtf:EDTF'
