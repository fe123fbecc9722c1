"""Servers that refuse, lie, break off or are none: one clear message, and no secret in it."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from engines import free_port, quiet

from csto_graph import EndpointError, Graph, __version__, open_endpoint
from csto_graph.credentials import checked_address, credentials_for
from csto_graph.http_client import Address, reach, seconds
from csto_graph.manifest import BEGUN, WHOLE, Manifest
from csto_graph.memo import cache_folder
from csto_graph.pushing import push
from csto_graph.writing import Target

JSON = "application/sparql-results+json"
WHOLE_MANIFEST = Manifest("abc", __version__, 7, WHOLE, {"documents": 5})


@dataclass
class Fake:
    """A server of the test's own: ``answer`` gives status, headers and body for each request."""

    url: str = ""
    answer: Callable[[str, dict[str, list[str]]], tuple[int, dict[str, str], bytes]] | None = None
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Fake]:
    for name in ("USER", "PASSWORD", "TOKEN", "AUTH", "ENDPOINT", "TIMEOUT"):
        monkeypatch.delenv(f"CSTO_GRAPH_{name}", raising=False)
    (tmp_path / "netrc").write_text("", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    state = Fake()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            state.seen.append((self.command, dict(self.headers), body))
            assert state.answer is not None
            status, headers, content = state.answer(self.path, parse_qs(body.decode()))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(content)
            except OSError:
                return

        do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/sparql"
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def table(names: list[str], rows: list[dict[str, str]]) -> bytes:
    bindings = [{n: {"type": "literal", "value": v} for n, v in row.items()} for row in rows]
    return json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode()


def holding(
    manifest: Manifest, then: tuple[int, dict[str, str], bytes]
) -> Callable[..., tuple[int, dict[str, str], bytes]]:
    """A server with this manifest and a graph that is not empty; ``then`` answers the rest."""

    def answer(path: str, form: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        query = form["query"][0]
        if "?property ?value }" in query and query.startswith("SELECT ?property"):
            rows = []
            for line in manifest.lines():
                _, predicate, value = line.rstrip(" .\n").split(" ", 2)
                text = json.loads(value.split("^^")[0]) if value[0] == '"' else value.strip("<>")
                rows.append({"property": predicate.strip("<>"), "value": text})
            return 200, {"Content-Type": JSON}, table(["property", "value"], rows)
        if query.startswith("ASK { ?node"):
            return 200, {"Content-Type": JSON}, b'{"head":{},"boolean":true}'
        return then

    return answer


def always(
    status: int, headers: dict[str, str], body: bytes
) -> Callable[..., tuple[int, dict[str, str], bytes]]:
    return lambda path, form: (status, headers, body)


PAGE = b"<!DOCTYPE html><title>Welcome</title>"


@pytest.mark.parametrize(
    ("status", "headers", "body", "says"),
    [
        (200, {"Content-Type": "text/html"}, PAGE, "answers text/html and not SPARQL results"),
        (200, {"Content-Type": JSON}, b'{"head":{"vars":["a"]},"resu', "not whole"),
        (200, {"Content-Type": JSON}, b'{"results":{"bindings":[]}}', "not whole"),
        (200, {"Content-Type": JSON}, b"[1, 2]", "not whole"),
        (200, {"Content-Type": JSON}, b"\xff\xfe", "not whole"),
        (200, {"Content-Type": JSON}, b"", "not whole"),
        (200, {}, b"x", "no known form"),
        (200, {"Content-Type": JSON, "X-SQL-State": "S1TAT"}, table(["a"], []), "ran out of time"),
        (200, {"Content-Type": JSON, "X-SPARQL-MaxRows": "10"}, table(["a"], []), "at 10 rows"),
        (200, {"Content-Type": JSON, "Content-Length": "500"}, b"{}", "broke the connection"),
        (200, {"Content-Type": JSON, "Content-Encoding": "gzip"}, b"{}", "cannot be unpacked"),
        (302, {"Location": "http://evil.example/"}, b"", "sends on to http://evil.example/"),
        (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"", "asks for credentials"),
        (401, {"WWW-Authenticate": 'Digest realm="x", nonce="1"'}, b"", "CSTO_GRAPH_AUTH=digest"),
        (403, {}, b"", "does not allow this"),
        (404, {"Content-Type": "text/html"}, PAGE, "answers HTTP 404"),
        (400, {"Content-Type": "text/plain"}, b"no\x1b[31m such\nthing", "HTTP 400: no[31m such"),
        (503, {"Content-Type": "text/html"}, PAGE, "not able to answer now: HTTP 503"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_one_clear_message(
    run, fake: Fake, status: int, headers: dict[str, str], body: bytes, says: str
) -> None:
    for answer in (
        always(status, headers, body),
        holding(WHOLE_MANIFEST, (status, headers, body)),
    ):
        fake.answer = answer
        code, out, err = run("query", "bodies", "--endpoint", fake.url)
        assert (code, out) == (2, "")
        assert says in err
        assert fake.url in err
        assert err.count("csto-graph:") == 1
        assert "Traceback" not in err


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (None, "holds no graph of csto-graph"),
        (Manifest("abc", __version__, 7, BEGUN), "was not finished"),
        (Manifest("abc", "0.0.1", 7, WHOLE), "was pushed by csto-graph 0.0.1"),
    ],
)
def test_what_an_endpoint_holds(run, fake: Fake, manifest: Manifest | None, says: str) -> None:
    nothing = (200, {"Content-Type": JSON}, table(["property", "value"], []))
    fake.answer = holding(manifest, nothing) if manifest else always(*nothing)
    status, _, err = run("sparql", "SELECT * { ?s ?p ?o }", "--endpoint", fake.url)
    assert status == 2
    assert says in err


def test_a_manifest_without_its_graph(run, fake: Fake) -> None:
    told = holding(WHOLE_MANIFEST, (200, {"Content-Type": JSON}, table(["a"], [])))
    no = (200, {"Content-Type": JSON}, b'{"head":{},"boolean":false}')
    fake.answer = lambda path, form: no if "ASK" in form["query"][0] else told(path, form)
    status, _, err = run("query", "bodies", "--endpoint", fake.url)
    assert status == 2
    assert "does not know named graphs" in err


def test_an_answer_that_comes_too_slowly(fake: Fake) -> None:
    def slow(path: str, form: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        time.sleep(0.6)
        return 200, {"Content-Type": JSON}, table(["a"], [])

    fake.answer = slow
    with pytest.raises(EndpointError, match=r"did not answer within 0\.2 seconds"):
        open_endpoint(fake.url, timeout=0.2)


def test_nobody_listens(run) -> None:
    url = f"http://127.0.0.1:{free_port()}/query"
    status, _, err = run("query", "bodies", "--endpoint", url)
    assert status == 2
    assert f"{url} cannot be reached" in err


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "example.org",
        "http://",
        "http://[::1",
        "http://example.org:port/",
        "http://example.org/a b",
        "http://example.org/#part",
        "file:///etc/passwd",
        "\x00",
    ],
)
def test_what_is_no_address(run, url: str) -> None:
    status, out, err = run("query", "bodies", "--endpoint", url)
    assert (status, out) == (2, "")
    assert "address" in err or "sent" in err
    assert err.count("csto-graph:") == 1


@pytest.mark.parametrize(
    "url", ["http://me:se-cret@example.org/x", "http://se-cret@[/", "se-cret@host", "//a:se-cret@b"]
)
def test_credentials_in_an_address_are_refused_and_not_repeated(run, url: str) -> None:
    for words in (["query", "bodies", "--endpoint", url], ["push", url]):
        status, _, err = run(*words)
        assert status == 2
        assert "se-cret" not in err
    with pytest.raises(EndpointError):
        checked_address(url)


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "soon", "1e9"])
def test_what_is_no_time(run, fake: Fake, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("query", "bodies", "--endpoint", fake.url, "--timeout", text)[0] == 2
    monkeypatch.setenv("CSTO_GRAPH_TIMEOUT", text)
    with pytest.raises(EndpointError, match="CSTO_GRAPH_TIMEOUT"):
        seconds(None)
    assert fake.seen == []


@pytest.mark.parametrize(
    ("variables", "netrc", "sent"),
    [
        ({"USER": "me", "PASSWORD": "pä:ss"}, "", "basic"),
        ({"TOKEN": "t0ken"}, "", "Bearer t0ken"),
        ({}, "machine 127.0.0.1 login me password pä:ss", "basic"),
        ({"TOKEN": "t0ken"}, "machine 127.0.0.1 login me password other", "Bearer t0ken"),
        ({}, "machine example.org login me password other", None),
        ({}, "", None),
    ],
)
def test_credentials_that_are_sent(
    fake: Fake,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    netrc: str,
    sent: str | None,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"CSTO_GRAPH_{name}", value)
    (tmp_path / "netrc").write_text(netrc, encoding="utf-8")
    (tmp_path / "netrc").chmod(0o600)
    fake.answer = holding(WHOLE_MANIFEST, (200, {"Content-Type": JSON}, table(["a"], [])))
    assert open_endpoint(fake.url, warn=pytest.fail).counts == {"documents": 5}
    headers = fake.seen[0][1]
    if sent == "basic":
        sent = "Basic " + base64.b64encode("me:pä:ss".encode()).decode()
    assert headers.get("Authorization") == sent
    assert headers["User-Agent"] == f"csto-graph/{__version__}"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"AUTH": "ntlm"}, "is none of basic, digest, bearer"),
        ({"AUTH": "bearer"}, "needs CSTO_GRAPH_TOKEN"),
        ({"TOKEN": "a", "USER": "b"}, "set CSTO_GRAPH_TOKEN, or"),
        ({"TOKEN": "a", "AUTH": "digest"}, "needs CSTO_GRAPH_USER"),
        ({"PASSWORD": "s3cret"}, "needs CSTO_GRAPH_USER"),
        ({"USER": "me", "PASSWORD": "s3cret\r\nX-Evil: 1"}, "line break"),
        ({"TOKEN": "s3crét"}, "characters that no token has"),
    ],
)
def test_credentials_that_contradict_each_other(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], says: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"CSTO_GRAPH_{name}", value)
    with pytest.raises(EndpointError, match=says) as caught:
        open_endpoint(fake.url)
    assert "s3cr" not in str(caught.value)
    assert fake.seen == []


