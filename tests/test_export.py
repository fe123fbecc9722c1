"""Exports: every format read back by others, parts of the graph, places to write to."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from csto_graph import Graph, export_graph
from csto_graph.canonical import natural, write_turtle
from csto_graph.errors import (
    CstoGraphError,
    DataError,
    OutputError,
    ParameterError,
    UnknownEntityError,
)
from csto_graph.export import FORMATS, VIEWS, Filter, Selection, exported, select
from csto_graph.export.blocks import Block, read_blocks
from csto_graph.export.context import URL, context_text, read_context
from csto_graph.export.output import writer
from csto_graph.export.rdf import write_trig
from csto_graph.export.rdf import write_turtle as stream_turtle
from csto_graph.export.selection import situations_within
from csto_graph.namespaces import BASE, CSTO, RDFS, SKOS, XSD
from csto_graph.sorting import sorted_texts
from csto_graph.sources import find_sources, shipped
from csto_graph.turtle import read_turtle

UNIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs devices and limits of Unix")
MEMBERSHIP = f"{BASE}membership/csto-uzbekistan-2006"
S = f"{BASE}state/uzbekistan"
NOTE = f"{SKOS}note"
OXIGRAPH = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "jsonld-flat": RdfFormat.JSON_LD,
}
RDFLIB = {"turtle": "turtle", "trig": "trig", "ntriples": "nt", "nquads": "nquads",
          "rdfxml": "xml", "jsonld": "json-ld", "jsonld-flat": "json-ld"}  # fmt: skip
WITH_GRAPHS = ("trig", "nquads")


def typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(name if ":" in name else XSD + name))


# What formats and readers stumble on; XML cannot hold the last few.
NASTY = [
    Literal("Ünïcödé ≠ ascii"),
    Literal('quotes " and \\ and \\n and \'\'\' and """'),
    Literal("line\nfeed, tab\t, return\r, both\r\n"),
    Literal('ends with a line feed and a quote\n"'),
    Literal("  blanks  at  both  ends  "),
    Literal("<b>&amp; ]]> <!-- -->"),
    Literal("السلام عليكم"),
    Literal("\u202eright to left\u202c"),
    Literal("👩‍👩‍👧‍👦 🇰🇬 \U0010fffd"),
    Literal("a\u0301 is not \u00e1"),
    Literal("\u0085\u2028\u2029\ufeff\u00a0"),
    Literal(""),
    Literal("x" * 200_000),
    Literal("{@id} $ref @type _:b"),
    Literal("@id"),
    Literal("csto:start"),
    Literal("шанхай", language="ru"),
    Literal("colour", language="en-gb"),
    Literal("colour", language="en"),
    Literal("名前", language="zh-hant-tw"),
    typed("1.0", "decimal"),
    typed("1", "decimal"),
    typed("+1.50", "decimal"),
    typed("01", "integer"),
    typed("1", "integer"),
    typed("-0", "integer"),
    typed("9" * 5000, "integer"),
    typed("12345678901234567890", "integer"),
    typed("1e0", "double"),
    typed("1.0E0", "double"),
    typed("NaN", "double"),
    typed("1", "boolean"),
    typed("true", "boolean"),
    typed("no number", "integer"),
    typed("2012-13-45", "date"),
    typed("2012-05-03Z", "date"),
    typed("P6Y", "duration"),
    typed("2006-08", "http://id.loc.gov/datatypes/edtf/EDTF"),
    typed("text", "http://example.org/a datatype".replace(" ", "%20")),
    NamedNode("http://example.org/ünï/한국?q=1&r=%20#frag"),
    NamedNode("urn:isbn:0451450523"),
    NamedNode("mailto:a@example.org"),
    NamedNode(f"{BASE}state/a.b/../c"),
    NamedNode(f"{BASE}state/x:y"),
    NamedNode(f"{BASE}état/é"),
    NamedNode(f"{BASE}ontology"),
    NamedNode(f"{CSTO}FullMember"),
    NamedNode(f"{CSTO}no/plain.name."),
]
NO_XML = [Literal("\x00"), Literal("\x01\x0b\x1f"), Literal("\ufffe")]


def nasty_quads() -> list[Quad]:
    quads = [
        Quad(NamedNode(S), NamedNode(predicate), value)
        for predicate in (NOTE, f"{RDFS}label", f"{CSTO}start", f"{CSTO}member",
                          f"{CSTO}agreement", "http://example.org/p-é")
        for value in NASTY
    ]  # fmt: skip
    subjects = [v for v in NASTY if isinstance(v, NamedNode)]
    quads += [Quad(s, NamedNode(NOTE), Literal("x")) for s in subjects]
    document = NamedNode(f"{BASE}document/x")
    for graph in (None, document, NamedNode("http://example.org/g")):
        quads.append(Quad(document, NamedNode(NOTE), Literal(f"in {graph}\n}}"), graph))
    return quads


def graph_nq(path: Path, quads: list[Quad]) -> Selection:
    path.write_text("".join(f"{quad} .\n" for quad in sorted(quads, key=str)), encoding="utf-8")
    return Selection(path)


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Selection:
    return graph_nq(tmp_path_factory.mktemp("nasty") / "graph.nq", nasty_quads())


