"""The ontology keeps to its style and to its rules, and each of these can tell a mistake."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate as pyshacl_validate
from rdflib import OWL, RDF, RDFS, SH, SKOS, Dataset, Namespace, URIRef
from rdflib import Graph as Triples
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import ResultRow

from csto_graph import Graph, __version__
from csto_graph.canonical import canonical_file
from csto_graph.files import read_text
from csto_graph.namespaces import BASE, CSTO, KINDS, PREFIXES, expand, short
from csto_graph.shacl import to_rdflib
from csto_graph.sources import find_sources, shipped
from csto_graph.turtle import read_turtle

HYGIENE = Path(__file__).parent / "hygiene"
CHECKS = sorted(HYGIENE.glob("*.rq"))
REUSED = HYGIENE / "reused.ttl"
STYLE = shipped("ontology") / "style.ttl"
PLANTED = tomllib.loads((HYGIENE / "planted.toml").read_text(encoding="utf-8"))
SOURCES = find_sources(variable=False)
TERM = Namespace(CSTO)
TERMS = set(re.findall(r"^csto:(\w+)", "".join(map(read_text, SOURCES.ontology)), re.M))
HEAD = f"@base <{BASE}> .\n" + "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())


@pytest.fixture(scope="module")
def ontology() -> Triples:
    """The files of the ontology as one graph."""
    return to_rdflib(t for path in SOURCES.ontology for t in read_turtle(path).triples)


@pytest.fixture(scope="module")
def style() -> Triples:
    return to_rdflib(read_turtle(STYLE).triples)


# ---- the style of terms: ontology/style.ttl


def broken_rules(ontology: Triples, style: Triples) -> list[tuple[str, str, str]]:
    """Rule, term and message of whatever breaks the style; the names are local names."""
    _, results, text = pyshacl_validate(ontology, shacl_graph=style, inference="none")
    assert isinstance(results, Triples), text
    on_all = set(style.objects(TERM.OntologyStyle, SH.property))
    found = []
    for result in results.objects(None, SH.result):
        rule = results.value(result, SH.sourceShape)
        term = results.value(result, SH.value if rule in on_all else SH.focusNode)
        message = results.value(result, SH.resultMessage)
        names = (short(str(node)).removeprefix("csto:") for node in (rule, term))
        found.append((*names, str(message)))
    return sorted(found)  # type: ignore[arg-type]


def rules(style: Triples) -> set[str]:
    """The local names of the shapes that constrain something themselves."""
    shapes = {*style.subjects(RDF.type, SH.NodeShape), *style.subjects(RDF.type, SH.PropertyShape)}
    groups = set(style.subjects(SH.property, None))
    return {short(str(shape)).removeprefix("csto:") for shape in shapes - groups}


def test_the_ontology_keeps_to_its_style(ontology: Triples, style: Triples) -> None:
    assert broken_rules(ontology, style) == []


@pytest.fixture(scope="module")
def planted_style(style: Triples) -> dict[int, set[str]]:
    """What the style finds in each copy; all are checked in one go, which is quicker."""
    copies = Triples()
    for number, mistake in enumerate(PLANTED["style"]):
        old, new, good = mistake["old"], mistake["new"], PLANTED["good"]
        assert old in good
        # A name is changed wherever it stands, other words once.
        text = good.replace(old, new) if old.startswith("csto:") else good.replace(old, new, 1)
        copies.parse(data=HEAD + text.replace("#", str(number)), format="turtle")
    found: dict[int, set[str]] = defaultdict(set)
    for rule, term, _ in broken_rules(copies, style):
        found[int(re.sub(r".*?([0-9]+)$", r"\1", term))].add(f"{rule} {term}")
    return found


@pytest.mark.parametrize(
    ("number", "finds"),
    list(enumerate(mistake["finds"] for mistake in PLANTED["style"])),
    ids=[", ".join(mistake["finds"]) for mistake in PLANTED["style"]],
)
def test_a_planted_mistake_of_style_is_found(
    number: int, finds: list[str], planted_style: dict[int, set[str]]
) -> None:
    assert planted_style[number] == {found.replace("#", str(number)) for found in finds}


def test_the_planted_ontology_has_no_fault_without_a_mistake(style: Triples) -> None:
    good = Triples().parse(data=HEAD + PLANTED["good"].replace("#", "0"), format="turtle")
    assert broken_rules(good, style) == []


def test_every_rule_of_style_has_a_planted_mistake(style: Triples) -> None:
    found = {rule.split()[0] for mistake in PLANTED["style"] for rule in mistake["finds"]}
    assert found == rules(style)


def test_every_rule_of_style_is_named_graded_and_explained(style: Triples) -> None:
    for rule in rules(style):
        for part in (SH.name, SH.message, SH.severity):
            assert len(list(style.objects(TERM[rule], part))) == 1, (rule, part)
        message = str(style.value(TERM[rule], SH.message))
        assert re.search(r"\b(write|correct|remove|keep)\b", message), message


def test_the_style_is_valid_shacl_in_canonical_form(style: Triples) -> None:
    conforms, _, text = pyshacl_validate(Triples(), shacl_graph=style, meta_shacl=True)
    assert conforms, text
    for file in map(read_turtle, (STYLE, REUSED)):
        assert canonical_file(file) == file.text


# ---- the terms together, and their use: tests/hygiene/*.rq


def mentions(path: Path) -> set[str]:
    """The local names of our terms in a text: SPARQL, Turtle with shapes, or Python.

    A name that begins a line of Turtle is that of a shape, which is no term. Python may
    also name a class or individual by itself, in quotes.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        quoted = {name for name in re.findall(r'"([A-Z]\w+)"', text) if name in TERMS}
        return quoted | set(re.findall(r"\{CSTO\}([A-Za-z]\w*)", text))
    shapes = set(re.findall(r"^csto:(\w+)", text, re.M)) if path.suffix == ".ttl" else set()
    return set(re.findall(r"\bcsto:(\w+)", text)) - shapes


