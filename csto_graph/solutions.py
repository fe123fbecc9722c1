"""Answers made alike: what SPARQL leaves to the engine, such as the order within a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyoxigraph import QueryResultsFormat, QuerySolution, QuerySolutions, Variable


class Settled:
    """The answer to a SELECT with the parts of some cells sorted, each part once.

    The order of the parts of a cell that GROUP_CONCAT makes is the engine's own
    (https://www.w3.org/TR/sparql11-query/#defn_aggGroupConcat); rows are left as they come.
    As pyoxigraph's QuerySolutions, it can be taken once: row by row, or serialized.
    """

    def __init__(self, answer: QuerySolutions, separators: Mapping[str, str]) -> None:
        """``separators`` has the text between the parts of each such column."""
        self.answer, self.separators = answer, separators
        self.variables: list[Variable] = answer.variables

    def __iter__(self) -> Iterator[QuerySolution | Row]:
        """The rows, whose cells are found by the name or number of their column."""
        if not self.separators:
            return iter(self.answer)
        names = [variable.value for variable in self.variables]
        return (Row(names, [*map(self._cell, names, row)]) for row in self.answer)

    def serialize(self, output: Any = None, *, format: QueryResultsFormat) -> bytes | None:
        """The answer in a format of the W3C, written to ``output`` or returned."""
        if not self.separators:
            return self.answer.serialize(output, format=format)
        import json

        from pyoxigraph import QueryResultsFormat, parse_query_results

        found = json.loads(self.answer.serialize(format=QueryResultsFormat.JSON) or b"")
        for row in found["results"]["bindings"]:
            for name in self.separators.keys() & row.keys():
                row[name]["value"] = self._sorted(name, row[name]["value"])
        again = parse_query_results(json.dumps(found), QueryResultsFormat.JSON)
        return again.serialize(output, format=format)

    def _cell(self, name: str, term: Any) -> Any:
        if term is None or name not in self.separators:
            return term
        from pyoxigraph import Literal

        return Literal(self._sorted(name, term.value))

    def _sorted(self, name: str, text: str) -> str:
        separator = self.separators[name]
        return separator.join(sorted({part for part in text.split(separator) if part}))


class Row:
    """One row of an answer, as pyoxigraph's QuerySolution."""

    def __init__(self, names: list[str], cells: list[Any]) -> None:
        """The columns in their order, and the term in each, or ``None``."""
        self.names, self.cells = names, cells

    def __getitem__(self, key: int | str | Variable) -> Any:
        """The term in a column; ``None`` where the cell is empty."""
        if isinstance(key, int):
            return self.cells[key]
        return self.cells[self.names.index(key if isinstance(key, str) else key.value)]

    def __iter__(self) -> Iterator[Any]:
        """The terms in the order of the columns."""
        return iter(self.cells)

    def __len__(self) -> int:
        """The number of columns."""
        return len(self.cells)
