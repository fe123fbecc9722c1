"""A site of one graph for tests of pages: all routes but those that need worker processes."""

from __future__ import annotations

from typing import Any, cast

from starlette.applications import Starlette
from starlette.testclient import TestClient

from csto_graph import Graph
from csto_graph.web import openapi, pages, questions, reconcile
from csto_graph.web.edge import Edge
from csto_graph.web.metrics import Metrics
from csto_graph.web.site import Site


def site_client(graph: Graph, root_path: str = "") -> TestClient:
    """A client of such a site, with the headers that every answer gets."""
    site = Site(graph, cast("Any", None), root_path)
    parts = (questions, openapi, reconcile, pages)
    app = Starlette(routes=[route for part in parts for route in part.routes(site)])
    return TestClient(Edge(app, root_path, Metrics(), None), follow_redirects=False)
