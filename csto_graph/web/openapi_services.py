"""The path items of /sparql and /reconcile for the OpenAPI description."""

from __future__ import annotations

from typing import Any

from csto_graph.web.formats import FORMATS
from csto_graph.web.protocol import DIRECT, FORM


def sparql() -> dict[str, Any]:
    """The path item of ``/sparql``."""
    formats: dict[str, Any] = {
        types[0]: {"schema": {}}
        for known in (FORMATS["solutions"], FORMATS["triples"])
        for types in known.values()
    }
    responses = {
        "200": {
            "description": "The answer, or without a query the description of the service",
            "content": formats,
        },
        **{str(status): {"$ref": "#/components/responses/Refused"} for status in (400, 406)},
        "422": {
            "description": "The query reached a limit of the server",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
    }
    text = {"type": "string", "description": "SPARQL 1.1; the project's prefixes are declared"}
    graphs = ("default-graph-uri", "named-graph-uri")
    example = "SELECT ?state ?label { ?state a csto:State ; rdfs:label ?label }"
    return {
        "get": {
            "operationId": "sparql",
            "tags": ["sparql"],
            "summary": "The SPARQL 1.1 Protocol, read-only",
            "parameters": [
                {"name": "query", "in": "query", "schema": text, "example": example},
                *(
                    {
                        "name": name,
                        "in": "query",
                        "schema": {"type": "array", "items": {"type": "string", "format": "uri"}},
                    }
                    for name in graphs
                ),
            ],
            "responses": responses,
        },
        "post": {
            "operationId": "sparql-post",
            "tags": ["sparql"],
            "summary": "The same for long queries",
            "requestBody": {
                "required": True,
                "content": {
                    FORM: {
                        "schema": {
                            "type": "object",
                            "required": ["query"],
                            "properties": {"query": text},
                        }
                    },
                    DIRECT: {"schema": {"type": "string"}},
                },
            },
            "responses": responses,
        },
    }


def reconcile() -> dict[str, Any]:
    """The path item of ``/reconcile``."""
    told = {
        "queries": "A batch of queries: a JSON object of them by any key",
        "extend": "A data extension query: JSON with ids and properties",
        "callback": "The name of a function, for JSONP",
    }
    example = '{"q0": {"query": "Kyrghyzstan", "type": "State", "limit": 3}}'
    responses = {
        "200": {
            "description": "The answers by the same keys; the manifest where nothing is asked",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        **{status: {"$ref": "#/components/responses/Problem"} for status in ("400", "413", "503")},
    }
    return {
        "get": {
            "operationId": "reconcile",
            "tags": ["reconcile"],
            "summary": "Reconciliation Service API 0.2",
            "externalDocs": {"url": "https://reconciliation-api.github.io/specs/0.2/"},
            "parameters": [
                {
                    "name": name,
                    "in": "query",
                    "description": text,
                    "schema": {"type": "string"},
                    **({"example": example} if name == "queries" else {}),
                }
                for name, text in told.items()
            ],
            "responses": responses,
        },
        "post": {
            "operationId": "reconcile-post",
            "tags": ["reconcile"],
            "summary": "The same for large batches",
            "requestBody": {
                "required": True,
                "content": {
                    FORM: {
                        "schema": {
                            "type": "object",
                            "properties": {
                                name: {"type": "string", "description": text}
                                for name, text in told.items()
                            },
                        }
                    }
                },
            },
            "responses": responses,
        },
    }
