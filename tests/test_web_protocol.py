"""The endpoint speaks the SPARQL 1.1 Protocol."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from serving import ON_STORE, Server, serve, started

from csto_graph import Graph

MANIFEST = Path(__file__).parents[2] / "shared" / "w3c-sparql-protocol" / "manifest.ttl"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
# What the manifest asks about and gives no data for: a graph that is there, and empty.
EMPTY = "http://kasei.us/2009/09/sparql/data/data0.rdf"
TABLES = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
FORMATS = {
    "boolean": TABLES,
    "tabular": TABLES,
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples"},
}
TASS = "https://w3id.org/csto-graph/document/tass-2017-11-30"
RIA = "https://w3id.org/csto-graph/document/ria-novosti-2005-06-23"


@pytest.fixture(scope="module")
def server(graph: Graph) -> Iterator[Server]:
    with started(*serve("--workers", "2", "--root-path", "/csto")) as running:
        yield running


def manifest() -> list[Any]:
    """Each test of the manifest with its requests; one that says why there are none."""
    if not MANIFEST.is_file():
        reason = f"the W3C test manifest is not at {MANIFEST}"
        return [pytest.param("", [], marks=pytest.mark.skip(reason=reason))]
    from rdflib import Graph as RdfGraph
    from rdflib import Namespace
    from rdflib.collection import Collection

    mf, ht = Namespace(MF), Namespace(HT)
    tests = RdfGraph().parse(MANIFEST)
    entries = Collection(tests, next(tests.objects(None, mf.entries)))
    return [
        pytest.param(
            str(entry).rpartition("#")[2],
            [
                read_request(tests, request)
                for request in Collection(
                    tests, tests.value(tests.value(entry, mf.action), ht.requests)
                )
            ],
            id=str(entry).rpartition("#")[2],
        )
        for entry in entries
    ]


def read_request(tests: Any, request: Any) -> dict[str, Any]:
    from rdflib import Namespace
    from rdflib.collection import Collection

    mf, ht, cnt = Namespace(MF), Namespace(HT), Namespace(CNT)
    body, response = tests.value(request, ht.body), tests.value(request, ht.resp)
    headers = tests.value(request, ht.headers)
    value = tests.value(response, mf.expectedBoolean)
    return {
        "method": str(tests.value(request, ht.methodName)),
        "path": str(tests.value(request, ht.absolutePath)),
        "headers": {
            str(tests.value(h, ht.fieldName)): str(tests.value(h, ht.fieldValue))
            for h in ([] if headers is None else Collection(tests, headers))
        },
        "body": None
        if body is None
        else str(tests.value(body, cnt.chars)).encode(
            str(tests.value(body, cnt.characterEncoding))
        ),
        "statuses": {str(s)[-3] for s in tests.objects(response, mf.expectedStatus)},
        "boolean": None if value is None else value.toPython(),
        "format": str(tests.value(response, mf.expectedFormat) or ""),
    }


@pytest.fixture(scope="module")
def w3c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose named graphs are those that the manifest asks about."""
    folder = tmp_path_factory.mktemp("w3c")
    store = Store(str(folder / "store"))
    for number in (1, 2, 3):
        name = NamedNode(EMPTY.replace("data0", f"data{number}"))
        found = parse(path=str(MANIFEST.parent / f"data{number}.nt"), format=RdfFormat.N_TRIPLES)
        store.extend(Quad(q.subject, q.predicate, q.object, name) for q in found)
    store.add_graph(NamedNode(EMPTY))
    store.flush()
    del store
    with started(sys.executable, "-c", ON_STORE, str(folder)) as running:
        yield running


@pytest.mark.parametrize(("name", "requests"), manifest())
def test_w3c_manifest(w3c: Server, name: str, requests: list[dict[str, Any]]) -> None:
    if name.startswith("update_"):  # the endpoint is read-only
        answer = w3c.ask(
            requests[0]["path"],
            requests[0]["method"],
            requests[0]["body"],
            **requests[0]["headers"],
        )
        assert (answer.status, "read-only" in answer.text) == (403, True)
        return
    for request in requests:
        answer = w3c.ask(request["path"], request["method"], request["body"], **request["headers"])
        assert str(answer.status)[0] in request["statuses"], answer.text
        if request["format"]:
            assert answer.type in FORMATS[request["format"]]
        if request["boolean"] is not None:
            assert json.loads(answer.body)["boolean"] is request["boolean"]