def written(selection: Selection, form: str, *, inline: bool = False) -> bytes:
    sink = io.BytesIO()
    name, _, flat = form.partition("-")
    writer(name, flat=bool(flat), inline_context=inline)(selection, sink)
    return sink.getvalue()


def terms(quads: Any, form: str) -> set[tuple[str, ...]]:
    """Quads as texts, exact; those of the default graph for formats without graphs."""
    kept = form in WITH_GRAPHS
    return {
        (str(q.subject), str(q.predicate), str(q.object), str(q.graph_name) if kept else "")
        for q in quads
        if kept or str(q.graph_name) == "DEFAULT"
    }


@pytest.mark.parametrize("form", OXIGRAPH)
def test_pyoxigraph_reads_back_every_term(nasty: Selection, form: str) -> None:
    data = written(nasty, form, inline=True)
    back = terms(parse(data, format=OXIGRAPH[form]), form)
    assert back == terms(nasty_quads(), form)
    assert len(back) >= 6 * len(NASTY)
    if form == "nquads":
        assert data == nasty.path.read_bytes()


def rdflib_terms(data: bytes, form: str) -> set[tuple[Any, ...]]:
    """Triples as rdflib reads them: IRI, or text with datatype and language, exact."""
    from rdflib import Dataset
    from rdflib import Literal as RdflibLiteral

    dataset = Dataset(default_union=False)
    dataset.parse(data=data, format=RDFLIB[form])

    def exact(term: Any) -> tuple[Any, ...]:
        if not isinstance(term, RdflibLiteral):
            return (str(term),)
        datatype = None if term.datatype is None else str(term.datatype)
        return (str(term), datatype, term.language)

    def name(graph: Any) -> str:
        text = str(getattr(graph, "identifier", graph) or "")
        return "" if text == "urn:x-rdflib:default" else text

    return {
        (exact(s), exact(p), exact(o), name(g) if form in WITH_GRAPHS else "")
        for s, p, o, g in dataset.quads()
    }


def expected_terms(form: str) -> set[tuple[Any, ...]]:
    def exact(term: Any) -> tuple[Any, ...]:
        if not isinstance(term, Literal):
            return (term.value,)
        kind = term.datatype.value
        plain = term.language is not None or kind == f"{XSD}string"
        return (term.value, None if plain else kind, term.language)

    return {
        (exact(q.subject), exact(q.predicate), exact(q.object),
         getattr(q.graph_name, "value", "") if form in WITH_GRAPHS else "")
        for q in nasty_quads()
        if form in WITH_GRAPHS or str(q.graph_name) == "DEFAULT"
    }  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", RDFLIB)
def test_rdflib_reads_back_every_term(nasty: Selection, form: str, monkeypatch) -> None:
    import rdflib

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr(rdflib.term, "_toPythonMapping", {})  # no value, so nothing to normalise
    back = rdflib_terms(written(nasty, form, inline=True), form)
    assert back == expected_terms(form)


def offline(url: str, options: dict[str, Any]) -> dict[str, Any]:
    """A document loader that has our context, from the file, and refuses all else."""
    assert url == URL, f"{url} would be fetched"
    document = json.loads((shipped("ontology") / "context.jsonld").read_text(encoding="utf-8"))
    return {"contextUrl": None, "documentUrl": url, "document": document}


@pytest.mark.parametrize("form", ["jsonld", "jsonld-flat"])
def test_pyld_reads_json_ld_with_the_published_context(nasty: Selection, form: str) -> None:
    from pyld import jsonld

    document = json.loads(written(nasty, form))
    assert document["@context"] == [URL, {"@base": BASE}]
    lines = jsonld.to_rdf(document, {"documentLoader": offline, "format": "application/n-quads"})
    back = terms(parse(lines.encode(), format=RdfFormat.N_QUADS), form)
    assert without_doubles(back) == without_doubles(terms(nasty_quads(), form))


