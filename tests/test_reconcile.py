"""The reconciliation service: what matches, what is refused, and the schemas of its answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sites import site_client
from starlette.testclient import TestClient

from csto_graph import Graph, open_graph
from csto_graph.web.reconcile import matching

SCHEMAS = Path(__file__).parent.parent.parent / "shared" / "reconciliation-0.2"
CSTO = "https://w3id.org/csto-graph/ontology#"
EXAMPLE = Path(__file__).parent / "example" / "sixth.ttl"


@pytest.fixture(scope="module")
def web(graph: Graph) -> TestClient:
    return site_client(graph)


@pytest.fixture(scope="module")
def valid() -> Callable[[Any, str], None]:
    """Checks an answer against a schema of the specification."""
    if not SCHEMAS.is_dir():
        pytest.skip(f"the schemas of the Reconciliation API are not at {SCHEMAS}")
    import jsonschema
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT7

    known = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    resources = [(s["$id"], Resource(s, DRAFT7)) for s in known.values() if "$id" in s]
    registry = Registry().with_resources(resources)

    def check(answer: Any, name: str) -> None:
        schema = known[f"{name}.json"]
        jsonschema.Draft7Validator(schema, registry=registry).validate(answer)

    return check


def ask(web: TestClient, text: str = "", **more: Any) -> list[dict[str, Any]]:
    """The candidates for one query."""
    query = {**({"query": text} if text else {}), **more}
    answer = web.post("/reconcile", data={"queries": json.dumps({"q0": query})})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["q0"]["result"]
    return found


def matched(web: TestClient, text: str, **more: Any) -> list[str]:
    return [one["id"] for one in ask(web, text, **more) if one["match"]]


def test_the_manifest(web: TestClient, valid: Callable[[Any, str], None]) -> None:
    answer = web.get("/reconcile")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    told = answer.json()
    valid(told, "manifest")
    assert told["versions"] == ["0.2"]
    assert told["identifierSpace"] + "state/uzbekistan" == (
        "https://w3id.org/csto-graph/state/uzbekistan"
    )
    assert told["schemaSpace"] == CSTO
    assert {"id": "State", "name": "state"} in told["defaultTypes"]
    # Every address of it leads somewhere.
    node = "state%2Fuzbekistan"
    for address in (told["view"]["url"], told["preview"]["url"]):
        assert web.get(address.replace("{{id}}", node)).status_code in (200, 303)
    for kind, one in told["suggest"].items():
        assert web.get(f"{one['service_url']}{one['service_path']}?prefix=s").status_code == 200
        given = {"entity": node, "type": "State", "property": "member"}[kind]
        shown = one["flyout_service_url"] + one["flyout_service_path"].replace("${id}", given)
        assert web.get(shown).json()["html"]
    proposed = told["extend"]["propose_properties"]
    assert web.get(proposed["service_url"] + proposed["service_path"]).status_code == 200
    assert web.get(told["documentation"]).status_code == 200


def test_the_manifest_has_the_root_path(graph: Graph) -> None:
    told = site_client(graph, "/csto").get("/csto/reconcile").json()
    assert told["view"]["url"] == "http://testserver/csto/reconcile/view?id={{id}}"


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("Uzbekistan", "state/uzbekistan"),
        ("  UZBEKISTAN ", "state/uzbekistan"),
        ("Kyrghyzstan", "state/kyrgyzstan"),  # as one document prints it
        ("Nikolay Bordyuzha", "person/nikolai-bordyuzha"),
        ("CSTO", "org/csto"),
        ("state/uzbekistan", "state/uzbekistan"),
        ("state:uzbekistan", "state/uzbekistan"),
        ("https://w3id.org/csto-graph/state/uzbekistan", "state/uzbekistan"),
        ("Q265", "state/uzbekistan"),  # identifiers.tsv
        ("http://www.wikidata.org/entity/Q265", "state/uzbekistan"),
    ],
)
def test_a_name_in_any_known_spelling_is_matched(web: TestClient, text: str, iri: str) -> None:
    assert matched(web, text) == [iri]
    assert ask(web, text)[0]["score"] == 100


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("Bordyuzha", "person/nikolai-bordyuzha"),
        ("Bordyuzha, Nikolai", "person/nikolai-bordyuzha"),
        ("Узбекистан", "state/uzbekistan"),
        ("Ouzbekistan", "state/uzbekistan"),
        ("Collectiv Security Treaty Organisation", "org/csto"),
    ],
)
def test_a_name_that_is_alike_comes_first_and_is_not_matched(
    web: TestClient, text: str, iri: str
) -> None:
    best = ask(web, text)[0]
    assert best["id"] == iri
    assert 50 <= best["score"] < 100
    assert best["match"] is False


def test_what_is_not_known_has_no_candidate(web: TestClient) -> None:
    assert ask(web, "Xyzzyplugh") == []
    assert ask(web, "Q26") == []  # no misspelt Q265
    assert ask(web, "—") == []


def test_types_narrow_the_candidates(web: TestClient) -> None:
    assert matched(web, "Russia", type="State") == ["state/russia"]
    assert matched(web, "Russia", type="csto:State") == ["state/russia"]
    assert matched(web, "Russia", type=[f"{CSTO}Person", "State"]) == ["state/russia"]
    # A state is an actor by inference.
    assert matched(web, "Russia", type=["State", "Actor"], type_strict="all") == ["state/russia"]
    assert ask(web, "Russia", type=["State", "Person"], type_strict="all") == []
    assert "state/russia" not in [one["id"] for one in ask(web, "Russia", type="Person")]
    should = ask(web, "Russia", type="Person", type_strict="should")
    assert (should[0]["id"], should[0]["score"], should[0]["match"]) == ("state/russia", 80, False)


def test_limit(web: TestClient) -> None:
    assert len(ask(web, "President of Russia", limit=2)) == 2
    assert len(ask(web, "President of Russia")) == 5
    assert len(ask(web, "President of Russia", limit=10**9)) <= 100


def test_properties_weigh_in(web: TestClient) -> None:
    # Of the two memberships of Uzbekistan, the one from 2006; a month agrees with its days.
    found = ask(
        web,
        "Membership of Uzbekistan",
        type="Membership",
        properties=[{"pid": "member", "v": "Uzbekistan"}, {"pid": "start", "v": "2006-08"}],
    )
    assert found[0]["id"] == "membership/csto-uzbekistan-2006"
    told = {one["id"]: one["value"] for one in found[0]["features"]}
    assert (told["member"], told["start"]) == (1, 1)
    assert found[1]["score"] < found[0]["score"]
    # What some source contradicts is not matched, however it is called.
    assert matched(web, "Russia", properties=[{"pid": "everMemberOf", "v": "CSTO"}])
    other = {"pid": "everMemberOf", "v": {"id": "org/united-nations"}}
    assert not matched(web, "Russia", properties=[other])
    # What no source states is no contradiction.
    assert matched(web, "Georgia", properties=[other]) == ["state/georgia"]


def test_properties_alone(web: TestClient) -> None:
    given = {"pid": "member", "v": [{"id": "state/uzbekistan", "name": "Uzbekistan"}, "Nobody"]}
    found = {one["id"] for one in ask(web, properties=[given])}
    assert found == {"membership/csto-uzbekistan-2006", "membership/csto-uzbekistan-suspended"}


@pytest.fixture(scope="module")
def namesakes(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The invented document, whose speaker now has the name of somebody else."""
    folder = tmp_path_factory.mktemp("namesakes")
    label = 'skos:prefLabel "Timur Almazov (invented)"@en ;'
    text = EXAMPLE.read_text(encoding="utf-8")
    assert label in text
    names = 'skos:prefLabel "Nikolái  BORDYUZHA"@en ; skos:altLabel "Timur Almazov"@en ;'
    (folder / "namesake.ttl").write_text(text.replace(label, names), encoding="utf-8")
    return site_client(open_graph(folder))