ONE = "SELECT (1 AS ?x) {}"
TRIPLE = "CONSTRUCT { <a:a> <a:b> <a:c> } {}"


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        (ONE, None, "application/sparql-results+json"),
        (ONE, "*/*", "application/sparql-results+json"),
        (ONE, "", "application/sparql-results+json"),
        (ONE, "text/*", "text/csv"),
        (ONE, "text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        (ONE, "application/json;q=0.4, application/sparql-results+xml;q=0.5",
         "application/sparql-results+xml"),
        (ONE, "application/json", "application/json"),
        (ONE, "text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        (ONE, "image/png, */*;q=0.1", "application/sparql-results+json"),
        (ONE, "*/*, application/sparql-results+json;q=0", "application/sparql-results+xml"),
        (ONE, "TEXT/CSV ; charset=utf-8 ; Q=1", "text/csv"),
        (ONE, "text/turtle", 406),
        (ONE, "image/png", 406),
        (ONE, "*/*;q=0", 406),
        ("ASK {}", "text/csv", 406),
        ("ASK {}", "text/csv, application/sparql-results+xml;q=0.1",
         "application/sparql-results+xml"),
        (TRIPLE, None, "text/turtle"),
        (TRIPLE, "application/ld+json", "application/ld+json"),
        (TRIPLE, "application/rdf+xml", "application/rdf+xml"),
        (TRIPLE, "application/n-quads, application/trig;q=0.9", "application/n-quads"),
        (TRIPLE, "application/trig", "application/trig"),
        (TRIPLE, "application/n-triples, text/turtle", "text/turtle"),
        (TRIPLE, "text/csv", 406),
    ],
)  # fmt: skip
def test_content_negotiation(server: Server, query: str, accept, expected) -> None:
    headers = {} if accept is None else {"Accept": accept}
    for answer in (server.get(query, **headers), server.post(query, **headers)):
        if isinstance(expected, int):
            assert (answer.status, answer.type) == (expected, "text/plain")
        else:
            assert (answer.status, answer.type) == (200, expected)
        assert answer.headers["vary"] == "accept"


def test_every_format_holds_the_same_answer(server: Server) -> None:
    query = 'SELECT ?x ?y { VALUES (?x ?y) { ("a,b" <a:b>) (1 UNDEF) } }'
    plain = {form: server.ask(f"/sparql?{urlencode({'query': query, 'format': form})}").text
             for form in ("json", "xml", "csv", "tsv")}  # fmt: skip
    rows = json.loads(plain["json"])["results"]["bindings"]
    assert [[(k, v["value"]) for k, v in row.items()] for row in rows] == [
        [("x", "a,b"), ("y", "a:b")],
        [("x", "1")],
    ]
    tree = ElementTree.fromstring(plain["xml"])
    assert [b.get("name") for b in tree.iter("{http://www.w3.org/2005/sparql-results#}binding")] \
        == ["x", "y", "x"]  # fmt: skip
    assert plain["csv"] == 'x,y\r\n"a,b",a:b\r\n1,\r\n'
    assert plain["tsv"] == '?x\t?y\n"a,b"\t<a:b>\n1\t\n'


@pytest.mark.parametrize("form", [
    RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.JSON_LD, RdfFormat.RDF_XML, RdfFormat.TRIG,
    RdfFormat.N_QUADS,
])  # fmt: skip
def test_every_format_holds_the_same_graph(server: Server, form: RdfFormat) -> None:
    answer = server.get("DESCRIBE state:uzbekistan", Accept=form.media_type)
    assert answer.type == form.media_type
    found = {str(quad.triple) for quad in parse(answer.body, format=form)}
    expected = server.get("DESCRIBE state:uzbekistan", Accept="application/n-triples")
    assert found == {str(q.triple) for q in parse(expected.body, format=RdfFormat.N_TRIPLES)}
    assert any("everMemberOf" in triple for triple in found)


def test_the_same_by_get_form_and_post(server: Server) -> None:
    query = "SELECT ?s { ?s a csto:State } ORDER BY ?s"
    form = urlencode({"query": query}).encode()
    kind = "application/x-www-form-urlencoded"
    answers = [
        server.get(query),
        server.post(query),
        server.ask("/sparql", "POST", form, Content_Type=kind),
        server.ask("/sparql/", "POST", form, Content_Type=f"{kind}; charset=UTF-8"),
        server.ask(f"/csto/sparql?query={quote(query)}"),  # where a proxy leaves the prefix on
    ]
    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
    assert b"state/uzbekistan" in answers[0].body


