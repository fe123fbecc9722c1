"""In which order the engine on this machine answers a canned query.

It joins the pattern that looks narrowest first, whatever stood before an OPTIONAL; on a large
graph that is often a property of every claim. LATERAL, which it understands, answers a group
once for each solution found before it
(https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0006/sep-0006.md). Both changes of the text
leave the solutions the same for a query in which whatever an OPTIONAL shares with the rest is
bound before it, and each variable of VALUES by a pattern beside it, as in every canned query.
"""

from __future__ import annotations

from collections.abc import Iterator

from csto_graph.sparql_text import Token, tokens


def lateral(text: str) -> str:
    """The same query with each OPTIONAL answered for the solutions before it."""
    edits: list[tuple[int, int, str]] = []
    openings: list[bool] = []  # for each brace that is open, whether it is an OPTIONAL's
    awaited = False
    for token in _words(text):
        if token.kind == "word" and token.text.upper() == "OPTIONAL":
            edits.append((token.start, token.start, "LATERAL { "))
            awaited = True
        elif token.text == "{":
            openings.append(awaited)
            awaited = False
        elif token.text == "}" and openings.pop():
            edits.append((token.start, token.start, "} "))
    return _edited(text, edits)


def narrowed(text: str) -> str:
    """The same query with VALUES as a filter, where patterns of the group bind its variable.

    For a query about one node: what is around the node is found first, and its property or
    class looked at then, in place of everything that has the property or class.
    """
    found = list(_words(text))
    edits = []
    for at, token in enumerate(found):
        if token.kind == "word" and token.text.upper() == "VALUES":
            variable = found[at + 1].text
            first = at + 3
            last = next(n for n in range(first, len(found)) if found[n].text == "}")
            if _bound_beside(variable, found[last + 1 :]):
                listed = ", ".join(term.text for term in found[first:last])
                end = found[last].start + 1
                edits.append((token.start, end, f"FILTER({variable} IN ({listed}))"))
    return _edited(text, edits)


def _bound_beside(variable: str, following: list[Token]) -> bool:
    """Whether a pattern of the same group, outside all brackets, has the variable."""
    depth = 0
    for token in following:
        depth += (token.kind == "open") - (token.kind == "close")
        if depth < 0:
            return False
        if depth == 0 and token.text == variable:
            return True
    return False


def _words(text: str) -> Iterator[Token]:
    return (token for token in tokens(text) if token.kind != "comment")


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    pieces, end = [], 0
    for start, stop, put in edits:
        pieces += [text[end:start], put]
        end = stop
    return "".join([*pieces, text[end:]])
