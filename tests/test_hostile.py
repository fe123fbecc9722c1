"""Hostile input and surroundings: one clear message, the right exit status, nothing lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from csto_graph import DataError, Graph, open_graph
from csto_graph.cache import cache_folder, read_counts
from csto_graph.canonical import write_turtle
from csto_graph.dates import LONGEST, bounds
from csto_graph.errors import CstoGraphError, ParameterError
from csto_graph.files import replace_file
from csto_graph.findings import read_files
from csto_graph.inference import closure
from csto_graph.loading import named_document
from csto_graph.namespaces import CSTO, DCT
from csto_graph.nodes import Nodes
from csto_graph.sources import turtle_files
from csto_graph.turtle import line_of, read_turtle

MEMBERS = ("query", "members-on", "--date", "2012-05-03")
UNIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, links and devices of Unix")


def shell(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which ``CSTO`` is the command."""
    return subprocess.run(
        ["sh", "-c", command.replace("CSTO", f"{sys.executable} -m csto_graph")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, **variables},
    )


def one_message(err: str) -> bool:
    lines = [line for line in err.splitlines() if not line.endswith("…")]
    return len(lines) == 1 and lines[0].startswith("csto-graph: ")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["query", "evidence", "--about", "state:%"], "nothing is called 'state:%'"),
        (["query", "evidence", "--about", "http://[::1"], "nothing is called"),
        (["query", "evidence", "--about", "http://a:b:c/"], "nothing is called"),
        (["query", "evidence", "--about", "http://\ue000/"], "nothing is called"),
        (["query", "evidence", "--about", "> } ; DROP"], "nothing is called"),
        (["query", "bodies", "--known-by="], "known-by: '' is not a date"),
        (["query", "bodies", "--without", "\udcff"], "no document '\\udcff'"),
        (["query", "bodies", "--policy", "\udcff"], "no policy '\\udcff'"),
        (["query", "bodies", "--data="], "an empty name of a folder"),
        (["sparql", "SELECT \udcff"], "not UTF-8"),
        (["export", "-o", "x" * 300], "File name too long"),
    ],
)
def test_odd_requests(run, args: list[str], says: str) -> None:
    status, out, err = run(*args)
    assert (status in (1, 2), out) == (True, "")
    assert says in err
    assert one_message(err)


def test_a_document_may_be_left_out_twice(run) -> None:
    once = run("query", "bodies", "--without", "002")
    twice = run("query", "bodies", "--without", "002", "--without", "document:itar-tass-2012-08-28")
    assert once[:2] == twice[:2]
    assert once[0] == 0


def test_an_identifier_of_two_documents_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(f'<a:a> <{DCT}identifier> "002" . <a:b> <{DCT}identifier> "002" .', "utf-8")
    nodes = Nodes(read_turtle(path).triples)
    with pytest.raises(ParameterError, match="'002' may mean a:a, a:b; give one"):
        named_document(nodes, ["a:a", "a:b"], "002", "without")
    assert named_document(nodes, ["a:a", "a:b"], "a:b", "without") == "a:b"


@pytest.mark.parametrize(
    "text",
    ["2012-1X", "2012-0X", "201X-1X", "2012-XX-3X", "{..1990,2012}", "{2012-XX,2013}",
     "2011-02-29", "{" + "2012," * LONGEST + "2012}"],
)  # fmt: skip
def test_dates_that_the_library_fails_on(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ParameterError, match=r"is not a date in EDTF|characters; 200 is the most"):
        bounds(text)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("variables", [
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
])  # fmt: skip
@pytest.mark.parametrize("command", ["CSTO --help", "CSTO query members-on --date 2012-05-03"])
def test_answers_are_utf8_wherever_they_go(graph: Graph, command: str, variables) -> None:
    plain = shell(command, PYTHONIOENCODING="utf-8")
    odd = shell(command, **variables)
    assert (odd.returncode, odd.stdout, odd.stderr) == (0, plain.stdout, "")


@UNIX
@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("CSTO --help >&-", "standard output is closed"),
        ("CSTO query members-on --date 2012-05-03 >&-", "standard output is closed"),
        ("CSTO sparql <&-", "standard input is closed"),
        ("CSTO --version >/dev/full", "cannot be written: No space left"),
        ("CSTO query members-on --date 2012-05-03 >/dev/full", "cannot be written: No space left"),
        ("CSTO sparql 'ASK {}' >/dev/full", "cannot be written: No space left"),
    ],
)
def test_an_answer_that_goes_nowhere(graph: Graph, command: str, says: str) -> None:
    done = shell(command)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert one_message(done.stderr)


@UNIX
@pytest.mark.parametrize("redirect", ["2>&-", "2>/dev/full"])
def test_messages_that_go_nowhere(redirect: str) -> None:
    done = shell(f"CSTO query nonsense {redirect}")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


@UNIX
def test_a_query_that_overflows_the_engine(process, graph: Graph) -> None:
    done = process("sparql", input="ASK { ?s " + "csto:x/" * 30_000 + "csto:y ?o }")
    assert (done.returncode, done.stdout) == (2, "")
    assert "the engine failed on the query (SIG" in done.stderr
    assert one_message(done.stderr)