def published_terms(graph: Graph) -> set[str]:
    """The local names of our terms in what the published graph says, but of terms."""
    rows: object = graph.run(
        "SELECT DISTINCT ?term { { ?node ?term ?value } UNION { ?node ?property ?term } "
        f"FILTER(STRSTARTS(STR(?term), '{CSTO}') && !STRSTARTS(STR(?node), '{BASE}ontology')) }}"
    )
    return {row["term"].value.removeprefix(CSTO) for row in rows}  # type: ignore[attr-defined]


def dataset(graph: Triples, uses: dict[str, set[str]] | None = None) -> Dataset:
    """What the checks read: a graph and the reused terms, which have a graph of their own too.

    That a text uses a term is a triple with ``rdfs:seeAlso``.
    """
    data = Dataset()
    reused = read_turtle(REUSED).triples
    to_rdflib(reused, data.graph(URIRef("urn:x-csto-graph:reused")))
    to_rdflib(reused, data.default_graph)
    for triple in graph:
        data.default_graph.add(triple)
    for user, terms in (uses or {}).items():
        for term in terms:
            data.default_graph.add((URIRef(user), RDFS.seeAlso, TERM[term]))
    return data


@cache
def prepared(check: Path) -> Query:
    return prepareQuery(check.read_text(encoding="utf-8"))


def rows(check: Path, data: Dataset) -> list[dict[str, str]]:
    """The rows that a check returns, its columns in their order, with short names."""
    found = data.query(prepared(check))
    return [
        {str(key): short(str(row[key])) for key in row.labels if row[key] is not None}
        for row in found
        if isinstance(row, ResultRow)
    ]


@pytest.fixture(scope="module")
def everything(ontology: Triples, graph: Graph) -> Dataset:
    """Ontology and data, and which terms shapes, queries, code and the result use."""
    texts = [
        *(shipped("ontology") / name for name in ("shapes.ttl", "style.ttl", "wikidata.ttl")),
        *shipped("queries").glob("*.rq"),
        *(HYGIENE.parent.parent / "csto_graph").rglob("*.py"),
    ]
    uses = {path.resolve().as_uri(): mentions(path) for path in texts}
    uses["urn:x-csto-graph:published"] = published_terms(graph)
    data = to_rdflib(t for path in SOURCES.data for t in read_turtle(path).triples)
    # The mapping defines its own terms; what it says of Wikidata's is no use of them here.
    mapping = to_rdflib(read_turtle(shipped("ontology") / "wikidata.ttl").triples)
    for term, _, kind in mapping.triples((None, RDF.type, None)):
        if str(term).startswith(CSTO):
            data.add((term, RDF.type, kind))
    return dataset(ontology + data, uses)


@pytest.mark.parametrize("check", CHECKS, ids=lambda path: path.stem)
def test_a_check_finds_nothing(check: Path, everything: Dataset) -> None:
    assert rows(check, everything) == []


@pytest.mark.parametrize("mistake", PLANTED["check"], ids=lambda m: m["name"])
def test_a_check_finds_a_planted_mistake(mistake: dict[str, Any]) -> None:
    planted = Triples().parse(data=HEAD + mistake["text"], format="turtle")
    check = HYGIENE / f"{mistake['name']}.rq"
    found = [list(row.values()) for row in rows(check, dataset(planted))]
    assert {row[0] for row in found} == set(mistake["finds"])
    assert any(mistake.get("problem", row[0]) in row for row in found)


def test_every_check_is_explained_and_has_planted_mistakes() -> None:
    assert {mistake["name"] for mistake in PLANTED["check"]} == {path.stem for path in CHECKS}
    for path in CHECKS:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# A row is "), path
        planted = {m.get("problem") for m in PLANTED["check"] if m["name"] == path.stem}
        assert set(re.findall(r'BIND\("(.*)" AS', text)) <= planted


