"""The one way of writing Turtle."""

from pathlib import Path

import pytest

from csto_graph.canonical import canonical_file, natural
from csto_graph.errors import DataError
from csto_graph.sources import find_sources, shipped
from csto_graph.turtle import read_turtle

MESSY = """# kept
@prefix s: <https://w3id.org/csto-graph/state/> .
@prefix csto: <https://w3id.org/csto-graph/ontology#> .
@base <https://w3id.org/csto-graph/document/x> .
<#char=1,2> csto:startOffset 1 ; a csto:Passage .
s:b a csto:State ; csto:note "a # b", "tab\\there"@en , 'é' .
s:a10 a csto:State . s:a9 a csto:State .
"""


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "messy.ttl"
    path.write_text(MESSY, encoding="utf-8")
    return path


def test_sorted_a_line_a_value_and_the_dot_alone(messy: Path) -> None:
    assert canonical_file(read_turtle(messy)) == (
        "# kept\n"
        "@base <https://w3id.org/csto-graph/document/x> .\n"
        "@prefix csto: <https://w3id.org/csto-graph/ontology#> .\n"
        "@prefix state: <https://w3id.org/csto-graph/state/> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n"
        "<#char=1,2>\n    a csto:Passage ;\n    csto:startOffset 1 ;\n    .\n\n"
        "state:a9\n    a csto:State ;\n    .\n\n"
        "state:a10\n    a csto:State ;\n    .\n\n"
        "state:b\n    a csto:State ;\n    csto:note\n"
        '        "a # b" ,\n        "tab\\there"@en ,\n        "é" ;\n    .\n'
    ).replace("@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n", "")


def test_what_is_written_reads_back_as_the_same_graph(messy: Path) -> None:
    before = read_turtle(messy)
    messy.write_text(canonical_file(before), encoding="utf-8")
    after = read_turtle(messy)
    assert set(after.triples) == set(before.triples)
    assert canonical_file(after) == after.text


def test_a_comment_inside_is_refused_with_its_line(messy: Path) -> None:
    messy.write_text(MESSY + "\n# lost\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"messy\.ttl:9: a comment here would be lost"):
        canonical_file(read_turtle(messy))


def test_lists_and_blank_nodes_are_written_where_they_are_used(tmp_path: Path) -> None:
    path = tmp_path / "lists.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "sh:a sh:in ( sh:b sh:c ) ; sh:path [ sh:inversePath sh:d ] ; sh:x () .",
        encoding="utf-8",
    )
    text = canonical_file(read_turtle(path))
    assert "sh:in ( sh:b sh:c ) ;" in text
    assert "sh:path [\n        sh:inversePath sh:d ;\n    ] ;" in text
    assert "sh:x () ;" in text


def test_a_blank_node_that_is_used_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.ttl"
    path.write_text("@prefix s: <http://s/> . s:a s:p _:b . s:c s:p _:b .", encoding="utf-8")
    with pytest.raises(DataError, match="used 2 times"):
        canonical_file(read_turtle(path))


def test_every_shipped_file_is_canonical() -> None:
    paths = [*find_sources().data, *shipped("ontology").glob("*.ttl")]
    assert [p.name for p in paths if canonical_file(read_turtle(p)) != p.read_text("utf-8")] == []


def test_numbers_in_names_sort_as_numbers() -> None:
    assert sorted(["c10", "c9", "b"], key=natural) == ["b", "c9", "c10"]


def test_format_check_names_the_command_that_mends(messy: Path, run) -> None:
    status, out, _ = run("format", "--check", str(messy))
    assert status == 1
    assert f"csto-graph format {messy}" in out
    assert messy.read_text(encoding="utf-8") == MESSY
    assert run("format", str(messy))[0] == 0
    assert run("format", "--check", str(messy))[0] == 0