def test_head_and_options(server: Server) -> None:
    path = f"/sparql?{urlencode({'query': ONE})}"
    got, head = server.ask(path), server.ask(path, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"] == str(len(got.body))
    options = server.ask("/sparql", "OPTIONS", Origin="https://a.example")
    assert (options.status, options.headers["access-control-allow-origin"]) == (204, "*")
    assert "POST" in options.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in options.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods(server: Server, method: str) -> None:
    answer = server.ask(f"/sparql?{urlencode({'query': ONE})}", method, b"x")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")


def test_datasets(server: Server) -> None:
    def count(query: str, *datasets: tuple[str, str]) -> int:
        answer = server.ask(f"/sparql?{urlencode([('query', query), *datasets])}")
        assert answer.status == 200, answer.text
        return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])

    plain = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    tass, ria = ("default-graph-uri", TASS), ("default-graph-uri", RIA)
    assert count(named) == 5
    assert 0 < count(plain, tass) < count(plain, tass, ria) < count(plain)
    assert count(named, tass) == 0  # the protocol's dataset has no named graph then
    assert count(plain, ("named-graph-uri", TASS)) == 0
    assert count(named, ("named-graph-uri", TASS)) == 1
    assert count(f"SELECT (COUNT(*) AS ?n) FROM <{RIA}> {{ ?s ?p ?o }}", tass) == count(plain, tass)
    assert count(f"SELECT (COUNT(*) AS ?n) FROM <{RIA}> {{ ?s ?p ?o }}") == count(plain, ria)


def test_a_graph_that_is_not_ours(server: Server) -> None:
    outside = [("query", ONE), ("default-graph-uri", "http://127.0.0.1/x.ttl")]
    answer = server.ask(f"/sparql?{urlencode(outside)}")
    assert (answer.status, "names no graph of this one" in answer.text) == (400, True)


def test_answers_are_kept_until_the_graph_changes(server: Server) -> None:
    query = "SELECT ?kept { VALUES ?kept { 1 } }"
    first = server.get(query)
    tag = first.headers["etag"]
    kept = server.metric("csto_graph_answers_kept_total")
    again = server.get(query, If_None_Match=tag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert server.get(query).body == first.body
    assert server.metric("csto_graph_answers_kept_total") == kept + 2
    assert server.get(query, Accept="text/csv").headers["etag"] != tag
    random = "SELECT (RAND() AS ?x) {}"
    assert server.get(random).body != server.get(random).body
    assert server.get(random).headers["cache-control"] == "no-store"


def test_service_description(server: Server) -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    answer = server.ask("/sparql")
    assert answer.type == "text/turtle"
    store = Store()
    store.load(answer.body, format=RdfFormat.TURTLE)
    assert store.query(
        f"""PREFIX sd: <{sd}> PREFIX void: <http://rdfs.org/ns/void#>
        ASK {{ <http://127.0.0.1:{server.port}/csto/sparql> a sd:Service ;
            sd:supportedLanguage sd:SPARQL11Query ;
            sd:defaultDataset/sd:namedGraph [ sd:name <{TASS}> ; sd:graph/void:triples ?n ] ;
            sd:defaultDataset/sd:defaultGraph/void:triples ?all FILTER(?all > ?n && ?n > 100) }}"""
    )
    counted = json.loads(server.get("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body)
    total = counted["results"]["bindings"][0]["n"]["value"]
    assert f"void:triples {total}" in answer.text
    assert server.ask("/sparql", Accept="application/ld+json").type == "application/ld+json"
    assert server.ask("/sparql", Accept="image/png").status == 406


def test_a_browser_is_sent_to_the_page_for_queries(server: Server) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = server.ask("/sparql", Accept=browser)
    assert (answer.status, answer.headers["location"]) == (303, "/csto/query")
    assert server.ask(answer.headers["location"], Accept=browser).type == "text/html"


def test_a_host_that_is_none_is_not_repeated(server: Server) -> None:
    for host in ("a<script>", 'a"b', "a b", "a/../b", "a@b", "[::1", "", "x:1:2", "é"):
        answer = server.raw(
            f"GET /sparql HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        )
        assert answer.split()[1] == b"400", host
        assert b"script" not in answer.partition(b"\r\n\r\n")[2]
    answer = server.raw(b"GET /sparql HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert answer.split()[1] == b"400"


@pytest.mark.parametrize(
    "path",
    ["/sparql", "/sparql?query=ASK", "/healthz", "/metrics", "/nothing", "/sparql?query=ASK{}"],
)
def test_every_answer_has_the_headers_of_safety(server: Server, path: str) -> None:
    headers = server.ask(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers
    broken = server.raw(b"NONSENSE\r\n\r\n")
    assert b"400 Bad Request" in broken
    assert b"content-security-policy: default-src 'none'" in broken
