"""The benchmarks' generator: the same bytes each time, valid data, and what it planted."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

from benchmarks.adapter import files_of, sources_of
from benchmarks.generate import (
    ONTOLOGY_QUADS,
    ORGANIZATION_QUADS,
    SEED,
    generate,
    organizations_for,
)
from benchmarks.questions import questions
from csto_graph.canonical import canonical_file
from csto_graph.errors import DataError, ParameterError
from csto_graph.graph import Graph
from csto_graph.local_engine import LocalEngine
from csto_graph.namespaces import PREFIXES
from csto_graph.publishing import publish
from csto_graph.settings import Settings
from csto_graph.turtle import read_turtle
from csto_graph.validation import validate

ORGANIZATIONS = 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counter[str]]:
    folder = tmp_path_factory.mktemp("made") / "data"
    return folder, generate(folder, ORGANIZATIONS)


@pytest.fixture(scope="module")
def graph(
    made: tuple[Path, Counter[str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, int], Store]:
    file = tmp_path_factory.mktemp("built") / "graph.nq"
    counts = publish(sources_of(made[0]), Settings(), file)
    store = Store()
    store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
    return counts, store


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.ttl")}


def _count(store: Store, pattern: str) -> int:
    query = f"SELECT (COUNT(DISTINCT ?node) AS ?count) WHERE {{ {pattern} }}"
    answer: Any = store.query(query, prefixes=PREFIXES)
    return int(next(iter(answer))["count"].value)


def test_the_same_seed_gives_the_same_bytes(
    made: tuple[Path, Counter[str]], tmp_path: Path
) -> None:
    assert generate(tmp_path / "again", ORGANIZATIONS) == made[1]
    assert _bytes(tmp_path / "again") == _bytes(made[0])
    generate(tmp_path / "other", ORGANIZATIONS, seed=1)
    assert _bytes(tmp_path / "other") != _bytes(made[0])


def test_an_organization_is_the_same_in_a_larger_graph(
    made: tuple[Path, Counter[str]], tmp_path: Path
) -> None:
    generate(tmp_path / "small", 1)
    documents = _bytes(tmp_path / "small" / "documents")
    assert len(documents) == 4
    assert documents.items() <= _bytes(made[0] / "documents").items()


def test_the_data_is_valid_and_canonical(made: tuple[Path, Counter[str]]) -> None:
    files = files_of(made[0])
    assert validate(files) == []
    for path in files:
        assert canonical_file(read_turtle(path)) == path.read_text("utf-8"), path


def test_what_was_planted_is_found(
    made: tuple[Path, Counter[str]], graph: tuple[dict[str, int], Store]
) -> None:
    planted, (counts, store) = made[1], graph
    # By hand: 3 meetings' dates, 3 denials, 3 starts, and the omission of organization 0.
    assert planted["contradictions"] == counts["disagreements"] == 10
    assert planted["documents"] == counts["documents"] == 12
    # Four things are announced of each organization; the third one's second meeting is held.
    assert planted["announced"] == _count(store, "?node a csto:AnnouncedOnly") == 11
    disputed = "?node a csto:ResolvedValue ; csto:agreement csto:Disputed"
    assert planted["disputed"] == _count(store, disputed) == 10
    authored = "?node a csto:Claim FILTER NOT EXISTS { ?node csto:listedFrom ?list }"
    assert planted["claims"] == _count(store, authored)
    assert planted["lists"] == _count(store, "?node a csto:StateList") == 9


def test_the_size_is_about_the_one_asked_for(graph: tuple[dict[str, int], Store]) -> None:
    expected = ONTOLOGY_QUADS + ORGANIZATIONS * ORGANIZATION_QUADS
    assert abs(graph[0]["quads"] - expected) < 0.1 * expected
    assert organizations_for("100k") == round((100_000 - ONTOLOGY_QUADS) / ORGANIZATION_QUADS)
    assert organizations_for("1M") == round((1_000_000 - ONTOLOGY_QUADS) / ORGANIZATION_QUADS)
    assert organizations_for("1") == 1


def test_every_question_can_be_asked_of_the_data(graph: tuple[dict[str, int], Store]) -> None:
    opened = Graph(LocalEngine(graph[1]), {}, None)
    rows = {q.title: len(opened.query(q.name, **q.given)) for q in questions(SEED)}
    # The late member has two claims about its start, which contradict each other.
    assert rows["disagreements --about"] == 1
    # By hand: the four founders, and the late member, suspended in the month of the meeting.
    assert rows["members-on --organization"] == 5
    assert rows["who-said --by"] > 0 and rows["out-of-scope"] == 3


@pytest.mark.parametrize("size", ["", "k", "-5k", "5x", "1e6", "5 k", "٣k", "9" * 40])
def test_a_size_that_is_none(size: str) -> None:
    with pytest.raises(ParameterError, match="is no size"):
        organizations_for(size)


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text("mine")
    with pytest.raises(DataError, match="exists"):
        generate(tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.ttl"]
    with pytest.raises(ParameterError, match="one is the least"):
        generate(tmp_path / "none", 0)
