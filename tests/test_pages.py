"""The pages: every node has one, in every format; what they show is right and harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.applications import Starlette
from starlette.testclient import TestClient

from csto_graph import Graph, open_graph
from csto_graph.export import exported
from csto_graph.namespaces import BASE, CSTO
from csto_graph.sources import Sources, find_sources
from csto_graph.web import openapi, pages, questions, reconcile
from csto_graph.web.site import Site

EXAMPLE = Path(__file__).parent / "example"
SITE_PAGES = (
    "/", "/on", "/on/2012-05-03", "/disagreements", "/queries", "/queries?q=exercise",
    "/queries/members-on?date=2012-05-03", "/search", "/search?q=csto", "/query",
    "/ontology", "/state/uzbekistan", "/org/csto", "/membership/csto-uzbekistan-2006",
    "/session/icmec-10", "/document/asiaplus-2012-11-02", "/claim/002-68", "/list/003-members",
    "/nothing/here", "/on/2012-13-45",
)  # fmt: skip


def client(graph: Graph, root_path: str = "", sources: Sources | None = None) -> TestClient:
    site = Site(graph, cast("Any", None), root_path, sources)
    parts = (questions, openapi, reconcile, pages)
    app = Starlette(routes=[route for part in parts for route in part.routes(site)])
    return TestClient(app, root_path=root_path, raise_server_exceptions=True)


@pytest.fixture(scope="module")
def web(graph: Graph) -> TestClient:
    return client(graph, sources=find_sources())


class Reading(HTMLParser):
    """The elements of a page with their attributes, its ids and its words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

    def of(self, tag: str, name: str) -> Iterator[str]:
        return (attrs[name] for kind, attrs in self.elements if kind == tag and name in attrs)

    @property
    def text(self) -> str:
        return " ".join(self.words.split())

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


def read(web: TestClient, path: str) -> Reading:
    answer = web.get(path)
    assert answer.status_code == 200, path
    return Reading(answer.text)


def test_every_node_has_a_page_with_its_label_and_its_fragments(
    web: TestClient, graph: Graph
) -> None:
    rows: Any = graph.run(f"""SELECT DISTINCT ?node ?label WHERE {{ ?node ?p ?o
        FILTER(STRSTARTS(STR(?node), "{BASE}")) OPTIONAL {{ ?node rdfs:label ?label }} }}""")
    labels: dict[str, str] = {}
    places: dict[str, set[str]] = {}
    for row in rows:
        path, _, fragment = row["node"].value.removeprefix(BASE).partition("#")
        places.setdefault(path, set()).add(unquote(fragment))
        if not fragment and row["label"] is not None:
            labels[path] = row["label"].value
    assert len(labels) > 900
    assert len(places["ontology"]) > 200
    assert "char=2251,2316" in places["document/asiaplus-2012-11-02"]
    for path, fragments in places.items():
        page = read(web, f"/{path}")
        label = labels.get(path, "")
        shown = label if not path.startswith("claim/") else label.split(": ")[1]
        assert " ".join(shown.split()) in page.text, path
        missing = fragments - {""} - set(page.ids)
        assert not missing, (path, sorted(missing)[:3])