def without_doubles(found: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """All but doubles, which this reader rewrites however they are given."""
    return {quad for quad in found if "#double" not in quad[2]}


def test_what_xml_cannot_hold_is_refused_with_the_node(tmp_path: Path) -> None:
    for number, value in enumerate(NO_XML):
        quads = [Quad(NamedNode(S), NamedNode(NOTE), value)]
        selection = graph_nq(tmp_path / f"{number}.nq", quads)
        with pytest.raises(DataError, match=r"state:uzbekistan: holds the character U\+[0F]"):
            written(selection, "rdfxml")
        for form in OXIGRAPH.keys() - {"rdfxml"}:
            back = terms(parse(written(selection, form, inline=True), format=OXIGRAPH[form]), form)
            assert back == terms(quads, form)


@pytest.mark.parametrize("end", ["p/", "p#1", "p%20", "p?q=", "·"])
def test_properties_that_xml_cannot_name_are_refused(tmp_path: Path, end: str) -> None:
    quads = [Quad(NamedNode(S), NamedNode(f"http://example.org/{end}"), Literal("x"))]
    selection = graph_nq(tmp_path / "graph.nq", quads)
    with pytest.raises(DataError, match="state:uzbekistan: RDF/XML has no form for the property"):
        written(selection, "rdfxml")
    assert terms(parse(written(selection, "turtle"), format=RdfFormat.TURTLE), "turtle")


def test_reserved_words_of_rdf_xml_are_refused(tmp_path: Path) -> None:
    li = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#li")
    selection = graph_nq(tmp_path / "graph.nq", [Quad(NamedNode(S), li, Literal("x"))])
    with pytest.raises(DataError, match="RDF/XML has no form"):
        written(selection, "rdfxml")


def test_an_iri_that_reads_as_a_short_name_is_refused_in_json_ld(tmp_path: Path) -> None:
    for value in ("rdf:x", "label:x"):
        quads = [Quad(NamedNode(S), NamedNode(NOTE), NamedNode(value))]
        selection = graph_nq(tmp_path / "graph.nq", quads)
        with pytest.raises(DataError, match=f"state:uzbekistan: <{value}> would be taken"):
            written(selection, "jsonld-flat")


def test_blank_nodes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_text(f"<{S}> <{NOTE}> _:b .\n", encoding="utf-8")
    with pytest.raises(DataError, match="state:uzbekistan: has a blank node"):
        written(Selection(path), "turtle")
    path.write_text(f'_:b <{NOTE}> "x" .\n', encoding="utf-8")
    with pytest.raises(DataError, match="which is no IRI"):
        written(Selection(path), "nquads")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f'<{S}> <{NOTE}> "x .\n', "is damaged at .*uzbekistan.*csto-graph build --force"),
        (f'<{S}> <{NOTE}> "b" .\n<{BASE}a> <{NOTE}> "b" .\n', "is not sorted by subject"),
    ],
)
def test_a_damaged_graph_is_told(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "graph.nq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=says):
        written(Selection(path), "turtle")


def test_a_graph_without_files_is_refused() -> None:
    with pytest.raises(ParameterError, match="not from an endpoint"):
        export_graph(Graph(None, {}, None))  # type: ignore[arg-type]


def test_an_endless_name_of_numbers_can_be_sorted() -> None:
    key = natural("a" + "9" * 5000)
    assert natural("a9") < key
    assert sorted(["a1", "a01", "a", "a10", "a2"], key=natural) == ["a", "a01", "a1", "a2", "a10"]


# The shipped graph


@pytest.fixture(scope="module")
def quads(graph: Graph) -> list[Quad]:
    return list(parse(path=str(graph.folder / "graph.nq"), format=RdfFormat.N_QUADS))


@pytest.mark.parametrize("form", OXIGRAPH)
def test_the_whole_graph_goes_out_and_comes_back(graph: Graph, quads: list[Quad], form) -> None:
    data = written(select(graph), form, inline=True)
    assert terms(parse(data, format=OXIGRAPH[form]), form) == terms(quads, form)


def test_turtle_is_the_canonical_form(graph: Graph, quads: list[Quad], nasty: Selection) -> None:
    triples: Any = {q.triple for q in quads if str(q.graph_name) == "DEFAULT"}
    assert exported(graph, "turtle") == write_turtle(triples)
    few: Any = {q.triple for q in nasty_quads() if str(q.graph_name) == "DEFAULT"}
    assert written(nasty, "turtle").decode() == write_turtle(few)


def test_sorting_through_temporary_files_gives_the_same(graph: Graph, monkeypatch) -> None:
    from csto_graph import sorting

    for write, view in ((stream_turtle, "resolved"), (write_trig, "claims")):
        sinks = [io.BytesIO(), io.BytesIO()]
        write(select(graph, view), sinks[0])
        with monkeypatch.context() as patch:
            patch.setattr(sorting.sorted_texts, "__defaults__", (50_000,))
            write(select(graph, view), sinks[1])
        assert sinks[0].getvalue() == sinks[1].getvalue()


def test_texts_are_sorted_by_key_however_little_fits() -> None:
    items = [((n * 7 % 10, str(n)), f"text {n}\n") for n in range(30)]
    want = [text for _, text in sorted(items)]
    for limit in (1, 20, 10_000):
        assert list(sorted_texts(iter(items), limit)) == want


@UNIX
def test_a_full_folder_for_temporary_files_is_told(monkeypatch) -> None:
    from csto_graph import sorting

    full = Path("/dev/full")
    monkeypatch.setattr(sorting.tempfile, "TemporaryFile", lambda dir: full.open("wb", 0))
    with pytest.raises(OutputError, match="cannot be written: No space left"):
        list(sorted_texts([(n, "x" * 100) for n in range(1000)], 10_000))


def test_every_triple_is_in_one_view(graph: Graph) -> None:
    parts = [set(exported(graph, "ntriples", view).splitlines())
             for view in ("resolved", "claims", "ontology")]  # fmt: skip
    assert set.union(*parts) == set(exported(graph, "ntriples").splitlines())
    assert sum(map(len, parts)) == len(set.union(*parts))
    resolved, claims, ontology = ("\n".join(sorted(part)) for part in parts)
    assert f"\n<{MEMBERSHIP}> <{CSTO}startLatest>" in resolved
    assert f"\n<{MEMBERSHIP}#start> <http://www.w3.org/ns/prov#wasDerivedFrom>" in resolved
    assert f"\n<{BASE}claim/002-68> <{CSTO}evidence>" in claims
    assert f"\n<{BASE}speaker/002-itar-tass> <{RDFS}label>" in claims
    assert f"\n<{CSTO}start> <{RDFS}label>" in ontology
    for text, foreign in ((resolved, "ontology#"), (resolved, "claim/"), (claims, "state/"),
                          (ontology, "state/"), (ontology, "claim/")):  # fmt: skip
        assert f"\n<{BASE}{foreign}" not in text


def subjects(selection: Selection) -> set[str]:
    return {block.subject for block in selection}


def test_about_a_node_has_all_its_provenance(graph: Graph) -> None:
    chosen = select(graph, chosen=Filter(about="membership:csto-uzbekistan-2006"))
    assert chosen.nodes is not None
    kept = {iri.removeprefix(BASE) for iri in chosen.nodes}
    # Documents 002 and 004 each give a start; document 003 lists members, 002 does so without it.
    assert kept >= {
        "membership/csto-uzbekistan-2006",
        "membership/csto-uzbekistan-2006#start",
        "claim/002-68",
        "claim/004-95",
        "list/002-members",
        "list/003-members",
        "document/itar-tass-2012-08-28",
        "document/itar-tass-2012-08-28#char=1692,1756",
        "document/asiaplus-2012-11-02#char=2251,2316",
    }
    assert not any(iri.startswith(("state/", "session/", "claim/001", "claim/000")) for iri in kept)
    by_subject = {block.subject: block for block in chosen}
    for block in by_subject.values():
        if f"{CSTO}Claim" in block.types:
            assert block.text(f"{CSTO}evidence") in chosen.nodes
            assert block.text(f"{CSTO}document") in chosen.nodes
    # What they name has its label, and nothing else.
    state = by_subject[S]
    assert state.label == "Uzbekistan"
    assert list(state.properties) == [f"{RDFS}label"]
    assert by_subject[f"{CSTO}Disputed"].label == "disputed"


def test_about_a_claim_or_a_value_has_what_it_rests_on(graph: Graph) -> None:
    passage = f"{BASE}document/asiaplus-2012-11-02#char=2251,2316"
    claim = select(graph, chosen=Filter(about="claim:004-95")).nodes
    assert claim == {f"{BASE}claim/004-95", passage, f"{BASE}document/asiaplus-2012-11-02"}
    value = select(graph, chosen=Filter(about=f"{MEMBERSHIP}#start")).nodes
    assert value is not None
    assert {f"{BASE}claim/004-95", f"{BASE}claim/002-68", passage} <= value


def test_about_and_view_narrow_each_other(graph: Graph) -> None:
    about = Filter(about="membership:csto-uzbekistan-2006")
    whole = subjects(select(graph, "all", about))
    resolved = select(graph, "resolved", about)
    full = {b.subject for b in resolved if b.types}
    assert MEMBERSHIP in full
    assert all(iri.startswith(MEMBERSHIP) for iri in full)
    assert subjects(resolved) < whole
    with pytest.raises(ParameterError, match="the view ontology holds nothing of what was asked"):
        select(graph, "ontology", about)


def test_a_document_has_what_it_says(graph: Graph) -> None:
    chosen = select(graph, chosen=Filter(document="002"))
    assert chosen.nodes is not None
    document = f"{BASE}document/itar-tass-2012-08-28"
    assert document in chosen.nodes
    for iri in chosen.nodes - {document}:
        assert iri.startswith((f"{document}#char=", f"{BASE}claim/002-", f"{BASE}list/002-",
                               f"{BASE}speaker/002-"))  # fmt: skip
    query = f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c a csto:Claim ; csto:document <{document}> }}"
    number = int(next(iter(graph.run(query)))["n"].value)  # type: ignore[arg-type,call-overload]
    assert number == sum(f"{CSTO}Claim" in block.types for block in chosen)
    both = select(graph, chosen=Filter(document="002", about="membership:csto-uzbekistan-2006"))
    claims = {b.subject for b in both if f"{CSTO}Claim" in b.types}
    assert f"{BASE}claim/002-68" in claims
    assert all("/002-" in iri for iri in claims)


