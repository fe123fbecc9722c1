"""The one way of writing Turtle: sorted, a block a subject, a line a value.

Each line of a block ends in ``;`` and the ``.`` stands alone, so that one change of the
data is one changed line. After the habit of gist (semanticarts/gist).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_graph.errors import DataError
from csto_graph.namespaces import PREFIXES, RDF, XSD, curie

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Literal

    from csto_graph.triples import Statement
    from csto_graph.triples import Value as Term
    from csto_graph.turtle import TurtleFile


FIRST, REST, NIL, TYPE = (RDF + name for name in ("first", "rest", "nil", "type"))
# What may hold a '#' that starts no comment, tried in this order.
_SKIP = re.compile(r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|'
                   r"'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|\\#|(#[^\n]*)", re.S)  # fmt: skip
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key in which the numbers inside a text count as numbers, ``01`` before ``1``."""
    parts = (part for part in re.split(r"([0-9]+)", text) if part)
    # A number by its length and digits: int() refuses the very long.
    numbers = ((p, p.lstrip("0")) if p.isascii() and p.isdigit() else (p, None) for p in parts)
    key = [(1, 0, part) if n is None else (0, len(n), n) for part, n in numbers]
    return (*key, (-1, 0, text))


def leading_comments(file: TurtleFile) -> str:
    """The comment lines at the head of a file, kept by formatting.

    Raises DataError for a comment anywhere else: sorting would part it from what it
    comments on.
    """
    head = re.match(r"(?:[ \t]*#[^\n]*(?:\n|\Z)|[ \t]*\n)*", file.text)
    end = head.end() if head else 0
    for match in _SKIP.finditer(file.text, end):
        if match.group(1):
            line = file.text.count("\n", 0, match.start()) + 1
            raise DataError(
                f"{file.path}:{line}: a comment here would be lost when the file is sorted; "
                "move it to the head of the file or make it an rdfs:comment"
            )
    lines = [line.strip() for line in file.text[:end].splitlines() if line.strip()]
    return "".join(f"{line}\n" for line in lines)


def canonical_file(file: TurtleFile) -> str:
    """The canonical text of a Turtle file; its head comments and base are kept."""
    return leading_comments(file) + write_turtle(file.triples, base=file.base)


def write_turtle(triples: Iterable[Statement], base: str | None = None) -> str:
    """Write triples as canonical Turtle, with the prefixes that occur.

    A blank node is written where its one use is, as ``[ … ]`` or a list. Raises
    DataError for a blank node that is used twice or in a circle, or is nested too deep.
    """
    try:
        return _Writer(triples, base).text()
    except RecursionError:
        raise DataError("blank nodes are nested too deep to be written; give them IRIs") from None


@dataclass(frozen=True)
class SubjectBlock:
    """One subject in canonical Turtle: its name, all its triples, the prefixes they use."""

    name: str
    text: str
    prefixes: frozenset[str]


def subject_block(triples: Iterable[Statement]) -> SubjectBlock:
    """Write the triples of one subject, none of which has a blank node, as canonical Turtle."""
    writer = _Writer(triples, None)
    (subject,) = writer.by_subject
    text = writer.block(subject)
    return SubjectBlock(writer.term(subject, 0), text, frozenset(writer.used))


def prefix_lines(prefixes: Iterable[str]) -> str:
    """The head of a Turtle file: a line for each of these prefixes of the project."""
    return "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in sorted(prefixes))


