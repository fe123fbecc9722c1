"""In which order the engine on this machine answers a canned query.

It begins a join with the pattern that has the most constants, in the belief that this is the
narrowest; on a large graph the constant is often the property or class of a great part of it. It
begins an OPTIONAL afresh, whatever stood before it, and within EXISTS looks for each pattern on
its own. So the text is changed for this engine:

- LATERAL, which it understands, answers a group for each solution found before it
  (https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0006/sep-0006.md). It is put before each
  OPTIONAL, and before each pattern within EXISTS, which are answered as they are written.
- A condition on a parameter, ``FILTER(!BOUND($x) || EXISTS { … })``, goes before all else in its
  group. Once the parameter is given, it becomes a pattern, with which the answer begins.
- In a group that has a parameter in a pattern, only this stays a constant; the others become
  filters.

None changes the solutions, as long as whatever an OPTIONAL shares with the rest of the query is
bound before it, and rows that differ in nothing count once. That holds for every canned query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from csto_graph.sparql_text import Token, tokens

Edits = list[tuple[int, int, str]]  # from and to which character, and what is put there

_CONDITION = ("FILTER", "(", "!", "BOUND", "(", "$", ")", "|", "|", "EXISTS", "{")
_AFTER_OBJECT = (*";,.{}", "BIND", "FILTER", "LATERAL", "MINUS", "OPTIONAL", "UNION", "VALUES")


@dataclass
class _Group:
    """A group of patterns that is being read, and how it is narrowed if it has a parameter."""

    start: int  # the character after its brace
    kind: str  # the word before its brace
    condition: Sequence[Token] = ()
    checked: Edits = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    has_parameter: bool = False
    brackets: int = 0


def lateral(text: str) -> str:
    """The same query with each OPTIONAL answered for the solutions before it."""
    edits: Edits = []
    openings: list[bool] = []  # for each brace that is open, whether it is an OPTIONAL's
    awaited = False
    for token in _words(text):
        if token.text.upper() == "OPTIONAL":
            edits.append((token.start, token.start, "LATERAL { "))
            awaited = True
        elif token.text == "{":
            openings.append(awaited)
            awaited = False
        elif token.text == "}" and openings.pop():
            edits.append((token.start, token.start, "} "))
    return _edited(text, edits)


def chained(text: str) -> str:
    """The same query with the patterns of each EXISTS answered one for the other before it."""
    words = _words(text)
    edits: Edits = []
    for at, token in enumerate(words):
        if token.text.upper() == "EXISTS":
            edits += _chain(words[at + 2 : _end(words, at) + 1])
    return _edited(text, edits)


def _chain(group: Sequence[Token]) -> Edits:
    """What changes in a group of patterns, and perhaps a filter after them."""
    edits: Edits = []
    subject = ""
    for token in group:
        if token.text in ("}", "FILTER"):
            if subject:
                edits.append((token.start, token.start, "} "))
            break
        if not subject:
            subject = token.text
            edits.append((token.start, token.start, "LATERAL { "))
        elif token.text == ";":
            edits.append((token.start, token.start + 1, f"}} LATERAL {{ {subject}"))
        elif token.text == ".":
            subject = ""
            edits.append((token.start, token.start + 1, "}"))
    return edits if len(edits) > 2 else []  # a single pattern needs no order


def narrowed(text: str) -> str:
    """The same query for a question about a node: with what tells of the node first."""
    words = _words(text)
    edits: Edits = []
    groups: list[_Group] = []
    at = 0
    while at < len(words):
        token, word = words[at], words[at].text.upper()
        group = groups[-1] if groups else None
        if word == "{":
            groups.append(_Group(token.start + 1, words[at - 1].text.upper()))
        elif word == "}":
            ended = groups.pop()
            edits += _narrowing(text, ended, token.start)
            if groups and ended.kind not in ("OPTIONAL", "MINUS"):
                groups[-1].has_parameter |= ended.has_parameter
        elif group is None:
            pass
        elif token.kind in ("open", "close"):
            group.brackets += 1 if token.kind == "open" else -1
        elif group.brackets:
            pass
        elif word in ("FILTER", "BIND"):
            end = _end(words, at)
            if not group.condition and _is_condition(words[at:]):
                group.condition = words[at : end + 1]
            at = end
        elif word == "VALUES":
            end = _end(words, at)
            _check_values(group, words[at : end + 1], words[end + 1 :])
            at = end
        elif token.kind == "variable" and word[0] == "$":
            group.has_parameter = True
        elif (token.kind in ("name", "iri") or token.text in ("true", "false")) and words[
            at + 1
        ].text.upper() in _AFTER_OBJECT:
            name = f"?checked{token.start}"
            group.checked.append((token.start, token.start + len(token.text), name))
            group.filters.append(f"FILTER({name} = {token.text})")
        at += 1
    return _edited(text, sorted(edits))


def _is_condition(words: Sequence[Token]) -> bool:
    """Whether ``FILTER(!BOUND($x) || EXISTS {`` begins here: a pattern, once $x is given."""
    return all(
        word.text.startswith(part) if part == "$" else word.text.upper() == part
        for word, part in zip(words, _CONDITION, strict=False)
    )


def _end(words: Sequence[Token], at: int) -> int:
    """Where the brackets end that open next."""
    depth = 0
    for number in range(at, len(words)):
        depth += (words[number].kind == "open") - (words[number].kind == "close")
        if words[number].kind == "close" and depth == 0:
            return number
    return len(words) - 1


def _check_values(group: _Group, values: Sequence[Token], following: Sequence[Token]) -> None:
    """Make VALUES of one variable a filter, where a pattern of the group binds it."""
    variable, terms = values[1].text, ", ".join(term.text for term in values[3:-1])
    if _bound_beside(variable, following):
        group.checked.append((values[0].start, values[-1].start + 1, ""))
        group.filters.append(f"FILTER({variable} IN ({terms}))")


def _bound_beside(variable: str, following: Sequence[Token]) -> bool:
    """Whether a pattern of the same group, outside all brackets, has the variable."""
    depth = 0
    for token in following:
        depth += (token.kind == "open") - (token.kind == "close")
        if depth < 0:
            return False
        if depth == 0 and token.text == variable:
            return True
    return False


def _narrowing(text: str, group: _Group, end: int) -> Edits:
    """What changes in a group that ends at this character."""
    edits: Edits = []
    after = ""
    if group.has_parameter and group.kind != "OPTIONAL":
        edits += group.checked
        after = " ".join([*group.filters, ""])
    if group.condition:
        first, last = group.condition[0].start, group.condition[-1].start + 1
        edits.append((first, last, ""))
        edits.append((group.start, group.start, f" {text[first:last]} LATERAL {{"))
        after += "} "
    if after:
        edits.append((end, end, after))
    return edits


def _words(text: str) -> list[Token]:
    return [token for token in tokens(text) if token.kind != "comment"]


def _edited(text: str, edits: Edits) -> str:
    pieces, end = [], 0
    for start, stop, put in edits:
        pieces += [text[end:start], put]
        end = stop
    return "".join([*pieces, text[end:]])