def test_what_owl_2_rl_allows_is_left_alone() -> None:
    allowed = """
csto:A rdfs:subClassOf [ owl:onProperty csto:a ; owl:allValuesFrom csto:B ] ,
    [ owl:onProperty csto:a ; owl:maxCardinality 1 ] , [ owl:complementOf csto:B ] .
[ owl:unionOf ( csto:A csto:B ) ] rdfs:subClassOf csto:C .
[ owl:onProperty csto:a ; owl:someValuesFrom csto:A ] rdfs:subClassOf csto:C .
csto:D owl:equivalentClass [ owl:intersectionOf ( csto:A csto:B ) ] .
csto:a a owl:ObjectProperty , owl:IrreflexiveProperty ; owl:inverseOf csto:b .
"""
    data = dataset(Triples().parse(data=HEAD + allowed, format="turtle"))
    for name in ("owl-rl-constructs", "owl-rl-positions", "property-characteristics"):
        assert rows(HYGIENE / f"{name}.rq", data) == []


def test_terms_are_found_in_texts(tmp_path: Path) -> None:
    texts = {
        "a.rq": "PREFIX csto: <https://w3id.org/csto-graph/ontology#> SELECT ?x { ?x csto:body 1 }",
        "a.ttl": "csto:BodyShape\n    sh:path csto:body ;\n    sh:or csto:BodyShape ;\n    .\n",
        "a.py": 'x = f"{CSTO}body"; y = "Nobody"',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert mentions(tmp_path / name) == {"body"}


# ---- what needs the published graph


def test_no_node_is_part_of_itself(ontology: Triples, graph: Graph) -> None:
    for term in ontology.subjects(RDF.type, OWL.TransitiveProperty):
        circles = graph.run(f"SELECT ?node {{ ?node <{term}> ?node }}")
        assert not list(circles), term  # type: ignore[arg-type]


NODE = rf"(?:<[^<>\s]+>|\b(?:csto|{'|'.join(KINDS)}):[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)"
VALUE = rf'(?:{NODE}|"[^"]*"(?:\^\^\S+|@\w+)?|true|false|[0-9]+)'


def full(name: str) -> str:
    """The IRI that an example writes as ``prefix:name`` or ``<…/path>``, in brackets."""
    return f"<{expand(name)}>" if name[0] != "<" else name.replace("…/", BASE)


def faults(example: str, graph: Graph) -> list[str]:
    """The nodes in an example that nothing describes; the example itself if it is untrue.

    An example that is a statement has to be in the published graph, or to be claimed.
    """
    nodes = re.findall(NODE, example)
    missing = [n for n in nodes if not graph.run(f"ASK {{ {full(n)} ?property ?value }}")]
    statement = re.fullmatch(rf"({NODE}) (csto:\w+) ({VALUE})", example)
    if missing or statement is None:
        return missing
    node, word, value = (full(s) if re.fullmatch(NODE, s) else s for s in statement.groups())
    claimed = f"[] rdf:subject {node} ; rdf:predicate {word} ; rdf:object {value}"
    true = graph.sparql(f"ASK {{ {{ {node} {word} {value} }} UNION {{ {claimed} }} }}")
    return [] if true else [example]


def test_examples_name_what_exists_and_are_true(ontology: Triples, graph: Graph) -> None:
    for term, example in ontology.subject_objects(SKOS.example):
        assert faults(str(example), graph) == [], term


@pytest.mark.parametrize(
    ("example", "found"),
    [
        ("claim:none says so", ["claim:none"]),
        ("<…/document/none#char=1,2>", ["<…/document/none#char=1,2>"]),
        ("org:csto csto:none state:armenia", ["csto:none"]),
        ("state:armenia csto:everMemberOf org:united-nations",) * 2,
        ("list:002-members csto:statedCount 7",) * 2,
        ("list:002-members csto:statedCount 6", []),
    ],
)
def test_a_planted_fault_in_an_example_is_found(
    example: str, found: str | list[str], graph: Graph
) -> None:
    assert faults(example, graph) == ([found] if isinstance(found, str) else found)


def test_the_ontology_has_the_version_of_the_package(ontology: Triples) -> None:
    assert str(ontology.value(URIRef(f"{BASE}ontology"), OWL.versionInfo)) == __version__


def test_every_alignment_is_in_the_readme(ontology: Triples) -> None:
    readme = (shipped("ontology") / "README.md").read_text(encoding="utf-8")
    for relation in (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch):
        for term, other in ontology.subject_objects(relation):
            if str(other).startswith(CSTO) or not str(term).startswith(CSTO):
                continue
            above = short(str(other)).replace("w3org:", "org:")
            above = re.sub(r"cidoc:(P\w+?)_.*", r"\1", above)
            assert short(str(term)).removeprefix("csto:") in readme, term
            assert above in readme, other
