"""The order in which the engine here answers: the same rows, and no more to look at."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.adapter import open_built, sources_of
from benchmarks.generate import SEED, generate
from benchmarks.questions import Question, questions
from csto_graph import Graph
from csto_graph.cache import published
from csto_graph.namespaces import BASE, PREFIXES
from csto_graph.planning import chained, lateral, narrowed
from csto_graph.queries import Query, query_files, read_query
from csto_graph.settings import Settings

FEW, MANY = 4, 12  # organizations; from four on, the first has the same neighbours
DAYS = ("1992-05-15", "1999-04-02", "2006-07-15", "2012-06-29", "2017-12-01")
QUERIES = {name: read_query(path) for name, path in query_files().items()}
SCOPED = [question for question in questions(SEED) if question.scoped]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Build invented data of some organizations."""

    def build(organizations: int) -> Path:
        folder = tmp_path_factory.mktemp("invented") / "data"
        generate(folder, organizations)
        return published(sources_of(folder), Settings())[0]

    return build


def rows(graph: Graph, text: str) -> list[list[str]]:
    """The rows in their order, the parts of each cell in a fixed one."""
    answer: Any = graph.run(text)
    return [
        [" ".join(sorted(set(str(v.value if v else "").split()))) for v in row] for row in answer
    ]


def values(graph: Graph, kind: str) -> list[str]:
    """Some values for a parameter of that type: days, or nodes that the graph has."""
    if kind == "xsd:date":
        return list(DAYS)
    if kind.startswith("xsd:"):
        return []
    found: Any = graph.run(
        f"SELECT DISTINCT ?x {{ ?x a {'?kind' if kind == 'rdfs:Resource' else kind} "
        f"FILTER(STRSTARTS(STR(?x), '{BASE}') && !CONTAINS(STR(?x), '#')) }}"
    )
    return sorted(row["x"].value for row in found)


def cases(graph: Graph, query: Query) -> Iterator[dict[str, str]]:
    """Parameters: none but the needed ones, then each in turn, some with others beside."""
    chance = random.Random(query.name)
    known = {p.name: values(graph, p.type) for p in query.parameters}
    needed = [p for p in query.parameters if p.required and known[p.name]]
    optional = [p for p in query.parameters if not p.required and known[p.name]]
    for _ in range(2):
        for chosen in [None, *optional]:
            others = [p for p in optional if chance.random() < 0.3]
            asked = [*needed, *others, *([chosen] if chosen else [])]
            given = {p.name: chance.choice(known[p.name]) for p in asked}
            if given.get("since", "") <= given.get("until", "9"):
                yield given


@pytest.mark.parametrize("name", QUERIES)
def test_the_order_changes_no_row(
    graph: Graph, built: Callable[[int], Path], name: str, invented: Graph
) -> None:
    query = QUERIES[name]
    found = 0
    for asked in (graph, invented):
        for given in cases(asked, query):
            if asked is invented and any(
                p.default and p.name not in given for p in query.parameters
            ):
                continue  # the default is a node of the shipped graph
            put = asked.terms(query, given)
            expected = rows(asked, query.filled(put))
            assert rows(asked, query.planned(put)) == expected, given
            found += len(expected)
    assert found


@pytest.fixture(scope="module")
def invented(built: Callable[[int], Path]) -> Graph:
    return open_built(built(FEW), memory=True)


@pytest.fixture(scope="module")
def small_and_large(
    built: Callable[[int], Path], tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Graph, Path]]:
    """Two graphs in which the first organization has the same surroundings."""
    found = []
    for organizations in (FEW, MANY):
        place = built(organizations)
        copy = tmp_path_factory.mktemp("copy") / "store"
        shutil.copytree(place / "store", copy)  # explaining opens a store for writing
        found.append((open_built(place), copy))
    return found


@pytest.mark.parametrize("question", SCOPED, ids=lambda question: question.title)
def test_a_question_about_one_node_looks_at_no_more_in_a_larger_graph(
    small_and_large: list[tuple[Graph, Path]], question: Question, tmp_path: Path
) -> None:
    small, large = (solutions(*one, question, tmp_path) for one in small_and_large)
    # Where a step ends at its first solution, the order within the store makes a little difference.
    assert large - small < MANY - FEW


def test_that_test_can_fail(small_and_large: list[tuple[Graph, Path]], tmp_path: Path) -> None:
    """As they are written, most questions have the engine look at more in a larger graph."""
    asked = next(q for q in SCOPED if q.title == "statements --occasion")
    small, large = (solutions(*one, asked, tmp_path, Query.filled) for one in small_and_large)
    assert large - small >= MANY - FEW


