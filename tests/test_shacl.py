"""The two SHACL engines find the same, and which of them is used is never a surprise."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from test_validation import COUNTER_EXAMPLES, ENTITIES, claim, document, write

from csto_graph import shacl
from csto_graph.errors import ParameterError
from csto_graph.findings import Finding
from csto_graph.shacl import chosen_engine
from csto_graph.sources import shipped, turtle_files
from csto_graph.validation import validate

SHIPPED = turtle_files(shipped("data"))


@pytest.fixture
def pyshifty() -> str:
    """The fast engine; skips where it is not to be had."""
    try:
        return chosen_engine("pyshifty")
    except ParameterError as error:
        pytest.skip(str(error))


def install(monkeypatch: pytest.MonkeyPatch, found: str | None) -> None:
    """Let pyshifty be of that version, or not be installed."""

    def version(package: str) -> str:
        assert package == "pyshifty"
        if found is None:
            raise PackageNotFoundError(package)
        return found

    monkeypatch.setattr(shacl, "version", version)


def both(files: list[Path], only: tuple[Path, ...] = ()) -> list[Finding]:
    """The findings, which are those of either engine."""
    reference = validate(files, only, "pyshacl")
    assert validate(files, only, "pyshifty") == reference
    return reference


def test_both_find_the_same_in_the_shipped_graph_and_in_every_counter_example(
    pyshifty: str,
) -> None:
    assert both(SHIPPED) == []
    findings = both([*SHIPPED, *COUNTER_EXAMPLES])
    assert {finding.path for finding in findings} == {*COUNTER_EXAMPLES}


def test_both_find_the_same_where_they_read_a_literal_otherwise(
    tmp_path: Path, pyshifty: str
) -> None:
    """pyshifty takes 007 for 7, forty digits for no number, and words for no offset at all."""
    digest = "0" * 64

    def furniture(name: str, start: str, end: str) -> str:
        return (
            f"<document/{name}#char=5,8> a csto:PageFurniture ; oa:hasSource <document/{name}> ;\n"
            f'    csto:startOffset {start} ; csto:endOffset {end} ; csto:sha256 "{digest}" ;\n'
            '    csto:rationale "a teaser"@en .\n'
        )

    def said(name: str) -> str:
        return document(name, claim(f"{name}-01", '"2006-08"^^edtf:EDTF'))

    huge = "9" * 40
    path = write(
        tmp_path,
        "a.ttl",
        ENTITIES,
        said("a").replace("csto:endOffset 9", "csto:endOffset 009"),
        said("b"),
        furniture("b", "5", huge),
        said("c"),
        furniture("c", "5", '"words"'),
        said("d").replace(f'"{digest}"', f'"""{digest}\n"""'),
        said("e").replace("characters 90", "characters 1e1"),
        said("f").replace('"f"', '"f\\n"'),
    )
    found = {(finding.node, finding.shape) for finding in both([path])}
    assert {
        ("document:a#char=0,9", "PassageAddressShape"),
        ("claim:b-01", "ClaimOutsideFurnitureShape"),
        ("document:b#char=5,8", "PassageWithinDocumentShape"),
        ("document:c#char=5,8", "PassageEndShape"),
        ("document:e", "DocumentCharactersShape"),
    } <= found


def test_both_find_the_same_with_blank_nodes_odd_terms(tmp_path: Path, pyshifty: str) -> None:
    path = write(
        tmp_path,
        "a.ttl",
        ENTITIES,
        document(
            "a",
            claim("a-01", "<urn:x:1>", subject="nothing/%7Bnode%7D"),
            claim("a-02", '"many"^^xsd:integer'),
            claim("a-03", '"\\\\1 {?node} $this"'),
            claim("a-04", "[ a csto:Place ]"),
        ),
        '<place/x> a csto:Place , "place" ; skos:prefLabel "X"@en , "Y"@EN .\n',
        "<place/ü> a csto:Place .\n",
        "<mailto:a@example.org> a csto:Place .\n",
    )
    shapes = {(finding.node, finding.shape) for finding in both([path])}
    assert {
        ("place:x", "LabelShape"),
        ("mailto:a@example.org", "LabelShape"),
        ("claim:a-01", "ClaimAboutShape"),
        ("claim:a-01", "ClaimObjectDescribedShape"),
        ("claim:a-02", "Value"),
        ("claim:a-04", "Blank"),
    } <= shapes


def test_the_fast_engine_is_the_default_only_where_it_is_the_one_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for found, engine in ((None, "pyshacl"), ("0.5.3", "pyshifty"), ("0.6.0", "pyshacl")):
        install(monkeypatch, found)
        assert chosen_engine() == engine
        assert chosen_engine("pyshacl") == "pyshacl"


@pytest.mark.parametrize(("found", "state"), [(None, "not installed"), ("0.6.0", "version 0.6.0")])
def test_an_engine_that_cannot_be_used_is_refused_with_the_mend(
    monkeypatch: pytest.MonkeyPatch, run, found: str | None, state: str
) -> None:
    install(monkeypatch, found)
    status, out, err = run("validate", "--engine", "pyshifty")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert state in err
    assert "pip install 'csto-graph[fast]'" in err


def test_an_engine_that_there_is_not_is_refused(run) -> None:
    with pytest.raises(ParameterError, match="there is pyshacl and pyshifty"):
        validate(SHIPPED, engine="jena")
    status, _, err = run("validate", "--engine", "jena")
    assert status == 2
    assert "pyshacl" in err


def test_furniture_that_another_file_marks_is_found_with_the_claim(tmp_path: Path) -> None:
    """``only`` reports what stands in a file, whichever other file is the cause."""
    said = write(tmp_path, "a.ttl", ENTITIES, document("a", claim("a-01", '"2006"^^edtf:EDTF')))
    marked = write(
        tmp_path,
        "b.ttl",
        "<document/a#char=5,8> a csto:PageFurniture ; oa:hasSource <document/a> ;\n"
        f'    csto:startOffset 5 ; csto:endOffset 8 ; csto:sha256 "{"0" * 64}" ;\n'
        '    csto:rationale "a teaser"@en .\n',
    )
    (finding,) = validate([said, marked], [said])
    assert (finding.node, finding.shape) == ("claim:a-01", "ClaimOutsideFurnitureShape")
    assert validate([said, marked], [marked]) == []
    assert validate([said, marked]) == [finding]


def test_each_step_is_told_as_it_begins(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", ENTITIES, document("a", claim("a", '"2006"^^edtf:EDTF')))
    told: list[str] = []
    validate([path], engine="pyshacl", progress=lambda step, done, total: told.append(step))
    assert [step.split()[0] for step in told] == ["read", "apply", "check"]
    assert told[0] == "read 1 files"