def test_a_period_keeps_what_is_possible_in_it(graph: Graph) -> None:
    def within(since: str | None, until: str | None) -> set[str]:
        days = [None if d is None else date.fromisoformat(d) for d in (since, until)]
        return {iri.removeprefix(BASE) for iri in situations_within(graph, *days)}

    first, again = "membership/csto-uzbekistan-2006", "membership/csto-uzbekistan-suspended"
    # It began between 23 June and 31 August 2006 and ended on 28 June 2012, exclusive.
    assert first not in within("2000-01-01", "2006-06-22")
    assert first in within("2000-01-01", "2006-06-23")
    assert first in within("2012-06-27", None)
    assert first not in within("2012-06-28", None)
    assert again in within("2030-01-01", None)  # no source has it end
    # The tenth meeting of the commission was on 1 November 2012.
    assert "session/icmec-10" in within("2012-11-01", "2012-11-01")
    assert "session/icmec-10" not in within("2012-11-02", None)
    assert "session/icmec-10" not in within(None, "2012-10-31")
    everything = within("0001-01-01", "9999-12-31")
    assert within(None, None) == everything
    assert len(everything) == graph.counts["situations"]


def test_a_period_has_the_claims_of_its_situations(graph: Graph) -> None:
    chosen = select(graph, chosen=Filter(since=date(2012, 11, 1), until=date(2012, 11, 1)))
    kept = subjects(chosen)
    assert {f"{BASE}session/icmec-10", f"{BASE}claim/004-32"} <= kept
    assert f"{BASE}claim/002-68" not in kept or MEMBERSHIP in kept


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--about", "nobody"], "about: nothing is called 'nobody'"),
        (["--document", "state:armenia"], "document: state:armenia is csto:"),
        (["--document", "009"], "document: nothing is called '009'"),
        (["--since", "2012"], "since: '2012' is not a date"),
        (["--since", "2013-01-01", "--until", "2012-01-01"], "before since: 2013-01-01; swap"),
        (["--view", "facts"], "invalid choice: 'facts'"),
        (["--flat"], "--flat is for --format jsonld, not turtle"),
        (["--format", "csv"], "name a folder or .zip with -o"),
        (["--format", "csv", "-o", "x.csv"], "name a folder or .zip with -o"),
        (["--format", "graphml", "--view", "ontology"], "nothing of what was asked for ties"),
        (["--format", "csv", "--view", "claims", "-o", "nowhere"], "is a situation; try --view"),
        (["-o", "/no/such/folder/x.ttl"], "/no/such/folder is no folder; make it first"),
        (["-o", str(Path(__file__).parent)], "is a folder and no plain file"),
        (["--force", "-o", "/dev/full"], "no plain file"),
        (["-o", "a\x00b"], "is no name of a file"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_message(run, args: list[str], says: str) -> None:
    status, out, err = run("export", *args)
    assert (status, out) == (2, "")
    assert says in " ".join(err.split())
    assert "Traceback" not in err
    assert not Path("nowhere").exists()


def test_the_name_of_the_file_chooses_the_format(run, tmp_path: Path) -> None:
    for name, begins in (("a.nq", b"<http:"), ("a.rdf", b"<?xml"), ("a.jsonld", b'{"@context"'),
                         ("a.trig", b"@prefix"), ("a", b"@prefix")):  # fmt: skip
        assert run("export", "-o", str(tmp_path / name), "--view", "ontology")[0] == 0
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_compressed_files_are_equal_each_time(run, graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "a.nq.gz"
    assert run("export", "-o", str(path))[0] == 0
    first = path.read_bytes()
    assert gzip.decompress(first) == (graph.folder / "graph.nq").read_bytes()
    assert run("export", "-o", str(path))[0] == 2
    assert run("export", "-o", str(path), "--force")[0] == 0
    assert path.read_bytes() == first
    assert [item.name for item in tmp_path.iterdir()] == ["a.nq.gz"]


@UNIX
@pytest.mark.parametrize("name", ["a.nt", "a.nt.gz", "a.ttl", "a.rdf", "a.zip", "tables"])
def test_a_full_disk_leaves_no_half_file(graph: Graph, tmp_path: Path, name: str) -> None:
    # A limit on the size of files fails as a full disk does, and needs no disk of its own.
    code = (
        "import resource, sys; from csto_graph.cli import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
        "sys.exit(main(sys.argv[1:]))"
    )
    options = ["--format", "csv"] if name == "tables" else []
    done = subprocess.run(
        [sys.executable, "-c", code, "export", "-o", str(tmp_path / name), *options],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@UNIX
def test_a_reader_that_stops_early_and_a_full_device(graph: Graph) -> None:
    for form in ("jsonld", "rdfxml"):
        command = f"{sys.executable} -m csto_graph export --format {form} | head -c 10"
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
        assert (len(done.stdout), done.stderr) == (10, "")
        command = f"{sys.executable} -m csto_graph export --format {form} >/dev/full"
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
        assert done.returncode != 0
        assert "cannot be written: No space left" in done.stderr
        assert "Traceback" not in done.stderr


def test_standard_output_of_a_notebook(graph: Graph, monkeypatch) -> None:
    sink = io.StringIO()
    monkeypatch.setattr(sys, "stdout", sink)
    export_graph(graph, view="ontology")
    assert sink.getvalue() == exported(graph, "turtle", "ontology")


def test_in_python(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    export_graph(graph, path, view="resolved", since="2012-01-01", until=date(2012, 12, 31))
    with pytest.raises(CstoGraphError, match="is there already; --force replaces it"):
        export_graph(graph, path)
    with pytest.raises(UnknownEntityError):
        export_graph(graph, path, about="nobody", force=True)
    with pytest.raises(ParameterError, match="no format 'xml'; there is turtle"):
        export_graph(graph, tmp_path / "b", "xml")
    with pytest.raises(ParameterError, match="no view 'facts'; there is all"):
        export_graph(graph, tmp_path / "b", view="facts")
    assert read_turtle(path).triples
    assert [item.name for item in tmp_path.iterdir()] == ["a.ttl"]


def test_data_of_a_users_own_goes_out_as_written(run, tmp_path: Path) -> None:
    values = ["1.0", '"01"^^xsd:integer', '"X"@en-GB', '"\\u0001 \\"👋\\" ש"']
    (tmp_path / "own.ttl").write_text(
        f"@prefix xsd: <{XSD}> .\n<{S}> <{NOTE}> {' , '.join(values)} .\n", encoding="utf-8"
    )
    own = ["--data", str(tmp_path), "--view", "resolved"]
    assert run("export", *own, "-o", str(tmp_path / "a.nt"))[0] == 0
    lines = (tmp_path / "a.nt").read_text(encoding="utf-8").splitlines()
    notes = {line.partition(f"<{NOTE}> ")[2] for line in lines if line.startswith(f"<{S}> <{NOTE}")}
    # Language tags have no case, and are kept in lower case.
    assert notes >= {f'"1.0"^^<{XSD}decimal> .', f'"01"^^<{XSD}integer> .', '"X"@en-gb .',
                     '"\\u0001 \\"👋\\" ש" .'}  # fmt: skip
    status, _, err = run("export", *own, "--format", "rdfxml", "-o", str(tmp_path / "a.rdf"))
    assert status == 1
    assert "state:uzbekistan: holds the character U+0001" in err
    assert not (tmp_path / "a.rdf").exists()


# JSON-LD as web developers meet it


def test_the_context_is_current(run) -> None:
    triples = [t for path in find_sources().ontology for t in read_turtle(path).triples]
    file = shipped("ontology") / "context.jsonld"
    assert file.read_text(encoding="utf-8") == context_text(triples), (
        "run: csto-graph docs --context"
    )
    assert run("docs", "--context", "--check", "-o", str(file))[0] == 0


def test_the_context_types_what_the_ontology_types() -> None:
    context = read_context()
    assert context["startEarliest"] == {"@id": "csto:startEarliest", "@type": "xsd:date"}
    assert context["start"] == {"@id": "csto:start", "@type": "edtf:EDTF"}
    assert context["agreement"] == {"@id": "csto:agreement", "@type": "@vocab"}
    assert context["organization"] == {"@id": "csto:organization", "@type": "@id"}
    assert context["rationale"] == {"@id": "csto:rationale", "@language": "en"}
    assert context["newName"] == {"@id": "csto:newName"}


@pytest.fixture(scope="module")
def nested(graph: Graph) -> dict[str, Any]:
    document = json.loads(exported(graph, "jsonld"))
    return {node["id"]: node for node in document["@graph"]}


def test_a_situation_leads_to_its_passages_as_plain_json(nested: dict[str, Any]) -> None:
    membership = nested["membership/csto-uzbekistan-2006"]
    assert membership["label"] == "Membership of Uzbekistan in the CSTO from 2006"
    assert membership["member"] == {"id": "state/uzbekistan", "label": "Uzbekistan"}
    assert membership["startEarliest"] == "2006-06-23"
    assert (membership["status"], membership["agreement"]) == ("FullMember", "Disputed")
    (start,) = (value for value in membership["value"] if value["predicate"] == "start")
    assert (start["objectDate"], start["decidedBy"]) == ("[2006-06-23..2006-08-31]", "Hull")
    said = {claim["id"]: claim for claim in start["wasDerivedFrom"]}
    assert said.keys() == {"claim/002-68", "claim/004-95"}
    assert said["claim/004-95"]["objectDate"] == "2006-06-23"
    passage = said["claim/002-68"]["evidence"]
    assert (passage["startOffset"], passage["endOffset"]) == (1692, 1756)
    document = passage["hasSource"]
    assert document["bibliographicCitation"] == "TASS 2012-08-28"
    assert document["publisher"] == {"id": "publisher/tass", "label": "TASS"}
    assert document["url"] == "http://tass.com/archive/681043"
    speaker = nested["session/icmec-10"]["value"]
    voices = [c["speaker"] for v in speaker for c in v["wasDerivedFrom"] if "speaker" in c]
    assert all("label" in voice for voice in voices)


def test_lists_are_lists_and_numbers_numbers(nested: dict[str, Any]) -> None:
    assert nested["session/icmec-10"]["participant"] == [
        {"id": "person/nikolai-bordyuzha", "label": "Nikolai Bordyuzha"}
    ]
    assert nested["session/icmec-10"]["ordinal"] == 10
    assert nested["person/nikolai-bordyuzha"]["nameAsPrinted"] == [
        "Nikolai Bordyuzha", "Nikolay Bordyuzha"
    ]  # fmt: skip
    assert nested["membership/csto-uzbekistan-2006"]["repeated"] is True


def test_situations_come_first(graph: Graph) -> None:
    nodes = json.loads(exported(graph, "jsonld"))["@graph"]
    are = ["Situation" in node.get("type", ()) for node in nodes]
    assert are[: graph.counts["situations"]] == [True] * graph.counts["situations"]
    assert not any(are[graph.counts["situations"] :])


def test_claims_are_nested_where_there_are_no_situations(graph: Graph) -> None:
    sink = io.BytesIO()
    writer("jsonld")(select(graph, chosen=Filter(document="004")), sink)
    nodes = {node["id"]: node for node in json.loads(sink.getvalue())["@graph"]}
    passage = nodes["claim/004-95"]["evidence"]
    assert (passage["startOffset"], passage["endOffset"]) == (2251, 2316)
    assert passage["hasSource"]["bibliographicCitation"] == "Asia-Plus 2012-11-02"


def test_flat_json_ld_is_a_line_a_node(graph: Graph, run) -> None:
    lines = run("export", "--format", "jsonld", "--flat", "--view", "claims")[1].splitlines()
    ids = [json.loads(line.rstrip(","))["id"] for line in lines[2:-1]]
    assert len(ids) == len(set(ids)) == len(subjects(select(graph, "claims")))


# Tables and network


@pytest.fixture(scope="module")
def tables(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "out"
    export_graph(graph, folder, "csv")
    return folder


@pytest.mark.filterwarnings("ignore")
def test_a_library_for_csvw_finds_the_tables_as_described(tables: Path) -> None:
    from csvw import TableGroup
    from csvw.metadata import CSVW

    metadata = tables / "csv-metadata.json"
    group = TableGroup.from_file(metadata)
    names = {str(table.url) for table in group.tables}
    assert names == {path.name for path in tables.glob("*.csv")}
    assert {"membership.csv", "office_tenure.csv", "session.csv", "treaty_signature.csv"} <= names
    assert group.check_referential_integrity() in (None, True)
    table = group.tabledict["membership.csv"]
    rows = {row["id"].unsplit(): row for row in table.iterdicts()}
    row = rows[MEMBERSHIP]
    assert row["start"] == "[2006-06-23..2006-08-31]"
    assert [row[name].date() for name in ("startEarliest", "startLatest")] == [
        date(2006, 6, 23),
        date(2006, 8, 31),
    ]
    assert (row["statusLabel"], row["agreement"]) == ("full member", "Disputed")
    assert row["memberLabel"] == ["Uzbekistan"]
    assert "TASS 2012-08-28, characters 1692-1756" in row["sources"]
    assert "http://tass.com/archive/681043" in [a.unsplit() for a in row["addresses"]]
    assert len(rows) == 8
    assert CSVW(str(metadata), validate=True).is_valid


def test_every_claim_about_a_situation_is_in_the_sources(tables: Path, graph: Graph) -> None:
    import csv

    with (tables / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    start = [row for row in rows if row["value"] == f"{MEMBERSHIP}#start"]
    assert {
        (row["claim"].removeprefix(BASE), row["says"], row["startOffset"]) for row in start
    } == {
        ("claim/002-68", "2006-08", "1692"),
        ("claim/004-95", "2006-06-23", "2251"),
    }
    assert {row["side"] for row in rows} == {"for", "against"}
    with (tables / "values.csv").open(encoding="utf-8", newline="") as file:
        values = {row["id"] for row in csv.DictReader(file)}
    assert {row["value"] for row in rows} <= values


def test_a_zip_has_the_same_tables(tables: Path, graph: Graph, tmp_path: Path) -> None:
    export_graph(graph, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == {
            path.name: path.read_bytes() for path in tables.iterdir()
        }


def test_a_folder_of_tables_is_replaced_only_if_it_is_one(
    run, tables: Path, tmp_path: Path
) -> None:
    args = ["export", "--format", "csv", "-o", str(tmp_path / "t"), "--about",
            "membership:csto-armenia"]  # fmt: skip
    assert run(*args)[0] == 0
    assert sorted(p.name for p in (tmp_path / "t").iterdir()) == [
        "csv-metadata.json", "membership.csv", "sources.csv", "values.csv"
    ]  # fmt: skip
    status, _, err = run(*args)
    assert (status, "--force replaces it" in err) == (2, True)
    assert run(*args, "--force")[0] == 0
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "thesis.txt").write_text("mine", encoding="utf-8")
    args[4] = str(tmp_path / "own")
    assert run(*args, "--force")[0] == 2
    assert (tmp_path / "own" / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_values_with_the_separator_in_them_get_another(tmp_path: Path) -> None:
    from csto_graph.export.csvw import Column, Table, files

    columns = [Column("id", "id", "It.", "anyURI"), Column("names", "names", "Names.", many=True)]

    def made(*names: str) -> tuple[str, Any]:
        rows = [{"id": ["http://e/1"], "names": list(names)}]
        (_, text), (_, told) = files([Table("t", "T", "About.", columns, rows)])
        return text.decode(), json.loads(told)["tables"][0]["tableSchema"]["columns"][1]

    assert made("a", "b")[0] == "id,names\r\nhttp://e/1,a|b\r\n"
    text, column = made('a|"b', "c\nd")
    assert (column["separator"], text) == ("¦", 'id,names\r\nhttp://e/1,"a|""b¦c\nd"\r\n')
    with pytest.raises(DataError, match=r"t\.csv: values of names have all of"):
        made("|¦‖␟")


def test_networkx_reads_the_network(graph: Graph, tmp_path: Path) -> None:
    import networkx

    path = tmp_path / "n.graphml"
    export_graph(graph, path)
    network = networkx.read_graphml(path)
    assert network.is_directed()
    assert network.nodes[S]["label"] == "Uzbekistan"
    assert network.nodes[S]["class"] == "State"
    assert network.nodes[S]["wikidata"].startswith("http://www.wikidata.org/entity/Q")
    assert not any("/publisher/" in node for node in network)
    ties = {d["situation"]: d for d in network[S][f"{BASE}org/csto"].values()}
    assert ties[MEMBERSHIP]["kind"] == "membership"
    assert ties[MEMBERSHIP]["startEarliest"] == "2006-06-23"
    assert ties[MEMBERSHIP]["endLatest"] == "2012-06-28"
    assert "TASS 2012-08-28, characters 1692-1756" in ties[MEMBERSHIP]["sources"]
    members = {s for s, t, d in network.edges(data=True) if d["kind"] == "membership"}
    assert {iri.removeprefix(f"{BASE}state/") for iri in members} == {
        "armenia", "belarus", "kazakhstan", "kyrgyzstan", "russia", "tajikistan", "uzbekistan"
    }  # fmt: skip
    chair = network[f"{BASE}person/igor-karavayev"][f"{BASE}body/icmec"]
    assert [d["role"] for d in chair.values()] == ["chair"]


def test_a_network_refuses_what_xml_cannot_hold(tmp_path: Path) -> None:
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    node = NamedNode(S)
    for label, fails in (("a\x02b", True), ('a <b> & \r\n "c" 👋', False)):
        selection = graph_nq(
            tmp_path / "graph.nq",
            [
                Quad(node, kind, NamedNode(f"{CSTO}Actor")),
                Quad(node, kind, NamedNode(f"{CSTO}State")),
                Quad(node, NamedNode(f"{RDFS}label"), Literal(label)),
                Quad(
                    NamedNode(f"{CSTO}State"),
                    NamedNode(f"{RDFS}subClassOf"),
                    NamedNode(f"{CSTO}Actor"),
                ),
            ],
        )
        if fails:
            with pytest.raises(DataError, match=r"state:uzbekistan: holds the character U\+0002"):
                written(selection, "graphml")
        else:
            import networkx

            network = networkx.parse_graphml(written(selection, "graphml").decode())
            assert network.nodes[S] == {"label": label, "class": "State"}


def test_formats_are_all_tried_here() -> None:
    assert set(FORMATS) == {form.partition("-")[0] for form in OXIGRAPH} | {"csv", "graphml"}


def test_blocks_are_the_whole_file(graph: Graph) -> None:
    path = graph.folder / "graph.nq"
    blocks: Iterator[Block] = read_blocks(path)
    assert b"".join(block.lines for block in blocks) == path.read_bytes()


# docs/export.md

PAGE = (Path(__file__).parent.parent / "docs" / "export.md").read_text(encoding="utf-8")


def test_the_page_names_every_view_format_and_option(run) -> None:
    out = run("export", "--help")[1] + run("release", "--help")[1]
    options = set(re.findall(r"--[a-z-]+", out)) - {"--help", "--output"}
    missing = {word for word in {*FORMATS, *VIEWS, *options} if f"`{word}" not in PAGE}
    assert missing == set()


def test_the_commands_and_the_example_of_the_page_run(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^\$ csto-graph (export .*)$", PAGE, re.M)
    assert len(lines) == 5
    for line in lines:
        assert run(*shlex.split(line))[0] == 0, line
    example = re.search(r"```python\n(.*?)```", PAGE, re.S)
    assert example is not None
    for path in ("my-graph.ttl", "my-2012.trig"):
        Path(path).unlink()
    exec(compile(example[1], "docs/export.md", "exec"), {})
    assert Path("my-tables/membership.csv").is_file()


def test_the_json_of_the_page_is_what_is_written(nested: dict[str, Any]) -> None:
    shown = re.search(r"```json\n(.*?)```", PAGE, re.S)
    assert shown is not None

    def within(part: Any, whole: Any) -> bool:
        """Whether all that is shown is there, in some item of each list."""
        if isinstance(part, dict):
            return all(name in whole and within(part[name], whole[name]) for name in part)
        if isinstance(part, list):
            return all(any(within(item, other) for other in whole) for item in part)
        return bool(part == whole)

    assert within(json.loads(shown[1]), nested["membership/csto-uzbekistan-2006"])