def solutions(
    graph: Graph,
    store: Path,
    question: Question,
    folder: Path,
    form: Callable[[Query, dict[str, str]], str] = Query.planned,
) -> int:
    """How many solutions the engine finds on its way to an answer, in all its steps."""
    binary = Path(sys.executable).parent / "oxigraph"
    if not binary.exists():
        pytest.skip("what explains a query is not installed: pip install oxigraph")
    query = QUERIES[question.name]
    text = form(query, graph.terms(query, question.given))
    declared = "".join(
        f"PREFIX {prefix}: <{iri}>\n"
        for prefix, iri in PREFIXES.items()
        if f"PREFIX {prefix}: " not in text
    )
    subprocess.run(
        [
            *(str(binary), "query", "--location", str(store), "--query", declared + text),
            *("--results-file", str(folder / "rows.csv"), "--stats"),
            *("--explain-file", str(folder / "explained.json")),
        ],
        check=True,
        capture_output=True,
    )
    explained = json.loads((folder / "explained.json").read_text(encoding="utf-8"))
    return _sum(explained["plan"])


def _sum(step: dict[str, Any]) -> int:
    return int(step["number of results"]) + sum(_sum(part) for part in step["children"])


def squeezed(text: str) -> str:
    return re.sub(r"checked\d+", "checked", " ".join(text.split()))


def test_optional_is_answered_for_what_stands_before() -> None:
    text = 'SELECT * { ?s a ?t . # } OPTIONAL {\n optional { ?s ?p "}" OPTIONAL { ?s ?q ?r } } }'
    assert squeezed(lateral(text)) == (
        "SELECT * { ?s a ?t . # } OPTIONAL { "
        'LATERAL { optional { ?s ?p "}" LATERAL { OPTIONAL { ?s ?q ?r } } } } }'
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "FILTER NOT EXISTS { ?a csto:member $s ; a csto:Membership . "
            "?a csto:end ?e FILTER(?e > 1) }",
            "FILTER NOT EXISTS { LATERAL { ?a csto:member $s } LATERAL { ?a a csto:Membership } "
            "LATERAL { ?a csto:end ?e } FILTER(?e > 1) }",
        ),
        (
            "FILTER(?x || EXISTS { ?a csto:member|csto:party $s . $s a csto:State . })",
            "FILTER(?x || EXISTS { LATERAL { ?a csto:member|csto:party $s } "
            "LATERAL { $s a csto:State } })",
        ),
        ("FILTER EXISTS { ?a a csto:State . }", "FILTER EXISTS { ?a a csto:State . }"),
    ],
)
def test_exists_is_answered_as_it_is_written(written: str, expected: str) -> None:
    assert squeezed(chained(written)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "{ ?c a csto:Claim ; rdf:subject $about . ?c csto:closed true }",
            "{ ?c a ?checked ; rdf:subject $about . ?c csto:closed ?checked "
            "FILTER(?checked = csto:Claim) FILTER(?checked = true) }",
        ),
        (
            "{ VALUES ?p { csto:start csto:end } ?c rdf:predicate ?p ; rdf:subject $about }",
            "{ ?c rdf:predicate ?p ; rdf:subject $about FILTER(?p IN (csto:start, csto:end)) }",
        ),
        (  # what makes rows stays
            "{ VALUES ?p { 1 2 } ?c rdf:subject $about BIND(?p AS ?q) }",
            "{ VALUES ?p { 1 2 } ?c rdf:subject $about BIND(?p AS ?q) }",
        ),
        (  # nothing is known of what begins without a parameter
            "{ ?o a owl:Ontology . FILTER(BOUND($about)) { ?c a csto:Claim } }",
            "{ ?o a owl:Ontology . FILTER(BOUND($about)) { ?c a csto:Claim } }",
        ),
        (
            "{ ?s a csto:Session . FILTER(!BOUND($of) || EXISTS { ?s csto:body $of }) ?s ?p ?o }",
            "{ FILTER(!BOUND($of) || EXISTS { ?s csto:body $of }) LATERAL { "
            "?s a csto:Session . ?s ?p ?o } }",
        ),
        (
            "{ { ?t csto:holder $who } UNION { ?t csto:office ?x } ?c a csto:Claim }",
            "{ { ?t csto:holder $who } UNION { ?t csto:office ?x } ?c a ?checked "
            "FILTER(?checked = csto:Claim) }",
        ),
    ],
)
def test_what_tells_of_the_node_comes_first(written: str, expected: str) -> None:
    assert squeezed(narrowed(written)) == expected


def test_a_condition_on_a_parameter_that_is_given_becomes_a_pattern() -> None:
    query = QUERIES["statements"]
    assert "FILTER(!true" not in query.planned({"occasion": "<http://example.org/e>"})
    assert "{ ?statement csto:occasion <http://example.org/e> } LATERAL" in query.planned(
        {"occasion": "<http://example.org/e>"}
    )
    assert "LATERAL { OPTIONAL" in query.planned({})
    assert "LATERAL" not in query.filled({})
