"""Questions in plain language, each answered by a canned query.

``questions.tsv`` holds the questions that were set, ``questions_ours.tsv`` others of the same
kinds. A question may need several lines. In the column ``expected``, `` | `` separates rows
that the answer must have, given as ``column=value & column=value``; ``rows=3`` tells how
many rows there are, and a leading ``!`` that no such row may be there. IRIs are short names.
"""

from __future__ import annotations

import csv
import shlex
from pathlib import Path
from typing import Any

import pytest

from csto_graph import Graph
from csto_graph.namespaces import expand

HERE = Path(__file__).parent
FILES = ("questions.tsv", "questions_ours.tsv")


def read_questions(name: str) -> list[dict[str, str]]:
    """The lines of a file of questions."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


QUESTIONS = [(name, line) for name in FILES for line in read_questions(name)]


def parameters(text: str) -> dict[str, str]:
    """``date=2012-05-03 state="state:armenia"`` as a mapping."""
    return dict(word.split("=", 1) for word in shlex.split(text))


def cell(text: str) -> str:
    """A value as the answer has it: a short name stands for an IRI."""
    return expand(text) or text


def has_row(rows: list[Any], wanted: str) -> bool:
    """Whether some row has all the wanted cells."""
    cells = [pair.split("=", 1) for pair in wanted.split(" & ")]
    return any(
        all(str(getattr(row, column)) == cell(value) for column, value in cells) for row in rows
    )


@pytest.mark.parametrize(
    ("file", "line"), QUESTIONS, ids=[f"{line['id']}-{line['query']}" for _, line in QUESTIONS]
)
def test_question(graph: Graph, file: str, line: dict[str, str]) -> None:
    rows = graph.query(line["query"], **parameters(line["parameters"]))
    for wanted in line["expected"].split(" | "):
        if wanted.startswith("rows="):
            assert len(rows) == int(wanted.removeprefix("rows="))
        elif wanted.startswith("!"):
            assert not has_row(rows, wanted[1:]), f"{wanted[1:]} is in {rows}"
        else:
            assert has_row(rows, wanted), f"{wanted} is not in {rows}"


def test_all_set_questions_are_answered() -> None:
    ids = {line["id"] for line in read_questions("questions.tsv")}
    assert ids == {f"Q{number:02}" for number in range(1, 60, 2)}


def test_every_answer_rests_on_passages(graph: Graph) -> None:
    """Rows without sources are only those that say that something is not stated."""
    for _, line in QUESTIONS:
        for row in graph.query(line["query"], **parameters(line["parameters"])):
            sources = getattr(row, "sources", getattr(row, "passage", None))
            if not sources and "count" not in row._fields:
                assert {"not stated", "does not appear", "publishes", "is the source of"} & {
                    str(value) for value in row
                }, (line["id"], row)
