"""Canned queries on the site: list, form, table, formats, and what is refused."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path
from typing import Any, cast

import pytest
from sites import site_client
from starlette.testclient import TestClient

from csto_graph import Graph, open_graph
from csto_graph.errors import EndpointError
from csto_graph.queries import query_files, read_query

MEMBERS = "/queries/members-on"
ON = {"date": "2012-05-03"}
# Uzbekistan left on 28 June 2012; the document of 2005 lists the other six.
SIX = ["Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan"]


@pytest.fixture(scope="module")
def web(graph: Graph) -> TestClient:
    return site_client(graph)


def table(page: str) -> list[list[str]]:
    """The cells of the table of a page, as text."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.S)
    return [
        [
            unescape(re.sub(r"<[^>]*>", "", cell))
            for cell in re.findall(r"<td>(.*?)</td>", row, re.S)
        ]
        for row in rows
    ]


def test_the_list_has_every_query_and_is_narrowed_by_words(web: TestClient) -> None:
    names = re.findall(r'href="/queries/([a-z-]+)"', web.get("/queries").text)
    assert sorted(names) == sorted(query_files())
    narrowed = re.findall(r'href="/queries/([a-z-]+)"', web.get("/queries?q=FORCE+strength").text)
    assert "force-strength" in narrowed
    assert len(narrowed) < 10
    none = web.get("/queries", params={"q": "<b>zzz"})
    assert none.status_code == 200
    assert "0 of them speak of “&lt;b&gt;zzz”" in none.text


def test_an_answer_as_a_table_with_links_and_footnotes(web: TestClient) -> None:
    page = web.get(MEMBERS, params=ON)
    assert page.status_code == 200
    assert [row[0] for row in table(page.text)] == [*SIX, "Uzbekistan"]
    assert '<a href="/state/uzbekistan">Uzbekistan</a>' in page.text
    assert "between 23 June and 31 August 2006" in page.text
    assert "28 June 2012" in page.text
    assert "not stated; last attested 30 November 2017" in page.text
    marks = set(re.findall(r'href="#(source-\d+)"', page.text))
    assert marks == set(re.findall(r'id="(source-\d+)"', page.text))
    assert len(marks) == 13  # the passages of the table in README.md
    # The parts of the form that the query file describes.
    assert '<label for="p-date">The day' in page.text
    assert re.search(r'name="date" type="date" value="2012-05-03"', page.text)
    assert '<option value="org:csto">Collective Security Treaty Organization</option>' in page.text
    assert "csto-graph query members-on --date 2012-05-03" in page.text


def test_every_query_answers_its_example_on_a_page_and_as_files(web: TestClient) -> None:
    for name, path in query_files().items():
        query = read_query(path)
        needed = {p.name: p.example for p in query.parameters if p.required}
        page = web.get(f"/queries/{name}", params=needed)
        assert page.status_code == 200, name
        rows = len(web.get(f"/queries/{name}.json", params=needed).json()["results"]["bindings"])
        assert f'<span class="count">{rows} row' in page.text, name
        answer = page.text.partition("<table>")[2].partition("</table>")[0]
        assert "https://w3id.org" not in re.sub(r"<[^>]*>", "", answer), name