@UNIX
def test_values_that_the_engine_cannot_order(process, graph: Graph) -> None:
    done = process("sparql", "SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 3")
    if done.returncode != 0:  # an engine to come may order them
        assert (done.returncode, done.stdout) == (2, "")
        assert "order values of one kind only" in done.stderr
        assert one_message(done.stderr)


@UNIX
def test_a_query_without_end_can_be_interrupted(graph: Graph) -> None:
    query = "SELECT * { ?s (csto:x|!csto:x)* ?o }"
    command = [sys.executable, "-m", "csto_graph", "sparql", query]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(1.5)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        err = process.communicate(timeout=20)[1]
    assert process.returncode == 130
    assert err.splitlines() == ["csto-graph: interrupted; nothing was changed"]


def test_a_sparql_answer_keeps_its_status_and_message(run) -> None:
    assert run("sparql", "ASK {}")[:2] == (0, "yes\n")
    status, _, err = run("sparql", "ASK {")
    assert status == 2
    assert "not valid SPARQL" in err
    assert one_message(err)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?t { BIND(TRIPLE(<a:a>, <a:b>, <a:c>) AS ?t) }",
        'SELECT ("https://w3id.org/csto-graph/a%zz" AS ?x) {}',
        f'SELECT ("https://w3id.org/csto-graph/document/x#char={"9" * 5000},1" AS ?x) {{}}',
    ],
)
def test_odd_values_in_a_table(run, query: str) -> None:
    status, out, err = run("sparql", query)
    assert (status, err) == (0, "")
    assert out


def test_a_triple_within_a_triple_is_not_written_as_turtle(run) -> None:
    query = "CONSTRUCT { <a:a> <a:b> ?t } WHERE { BIND(TRIPLE(<a:a>, <a:b>, <a:c>) AS ?t) }"
    status, out, err = run("sparql", query)
    assert (status, out) == (1, "")
    assert "use N-Triples" in err
    assert run("sparql", "--format", "ntriples", query)[0] == 0


RDF_LIST = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . <a:a> <a:b> _:l . _:l "


@pytest.mark.parametrize(
    "rest",
    [
        "rdf:first 1 .",
        "rdf:first 1 ; rdf:rest <a:c> .",
        "rdf:first 1 , 2 ; rdf:rest rdf:nil .",
        'rdf:first 1 ; rdf:rest rdf:nil ; <a:d> "kept" .',
        "rdf:first 1 ; rdf:rest [ rdf:first 2 ] .",
    ],
)
def test_what_only_resembles_a_list_is_kept_whole(tmp_path: Path, rest: str) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(RDF_LIST + rest, encoding="utf-8")
    before = read_turtle(path).triples
    path.write_text(write_turtle(before), encoding="utf-8")
    after = read_turtle(path).triples
    named = [sorted(str(t.predicate) for t in triples) for triples in (before, after)]
    assert named[0] == named[1]


def test_formatting_keeps_the_direction_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text('<a:a> <a:b> "x"@ar--rtl .', encoding="utf-8")
    assert '"x"@ar--rtl' in write_turtle(read_turtle(path).triples)