def test_namesakes_are_left_to_a_person(namesakes: TestClient) -> None:
    found = ask(namesakes, "Nikolai Bordyuzha", limit=2)
    assert [(one["id"], one["score"], one["match"]) for one in found] == [
        ("person/nikolai-bordyuzha", 100, False),
        ("person/timur-almazov", 100, False),
    ]
    # A property that is stated of both, and differs, tells them apart.
    given = [{"pid": "skos:altLabel", "v": "Timur ALMAZOV"}]
    alone = ["person/timur-almazov"]
    assert matched(namesakes, "Nikolai Bordyuzha", properties=given) == alone
    # One that is stated of neither does not.
    unknown = [{"pid": "everMemberOf", "v": "CSTO"}]
    assert matched(namesakes, "Nikolai Bordyuzha", properties=unknown) == []
    # Nor does it hinder the others.
    assert matched(namesakes, "Nikolay Bordyuzha") == ["person/nikolai-bordyuzha"]


def test_answers_fit_the_schemas(web: TestClient, valid: Callable[[Any, str], None]) -> None:
    batch = {
        "one": {"query": "Uzbekistan", "type": "State", "limit": 3, "type_strict": "should"},
        "two": {"query": "Secretary General", "properties": [{"pid": "office", "v": [1, True]}]},
        "": {"query": "nothing at all"},
    }
    valid(batch, "reconciliation-query-batch")
    by_post = web.post("/reconcile", data={"queries": json.dumps(batch)}).json()
    by_get = web.get("/reconcile", params={"queries": json.dumps(batch)}).json()
    assert by_post == by_get
    assert set(by_post) == set(batch)
    valid(by_post, "reconciliation-result-batch")
    for kind, name in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        for prefix in ("", "me", "uzb", "label", "CSTO"):
            answer = web.get(f"/reconcile/suggest/{kind}", params={"prefix": prefix}).json()
            valid(answer, f"suggest-{name}-response")
    for kind in ("", "State", "Membership"):
        answer = web.get("/reconcile/properties", params={"type": kind}).json()
        valid(answer, "data-extension-property-proposal")