def test_a_netrc_file_that_is_none(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine x\nsecret s3cret", encoding="utf-8")
    with pytest.raises(EndpointError, match="netrc:2: not a netrc file") as caught:
        open_endpoint(fake.url)
    assert "s3cret" not in str(caught.value)
    monkeypatch.setenv("NETRC", str(tmp_path))
    with pytest.raises(EndpointError, match="cannot be read"):
        open_endpoint(fake.url)


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://example.org/sparql", 1),
        ("http://192.168.0.1/sparql", 1),
        ("https://example.org/sparql", 0),
        ("http://localhost:1/", 0),
        ("http://[::1]:1/", 0),
        ("http://127.0.0.2/", 0),
    ],
)
def test_credentials_in_the_clear_are_warned_of(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, url: str, warned: int
) -> None:
    monkeypatch.setenv("CSTO_GRAPH_USER", "me")
    monkeypatch.setenv("CSTO_GRAPH_PASSWORD", "s3cret")
    told: list[str] = []
    credentials = credentials_for(url, told.append)
    assert len(told) == warned
    assert "s3cret" not in repr(credentials) + "".join(told)


def test_options_that_mean_a_build_are_refused(run, fake: Fake) -> None:
    for option in (["--data", "x"], ["--policy", "Best"], ["--known-by", "2012-01-01"],
                   ["--without", "002"], ["--no-links"]):  # fmt: skip
        status, _, err = run("query", "bodies", "--endpoint", fake.url, *option)
        assert status == 2
        assert option[0] in err
        assert "csto-graph push" in err
    assert fake.seen == []


