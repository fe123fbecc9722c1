"""The page that describes the ontology is current, complete and sound."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from csto_graph.namespaces import CSTO, OWL, PREFIXES, RDF, RDFS, SKOS
from csto_graph.ontology_docs import DETAILS, NOTES, ontology_page
from csto_graph.sources import find_sources
from csto_graph.turtle import read_turtle

PAGE = Path(__file__).parent.parent / "docs" / "ontology.md"
TEXT = PAGE.read_text(encoding="utf-8")
TRIPLES = [t for path in find_sources(variable=False).ontology for t in read_turtle(path).triples]
Run = Callable[..., tuple[int, str, str]]
# What the page says in some other way, or does not say.
ELSEWHERE = {f"{RDF}type", f"{OWL}deprecated", f"{SKOS}definition", f"{SKOS}example"}
ELSEWHERE |= {RDFS + name for name in ("label", "domain", "isDefinedBy")}


def page(turtle: str) -> str:
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return ontology_page(quad.triple for quad in parse(head + turtle, format=RdfFormat.TURTLE))


def test_the_page_is_current(run: Run) -> None:
    status, out, _ = run("docs", "--check", "-o", str(PAGE))
    assert (status, out) == (0, "")


def test_every_term_has_one_anchor_and_every_link_leads_to_one() -> None:
    anchors = re.findall(r'<a id="(\w+)"></a>', TEXT)
    terms = {t.subject.value.removeprefix(CSTO) for t in TRIPLES if CSTO in t.subject.value}
    assert sorted(anchors) == sorted(terms)
    headings = {line[3:].lower() for line in TEXT.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\]\(#(\w+)\)", TEXT)) <= terms | headings


def test_nothing_that_the_ontology_says_of_a_term_is_left_out() -> None:
    said = {t.predicate.value for t in TRIPLES if t.subject.value.startswith(CSTO)}
    assert said <= {*DETAILS, *NOTES, *ELSEWHERE}


def test_a_page_that_is_out_of_date_names_the_command_that_mends_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    missing = "docs/ontology.md: out of date; run: csto-graph docs\n"
    assert run("docs", "--check")[:2] == (1, missing)
    assert run("docs")[0] == 2  # there is no folder docs here
    (tmp_path / "docs").mkdir()
    assert run("docs")[0] == 0
    assert (tmp_path / "docs" / "ontology.md").read_text(encoding="utf-8") == TEXT
    old = tmp_path / "old.md"
    old.write_text(TEXT.replace("Version", "version"), encoding="utf-8")
    said = "old.md: out of date; run: csto-graph docs -o old.md\n"
    assert run("docs", "--check", "-o", "old.md")[:2] == (1, said)
    assert run("docs", "-o", "old.md")[0] == 0
    assert old.read_text(encoding="utf-8") == TEXT


def test_a_file_that_is_no_such_page_is_not_replaced(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "letter.md"
    other.write_text("Dear reader\n", encoding="utf-8")
    status, _, err = run("docs", "-o", str(other))
    assert status == 2
    assert "holds something else" in err
    assert other.read_text(encoding="utf-8") == "Dear reader\n"


def test_a_class_stands_below_its_parent_once() -> None:
    text = page(
        'csto:B a owl:Class ; rdfs:subClassOf csto:A , csto:Z , prov:Entity ; rdfs:label "b"@en .'
        "csto:A a owl:Class . csto:Z a owl:Class ."
    )
    (line,) = [line for line in text.splitlines() if 'id="B"' in line]
    assert line.startswith('  - <a id="B"></a>**B** (*b*): ')
    assert "a kind of `prov:Entity`, [Z](#Z)" in line


def test_a_deprecated_term_says_what_replaces_it() -> None:
    text = page("csto:a a owl:ObjectProperty ; owl:deprecated true ; dct:isReplacedBy csto:b .")
    assert "deprecated: " in text
    assert "replaced by [b](#b)" in text


def test_what_markdown_would_take_for_its_own_is_marked() -> None:
    assert r"a \_b\_ \<c\> \[d\]" in page('csto:A a owl:Class ; skos:definition "a _b_ <c> [d]" .')
