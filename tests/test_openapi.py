"""The OpenAPI description says what the query files say, and is valid."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from sites import site_client

from csto_graph import Graph
from csto_graph.queries import query_files, read_query


@pytest.fixture(scope="module")
def described(graph: Graph) -> dict[str, Any]:
    answer = site_client(graph, "/csto").get("/csto/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_it_is_valid(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(described).validate()


def test_it_is_of_this_server(described: dict[str, Any]) -> None:
    assert described["servers"] == [{"url": "http://testserver/csto"}]
    assert {"/sparql", "/reconcile"} < set(described["paths"])


def test_each_query_is_described_with_its_parameters_and_columns(
    described: dict[str, Any],
) -> None:
    for name, path in query_files().items():
        query = read_query(path)
        told = described["paths"][f"/queries/{name}.json"]["get"]
        assert told["summary"] == query.title
        assert [p["name"] for p in told["parameters"]] == [p.name for p in query.parameters]
        assert [p["required"] for p in told["parameters"]] == [p.required for p in query.parameters]
        content = told["responses"]["200"]["content"]["application/sparql-results+json"]
        bindings = content["schema"]["properties"]["results"]["properties"]["bindings"]
        assert list(bindings["items"]["properties"]) == list(query.columns)


def test_a_date_and_a_default_are_typed(described: dict[str, Any]) -> None:
    date, organization = described["paths"]["/queries/members-on.json"]["get"]["parameters"]
    assert date == {
        "name": "date",
        "in": "query",
        "required": True,
        "description": "The day",
        "schema": {"type": "string", "format": "date"},
        "example": "2012-05-03",
    }
    assert organization["schema"] == {"type": "string", "default": "org:csto"}
    assert not organization["required"]


def test_what_it_describes_answers(graph: Graph, described: dict[str, Any]) -> None:
    web = site_client(graph, "/csto")
    paths = [path for path in described["paths"] if path.startswith("/queries/")]
    for path in paths[:20]:
        parameters = described["paths"][path]["get"]["parameters"]
        given = {p["name"]: p["example"] for p in parameters if p["required"]}
        answer = web.get(f"/csto{path}", params=given)
        assert answer.headers["content-type"] == "application/sparql-results+json"
