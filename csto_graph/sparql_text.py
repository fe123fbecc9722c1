"""SPARQL as text: its tokens, what is refused in it, and terms put for parameters.

The tokens follow https://www.w3.org/TR/sparql11-query/#sparqlGrammar as far as is needed
to tell words, variables, IRIs, strings and comments apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from csto_graph.errors import SparqlError

LONGEST = 1_000_000  # characters
DEEPEST = 100  # open brackets, or signs in a row; the engine's parser recurses on them

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                 | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$]\w+)
      | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:%\\.-]|(?<=\\)[~!$&'()*+,;=/?\#@])*)
      | (?P<word>@?[^\W\d]\w*(?:-\w+)*)
      | (?P<open>[({\[]) | (?P<close>[)}\]]) | (?P<sign>[!+-])
      | (?P<other>\S)""",
    re.X | re.S,
)
_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
# Without any of these, wherever they stand, there is nothing to refuse.
_SUSPECT = ("SERVICE", "FROM", "\\U", *_UPDATES)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Token(NamedTuple):
    """A piece of SPARQL: its kind (a group of the pattern), its text and its place."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a SPARQL text, comments included."""
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "other", match.group(), match.start())


def cut(text: str) -> tuple[str, ...]:
    """A SPARQL text cut at its parameters: text, name, text, name … text.

    A parameter, ``$name``, is found as a token: the same letters in a string, comment or
    IRI are left alone.
    """
    pieces, end = [], 0
    for token in tokens(text):
        if token.kind == "variable" and token.text[0] == "$":
            pieces += [text[end : token.start], token.text[1:]]
            end = token.start + len(token.text)
    return (*pieces, text[end:])


def list_columns(query: str) -> dict[str, str]:
    """The columns of a query that GROUP_CONCAT makes, with the text between their parts."""
    columns: dict[str, str] = {}
    separator = None
    before: list[str] = ["", ""]
    for token in tokens(query):
        word = token.text.upper()
        if word == "GROUP_CONCAT":
            separator = " "  # where a query names none
        elif separator is not None and token.kind == "string" and before[-2] == "SEPARATOR":
            separator = token.text[1:-1]
        elif separator is not None and token.kind == "variable" and before[-1] == "AS":
            columns[token.text[1:]] = separator
            separator = None
        before = [before[-1], word]
    return columns


def check_request(text: str, graphs: Collection[str]) -> None:
    """Refuse what a read-only graph does not do.

    Raises SparqlError for an update, for SERVICE, for FROM with a graph that is not in
    ``graphs``, and for a text too long or too deeply nested to parse safely.
    """
    if len(text) > LONGEST:
        raise SparqlError(f"the query has {len(text)} characters; {LONGEST} is the most")
    if any(0xD800 <= ord(c) < 0xE000 for c in text):
        raise SparqlError("the query is not UTF-8; write it in UTF-8")
    if _harmless(text):
        return
    # SPARQL lets any character be written \\uXXXX, so look at what the words really are.
    plain = _ESCAPE.sub(_unescape, text)
    depth = signs = 0
    previous = ""
    form = ""
    for token in tokens(plain):
        if token.kind == "comment":
            continue
        depth += (token.kind == "open") - (token.kind == "close")
        signs = signs + 1 if token.kind == "sign" else 0
        if depth > DEEPEST or signs > DEEPEST:
            raise SparqlError(f"the query is nested more than {DEEPEST} deep; simplify it")
        word = token.text.upper() if token.kind == "word" else ""
        if not form and (word in _UPDATES or word in _FORMS):
            form = word
            if word in _UPDATES:
                raise SparqlError(
                    f"{word} is an update, and the graph is read-only; "
                    "ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
                )
        if word == "SERVICE":
            raise SparqlError("SERVICE would ask another server; it is refused here")
        if previous in ("FROM", "NAMED") and token.kind in ("iri", "name"):
            _check_graph(token, graphs)
        previous = word


def _harmless(text: str) -> bool:
    """Whether a quick look, at a tenth of the time, finds nothing that could be refused."""
    brackets = text.count("{") + text.count("(") + text.count("[")
    signs = text.count("!") + text.count("+") + text.count("-")
    upper = text.upper()
    return brackets <= DEEPEST >= signs and not any(word in upper for word in _SUSPECT)


def _check_graph(token: Token, graphs: Collection[str]) -> None:
    from csto_graph.namespaces import expand

    iri = token.text[1:-1] if token.kind == "iri" else expand(token.text)
    if iri not in graphs:
        raise SparqlError(
            f"FROM {token.text} names no graph of this one; its named graphs are its documents "
            "('csto-graph query documents' lists them)"
        )


def _unescape(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()