def test_suggestions(web: TestClient) -> None:
    def ids(kind: str, **given: str) -> list[str]:
        answer = web.get(f"/reconcile/suggest/{kind}", params=given)
        return [one["id"] for one in answer.json()["result"]]

    assert ids("entity", prefix="uzbek")[0] == "state/uzbekistan"
    assert ids("entity", prefix="state/uzbekistan")[0] == "state/uzbekistan"
    assert ids("entity", prefix="Uzbekistn")[0] == "state/uzbekistan"
    assert ids("entity", prefix="uzbek", cursor="1") == ids("entity", prefix="uzbek")[1:]
    assert ids("entity", prefix="") == []
    assert ids("type", prefix="sta")[0] == "State"
    assert "member" in ids("property", prefix="memb")
    assert ids("property", prefix="rdfs:label") == ["rdfs:label"]
    assert len(ids("type", prefix="")) == 20
    proposed = web.get("/reconcile/properties?type=Membership&limit=8").json()
    assert proposed["limit"] == 8
    assert len(proposed["properties"]) == 8
    every = web.get("/reconcile/properties?type=Membership").json()["properties"]
    assert {"member", "organization", "start"} <= {one["id"] for one in every}


def test_data_extension(web: TestClient, valid: Callable[[Any, str], None]) -> None:
    query = {
        "ids": ["membership/csto-uzbekistan-2006", "state:uzbekistan", "state/atlantis"],
        "properties": [
            {"id": "member"},
            {"id": "end"},
            {"id": "csto:start"},
            {"id": "skos:exactMatch", "settings": {"limit": "1"}},
        ],
    }
    valid(query, "data-extension-query")
    answer = web.post("/reconcile", data={"extend": json.dumps(query)}).json()
    valid(answer, "data-extension-response")
    assert [one["id"] for one in answer["meta"]] == ["member", "end", "start", "skos:exactMatch"]
    assert answer["meta"][0]["type"] == {"id": "State", "name": "state"}
    assert answer["meta"][0]["service"] == "http://testserver/reconcile"
    membership = answer["rows"]["membership/csto-uzbekistan-2006"]
    assert membership["member"] == [{"id": "state/uzbekistan", "name": "Uzbekistan"}]
    assert membership["end"] == [{"date": "2012-06-28T00:00:00Z"}]
    # As vague as the sources: no moment stands for it.
    assert membership["start"] == [{"str": "[2006-06-23..2006-08-31]"}]
    wikidata = {"str": "http://www.wikidata.org/entity/Q265"}
    assert answer["rows"]["state:uzbekistan"]["skos:exactMatch"] == [wikidata]
    assert answer["rows"]["state/atlantis"]["member"] == []


