"""The command as a user meets it: help, answers, and one clear message for bad input."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from csto_graph.cli import COMMANDS

CLAIM = """@prefix claim: <https://w3id.org/csto-graph/claim/> .
@prefix csto: <https://w3id.org/csto-graph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .

claim:{name}
    a csto:Claim ;
    {parts}
    .
"""


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["query", "members-on", "--date", "2012-02-30"], "date: '2012-02-30' is no day"),
        (["query", "members-on", "--date", "yesterday"], "write YYYY-MM-DD"),
        (["query", "sessions", "--since", "2013-01-01", "--until", "2012-01-01"], "swap the two"),
        (["query", "member-on", "--date", "2012-05-03"], "did you mean members-on"),
        (["query", "members-on", "--day", "2012-05-03"], "--day"),
        (["query", "members-on"], "needs --date"),
        (["query", "member-history", "--state", "Uzbekistn"], "state:uzbekistan"),
        (["query", "member-history", "--state", "Minsk"], "nothing is called 'Minsk'"),
        (["query", "member-history", "--state", "org:csto"], "not csto:State"),
        (["query", "member-history", "--state", "state:atlantis"], "state:atlantis"),
        (["query", "evidence", "--about", "http://example.org/x y"], "nothing is called"),
        (["query", "evidence", "--about", "\x00"], "characters that no name has"),
        (["query", "bodies", "--format", "xml"], "invalid choice: 'xml'"),
        (["query", "bodies", "--policy", "Bold"], "there is"),
        (["query", "bodies", "--known-by", "2012"], "known-by: '2012' is not a date"),
        (["query", "bodies", "--without", "005"], "no document '005'"),
        (["query", "bodies", "--data", "/no/such/folder"], "/no/such/folder: does not exist"),
        (["query", "bodies", "--data", __file__], "is not a folder"),
        (["query"], "name a query first"),
        (["sparql", "SELECT * WHERE { ?s ?p"], "not valid SPARQL"),
        (["sparql", "INSERT DATA { <a:a> <a:b> <a:c> }"], "INSERT is an update"),
        (["sparql", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"], "SERVICE"),
        (["sparql", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"], "names no graph"),
        (["sparql", "-f", "/no/such/file.rq"], "/no/such/file.rq: cannot be read"),
        (["sparql", "ASK {}", "-f", "x.rq"], "not both"),
        (["sparql", "--format", "turtle", "SELECT * {} LIMIT 1"], "does not fit SELECT"),
        (["sparql", "--format", "csv", "ASK {}"], "no csv form"),
        (["sparql", "--format", "csv", "DESCRIBE state:armenia"], "does not fit CONSTRUCT"),
        (["querry"], "did you mean query"),
        (["export", "-o", __file__], "--force"),
        (["export", "-o", "/no/such/folder/x.ttl"], "cannot be written"),
        (["format", "/no/such/file.ttl"], "/no/such/file.ttl: cannot be read"),
        (["validate", "/no/such/file.ttl"], "/no/such/file.ttl: cannot be read"),
        (["validate", "--texts", "/no/such/folder"], "/no/such/folder"),
        (["why", "org:csto", "--texts", "/no/such/folder"], "/no/such/folder: is not a folder"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else None,
)
def test_bad_input_gives_one_message_and_no_traceback(run, args: list[str], says: str) -> None:
    status, out, err = run(*args)
    assert status in (1, 2)
    assert says in out + err
    assert "Traceback" not in out + err
    lines = [line for line in err.splitlines() if not line.endswith("…")]
    assert len([line for line in lines if line.startswith("csto-graph")]) <= 1


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_broken_turtle_gives_file_line_column_and_cause(run, tmp_path: Path) -> None:
    path = write(tmp_path, "broken.ttl", "@prefix a: <http://e/> .\na:b a:c\n  a:d e:f .\n")
    status, _, err = run("query", "bodies", "--data", str(tmp_path))
    assert status == 1
    assert re.search(rf"{path}:3:\d+: not valid Turtle: .*prefix e:", err)


def test_a_file_that_is_not_utf8(run, tmp_path: Path) -> None:
    (tmp_path / "latin.ttl").write_bytes(b'<a:b> <a:c> "caf\xe9" .')
    status, _, err = run("query", "bodies", "--data", str(tmp_path))
    assert status == 1
    assert "latin.ttl: byte 16 is not UTF-8" in err


def test_an_empty_folder(run, tmp_path: Path) -> None:
    status, _, err = run("build", "--data", str(tmp_path))
    assert status == 1
    assert "holds no Turtle file" in err


def test_two_documents_that_use_one_claim(run, tmp_path: Path) -> None:
    text = CLAIM.format(name="002-01", parts="rdf:subject claim:002-02 ;")
    path = write(tmp_path, "own.ttl", text)
    status, _, err = run("query", "bodies", "--data", str(tmp_path))
    assert status == 1
    assert f"{path}: claim:002-01 is described in" in err
    assert "itar-tass-2012-08-28.ttl" in err


def test_a_claim_about_nothing(run, tmp_path: Path) -> None:
    path = write(tmp_path, "own.ttl", CLAIM.format(name="x-1", parts="rdf:predicate csto:start ;"))
    status, out, _ = run("validate", str(path))
    assert status == 1
    assert f"{path}:5: claim:x-1: " in out
    assert run("query", "bodies", "--data", str(tmp_path))[0] == 1


def test_nothing_is_built_from_bad_data(run, tmp_path: Path, cache: Path) -> None:
    before = sorted(cache.iterdir())
    write(tmp_path, "own.ttl", CLAIM.format(name="x-1", parts="rdf:predicate csto:start ;"))
    assert run("build", "--data", str(tmp_path))[0] == 1
    assert sorted(cache.iterdir()) == before


def test_w3c_formats(run) -> None:
    args = ["query", "bodies", "--organization", "CSTO", "--format"]
    csv = run(*args, "csv")[1].splitlines()
    assert csv[0] == "body,modality,partOf,highest,sources"
    assert csv[1].startswith("https://w3id.org/csto-graph/body/icmec-business-council,")
    assert run(*args, "tsv")[1].splitlines()[0] == "?body\t?modality\t?partOf\t?highest\t?sources"
    answer = json.loads(run(*args, "json")[1])
    assert answer["head"]["vars"][0] == "body"
    assert answer["results"]["bindings"][0]["body"]["type"] == "uri"


def test_tables_fit_eighty_columns(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    from csto_graph.queries import query_files, read_query

    for path in query_files().values():
        query = read_query(path)
        given = [w for p in query.parameters if p.required for w in (f"--{p.name}", p.example)]
        status, out, _ = run("query", query.name, *given)
        assert status == 0
        assert max(map(len, out.splitlines()), default=0) <= 80, query.name


def test_an_empty_answer_says_so(run) -> None:
    status, out, err = run("query", "members-on", "--date", "1993-06-01")
    assert (status, out) == (0, "")
    assert "no rows" in err


def test_sparql_from_argument_file_and_standard_input(run, process, tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?m a csto:Membership }"
    path = write(tmp_path, "q.rq", text)
    assert run("sparql", "--format", "csv", text)[1] == "n\r\n8\r\n"
    assert run("sparql", "--format", "csv", "-f", str(path))[1] == "n\r\n8\r\n"
    assert process("sparql", "--format", "csv", input=text).stdout.splitlines() == ["n", "8"]


def test_ask_construct_and_describe(run) -> None:
    ask = "ASK { state:uzbekistan csto:everMemberOf org:csto }"
    assert run("sparql", ask)[1] == "yes\n"
    assert json.loads(run("sparql", "--format", "json", ask)[1])["boolean"] is True
    construct = "CONSTRUCT { ?s csto:everMemberOf ?o } WHERE { ?s csto:everMemberOf ?o }"
    turtle = run("sparql", construct)[1]
    assert "state:uzbekistan\n    csto:everMemberOf org:csto ;\n" in turtle
    assert len(run("sparql", "--format", "ntriples", construct)[1].splitlines()) == 7
    assert "csto:State" in run("sparql", "DESCRIBE state:armenia")[1]


def test_help_of_everything(run) -> None:
    assert run("--help")[0] == 0
    assert run()[0] == 2
    for name in COMMANDS:
        status, out, _ = run(name, "--help")
        assert status == 0
        assert out.startswith(f"usage: csto-graph {name}")
        assert name in run("--help")[1]
    out = run("query", "members-on", "--help")[1]
    for part in ("Which states were members", "--date", "YYYY-MM-DD", "default org:csto",
                 "certainty", "Status"):  # fmt: skip
        assert part in " ".join(out.split())


def test_queries_lists_every_query_with_its_question(run) -> None:
    out = run("queries")[1]
    assert "members-on --date [--organization]" in out
    assert "Which states were members of an organization on a given day" in out
    assert max(map(len, out.splitlines())) <= 80
    assert run("queries", "exercise")[1].count("\n    ") < out.count("\n    ")
    assert run("queries", "zebra")[0] == 2


def test_version(run) -> None:
    from csto_graph import __version__

    assert run("--version")[1] == f"csto-graph {__version__}\n"


def test_a_reader_that_stops_early_is_no_error(graph) -> None:
    command = f"{sys.executable} -m csto_graph export --format ntriples | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_the_way_to_an_answer_imports_nothing_heavy(graph, process) -> None:
    code = (
        "import sys; from csto_graph.cli import main; "
        "main(['query', 'members-on', '--date', '2012-05-03']); "
        "heavy = {'rdflib', 'owlrl', 'pyshacl', 'edtf', 'httpx', 'http', 'starlette', 'jinja2', "
        "'tqdm', 'rapidfuzz'} & set(sys.modules); "
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_export_writes_whole_files_and_replaces_none_unasked(run, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    assert run("export", "-o", str(path))[0] == 0
    first = path.read_bytes()
    assert run("export", "-o", str(path))[0] == 2
    assert run("export", "-o", str(path), "--force")[0] == 0
    assert path.read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == ["graph.ttl"]
    assert run("format", "--check", str(path))[0] == 0
