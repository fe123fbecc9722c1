"""Answers made alike: what SPARQL leaves to the engine, such as the order within a cell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from csto_graph.sparql_text import tokens

if TYPE_CHECKING:
    from csto_graph.engine import Answer


def settled(answer: Answer, query: str) -> Answer:
    """The answer with the parts of every cell that GROUP_CONCAT made sorted, each once.

    ``query`` is the SPARQL that was asked. The order of the parts is the engine's own
    (https://www.w3.org/TR/sparql11-query/#defn_aggGroupConcat); rows are left as they come.
    """
    separators = list_columns(query)
    if not separators:
        return answer
    from pyoxigraph import QueryResultsFormat, parse_query_results

    solutions: Any = answer
    found = json.loads(solutions.serialize(format=QueryResultsFormat.JSON))
    for row in found["results"]["bindings"]:
        for name in separators.keys() & row.keys():
            separator = separators[name]
            parts = {part for part in row[name]["value"].split(separator) if part}
            row[name]["value"] = separator.join(sorted(parts))
    return parse_query_results(json.dumps(found), QueryResultsFormat.JSON)


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