def test_formats_by_suffix_and_by_accept(web: TestClient) -> None:
    found = web.get(f"{MEMBERS}.json", params=ON)
    assert found.headers["content-type"] == "application/sparql-results+json"
    assert found.headers["access-control-allow-origin"] == "*"
    states = [row["state"]["value"] for row in found.json()["results"]["bindings"]]
    assert [iri.rpartition("/")[2] for iri in states] == [n.lower() for n in [*SIX, "Uzbekistan"]]
    text = web.get(f"{MEMBERS}.csv", params=ON)
    assert text.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(list(csv.DictReader(io.StringIO(text.text)))) == 7
    sparql = web.get(f"{MEMBERS}.rq", params=ON)
    assert sparql.headers["content-type"] == "application/sparql-query"
    assert '"2012-05-03"^^<http://www.w3.org/2001/XMLSchema#date>' in sparql.text
    assert "$date" not in sparql.text
    for accept, kind in (
        ("application/json", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/sparql-query", "application/sparql-query"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
    ):
        answer = web.get(MEMBERS, params=ON, headers={"accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind), accept
        assert answer.headers["vary"] == "Accept"
    assert web.get(MEMBERS, params=ON, headers={"accept": "image/png"}).status_code == 406


def test_the_bare_address_of_a_query_that_needs_something_is_its_form(web: TestClient) -> None:
    page = web.get(MEMBERS)
    assert page.status_code == 200
    assert "<table>" not in page.text
    assert f'href="{MEMBERS}?date=2012-05-03">Show an example' in page.text
    assert "<table>" in web.get("/queries/disagreements").text  # needs nothing


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("date=", "needs date"),
        ("date=2012-13-45", "'2012-13-45' is no day of the calendar"),
        ("date=2012-05-03&organization=Atlantis", "nothing is called 'Atlantis'"),
        ("date=2012-05-03&organization=treaty:csto-charter", "not csto:Actor"),
        ("date=2012-05-03&colour=red", "no parameter 'colour'"),
        ("date=2012-05-03&date=2012-05-04", "ate is given twice"),
        ("date=%00", "is not a date"),
        ("date=2012-05-03&organization=%00%0A", "holds characters that no name has"),
        ("date=%ED%A0%80", "is not a date"),
        ("date=" + "9" * 3000, "more than 2000 characters"),
        ("date=<script>alert(1)</script>", "is not a date"),
    ],
)
def test_what_is_wrong_is_told_beside_the_form(web: TestClient, given: str, told: str) -> None:
    page = web.get(f"{MEMBERS}?{given}")
    assert page.status_code == 400
    assert told in unescape(page.text)
    assert '<form class="asking"' in page.text
    assert "<script>alert" not in page.text
    problem = web.get(f"{MEMBERS}.json?{given}")
    assert problem.status_code == 400
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == 400
    assert told in problem.json()["detail"]
    plain = web.get(f"{MEMBERS}.csv?{given}")
    assert (plain.status_code, plain.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert told in plain.text


def test_an_unknown_query_or_format_is_not_found_with_suggestions(web: TestClient) -> None:
    page = web.get("/queries/member-on")
    assert page.status_code == 404
    assert '<a href="/queries/members-on">Members on a date</a>' in page.text
    problem = web.get("/queries/member-on.json")
    assert problem.status_code == 404
    assert "did you mean members-on" in problem.json()["detail"]
    for path in (f"{MEMBERS}.pdf", f"{MEMBERS}.", f"{MEMBERS}.html"):
        assert web.get(path).status_code == 404
        assert ".json, .xml, .csv, .tsv, .rq" in web.get(path).text
    for name in ("%00", "%2e%2e%2fdata", "x" * 5000, "%ED%A0%80", "<b>"):
        answer = web.get(f"/queries/{name}")
        assert answer.status_code == 404, name
        assert "<b>" not in answer.text


def test_a_graph_elsewhere_that_fails_is_told(graph: Graph) -> None:
    class Gone:
        def __getattr__(self, name: str) -> Any:
            raise EndpointError("http://127.0.0.1:9/sparql: nothing listens there")

    web = site_client(Graph(cast("Any", Gone()), graph.counts))
    for path in ("/queries/states", "/queries/states.json", "/queries/states.csv"):
        answer = web.get(path)
        assert (answer.status_code, "nothing listens there" in answer.text) == (502, True), path
    answer = web.get("/reconcile")
    assert (answer.status_code, "nothing listens" in answer.json()["detail"]) == (502, True)


def test_links_have_the_root_path(graph: Graph) -> None:
    page = site_client(graph, "/csto").get("/csto/queries/members-on", params=ON).text
    inside = re.findall(r'(?:href|action|src)="(/[^"]*)"', page)
    assert len(inside) > 40
    assert all(address.startswith("/csto/") for address in inside)


def test_values_that_users_give_in_their_own_data_are_escaped(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "example" / "sixth.ttl").read_text(encoding="utf-8")
    assert "Timur Almazov (invented)" in text
    hostile = text.replace("Timur Almazov (invented)", "<img src=x onerror=alert(1)>")
    (tmp_path / "hostile.ttl").write_text(hostile, encoding="utf-8")
    web = site_client(open_graph(tmp_path))
    # Among what can be chosen, and in an answer.
    for path in (f"{MEMBERS}?date=2012-05-03", "/queries/speakers", "/queries/who-said"):
        page = web.get(path).text
        assert "<img" not in page
        assert "&lt;img src=x" in page, path
    flyout = web.get("/reconcile/flyout/entity?id=person/timur-almazov").json()["html"]
    assert "&lt;img src=x" in flyout
    assert "<img" not in flyout