class Store:
    """A graph store that holds what is written, and answers for it as a push asks."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.graphs: dict[str, set[bytes]] = {}

    def answer(self, fake: Fake) -> Callable[..., tuple[int, dict[str, str], bytes]]:
        def respond(path: str, form: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
            method, _, body = fake.seen[-1]
            if "graph=" not in path:
                graph = form.get("default-graph-uri", [""])[0]
                count = {"count": str(len(self.graphs.get(graph, ())))}
                rows = [count] if "COUNT" in form["query"][0] else []
                if form["query"][0] == "ASK {}":
                    return 200, {"Content-Type": JSON}, b'{"head":{},"boolean":true}'
                return 200, {"Content-Type": JSON}, table(["count"], rows)
            if len(body) > self.most:
                return 413, {}, b""
            name = parse_qs(path.partition("?")[2])["graph"][0]
            if method != "POST":
                self.graphs[name] = set()
            self.graphs.setdefault(name, set()).update(body.splitlines())
            return 204, {}, b""

        return respond


def test_a_batch_that_is_too_large_is_halved(fake: Fake, graph: Graph) -> None:
    store = Store(100_000)
    fake.answer = store.answer(fake)
    address = reach(fake.url, 30, quiet)
    done = push(graph, Target(address, address, True))
    assert done.written == graph.counts["quads"]
    assert sum(map(len, store.graphs.values())) > done.written
    document = next(name for name in store.graphs if "/document/" in name)
    assert store.graphs[document] == {
        f"{triple} .".encode()
        for triple in graph.run(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{document}> {{ ?s ?p ?o }} }}")
    }


def test_a_server_that_is_busy_is_asked_again(
    fake: Fake, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csto_graph.writing.PAUSE", 0)
    store = Store(10_000_000)
    inner = store.answer(fake)
    turns = iter([503, 0] * 100)
    fake.answer = lambda path, form: (
        (503, {}, b"") if "graph=" in path and next(turns) else inner(path, form)
    )
    address = reach(fake.url, 30, quiet)
    told: list[str] = []
    assert (
        push(
            graph, Target(address, address, True), lambda step, done, total: told.append(step)
        ).graphs
        == 6
    )
    assert any("try again" in step for step in told)


def test_a_server_that_loses_triples_is_found_out(fake: Fake, graph: Graph) -> None:
    store = Store(10_000_000)
    inner = store.answer(fake)

    def losing(path: str, form: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        answer = inner(path, form)
        for lines in store.graphs.values():
            if lines:
                lines.pop()
        return answer

    fake.answer = losing
    address = reach(fake.url, 30, quiet)
    with pytest.raises(EndpointError, match=r"were written; .*--force"):
        push(graph, Target(address, address, True))


def test_an_interrupted_push_says_how_it_goes_on(
    run, fake: Fake, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(10_000_000)
    inner = store.answer(fake)
    fake.answer = inner
    real, sent = Address.send, 0

    def interrupted(self: Address, method: str, **parts: object) -> object:
        nonlocal sent
        sent += method != "POST" or "params" in parts
        if sent > 4:
            raise KeyboardInterrupt
        return real(self, method, **parts)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Address, "send", interrupted)
        status, _, err = run("push", fake.url, "--graph-store", fake.url)
    assert status == 130
    assert "interrupted; run the same push again to go on" in err
    assert "Traceback" not in err
    noted = list((cache_folder() / "pushes").glob("*.json"))
    assert len(noted) >= 1
