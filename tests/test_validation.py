"""The shapes and the checks: each finds what it is for, and nothing in the shipped data."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from csto_graph.canonical import canonical_file
from csto_graph.findings import Finding
from csto_graph.namespaces import SH, short
from csto_graph.shacl import to_rdflib
from csto_graph.sources import shipped, turtle_files
from csto_graph.turtle import read_turtle
from csto_graph.validation import validate

INVALID = Path(__file__).parent / "invalid"
COUNTER_EXAMPLES = sorted(INVALID.glob("*.ttl"))
SHAPES = shipped("ontology") / "shapes.ttl"

# Parts of small files: what stands in every file, and entities and a situation.
PREFIXES = """@prefix csto: <https://w3id.org/csto-graph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://w3id.org/csto-graph/> .
@base <https://w3id.org/csto-graph/> .
"""
ENTITIES = """<publisher/paper> a csto:Publisher ; skos:prefLabel "A paper"@en .
<state/land> a csto:State ; skos:prefLabel "A land"@en .
<org/league> a csto:Organization ; skos:prefLabel "A league"@en .
<membership/land> a csto:Membership ; skos:prefLabel "Membership of the land"@en ;
    csto:member <state/land> ; csto:organization <org/league> .
"""


def document(name: str, *claims: str) -> str:
    """A document with one passage, and claims of that passage, each from ``claim`` below."""
    digest = "0" * 64
    return (
        f'<document/{name}> a csto:Document ; skos:prefLabel "Document {name}"@en ;\n'
        f'    dct:identifier "{name}" ; dct:publisher <publisher/paper> ; csto:characters 90 ;\n'
        '    dct:issued "2012-11-02"^^edtf:EDTF ; csto:issuedRationale "dateline"@en ;\n'
        f'    schema:url <https://example.org/{name}> ; csto:textFile "{name}.txt" ;\n'
        f'    csto:sha256 "{digest}" .\n'
        f"<document/{name}#char=0,9> a csto:Passage ; oa:hasSource <document/{name}> ;\n"
        f'    csto:startOffset 0 ; csto:endOffset 9 ; csto:sha256 "{digest}" .\n'
    ) + "".join(claim.replace("DOCUMENT", name) for claim in claims)


def claim(name: str, value: str, subject: str = "membership/land", more: str = "") -> str:
    """A claim of the document around it: that a membership began on a date, by default."""
    return (
        f"<claim/{name}> a csto:Claim ; rdf:subject <{subject}> ; rdf:predicate csto:start ;\n"
        f"    rdf:object {value} ; csto:evidence <document/DOCUMENT#char=0,9> ; {more}\n"
        "    csto:stance csto:Affirms ; csto:modality csto:Happened ; csto:basis csto:Stated .\n"
    )


def write(folder: Path, name: str, *parts: str) -> Path:
    path = folder / name
    path.write_text(PREFIXES + "".join(parts), encoding="utf-8")
    return path


def line(path: Path, start: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(n for n, text in enumerate(lines, start=1) if text.startswith(start))


def property_shapes() -> set[str]:
    shapes = read_turtle(SHAPES).triples
    return {t.subject.value for t in shapes if t.object == NamedNode(f"{SH}PropertyShape")}


@pytest.fixture(scope="module")
def found() -> dict[Path | None, list[Finding]]:
    """What is found in the counter-examples, all read together with the shipped data."""
    findings: dict[Path | None, list[Finding]] = defaultdict(list)
    for finding in validate([*turtle_files(shipped("data")), *COUNTER_EXAMPLES]):
        findings[finding.path].append(finding)
    return findings


def test_the_shipped_graph_is_valid() -> None:
    assert [str(finding) for finding in validate(turtle_files(shipped("data")))] == []


@pytest.mark.parametrize("path", COUNTER_EXAMPLES, ids=lambda path: path.stem)
def test_a_counter_example_breaks_its_shape_alone(
    path: Path, found: dict[Path | None, list[Finding]]
) -> None:
    assert {finding.shape for finding in found[path]} == {path.stem}
    assert all(finding.line and finding.node in str(finding) for finding in found[path])


def test_counter_examples_break_nothing_else(found: dict[Path | None, list[Finding]]) -> None:
    assert {path for path in found if found[path]} <= {*COUNTER_EXAMPLES}


def test_every_property_shape_has_a_counter_example() -> None:
    assert {short(shape) for shape in property_shapes()} == {
        f"csto:{path.stem}" for path in COUNTER_EXAMPLES
    }


def test_every_property_shape_is_named_used_and_explained() -> None:
    triples = read_turtle(SHAPES).triples

    def of(shape: str, term: str) -> list[str]:
        return [
            t.object.value
            for t in triples
            if t.subject.value == shape and t.predicate.value == SH + term
        ]

    attached = {t.object for t in triples if t.predicate.value == f"{SH}property"}
    assert attached == {NamedNode(shape) for shape in property_shapes()}
    assert {t.subject for t in triples if t.predicate.value == f"{SH}path"} == attached
    for shape in property_shapes():
        (message,) = of(shape, "message")
        assert len(of(shape, "name")) == 1
        assert re.search(r"\b(write|remove|correct|describe|attest) ", message), message


def test_the_shapes_are_valid_shacl() -> None:
    from pyshacl import validate as pyshacl_validate
    from rdflib import Graph

    shapes = to_rdflib(read_turtle(SHAPES).triples)
    conforms, _, text = pyshacl_validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_shapes_and_counter_examples_are_in_canonical_form() -> None:
    for path in (SHAPES, *COUNTER_EXAMPLES):
        file = read_turtle(path)
        assert canonical_file(file) == file.text, path


def test_a_document_of_ones_own_is_valid_by_itself(tmp_path: Path) -> None:
    good = claim("a-01", '"2006-08"^^edtf:EDTF')
    assert validate([write(tmp_path, "a.ttl", ENTITIES, document("a", good))]) == []


def test_a_second_value_of_what_must_be_one_is_found(tmp_path: Path) -> None:
    more = 'rdf:object "2007"^^edtf:EDTF ; csto:stance csto:Denies ; rdf:subject <state/land> ;'
    twice = claim("a-01", '"2006"^^edtf:EDTF', more=more)
    path = write(tmp_path, "a.ttl", ENTITIES, document("a", twice))
    findings = validate([path])
    shapes = {"ClaimObjectShape", "ClaimStanceShape", "ClaimSubjectShape", "ClaimDomainShape"}
    assert {finding.shape for finding in findings} == shapes
    assert {finding.line for finding in findings} == {line(path, "<claim/a-01>")}


def test_broken_turtle_is_found_by_line_and_column_and_the_rest_is_checked(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix a: <http://a/> .\na:b a:c\n   nonsense .\n", encoding="utf-8")
    latin = tmp_path / "latin.ttl"
    latin.write_bytes("# caf\xe9\n".encode("latin-1"))
    good = claim("a-01", '"2006-02-30"^^edtf:EDTF')
    rest = write(tmp_path, "rest.ttl", ENTITIES, document("a", good))
    gone = tmp_path / "gone.ttl"
    findings = {f.path: f for f in validate([broken, rest, latin, gone])}
    assert set(findings) == {broken, rest, latin, gone}
    assert str(findings[broken]).startswith(f"{broken}:3:")
    assert str(findings[broken]).count(str(broken)) == 1
    assert findings[broken].column
    assert "not valid Turtle" in findings[broken].message
    assert "not UTF-8" in str(findings[latin])
    assert "cannot be read" in str(findings[gone])
    assert findings[rest].shape == "Date"


def test_two_documents_may_not_use_one_claim_iri(tmp_path: Path) -> None:
    one = write(tmp_path, "one.ttl", ENTITIES, document("a", claim("x", '"2006"^^edtf:EDTF')))
    two = write(tmp_path, "two.ttl", document("b", claim("x", '"2007"^^edtf:EDTF')))
    findings = validate([one, two])
    assert [(f.path, f.node, f.shape) for f in findings] == [
        (one, "claim:x", "OneFile"),
        (two, "claim:x", "OneFile"),
    ]
    assert findings[1].line == line(two, "<claim/x>")
    assert str(one) in findings[1].message
    assert str(two) in findings[0].message
    assert [f.path for f in validate([one], only=[two])] == [two]


def test_links_and_entities_may_be_in_several_files(tmp_path: Path) -> None:
    good = document("a", claim("a-01", '"2006"^^edtf:EDTF'))
    one = write(tmp_path, "one.ttl", ENTITIES, good)
    match = " skos:exactMatch <http://www.wikidata.org/entity/Q1> .\n"
    league = '<org/league> a csto:Organization ; skos:altLabel "The league"@en .\n'
    links = write(tmp_path, "two.ttl", f"<membership/land>{match}<state/land>{match}", league)
    (tmp_path / "folder").mkdir()
    assert validate([one, links, one, tmp_path / "folder" / ".." / "one.ttl"]) == []


def test_dates_and_weekdays(tmp_path: Path) -> None:
    cases = {  # the date, the weekday printed, and what the finding says
        "d1": ("2012-02-30", None, "'2012-02-30' is not a date in EDTF"),
        "d2": ("2012-6-1", None, "'2012-6-1' is not a date in EDTF"),
        "d3": ("2012-08/2006-06", None, "ends before it begins"),
        "d4": ("2012-11-02", "Thursday", "prints Thursday, but 2012-11-02 is a Friday"),
        "d5": ("2012-11-02", "Friday", None),
        "d6": ("2012-11", "Thursday", None),
        "d7": ("next week", "Thursday", "is not in EDTF"),
    }
    claims = [
        claim(
            name,
            f'"{value}"^^edtf:EDTF',
            more=f'csto:weekdayAsPrinted "{weekday}" ;' if weekday else "",
        )
        for name, (value, weekday, _) in cases.items()
    ]
    path = write(tmp_path, "a.ttl", ENTITIES, document("a", *claims))
    findings = validate([path])
    wrong = {f"claim:{name}": part for name, (_, _, part) in cases.items() if part}
    assert [finding.node for finding in findings] == list(wrong)
    for finding in findings:
        assert wrong[finding.node] in finding.message
        assert finding.line == line(path, f"<{finding.node.replace(':', '/')}>")


def test_what_the_engines_choke_on_is_a_finding(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    odd = '<document/b#char=a> a csto:Passage ; oa:hasSource "\\\\1" ; csto:endOffset 5 ;\n'
    many = '"many"^^xsd:integer'
    path = write(
        tmp_path,
        "a.ttl",
        ENTITIES,
        document("a", claim("a-01", many), claim("a-02", '"\\\\1"', subject="nothing")),
        f'{odd}    csto:startOffset ( 1 2 ) ; csto:sha256 "" .\n',
        '<place/x> a "place" .\n',
    )
    shapes = {(f.node, f.shape) for f in validate([path])}
    assert {
        ("claim:a-01", "Value"),
        ("claim:a-02", "ClaimAboutShape"),
        ("document:b#char=a", "Blank"),
        ("document:b#char=a", "PassageStartShape"),
        ("place:x", "Typed"),
    } <= shapes
    assert not caplog.records


def test_terms_types_and_blank_nodes(tmp_path: Path) -> None:
    good = claim("a-01", '"2006"^^edtf:EDTF', more="csto:speakr <state/land> ;")
    path = write(
        tmp_path,
        "a.ttl",
        ENTITIES,
        document("a", good),
        '<place/x> a csto:Plaice ; skos:prefLabel "X"@en .\n',
        '<place/y> skos:prefLabel "Y"@en .\n',
        '<place/z> a csto:Place ; skos:prefLabel "Z"@en ; csto:partOf [ a csto:Place ] .\n',
        '<claim/a-02> csto:statedCount "six"^^xsd:integer ; a csto:StateList .\n',
    )
    findings = {(f.node, f.shape): f for f in validate([path])}
    assert "did you mean csto:speaker?" in findings["claim:a-01", "Term"].message
    assert "did you mean csto:Place?" in findings["place:x", "Term"].message
    assert findings["place:y", "Typed"].line == line(path, "<place/y>")
    assert findings["place:z", "Blank"].line == line(path, "<place/z>")
    assert "'six' is no xsd:integer" in findings["claim:a-02", "Value"].message


def test_only_some_files_are_reported_and_the_others_are_context(tmp_path: Path) -> None:
    shared = write(tmp_path, "shared.ttl", ENTITIES, "<place/x> a csto:Place .\n")
    one = write(tmp_path, "one.ttl", document("a", claim("a", '"2006"^^edtf:EDTF')))
    two = write(tmp_path, "two.ttl", document("b", claim("b", "2006")))
    assert {f.path for f in validate([shared, one, two])} == {shared, two}
    assert [f.node for f in validate([shared, one], only=[two])] == ["claim:b"]
    assert {f.shape for f in validate([one])} == {"ClaimAboutShape", "DocumentPublisherShape"}


def test_a_second_label_is_reported_in_the_file_of_the_user(tmp_path: Path) -> None:
    claimed = document("a", claim("a", '"2006"^^edtf:EDTF'))
    shared = write(tmp_path, "shared.ttl", ENTITIES, claimed)
    label = '<state/land> a csto:State ; skos:prefLabel "The land"@en .\n'
    user = write(tmp_path, "a-user.ttl", label)
    links = write(tmp_path, "links.ttl", "<state/land> skos:exactMatch <http://example.org/land> .")
    (finding,) = validate([shared, user, links])
    assert (finding.path, finding.node, finding.shape) == (user, "state:land", "LabelShape")


def test_a_finding_reads_as_file_line_node_message() -> None:
    finding = Finding(Path("a.ttl"), 3, "claim:a-01", "It is wrong.")
    assert str(finding) == "a.ttl:3: claim:a-01: It is wrong."
    assert str(Finding(None, None, "", "It is wrong.")) == "It is wrong."


def test_conversion_keeps_the_spelling_of_literals(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", ':a csto:x "01"^^xsd:integer , "b"@en , "c" .\n')
    assert {str(o) for o in to_rdflib(read_turtle(path).triples).objects()} == {"01", "b", "c"}
