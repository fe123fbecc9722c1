"""Whatever is asked, the server stays the same one and answers the next plain query."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from serving import Server, serve, started

from csto_graph import Graph

SECONDS = 2
ROWS = 5000
BYTES = 3_000_000
MEGABYTES = 200
# A cross product of cross products: it never ends by itself.
MONSTER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def server(graph: Graph) -> Iterator[Server]:
    options = ("--workers", "4", "--cache", "0", "--timeout", str(SECONDS))
    limits = ("--max-rows", str(ROWS), "--max-bytes", str(BYTES), "--memory", str(MEGABYTES))
    with started(*serve(*options, *limits)) as running:
        yield running
        assert "Traceback" not in running.log


@pytest.fixture(autouse=True)
def alive(server: Server) -> Iterator[None]:
    """After each test the server is the same process, small, and answers at once."""
    yield
    assert server.process.poll() is None
    began = time.monotonic()
    assert server.get("ASK {}", timeout=5).status == 200
    assert time.monotonic() - began < 1
    status = Path(f"/proc/{server.process.pid}/status")
    if status.is_file():
        resident = int(re.findall(r"VmRSS:\s+(\d+) kB", status.read_text())[0])
        assert resident < 400_000


def doubled(times: int) -> str:
    steps = " ".join(f"BIND(CONCAT(?a{i}, ?a{i}) AS ?a{i + 1})" for i in range(times))
    return f"SELECT (STRLEN(?a{times}) AS ?n) {{ BIND('{'a' * 1000}' AS ?a0) {steps} }}"


@pytest.mark.parametrize(
    ("query", "statuses", "says"),
    [
        ("ASK {" + "{" * 5000 + "}" * 5001, {400}, "nested more than 100 deep"),
        ("SELECT (" + "(" * 5000 + "1" + ")" * 5000 + " AS ?x) {}", {400}, "nested more than"),
        ("SELECT (" + "!" * 10_000 + "1 AS ?x) {}", {400}, "nested more than 100 deep"),
        ("ASK { FILTER(1" + "+1" * 60_000 + ") }", {500}, "the engine failed on the query"),
        ("ASK { ?a " + "/".join(["<a:a>"] * 50_000) + " ?b }", {500}, "the engine failed"),
        ("ASK {" + "OPTIONAL { ?a ?b ?c } " * 20_000 + "}", {500}, "the engine failed"),
        (MONSTER, {504}, f"more than {SECONDS} seconds"),
        ("SELECT * { ?a (!<a:b>|!<a:c>)*/(!<a:b>)* ?b }", {504, 422}, "more than"),
        ("ASK { ?a " + "<a:a>?/" * 3000 + "<a:a> ?b }", {504, 500, 507}, "the"),
        (doubled(40), {507, 504}, "the query"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY STR(?f)", {507, 504}, "the query"),
        ("SELECT * { ?a ?b ?c }", {422}, f"more than {ROWS} rows, the limit of this server"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", {422}, "the limit of this server"),
        ("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }", {422}, f"more than {ROWS} triples"),
        ("SELECT (CONCAT(?t, ?t) AS ?u) { VALUES ?t { '" + "a" * 9000 + "' } ?a ?b ?c }",
         {422}, f"more than {BYTES} bytes"),
    ],
)  # fmt: skip
def test_what_takes_too_much(server: Server, query: str, statuses: set[int], says: str) -> None:
    answer = server.post(query)
    assert answer.status in statuses, answer.text
    assert (says in answer.text, answer.type) == (True, "text/plain")
    assert len(answer.text) < 300


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_as_many_rows_as_there_may_be(server: Server, form: str) -> None:
    def ask(count: int) -> int:
        query = f"SELECT ?a ('}},{{' AS ?b) {{ ?a ?p ?o }} LIMIT {count}"
        return server.ask(f"/sparql?{urlencode({'query': query, 'format': form})}").status

    assert (ask(ROWS), ask(ROWS + 1)) == (200, 422)


def test_a_large_answer_is_whole(server: Server) -> None:
    word = "a" * 500
    answer = server.get(f"SELECT ('{word}' AS ?w) {{ ?a ?p ?o }} LIMIT 4000", Accept="text/csv")
    assert answer.text == "w\r\n" + f"{word}\r\n" * 4000
    assert int(answer.headers["content-length"]) == len(answer.body) > 1 << 20


def test_patterns_that_would_explode_elsewhere(server: Server) -> None:
    query = f"SELECT (REGEX('{'a' * 5000}b', '(a*)*(a*)*(a*)*c') AS ?x) {{}}"
    assert '"false"' in server.get(query).text
    huge = "SELECT (REGEX('aaa', '((a{0,1000}){0,1000}){0,1000}c') AS ?x) {}"
    assert server.get(huge).status == 200  # the pattern is refused: no value


def test_an_ask_beside_a_monster(server: Server) -> None:
    with ThreadPoolExecutor() as threads:
        monster = threads.submit(server.get, MONSTER)
        time.sleep(0.3)
        began = time.monotonic()
        assert server.get("ASK { ?a ?b ?c }").status == 200
        assert time.monotonic() - began < 1
        assert not monster.done()
        assert monster.result().status == 504


def test_twenty_monsters_at_once(server: Server) -> None:
    with ThreadPoolExecutor(20) as threads:
        monsters = [threads.submit(server.get, MONSTER) for _ in range(20)]
        time.sleep(0.3)
        for _ in range(5):
            began = time.monotonic()
            assert server.get("ASK { ?a ?b ?c }").status == 200
            assert time.monotonic() - began < 1
        answers = [monster.result() for monster in monsters]
    assert {answer.status for answer in answers} <= {503, 504}
    busy = [answer for answer in answers if answer.status == 503]
    assert busy
    assert all(int(answer.headers["retry-after"]) > 0 for answer in busy)


def test_a_client_that_goes_away_frees_its_worker(server: Server) -> None:
    def running() -> float:
        return server.metric('csto_graph_workers{state="running"}')

    before = server.workers()
    with server.connect() as link:
        path = f"/sparql?query={quote(MONSTER)}"
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        wait_for(lambda: running() == 1)
    began = time.monotonic()
    wait_for(lambda: running() == 0)
    assert time.monotonic() - began < SECONDS - 0.5  # not because its time was up
    wait_for(lambda: len(server.workers()) == len(before))
    assert len(before - server.workers()) == 1  # that one was replaced


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT * { SERVICE <URL> { ?s ?p ?o } }", "SERVICE would ask another server"),
        ("SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }", "SERVICE would ask another server"),
        ("SELECT * { \\u0053ERVIC\\U00000045 <URL> { ?s ?p ?o } }", "SERVICE would ask"),
        ("SELECT * { sErViCe ?x { ?s ?p ?o } VALUES ?x { <URL> } }", "SERVICE would ask"),
        ("LOAD <URL>", "LOAD is an update"),
        ("\\u004cOAD <URL>", "LOAD is an update"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT is an update"),
        ("PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }", "DELETE is an update"),
        ("CLEAR ALL", "CLEAR is an update"),
        ("SELECT * FROM <URL> { ?s ?p ?o }", "names no graph of this one"),
        ("SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }", "names no graph of this one"),
        ("SELECT * FR\\u004fM <URL> { ?s ?p ?o }", "names no graph of this one"),
    ],
)
def test_what_reaches_out_is_refused(server: Server, query: str, says: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.settimeout(0.05)
        url = f"http://127.0.0.1:{outside.getsockname()[1]}/"
        answer = server.post(query.replace("URL", url))
        assert (answer.status, says in answer.text) == (400, True), answer.text
        with pytest.raises(TimeoutError):
            outside.accept()


def test_the_same_words_are_fine_where_they_mean_nothing(server: Server) -> None:
    answer = server.get(
        "SELECT ?service { # SERVICE <http://a/> LOAD\n"
        ' VALUES ?service { \'SERVICE <http://a/>\' """INSERT DATA""" <http://a/LOAD> } }',
        Accept="text/csv",
    )
    assert answer.text.split() == ["service", "SERVICE", "<http://a/>", "INSERT", "DATA",
                                   "http://a/LOAD"]  # fmt: skip


def test_a_worker_can_open_nothing() -> None:
    """Were a SERVICE not refused, there would still be no socket for it."""
    script = (
        "import socket; from pyoxigraph import QueryResultsFormat, Store\n"
        "from csto_graph.web.worker import confine; store = Store(); confine(10**9, alone=True)\n"
        "for make in (socket.socket, lambda: open('/dev/null'), lambda: list(store.query("
        "'SELECT * { SERVICE <http://127.0.0.1:4000/> { ?s ?p ?o } }'))):\n"
        "    try: make()\n"
        "    except OSError as error: print('refused', 'Too many open files' in str(error))\n"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert found.stdout.splitlines() == ["refused True"] * 3, found


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"ASK {} # \xff", 400),
        ("ASK {}".encode("utf-16"), 400),
        (b"ASK { FILTER('\xed\xa0\x80' = '') }", 400),  # a lone surrogate, encoded all the same
        (b"ASK\x00{}", 400),
        (b"", 400),
        (b"\xef\xbb\xbfASK {}", 400),
        (b"ASK { FILTER('" + b"a" * 10_000_000 + b"' = '') }", 413),
    ],
)
def test_bodies(server: Server, body: bytes, status: int) -> None:
    answer = server.ask("/sparql", "POST", body, Content_Type="application/sparql-query")
    assert answer.status == status, answer.text


@pytest.mark.parametrize(
    ("query_string", "status"),
    [
        ("query=ASK{}&query=ASK{}", 400),
        ("query=%FF", 400),
        ("query=ASK{}%00", 400),
        ("query=%ED%A0%80", 400),
        ("query=ASK{}&format=exe", 400),
        ("query=ASK{}&default-graph-uri=", 400),
        ("query=ASK{}&named-graph-uri=%00%22%3Cscript%3E", 400),
        ("query=ASK{}&" + "a&" * 2000, 400),
        ("query=SELECT('%5CuD800'AS%20?x){}", 400),
        ("update=CLEAR%20ALL", 403),
        ("query=ASK{}" + "%20" * 40_000, 431),
        ("query=", 400),
        ("quer=ASK{}", 200),  # none: the description of the endpoint
    ],
)
def test_parameters(server: Server, query_string: str, status: int) -> None:
    assert server.ask(f"/sparql?{query_string}").status == status


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=x", "a" * 5000,
                                  "application/sparql-query; charset=utf-16"])  # fmt: skip
def test_bodies_of_another_type(server: Server, kind: str) -> None:
    assert server.ask("/sparql", "POST", b"ASK {}", Content_Type=kind).status == 415


def test_a_compressed_body(server: Server) -> None:
    assert server.post("ASK {}", Content_Encoding="gzip").status == 415


def test_a_form_with_two_queries(server: Server) -> None:
    for path, body in (
        ("/sparql", b"query=ASK{}&query=ASK{}"),
        ("/sparql?query=ASK{}", b"query=ASK{}"),
    ):
        assert server.ask(path, "POST", body, Content_Type=FORM).status == 400


def test_a_body_without_end(server: Server) -> None:
    head = f" HTTP/1.1\r\nHost: a\r\nContent-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    for path in ("/sparql", "/healthz", "/nothing"):
        with server.connect() as link:
            link.settimeout(10)
            link.sendall(
                f"{head}Transfer-Encoding: chunked\r\n\r\n".replace("/sparql", path).encode()
            )
            with pytest.raises((ConnectionError, TimeoutError, BrokenPipeError)) as caught:
                for _ in range(2000):
                    link.sendall(chunk)
            assert not isinstance(caught.value, TimeoutError)


def test_headers_without_end(server: Server) -> None:
    with server.connect() as link:
        link.settimeout(10)
        link.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        with pytest.raises(ConnectionError):
            for _ in range(100_000):
                link.sendall(b"X-More: " + b"a" * 1000 + b"\r\n")
                time.sleep(0.0005)


def test_pieces_of_http(server: Server) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    for request in (
        b"\x00\x01\x02\x03\r\n\r\n",
        b"GET /sparql?query=\x1b[31m HTTP/1.1\r\n\r\n",
        b"GET http:// HTTP/1.1\r\nHost: a\r\n\r\n",
        head + b"Content-Length: -1\r\n\r\n",
        head + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na",
        head + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        head + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ):
        answer = server.raw(request)
        assert answer.split()[1] in (b"400", b"415"), (request, answer)


@pytest.mark.parametrize("path", [
    "/../../etc/passwd", "/..%2f..%2fetc/passwd", "/static/../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/static//etc/passwd", "/static/..%5c..%5cetc",
    "/%00", "/%FF%FE", "//evil.example/", "/sparql/../sparql", "/" + "a/" * 5000,
    "/<script>alert(1)</script>", "/javascript:alert(1)", "/%0d%0aX-Injected:%201",
])  # fmt: skip
def test_paths(server: Server, path: str) -> None:
    raw = server.raw(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    head, _, body = raw.partition(b"\r\n\r\n")
    assert head.split()[1] in (b"400", b"404", b"307", b"308", b"301", b"302", b"303")
    assert b"root:" not in body
    assert b"<script>alert" not in body
    assert b"\nx-injected" not in head.lower()
    assert b"location: //" not in head.lower()


SCRIPT = "<script>alert(1)</script>"


def test_script_in_every_field(server: Server) -> None:
    fields = {"query": SCRIPT, "format": SCRIPT, "default-graph-uri": SCRIPT, SCRIPT: SCRIPT}
    for name in fields:
        answer = server.ask(f"/sparql?{urlencode({'query': 'ASK {}', name: fields[name]})}",
                            Accept=f"{SCRIPT}, text/plain", Referer=SCRIPT, Cookie=SCRIPT,
                            User_Agent=SCRIPT, If_None_Match=SCRIPT)  # fmt: skip
        assert answer.type in ("text/plain", "application/sparql-results+json")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert SCRIPT not in str(answer.headers)


def test_values_that_would_be_script_elsewhere(server: Server) -> None:
    query = f"SELECT ('{SCRIPT}' AS ?x) (<javascript:alert(1)> AS ?y) {{}}"
    for kind in ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"):
        answer = server.get(query, Accept=kind)
        assert (answer.status, answer.type) == (200, kind)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "&lt;script>" in server.get(query, Accept="application/xml").text.replace("&gt;", ">")


def test_lines_of_the_log_cannot_be_forged(server: Server) -> None:
    server.ask("/forged%0a127.0.0.1%20GET%20/admin%20200%1b[31m")
    wait_for(lambda: "forged" in server.log)
    line = next(line for line in server.log.splitlines() if "forged" in line)
    assert "\\n127.0.0.1 GET /admin 200\\x1b[31m 404" in line


def test_many_idle_connections(server: Server) -> None:
    links = [server.connect() for _ in range(200)]
    try:
        for link in links[::2]:
            link.sendall(b"GET /sparql?query=")  # and never more
        assert server.get("ASK {}").status == 200
    finally:
        for link in links:
            link.close()


def test_a_storm_of_crashes(server: Server) -> None:
    crash = "ASK { FILTER(1" + "+1" * 60_000 + ") }"
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(server.post(crash).status)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {500, 503, 504}
    wait_for(lambda: server.metric('csto_graph_workers{state="free"}') == 4)
    assert os.getpgid(server.process.pid) >= 0
