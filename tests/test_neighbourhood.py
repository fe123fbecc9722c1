"""What a check of some nodes looks at: no less than the shapes do, and not everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import BlankNode

from csto_graph.errors import ParameterError
from csto_graph.findings import Finding, read_files
from csto_graph.namespaces import SH, expand, short
from csto_graph.neighbourhood import around
from csto_graph.shacl import chosen_engine, pyshifty_suspects
from csto_graph.sources import shipped, turtle_files
from csto_graph.turtle import read_turtle
from csto_graph.validation import validate

INVALID = Path(__file__).parent / "invalid"
FILES = [*turtle_files(shipped("data")), *sorted(INVALID.glob("*.ttl"))]
SHAPES = read_turtle(shipped("ontology") / "shapes.ttl").triples
# The counter-examples of shapes that look beyond the node itself.
LOOKING_FAR = [
    "ClaimAboutShape",
    "ClaimDomainShape",
    "ClaimOutsideFurnitureShape",
    "FactShape",
    "ListCountShape",
    "PassageWithinDocumentShape",
    "SituationIdentityShape",
    "SituationSourceShape",
    "SpeakerCircleShape",
]
PREFIXES = """@prefix csto: <https://w3id.org/csto-graph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@base <https://w3id.org/csto-graph/> .
"""


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    """What the reference finds in everything."""
    return validate(FILES, engine="pyshacl")


def test_every_property_that_a_shape_follows_backwards_or_further_is_known() -> None:
    """A new path here means that csto_graph/neighbourhood.py has to look along it too."""
    paths = {t.object.value for t in SHAPES if t.predicate.value == f"{SH}path"}
    steps = {t.predicate.value for t in SHAPES if t.subject.value in paths}
    assert steps == {SH + "inversePath", SH + "alternativePath"}
    backwards = {t.object.value for t in SHAPES if t.predicate.value == f"{SH}inversePath"}
    assert {short(path) for path in backwards} == {"rdf:type", "rdf:subject", "csto:attests"}
    deeper = {"node", "property", "qualifiedValueShape", "hasValue", "equals", "disjoint"}
    used = {t.predicate.value.removeprefix(SH) for t in SHAPES}
    assert used & deeper == {"property"}
    queries = [t.object.value for t in SHAPES if t.predicate.value == f"{SH}select"]
    joined = set()
    for query in queries:
        # From one node to another, which is then looked at: a class, or a thing of its own.
        body = re.sub(r"NOT IN \([^)]*\)", "", query)
        joined |= set(re.findall(r"(?:a|[a-z]+:[A-Za-z]+)(?:[/|+*](?:[a-z]+:[A-Za-z]+)?)+", body))
        joined |= set(re.findall(r"(csto:evidence|oa:hasSource) \?", body))
    assert joined == {
        "a/rdfs:subClassOf",
        "a/rdfs:subClassOf*",
        "csto:evidence",
        "csto:relayedBy+",
        "oa:hasSource",
        "oa:hasSource/csto:characters",
        "rdf:subject|csto:attests",
    }
    named = {word for query in queries for word in re.findall(r"\b(?:csto|oa):[a-z]\w*", query)}
    identifying = {
        word
        for query in queries
        for listed in re.findall(r"NOT IN \(([^)]*)\)", query)
        for word in re.findall(r"csto:\w+", listed)
    }
    assert named - identifying == {
        "csto:attests",
        "csto:basis",
        "csto:characters",
        "csto:endOffset",
        "csto:evidence",
        "csto:rationale",
        "csto:relayedBy",
        "csto:startOffset",
        "csto:statedCount",
        "oa:hasSource",
    }


def test_what_belongs_to_a_claim_and_what_does_not(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        f"""{PREFIXES}
<claim/1> csto:evidence <document/d#1> ; rdf:subject <state/a> ; csto:speaker <speaker/1> .
<claim/2> csto:evidence <document/d#2> ; rdf:subject <state/a> .
<document/d#1> oa:hasSource <document/d> .
<document/d#2> oa:hasSource <document/d> .
<document/d> csto:characters 9 .
<document/d#3> a csto:PageFurniture ; oa:hasSource <document/d> ; csto:startOffset 3 .
<document/e#3> a csto:PageFurniture ; oa:hasSource <document/e> .
<state/a> a csto:State ; csto:locatedIn <place/p> .
<speaker/1> csto:relayedBy <speaker/2> .
<speaker/2> a csto:Speaker ; csto:relayedBy <speaker/3> .
<speaker/3> csto:identity <state/a> .
""",
        encoding="utf-8",
    )
    triples = read_turtle(path).triples

    def held(*nodes: str) -> set[tuple[str, str]]:
        near = around(triples, {expand(node) for node in nodes})
        return {
            (short(t.subject.value), short(t.predicate.value)) for t in triples if near.holds(t)
        }

    assert held("claim:1") == {
        ("claim:1", "csto:evidence"),
        ("claim:1", "rdf:subject"),
        ("claim:1", "csto:speaker"),
        ("document:d#1", "oa:hasSource"),
        ("document:d", "csto:characters"),
        ("document:d#3", "rdf:type"),
        ("document:d#3", "oa:hasSource"),
        ("document:d#3", "csto:startOffset"),
        ("state:a", "rdf:type"),
    }
    assert held("state:a") == {
        ("state:a", "rdf:type"),
        ("state:a", "csto:locatedIn"),
        ("claim:1", "rdf:subject"),
        ("claim:2", "rdf:subject"),
    }
    assert held("speaker:1") == {
        ("speaker:1", "csto:relayedBy"),
        ("speaker:2", "rdf:type"),
        ("speaker:2", "csto:relayedBy"),
        ("speaker:3", "csto:identity"),
        ("state:a", "rdf:type"),
    }


@pytest.mark.parametrize("name", LOOKING_FAR)
def test_one_file_has_the_findings_that_it_has_among_all(name: str, found: list[Finding]) -> None:
    path = INVALID / f"{name}.ttl"
    expected = [finding for finding in found if finding.path == path]
    assert expected
    assert validate(FILES, [path], "pyshacl") == expected


@pytest.mark.parametrize("path", FILES[:2], ids=lambda path: path.stem)
def test_a_shipped_document_alone_has_no_findings(path: Path) -> None:
    assert path.parent.name == "documents"
    assert validate(FILES, [path], "pyshacl") == []


def test_every_node_is_judged_in_its_neighbourhood_as_among_all(found: list[Finding]) -> None:
    """Each node as if it stood in a file of its own: no more and no fewer are at fault."""
    try:
        chosen_engine("pyshifty")
    except ParameterError as error:
        pytest.skip(str(error))
    authored, _ = read_files(FILES)
    ontology = read_turtle(shipped("ontology") / "csto.ttl").triples
    triples = [t for t in authored.triples() if not isinstance(t.subject, BlankNode)]
    at_fault = {finding.node for finding in found}
    for path in sorted(INVALID.glob("*.ttl")):
        nodes = dict.fromkeys(t.subject.value for t in read_turtle(path).triples)
        for node in nodes:
            near = around(triples, {node})
            held = [t for t in triples if near.holds(t)]
            suspected = node in pyshifty_suspects([*ontology, *held])
            assert suspected == (short(node) in at_fault), f"{path.name}: {node}"