class _Writer:
    def __init__(self, triples: Iterable[Statement], base: str | None) -> None:
        from pyoxigraph import BlankNode

        self.blank = BlankNode
        self.base = base
        self.used: set[str] = set()
        self.written: set[str] = set()
        self.by_subject: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        unique = set(triples)
        for triple in unique:
            self.by_subject[triple.subject][triple.predicate.value].append(triple.object)
        self.uses: Counter[Term] = Counter(
            t.object for t in unique if isinstance(t.object, BlankNode)
        )

    def text(self) -> str:
        roots = [s for s in self.by_subject if not (isinstance(s, self.blank) and self.uses[s])]
        named = [s for s in roots if not isinstance(s, self.blank)]
        blocks = [self.block(s) for s in sorted(named, key=lambda s: natural(self.term(s, 0)))]
        anonymous = sorted(self.anonymous(s, 0) for s in roots if isinstance(s, self.blank))
        blocks += [f"{text}\n    .\n" for text in anonymous]
        lost = [s for s in self.by_subject if isinstance(s, self.blank)]
        if len(self.written) < len(lost):
            raise DataError("blank nodes in a circle cannot be sorted; give them IRIs")
        head = (f"@base <{self.base}> .\n" if self.base else "") + prefix_lines(self.used)
        return head + ("\n" if head and blocks else "") + "\n".join(blocks)

    def block(self, subject: Term) -> str:
        return f"{self.term(subject, 0)}\n{self.properties(subject, 1)}    .\n"

    def properties(self, subject: Term, depth: int) -> str:
        indent = "    " * depth
        lines = []
        names = {p: "a" if p == TYPE else self.iri(p) for p in self.by_subject[subject]}
        for predicate in sorted(names, key=lambda p: (p != TYPE, natural(names[p]))):
            values = [self.term(o, depth) for o in self.by_subject[subject][predicate]]
            if len(values) == 1:
                lines.append(f"{indent}{names[predicate]} {values[0]} ;\n")
                continue
            values = [self.term(o, depth + 1) for o in self.by_subject[subject][predicate]]
            listed = f" ,\n{indent}    ".join(sorted(values, key=natural))
            lines.append(f"{indent}{names[predicate]}\n{indent}    {listed} ;\n")
        return "".join(lines)

    def term(self, term: Term, depth: int) -> str:
        from pyoxigraph import Literal, NamedNode

        if isinstance(term, NamedNode):
            return "()" if term.value == NIL else self.iri(term.value)
        if isinstance(term, Literal):
            return self.literal(term)
        if not isinstance(term, self.blank):
            raise DataError("a triple within a triple has no form in Turtle 1.1; use N-Triples")
        return self.anonymous(term, depth)

    def anonymous(self, node: Term, depth: int) -> str:
        if self.uses[node] > 1:
            raise DataError(f"blank node {node} is used {self.uses[node]} times; give it an IRI")
        self.written.add(str(node))
        if FIRST in self.by_subject.get(node, {}) and self.is_list(node):
            return f"( {' '.join(self.items(node, depth))} )"
        return f"[\n{self.properties(node, depth + 1)}{'    ' * depth}]"

    def items(self, node: Term, depth: int) -> list[str]:
        items = []
        while isinstance(node, self.blank):
            self.written.add(str(node))
            items.append(self.term(self.by_subject[node][FIRST][0], depth))
            node = self.by_subject[node][REST][0]
        return items

    def is_list(self, node: Term) -> bool:
        """Whether each part of a list has a first, a rest and nothing else, to its end."""
        seen: set[Term] = set()
        while isinstance(node, self.blank) and node not in seen:
            seen.add(node)
            parts = self.by_subject.get(node, {})
            if {p: len(v) for p, v in parts.items()} != {FIRST: 1, REST: 1}:
                return False
            node = parts[REST][0]
            if self.uses[node] > 1:
                return False
        return getattr(node, "value", None) == NIL

    def iri(self, iri: str) -> str:
        if self.base and (iri == self.base or iri.startswith(f"{self.base}#")):
            return f"<{iri[len(self.base) :]}>"
        name = curie(iri)
        if name is None:
            return f"<{iri}>"
        self.used.add(name.partition(":")[0])
        return name

    def literal(self, literal: Literal) -> str:
        text = "".join(_ESCAPES.get(c, c) for c in literal.value)
        quoted = f'"{text}"'
        if "\n" in literal.value:  # long text, such as a query, keeps its lines
            lines = ("".join(_ESCAPES.get(c, c) for c in s) for s in literal.value.split("\n"))
            quoted = '"""' + "\n".join(lines) + '"""'
        if literal.language:
            direction = f"--{literal.direction.value}" if literal.direction else ""
            return f"{quoted}@{literal.language}{direction}"
        datatype = literal.datatype.value
        if datatype == f"{XSD}string":
            return quoted
        if datatype == f"{XSD}boolean" and text in ("true", "false"):
            return text
        # Other ways to write a number are kept by quotes: readers make the plain one of them.
        if datatype == f"{XSD}integer" and re.fullmatch(r"0|-?[1-9][0-9]{0,17}", text):
            return text
        return f"{quoted}^^{self.iri(datatype)}"
