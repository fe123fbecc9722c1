"""Finding the node that a user means."""

import pytest

from csto_graph import Graph, ParameterError, UnknownEntityError
from csto_graph.entities import find_entity
from csto_graph.namespaces import CSTO, PREFIXES

UZBEKISTAN = f"{PREFIXES['state']}uzbekistan"


@pytest.mark.parametrize(
    "text", ["state:uzbekistan", UZBEKISTAN, f"<{UZBEKISTAN}>", "Uzbekistan", " uzbekistan "]
)
def test_short_name_iri_and_label(graph: Graph, text: str) -> None:
    assert find_entity(graph.engine, text, f"{CSTO}State", "state") == UZBEKISTAN


@pytest.mark.parametrize(
    ("text", "kind", "node"),
    [
        ("Kyrghyzstan", "State", "state:kyrgyzstan"),
        ("CSC", "Body", "body:collective-security-council"),
        ("Nikolay Bordyuzha", "Person", "person:nikolai-bordyuzha"),
        ("004", "Document", "document:asiaplus-2012-11-02"),
        ("asiaplus-2012-11-02", "Document", "document:asiaplus-2012-11-02"),
        ("CSTO", "Organization", "org:csto"),
    ],
)
def test_other_names(graph: Graph, text: str, kind: str, node: str) -> None:
    prefix, _, local = node.partition(":")
    found = find_entity(graph.engine, text, CSTO + kind, "x")
    assert found == PREFIXES[prefix] + local


def test_a_name_as_it_stands_is_found_without_reading_all_names(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    run = graph.engine.run
    monkeypatch.setattr(graph.engine, "run", lambda text: (asked.append(text), run(text))[1])
    assert find_entity(graph.engine, "Uzbekistan", f"{CSTO}State", "state") == UZBEKISTAN
    assert len(asked) == 1
    assert '"Uzbekistan"@en' in asked[0]
    assert find_entity(graph.engine, "uzbekistan", f"{CSTO}State", "state") == UZBEKISTAN
    assert len(asked) == 3


def test_an_unknown_name_gets_suggestions(graph: Graph) -> None:
    with pytest.raises(UnknownEntityError, match="did you mean state:kyrgyzstan"):
        find_entity(graph.engine, "Kirgyzstan", f"{CSTO}State", "state")


def test_an_ambiguous_name_gets_the_choices(graph: Graph) -> None:
    with pytest.raises(UnknownEntityError, match="chairmanship:csto-kazakhstan, membership:"):
        find_entity(graph.engine, "csto-kazakhstan", None, "about")


def test_a_node_of_another_class_says_which(graph: Graph) -> None:
    with pytest.raises(ParameterError, match="place:minsk is csto:Place, not csto:State"):
        find_entity(graph.engine, "place:minsk", f"{CSTO}State", "state")


def test_python_api_raises_the_same(graph: Graph) -> None:
    with pytest.raises(ParameterError, match="needs date"):
        graph.query("members-on")
    with pytest.raises(ParameterError, match="has no parameter 'day'"):
        graph.query("members-on", day="2012-05-03")