def test_links_inside_lead_somewhere(web: TestClient, graph: Graph) -> None:
    seen: dict[str, set[str]] = {}
    for path in SITE_PAGES:
        page = Reading(web.get(path).text)
        for href in [*page.of("a", "href"), *page.of("link", "href"), *page.of("script", "src")]:
            if href.startswith("/"):
                target, _, fragment = href.partition("#")
                seen.setdefault(target, set()).add(unquote(fragment))
            elif href.startswith("#"):
                assert unquote(href[1:]) in page.ids, (path, href)
    assert len(seen) > 300
    rows: Any = graph.run("SELECT DISTINCT ?node { ?node ?p ?o }")
    nodes = {row["node"].value for row in rows}
    for target, fragments in seen.items():
        iris = {BASE + target[1:] + (f"#{part}" if part else "") for part in fragments}
        if target == "/sparql" or iris <= nodes:  # the pages of all nodes are tested above
            continue
        answer = web.get(target)
        assert answer.status_code == 200, target
        if "text/html" in answer.headers["content-type"]:
            assert not fragments - {""} - set(Reading(answer.text).ids), target


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json;q=0.9, text/turtle;q=0.5", "application/ld+json"),
        ("application/json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle;q=nonsense, text/html;q=0.1", "text/html"),
        ("", "text/html"),
    ],
)
def test_format_by_accept(web: TestClient, accept: str, media: str) -> None:
    answer = web.get("/state/uzbekistan", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.headers["vary"] == "Accept"


def test_unknown_format_is_refused(web: TestClient) -> None:
    answer = web.get("/state/uzbekistan", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


@pytest.mark.parametrize(
    ("suffix", "form"),
    [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("jsonld", RdfFormat.JSON_LD)],
)
@pytest.mark.parametrize("path", ["membership/csto-uzbekistan-2006", "ontology", "claim/002-68"])
def test_rdf_holds_what_the_export_says_of_it(
    web: TestClient, graph: Graph, path: str, suffix: str, form: RdfFormat
) -> None:
    lines = exported(graph, "ntriples").splitlines()
    starts = (f"<{BASE}{path}> ", f"<{BASE}{path}#")
    wanted = {line for line in lines if line.startswith(starts)}
    assert len(wanted) > 10
    body = web.get(f"/{path}.{suffix}").content
    found = {f"{quad.triple} ." for quad in parse(body, format=form)}
    assert found == wanted


def test_html_suffix_and_head(web: TestClient) -> None:
    answer = web.get("/state/uzbekistan.html", headers={"Accept": "text/turtle"})
    assert "<h1>Uzbekistan</h1>" in answer.text
    assert web.head("/state/uzbekistan").status_code == 200
    assert web.post("/state/uzbekistan").status_code == 405


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/state/usbekistan", "/state/uzbekistan"),
        ("/states/uzbekistan", "/state/uzbekistan"),
        ("/claim/002-680", "/claim/002-68"),
        ("/person/bordyuzha", "/person/nikolai-bordyuzha"),
        ("/state/uzbekistan.pdf", "/state/uzbekistan"),
    ],
)
def test_unknown_address_suggests(web: TestClient, path: str, meant: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 404
    assert meant in set(Reading(answer.text).of("a", "href"))


@pytest.mark.parametrize(
    "path",
    [
        "/%3Cscript%3Ealert(1)%3C/script%3E", "/state/%22%3E%3Cb%3E", "/a%00b", "/%ff%fe",
        "/state/x%3E%20%7D%20DROP", "/" + "a" * 5000, "/claim/" + "9" * 3000, "/%23", "/state/%0a",
        "/..%2f..%2fetc/passwd", "/static/..%2fsite.css", "/pictures/coverage-%3E.svg",
        "/pictures/x.svg", "/pictures/membership.gif",
    ],
)  # fmt: skip
def test_hostile_addresses_are_not_found(web: TestClient, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize("path", SITE_PAGES)
def test_pages_need_no_inline_code_and_nothing_from_outside(web: TestClient, path: str) -> None:
    page = Reading(web.get(path).text)
    for tag, attrs in page.elements:
        assert "style" not in attrs, (tag, attrs)
        assert not [name for name in attrs if name.startswith("on")]
        assert tag != "style"
        if tag == "script":
            assert attrs["src"].startswith("/static/")
        if tag in ("link", "img", "iframe", "form"):
            for name in ("href", "src", "action"):
                assert attrs.get(name, "/").startswith("/"), (tag, attrs)
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"


def test_every_link_begins_with_the_path_prefix(graph: Graph) -> None:
    below = client(graph, root_path="/csto")
    for path in SITE_PAGES:
        page = Reading(below.get(f"/csto{path}").text)
        own = [*page.of("a", "href"), *page.of("link", "href"), *page.of("script", "src"),
               *page.of("form", "action")]  # fmt: skip
        wrong = [a for a in own if a.startswith("/") and not a.startswith("/csto/")]
        assert not wrong, (path, wrong)
    assert below.get("/csto/on?date=2012-05-03", follow_redirects=False).headers["location"] == (
        "/csto/on/2012-05-03"
    )


# What stands on single pages; the facts are in the documents.


def test_a_membership_tells_when_and_who_disagrees(web: TestClient) -> None:
    page = read(web, "/membership/csto-uzbekistan-2006")
    assert (
        "Uzbekistan as a full member of the Collective Security Treaty Organization." in page.text
    )
    assert "between 23 June and 31 August 2006" in page.text
    assert "31 August 2006 to 27 June 2012" in page.text  # certain, both days included
    assert "August 2006 TASS, 28 August 2012, characters 1692–1756" in page.text
    assert "23 June 2006 Asia-Plus, 2 November 2012, characters 2251–2316" in page.text
    hrefs = set(page.of("a", "href"))
    assert {"/claim/002-68", "/document/itar-tass-2012-08-28#char=1692,1756"} <= hrefs
    assert any(href.startswith("https://www.asiaplustj.info/") for href in hrefs)


def test_a_plan_is_told_from_what_happened(web: TestClient) -> None:
    rows = re.findall(
        r"<tr><td>([^<]*)</td><th[^>]*><a[^>]*>([^<]*)</a>.*?</tr>", web.get("/").text
    )
    assert ("1 November 2012", "Tenth meeting of the ICMEC") in rows
    page = read(web, "/event/kadex-2012")
    assert "no source reports that it came about" in page.text


def test_a_state_has_its_wikidata_link_and_history(web: TestClient) -> None:
    page = read(web, "/state/uzbekistan")
    assert "http://www.wikidata.org/entity/Q265" in set(page.of("a", "href"))
    assert "Refusal of Uzbekistan to extend the Collective Security Treaty 1999" in page.text


def test_a_claim_names_its_speakers_and_its_place(web: TestClient) -> None:
    page = read(web, "/claim/004-54")
    assert "Asia-Plus, 2 November 2012 says" in page.text
    assert "/document/asiaplus-2012-11-02#char=1034,1117" in set(page.of("a", "href"))


def test_overview_counts_and_lists_every_state(web: TestClient, graph: Graph) -> None:
    page = read(web, "/")
    assert "14 disagreements" in page.text
    states = {"armenia", "azerbaijan", "belarus", "georgia", "kazakhstan", "kyrgyzstan", "russia",
              "tajikistan", "uzbekistan"}  # fmt: skip
    assert {f"/state/{name}" for name in states} <= set(page.of("a", "href"))
    tips = [attrs["data-tip"] for _, attrs in page.elements if "data-tip" in attrs]
    assert any(
        tip.startswith("Uzbekistan: suspended of the") and "28 June 2012" in tip for tip in tips
    )


def test_disagreements_are_all_there(web: TestClient) -> None:
    text = web.get("/disagreements").text
    assert text.count('class="versus"') == 14


# On this day


def certain_members(page: str) -> dict[str, str]:
    table = page.split('id="members"')[1].split("</section>")[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>.*?class="certainty (\w+)"', table, re.S)
    return {re.sub(r"<[^>]+>", "", name).strip(): sure for name, sure in rows}


SIX = ("Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan")


@pytest.mark.parametrize(
    ("day", "uzbekistan", "others"),
    [
        ("2006-06-22", None, "certain"),
        ("2006-07-15", "possible", "certain"),
        ("2012-05-03", "certain", "certain"),
        ("2018-01-01", None, "possible"),
    ],
)
def test_members_on_a_day(web: TestClient, day: str, uzbekistan: str | None, others: str) -> None:
    found = certain_members(web.get(f"/on/{day}").text)
    assert {name: found.get(name) for name in SIX} == dict.fromkeys(SIX, others)
    assert found.get("Uzbekistan") == uzbekistan


def test_suspended_is_said(web: TestClient) -> None:
    text = Reading(web.get("/on/2012-07-03").text).text
    assert "6 members for certain, and 1 suspended" in text


def test_a_form_leads_to_an_address_to_share(web: TestClient) -> None:
    answer = web.get("/on?date=2006-07-15&policy=Best&known-by=", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/on/2006-07-15?policy=Best"
    assert web.get(answer.headers["location"]).status_code == 200


def test_policy_and_known_by_open_other_builds(web: TestClient) -> None:
    # In August 2012 only TASS had said when Uzbekistan came back: in August 2006.
    text = web.get("/on/2006-07-15?known-by=2012-09-01").text
    assert "Uzbekistan" not in certain_members(text)
    assert "As known by 2012-08-28." in text  # the day of the last document until then
    # The most precise date is 23 June 2006.
    best = web.get("/on/2006-07-15?policy=best").text
    assert certain_members(best)["Uzbekistan"] == "certain"


def test_known_by_any_day_builds_no_more_than_the_documents_allow(
    graph: Graph, cache: Path
) -> None:
    asked = client(graph, sources=find_sources())
    for day in range(1, 28):
        assert asked.get(f"/on/2012-05-03?known-by=2012-09-{day:02}").status_code == 200
    opened = next(
        cell.cell_contents
        for route in asked.app.routes  # type: ignore[attr-defined]
        if getattr(route, "name", "") == "on"
        for cell in route.endpoint.__closure__
        if type(cell.cell_contents).__name__ == "Builds"
    ).opened
    assert set(opened) == {("Cautious", "2012-08-28")}


@pytest.mark.parametrize(
    "path",
    [
        "/on/2012-02-30", "/on/yesterday", "/on?date=<script>alert(1)</script>",
        "/on/2012-05-03?policy=Worst", "/on/2012-05-03?known-by=soon",
        "/on/2012-05-03?known-by=1990-01-01", "/on/99999-01-01", "/on?date=%00",
    ],
)  # fmt: skip
def test_bad_days_are_explained(web: TestClient, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 400
    assert "This day cannot be shown" in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1992-05-15"])
def test_far_days_are_answered(web: TestClient, day: str) -> None:
    assert web.get(f"/on/{day}").status_code == 200


def test_part_of_the_page_for_the_slider(web: TestClient) -> None:
    text = web.get("/on/2012-05-03?part=results").text
    assert "<html" not in text
    assert 'data-share="/on/2012-05-03"' in text


# Search


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("uzbekistan", "/state/uzbekistan"),
        ("KYRGHYZSTAN", "/state/kyrgyzstan"),
        ("Nikolay  Bordyuzha", "/person/nikolai-bordyuzha"),
        ("Ūzbèkistan", "/state/uzbekistan"),
        ("bordjuzha", "/person/nikolai-bordyuzha"),
        ("icmec", "/body/icmec"),
        ("004", "/document/asiaplus-2012-11-02"),
    ],
)
def test_search_finds_names_in_any_spelling(web: TestClient, asked: str, first: str) -> None:
    text = web.get("/search", params={"q": asked}).text
    hits = text.split('class="hits"')[1]
    assert re.findall(r'<li><a href="([^"]+)"', hits)[0] == first


@pytest.mark.parametrize("asked", ["", " ", "zzzzqqqq", "a" * 9_000, "<script>alert(1)</script>"])
def test_search_for_nothing_is_answered(web: TestClient, asked: str) -> None:
    answer = web.get("/search", params={"q": asked})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


# Pictures, and the query page


@pytest.mark.parametrize("name", ["membership", "events", "bodies", "coverage-tass-2017-11-30"])
def test_pictures_as_files(web: TestClient, name: str) -> None:
    drawing = web.get(f"/pictures/{name}.svg")
    assert drawing.headers["content-type"] == "image/svg+xml"
    assert "attachment" in drawing.headers["content-disposition"]
    assert drawing.text.startswith("<svg ")
    assert "<title " in drawing.text
    assert 'href="/' not in drawing.text  # a file has no site around it
    raster = web.get(f"/pictures/{name}.png")
    assert raster.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(raster.content[16:20], "big") == 1920  # 960 units, twice


def test_query_page_offers_canned_queries(web: TestClient) -> None:
    page = read(web, "/query?example=disagreements")
    assert "csto:contradicts" in page.text
    assert sum("example=" in href for href in page.of("a", "href")) > 70
    assert "There is no canned query" in web.get("/query?example=nothing").text
    assert "SELECT 42" in web.get("/query?query=SELECT+42").text


def test_words_to_complete(web: TestClient) -> None:
    told = web.get("/query/words.json").json()
    assert told["prefixes"]["csto"] == CSTO
    names = {word["name"]: word["label"] for word in told["words"]}
    assert names["csto:Membership"] == "membership"
    assert names["state:uzbekistan"] == "Uzbekistan"


# A user's data may be hostile.

NASTY = "<script>alert(1)</script>\\\"'><img src=x onerror=alert(2)> {{ 7*7 }} ]]> \u202e"


@pytest.fixture(scope="module")
def nasty(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder = tmp_path_factory.mktemp("nasty")
    text = (EXAMPLE / "sixth.ttl").read_text(encoding="utf-8")
    text = re.sub(r'(skos:prefLabel|csto:rationale|csto:issuedRationale) "[^"]*"@en',
                  lambda m: f'{m[1]} "{NASTY}"@en', text)  # fmt: skip
    text = re.sub(r'rdf:object "(Example Wire|Timur Almazov|ICMEC)"', f'rdf:object "{NASTY}"', text)
    text = re.sub(r"schema:url <[^>]*>", "schema:url <javascript:alert(3)>", text)
    text += (
        "\nperson:timur-almazov skos:exactMatch <javascript:alert(4)> , <data:text/html,x> ;"
        f'\n    skos:altLabel "{NASTY}"@en ; skos:note "{NASTY}"@en .\n'
    )
    (folder / "nasty.ttl").write_text(text, encoding="utf-8")
    return client(open_graph(folder), sources=find_sources((folder,)))


@pytest.mark.parametrize(
    "path",
    [
        "/", "/disagreements", "/on/2019-05-06", "/search?q=script", "/search?q=alert(1)",
        "/session/icmec-20", "/person/timur-almazov", "/document/example-wire-2019-05-06",
        "/claim/sixth-09", "/claim/sixth-10", "/publisher/example-wire", "/body/icmec",
        "/tenure/almazov-csto-secretary-general", "/pictures/events.svg", "/query",
        "/pictures/coverage-example-wire-2019-05-06.svg", "/topic/spare-parts-catalogue",
    ],
)  # fmt: skip
def test_nasty_labels_come_out_as_text(nasty: TestClient, path: str) -> None:
    answer = nasty.get(path)
    assert answer.status_code == 200
    page = Reading(answer.text)
    assert "<script>alert" not in answer.text
    assert "49 ]]" not in answer.text
    for tag, attrs in page.elements:
        assert tag != "img"
        assert not [name for name in attrs if name.startswith("on")]
        for name in ("href", "src", "action"):
            assert not re.match(r"\s*(javascript|data|vbscript):", attrs.get(name, ""), re.I)


def test_nasty_label_is_shown_whole(nasty: TestClient) -> None:
    text = Reading(nasty.get("/session/icmec-20").text).text
    assert "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7*7 }} ]]>" in text
    assert "javascript:alert(4)" in Reading(nasty.get("/person/timur-almazov").text).text