def test_disputed_values_can_be_left_out(web: TestClient) -> None:
    def start(**settings: Any) -> list[Any]:
        query = {
            "ids": ["membership/csto-uzbekistan-2006"],
            "properties": [{"id": "start", "settings": settings}],
        }
        answer = web.get("/reconcile", params={"extend": json.dumps(query)}).json()
        found: list[Any] = answer["rows"]["membership/csto-uzbekistan-2006"]["start"]
        return found

    assert len(start()) == 1
    assert start(undisputed=True) == []  # 23 June in one document, August in another


def test_previews_may_be_framed_and_nothing_else(web: TestClient) -> None:
    page = web.get("/reconcile/preview?id=state%2Fuzbekistan")
    assert page.status_code == 200
    assert "Uzbekistan" in page.text
    assert "frame-ancestors *" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert "x-frame-options" not in page.headers
    assert web.get("/state/uzbekistan").headers["x-frame-options"] == "DENY"
    assert web.get("/reconcile").headers["x-frame-options"] == "DENY"
    led = web.get("/reconcile/view?id=state/uzbekistan")
    assert (led.status_code, led.headers["location"]) == (303, "/state/uzbekistan")
    for what in ("preview", "view", "flyout/entity", "flyout/type"):
        for wrong in ("", "//evil.example", "state/atlantis", "%00", "x" * 5000, "<b>"):
            answer = web.get(f"/reconcile/{what}?id={wrong}")
            assert answer.status_code in (400, 404), (what, wrong)
            assert answer.headers["content-type"] != "text/html; charset=utf-8"


def test_jsonp(web: TestClient) -> None:
    answer = web.get("/reconcile?callback=jQuery3_1.done")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    body = answer.text
    assert body.startswith("/**/jQuery3_1.done({")
    assert body.endswith("});")
    assert json.loads(body.removeprefix("/**/jQuery3_1.done(").removesuffix(");"))["versions"]
    suggested = web.get("/reconcile/suggest/type?prefix=state&callback=f").text
    assert suggested.startswith('/**/f({"result":[')
    for wrong in ("", "alert(1)", "a;b", "a b", "1a", "a.", "é", "a" * 101, "</script>"):
        assert web.get("/reconcile", params={"callback": wrong}).status_code == 400, wrong


