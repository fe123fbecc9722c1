"""Every canned query against a result that was worked out from the documents by hand.

A golden file is CSV after a first line ``# --param value …``. It may leave columns out;
its IRIs are short names, and several values in one cell are compared as a set.
"""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pytest

from csto_graph import Graph
from csto_graph.namespaces import short
from csto_graph.queries import query_files, read_query

GOLDEN = Path(__file__).parent / "golden"


def read_golden(path: Path) -> tuple[dict[str, str], list[str], list[list[str]]]:
    """Parameters, columns and rows of a golden file."""
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    words = shlex.split(first.lstrip("#"))
    parameters = {words[i].lstrip("-"): words[i + 1] for i in range(0, len(words), 2)}
    head, *rows = csv.reader(rest.splitlines())
    return parameters, head, [row for row in rows if row]


def shown(value: object) -> str:
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    text = re.sub(r"https?://\S+", lambda match: short(match.group()), text)
    return ", ".join(sorted(text.split(", "))) if ", " in text else text


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.csv")), ids=lambda path: path.stem)
def test_golden(graph: Graph, path: Path) -> None:
    parameters, columns, expected = read_golden(path)
    rows = graph.query(path.stem.partition("@")[0], **parameters)
    found = [[shown(getattr(row, column)) for column in columns] for row in rows]
    assert found == [[shown(cell) for cell in row] for row in expected]


@pytest.mark.parametrize("name", query_files())
def test_every_query_has_a_golden_result(name: str) -> None:
    assert (GOLDEN / f"{name}.csv").is_file()


@pytest.mark.parametrize("name", query_files())
def test_every_example_runs_and_columns_are_as_declared(graph: Graph, name: str) -> None:
    query = read_query(query_files()[name])
    example = {p.name: p.example for p in query.parameters}
    solutions = graph.ask(query, example)
    assert [v.value for v in solutions.variables] == list(query.columns)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", query_files())
def test_every_query_runs_on_another_engine(graph: Graph, name: str) -> None:
    """rdflib gives the same rows in the same order: nothing depends on one engine."""
    query = read_query(query_files()[name])
    example = {p.name: p.example for p in query.parameters}
    text = graph.filled(query, example)
    theirs = [[_flat(value) for value in row] for row in _dataset(graph).query(text)]  # type: ignore[attr-defined]
    ours = [[_flat(v and v.value) for v in row] for row in graph.run(text)]  # type: ignore[union-attr]
    assert theirs == ours


def _flat(value: object) -> str:
    """A value as text, the parts of a concatenated cell in a fixed order."""
    return " ".join(sorted(re.split(r",? ", "" if value is None else str(value))))


_DATASETS: dict[str, object] = {}


def _dataset(graph: Graph) -> object:
    if "graph" not in _DATASETS:
        _DATASETS["graph"] = graph.to_rdflib().default_graph
    return _DATASETS["graph"]
