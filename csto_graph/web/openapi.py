"""``/openapi.json``: the canned queries, /sparql and /reconcile described for programs.

The form is OpenAPI 3.1, https://spec.openapis.org/oas/v3.1.0 ; all that concerns a query
is taken from its file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csto_graph import __version__
from csto_graph.web.openapi_services import reconcile, sparql
from csto_graph.web.problems import PROBLEM

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from csto_graph.queries import Parameter, Query
    from csto_graph.web.site import Site

RESULTS = "application/sparql-results+json"


def routes(site: Site) -> list[BaseRoute]:
    """The route of the description."""
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    from csto_graph.web.sending import origin

    def answer(request: Request) -> Response:
        headers = {"Cache-Control": "no-cache", "Vary": "Host"}
        return JSONResponse(described(f"{origin(request.scope)}{site.root_path}"), headers=headers)

    return [Route("/openapi.json", answer, name="openapi")]


def described(address: str) -> dict[str, Any]:
    """The description of a site at an address, which has no slash at its end."""
    from csto_graph.web.questions.listing import all_queries

    queries = sorted(all_queries(), key=lambda query: query.name)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "csto-graph",
            "version": __version__,
            "summary": "A sourced, time-aware knowledge graph of the Collective Security "
            "Treaty Organization",
            "description": "Each path below /queries answers one question. Put .csv, .tsv, .xml "
            "or .rq (the SPARQL) for .json to have the same in that format. All is read-only.",
            "license": {"name": "Data: CC0 1.0", "identifier": "CC0-1.0"},
        },
        "servers": [{"url": address}],
        "tags": [
            {"name": "questions", "description": "Canned queries"},
            {"name": "sparql", "description": "Any query"},
            {"name": "reconcile", "description": "Matching names against the graph"},
        ],
        "paths": {
            **{f"/queries/{query.name}.json": _query(query) for query in queries},
            "/sparql": sparql(),
            "/reconcile": reconcile(),
        },
        "components": {"schemas": _SCHEMAS, "responses": _RESPONSES},
    }


_SCHEMAS: dict[str, Any] = {
    "Term": {
        "description": "An RDF term, as in https://www.w3.org/TR/sparql11-results-json/",
        "type": "object",
        "required": ["type", "value"],
        "properties": {
            "type": {"enum": ["uri", "literal", "bnode"]},
            "value": {"type": "string"},
            "datatype": {"type": "string", "format": "uri"},
            "xml:lang": {"type": "string"},
        },
    },
    "Problem": {
        "description": "What was wrong, as in https://www.rfc-editor.org/rfc/rfc9457",
        "type": "object",
        "required": ["title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What to send instead"},
        },
    },
}
_RESPONSES: dict[str, Any] = {
    "Problem": {
        "description": "A parameter is missing, unknown or malformed",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    },
    "Refused": {
        "description": "The request was refused; the text says why",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    },
}


def _query(query: Query) -> dict[str, Any]:
    term = {"$ref": "#/components/schemas/Term"}
    binding = {
        "type": "object",
        "description": "A row; an empty cell is left out",
        "properties": {
            name: {**term, "description": title} for name, title in query.columns.items()
        },
    }
    schema = {
        "type": "object",
        "required": ["head", "results"],
        "properties": {
            "head": {
                "type": "object",
                "properties": {
                    "vars": {"type": "array", "items": {"enum": list(query.columns)}},
                },
            },
            "results": {
                "type": "object",
                "properties": {"bindings": {"type": "array", "items": binding}},
            },
        },
    }
    return {
        "get": {
            "operationId": query.name,
            "tags": ["questions"],
            "summary": query.title,
            "description": query.question,
            "parameters": [_parameter(parameter) for parameter in query.parameters],
            "responses": {
                "200": {"description": "The rows", "content": {RESULTS: {"schema": schema}}},
                "400": {"$ref": "#/components/responses/Problem"},
            },
        }
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    told = parameter.help
    example: Any = parameter.example
    if parameter.type == "xsd:date":
        schema["format"] = "date"
    elif parameter.type == "xsd:integer":
        schema["type"] = "integer"
        example = int(example)
    elif parameter.type == "rdfs:Resource":
        told += " (a node or term: short name, IRI or any of its names)"
    elif not parameter.type.startswith("xsd:"):
        told += f" (a {parameter.type}: short name, IRI or any of its names)"
    if parameter.default is not None:
        default = parameter.default
        schema["default"] = int(default) if schema["type"] == "integer" else default
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": told,
        "schema": schema,
        "example": example,
    }