def test_preflight(web: TestClient) -> None:
    answer = web.options("/reconcile", headers={"origin": "http://127.0.0.1:3333"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert web.delete("/reconcile").status_code == 405


def q(**query: Any) -> str:
    return json.dumps({"q0": query})


@pytest.mark.parametrize(
    ("queries", "status", "told"),
    [
        ("", 400, "queries is not JSON"),
        ("{", 400, "queries is not JSON"),
        ("[]", 400, "queries must be a JSON object"),
        ("null", 400, "queries must be a JSON object"),
        ('{"q0": NaN}', 400, "NaN is no number"),
        ('{"q0": {"query": "a", "limit": ' + "9" * 5000 + "}}", 400, "queries is not JSON"),
        ("[" * 200_000, 400, "nested too deeply"),
        ('{"a":' * 50_000, 400, "nested too deeply"),
        (json.dumps({"q0": {"query": "a", "v": [[[[{}]]]]}}), 400, "unknown key 'v'"),
        ('{"q0": "Uzbekistan"}', 400, "queries.q0 must be a JSON object"),
        (q(), 400, "queries.q0 has neither query nor properties"),
        (q(query=" "), 400, "neither query nor properties"),
        (q(query=7), 400, "queries.q0.query must be a text"),
        (q(query="a" * 1001), 400, "more than 1000 characters"),
        (q(query="a\0b"), 400, "characters that no name has"),
        ('{"q0": {"query": "\\ud800"}}', 400, "characters that no name has"),
        ('{"\\udc00": {"query": "a"}}', 400, "characters that no name has"),
        (q(query="a", limit=0), 400, "limit is a whole number"),
        (q(query="a", limit="3"), 400, "limit is a whole number"),
        (q(query="a", limit=True), 400, "limit is a whole number"),
        (q(query="a", type="Dragon"), 400, "'Dragon' is no type"),
        (q(query="a", type={"id": "State"}), 400, "type must be a JSON array"),
        (q(query="a", type_strict="very"), 400, "type_strict is one of"),
        (q(query="a", properties={}), 400, "properties must be a JSON array"),
        (q(query="a", properties=[{"v": 1}]), 400, "pid must be a text"),
        (q(query="a", properties=[{"pid": "colour", "v": 1}]), 400, "'colour' is no property"),
        (q(query="a", properties=[{"pid": "member", "v": {}}]), 400, "v.id must be a text"),
        (q(query="a", properties=[{"pid": "member", "v": [[1]]}]), 400, "v must be a text"),
        (q(query="a", properties=[{"pid": "member"}]), 400, "v must be a text"),
        (q(query="a", properties=[{"pid": "member", "v": "x"}] * 21), 413, "send 20 at most"),
        (q(query="a", properties=[{"pid": "member", "v": [1] * 51}]), 413, "send 50 at most"),
        (json.dumps({str(n): {"query": "a"} for n in range(51)}), 413, "send 50 at most"),
    ],
)
def test_hostile_batches_are_refused(web: TestClient, queries: str, status: int, told: str) -> None:
    answer = web.post("/reconcile", data={"queries": queries})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert told in answer.json()["detail"]
    assert len(answer.json()["detail"]) < 500


@pytest.mark.parametrize(
    ("extend", "status", "told"),
    [
        ("{}", 400, "extend.ids must be a JSON array"),
        ('{"ids": []}', 400, "extend.properties must be a JSON array"),
        ('{"ids": [1], "properties": []}', 400, "extend.ids must be a text"),
        ('{"ids": [], "properties": [{"id": "x"}]}', 400, "'x' is no property"),
        (
            '{"ids": ["a"], "properties": [{"id": "end", "settings": {"limit": "all"}}]}',
            400,
            "whole number",
        ),
        ('{"ids": [], "properties": [{"id": "end", "settings": [1]}]}', 400, "settings must be"),
        (json.dumps({"ids": ["a"] * 1001, "properties": []}), 413, "send 1000 at most"),
    ],
)
def test_hostile_extensions_are_refused(
    web: TestClient, extend: str, status: int, told: str
) -> None:
    answer = web.post("/reconcile", data={"extend": extend})
    assert (answer.status_code, told in answer.json()["detail"]) == (status, True), answer.text


def test_hostile_requests_are_refused(web: TestClient) -> None:
    def post(content: bytes, kind: str = "application/x-www-form-urlencoded") -> tuple[int, str]:
        answer = web.post("/reconcile", content=content, headers={"content-type": kind})
        return answer.status_code, answer.json()["detail"]

    status, told = post(b"queries=" + b"a" * (10 << 20))
    assert (status, "1048576 bytes" in told) == (413, True)
    status, told = post(b"queries=%FF")
    assert (status, "not UTF-8" in told) == (400, True)
    assert post(b"\xff\xfe")[0] == 400
    assert post(b"a=1&" * 2000)[0] == 400
    status, told = post(b"x=1")
    assert (status, "neither queries nor extend" in told) == (400, True)
    assert post(b"queries={}&queries={}")[0] == 400
    assert post(b"queries={}&extend={}")[0] == 400
    assert post(b'{"queries": {}}', "application/json")[0] == 415
    assert post(b"queries={}", "application/x-www-form-urlencoded; charset=utf-16")[0] == 415
    assert web.get("/reconcile/suggest/entity?prefix=a&cursor=-1").status_code == 400
    assert web.get("/reconcile/suggest/entity?prefix=%00").status_code == 400
    assert web.get("/reconcile/suggest/entity?prefix=%FF").status_code == 400
    assert web.get("/reconcile/properties?type=Dragon").status_code == 400
    assert web.get("/reconcile/properties?limit=x").status_code == 400


def test_a_batch_that_takes_too_long_is_ended(
    web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "SECONDS", -1.0)
    answer = web.post("/reconcile", data={"queries": q(query="Uzbekistan")})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "send fewer queries" in answer.json()["detail"]
