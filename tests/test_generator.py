"""The benchmarks' generator: the same bytes each time, valid data, and what it planted."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.adapter import files_of, sources_of
from benchmarks.generate import ONTOLOGY_QUADS, ORGANIZATION_QUADS, generate, organizations_for
from csto_graph.canonical import canonical_file
from csto_graph.errors import DataError, ParameterError
from csto_graph.namespaces import CSTO, RDF
from csto_graph.publishing import Published, publish
from csto_graph.settings import Settings
from csto_graph.turtle import read_turtle
from csto_graph.validation import validate

ORGANIZATIONS = 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counter[str]]:
    folder = tmp_path_factory.mktemp("made") / "data"
    return folder, generate(folder, ORGANIZATIONS)


@pytest.fixture(scope="module")
def graph(made: tuple[Path, Counter[str]]) -> Published:
    return publish(sources_of(made[0]), Settings())


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.ttl")}


def _subjects(graph: Published, predicate: str, value: str) -> set[str]:
    return {
        str(getattr(quad.subject, "value", ""))
        for quad in graph.quads
        if quad.predicate.value == predicate and getattr(quad.object, "value", "") == value
    }


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


def test_what_was_planted_is_found(made: tuple[Path, Counter[str]], graph: Published) -> None:
    planted = made[1]
    # By hand: 3 meetings' dates, 3 denials, 3 starts, and the omission of organization 0.
    assert planted["contradictions"] == 10
    assert planted["documents"] == 12
    # Four things are announced of each organization; the third one's second meeting is held.
    assert planted["announced"] == 11
    assert graph.counts["documents"] == planted["documents"]
    assert graph.counts["disagreements"] == planted["contradictions"]
    assert len(_subjects(graph, f"{RDF}type", f"{CSTO}AnnouncedOnly")) == planted["announced"]
    disputed = {
        node
        for node in _subjects(graph, f"{CSTO}agreement", f"{CSTO}Disputed")
        if node in _subjects(graph, f"{RDF}type", f"{CSTO}ResolvedValue")
    }
    assert len(disputed) == planted["disputed"] == 10
    claims = {s for s in _subjects(graph, f"{RDF}type", f"{CSTO}Claim") if "/claim/" in s}
    assert len(claims) == planted["claims"]


def test_the_size_is_about_the_one_asked_for(graph: Published) -> None:
    expected = ONTOLOGY_QUADS + ORGANIZATIONS * ORGANIZATION_QUADS
    assert abs(graph.counts["quads"] - expected) < 0.1 * expected
    assert organizations_for("100k") == round((100_000 - ONTOLOGY_QUADS) / ORGANIZATION_QUADS)
    assert organizations_for("1M") == round((1_000_000 - ONTOLOGY_QUADS) / ORGANIZATION_QUADS)
    assert organizations_for("1") == 1


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