def test_blank_nodes_nested_too_deep(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<a:a> <a:b> " + "[ <a:b> " * 9000 + "1" + " ]" * 9000 + " .", "utf-8")
    with pytest.raises(DataError, match="nested too deep"):
        write_turtle(read_turtle(path).triples)


def test_a_byte_order_mark_is_named(run, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_bytes(b"\xef\xbb\xbf<a:a> <a:b> <a:c> .")
    status, _, err = run("format", str(path))
    assert status == 1
    assert f"{path}:1: begins with a byte order mark" in err


def test_the_line_of_a_node_is_found_in_time_for_long_files(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("".join(f"<a:n{n}> <a:b> 1 .\n" for n in range(20_000)), encoding="utf-8")
    file = read_turtle(path)
    began = time.monotonic()
    assert [line_of(file, f"a:n{n}") for n in range(20_000)] == list(range(1, 20_001))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("reasoner", ["rules", "owlrl"])
def test_inference_over_texts_of_several_lines(tmp_path: Path, reasoner: str) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@base <https://w3id.org/csto-graph/> .\n"
        '<a:p> rdfs:subPropertyOf <a:q> . <state/x> <a:p> """one\ntwo\\u0001""" ,\n'
        '  "https://w3id.org/csto-graph/state/y" .',
        encoding="utf-8",
    )
    facts = tmp_path / "facts.nt"
    facts.write_text("".join(f"{t} .\n" for t in read_turtle(path).triples), encoding="utf-8")
    inferred = {t.object.value for t in closure(facts, reasoner)}
    assert "one\ntwo\x01" in inferred


def test_only_a_folder_itself_is_searched_for_a_text() -> None:
    with pytest.raises(DataError, match="/no/such/folder: does not exist"):
        open_graph("/no/such/folder")
    with pytest.raises(ParameterError, match="no document 'x9'"):
        open_graph(without="x9")
    with pytest.raises(ParameterError, match="known_by: 'soon' is not a date"):
        open_graph(known_by="soon")


def test_texts_of_what_is_no_iri(graph: Graph) -> None:
    assert graph.texts("a:%", "a:b") == graph.texts("a:b", "") == []


@UNIX
@pytest.mark.parametrize("kind", ["fifo", "dangling", "loop"])
def test_what_cannot_be_read_in_a_folder_is_not_passed_over(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.ttl"
    (tmp_path / "y.ttl").write_text("", encoding="utf-8")
    (tmp_path / "folder.ttl").mkdir()
    assert turtle_files(tmp_path) == [tmp_path / "y.ttl"]
    if kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(path if kind == "loop" else tmp_path / "gone")
    with pytest.raises(DataError, match=r"x\.ttl: is no file that can be read"):
        turtle_files(tmp_path)
    if kind != "fifo":  # which is read when it is named, as shells make them for <(…)
        authored, findings = read_files([], [path])
        assert authored.files == ()
        assert "cannot be read" in str(findings[0])


@UNIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read anything")
def test_an_unreadable_folder_within_one_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "y.ttl").write_text("", encoding="utf-8")
    (tmp_path / "closed").mkdir(mode=0)
    with pytest.raises(DataError, match="closed: cannot be read"):
        turtle_files(tmp_path)


@UNIX
def test_writing_follows_links_and_spares_devices(run, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real").write_text("old", encoding="utf-8")
    replace_file(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text(encoding="utf-8") == "new"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CstoGraphError, match="no plain file"):
        replace_file(tmp_path / "pipe", "new")
    assert (tmp_path / "pipe").is_fifo()
    status, _, err = run("export", "--force", "-o", str(tmp_path / "pipe"))
    assert status == 2
    assert "no plain file" in err
    replace_file(tmp_path / ("n" * 250), "new")  # the draft's name is not longer still


def _shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10])


def _garble(path: Path) -> None:
    path.write_bytes(bytes(byte ^ 255 for byte in path.read_bytes()))


def _bury(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _each(pattern: str, harm: Callable[[Path], None]) -> Callable[[Path], None]:
    return lambda folder: [harm(path) for path in folder.glob(pattern)] and None


@pytest.fixture
def harmed(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Path], None]], Path]:
    """A cache with a copy of the shipped graph, harmed as a test wishes."""
    monkeypatch.setenv("CSTO_GRAPH_CACHE", str(tmp_path / "cache"))

    def harm(how: Callable[[Path], None]) -> Path:
        place = cache_folder() / graph.folder.name
        shutil.copytree(graph.folder, place)
        how(place)
        return place

    return harm


@pytest.mark.parametrize(
    "how",
    [
        _each("counts.tsv", Path.unlink),
        _each("counts.tsv", _shorten),
        _each("counts.tsv", _garble),
        _each("counts.tsv", _bury),
        _each("counts.tsv", lambda path: path.write_text("count\tclaims\t5\n", "utf-8") and None),
        _each("graph.nq", _shorten),
        _each("graph.nq", Path.unlink),
        _each("store", shutil.rmtree),
        _each("store/*.sst", _shorten),
        _each("store/MANIFEST-*", _shorten),
        _each("store/MANIFEST-*", _garble),
        _each("store/CURRENT", _garble),
    ],
    ids=["no counts", "short counts", "garbled counts", "counts a folder", "other counts",
         "short quads", "no quads", "no store", "short store", "short manifest",
         "garbled manifest", "garbled pointer"],
)  # fmt: skip
def test_a_damaged_graph_is_built_again(run, harmed, monkeypatch, how) -> None:
    """With the build itself replaced by a copy of the graph that is whole."""
    import csto_graph.building

    calls = []
    place = harmed(how)

    def publish(sources: object, settings: object, file: Path, progress: object) -> object:
        calls.append(place)
        file.write_text(f"<{CSTO}a> <{CSTO}b> <{CSTO}c> .\n", encoding="utf-8")
        return {"documents": 5, "quads": 1}

    monkeypatch.setattr(csto_graph.building, "publish", publish)
    status, out, _ = run("sparql", "--format", "csv", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert (status, out.split()) == (0, ["n", "1"])
    assert read_counts(place) == {"documents": 5, "quads": 1}
    assert [path.name for path in cache_folder().glob("[!.]*")] == [place.name]
    assert run("build")[0] == 0
    assert len(calls) <= 1  # in the child, or here


def test_a_build_by_force_that_is_interrupted_leaves_the_old_graph(
    run, harmed, monkeypatch
) -> None:
    import csto_graph.building

    def publish(*args: object) -> None:
        raise KeyboardInterrupt

    place = harmed(lambda folder: None)
    monkeypatch.setattr(csto_graph.building, "publish", publish)
    assert run("build", "--force")[0] == 130
    assert run(*MEMBERS)[0] == 0
    assert place.is_dir()
