"""The page of all canned queries, which can be searched without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from csto_graph.entities import folded
from csto_graph.queries import Query, query_files, read_query
from csto_graph.web.pages.rendering import page
from csto_graph.web.problems import printable

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.web.site import Site

LONGEST = 200  # characters that are searched for


@lru_cache(maxsize=1)
def all_queries() -> tuple[Query, ...]:
    """Every canned query, by title."""
    found = (read_query(path) for path in query_files().values())
    return tuple(sorted(found, key=lambda query: query.title))


def speaking_of(text: str) -> list[Query]:
    """The queries that have all the words of a text in their name, question, parameters …"""
    words = folded(text[:LONGEST]).split()
    return [query for query in all_queries() if all(word in _told(query) for word in words)]


def _told(query: Query) -> str:
    helped = " ".join(f"{p.name} {p.help}" for p in query.parameters)
    columns = " ".join(query.columns.values())
    return folded(f"{query.name} {query.title} {query.question} {helped} {columns}")


def endpoint(site: Site) -> Callable[[Request], Response]:
    """The endpoint of the list; ``q`` has words to look for."""

    def answer(request: Request) -> Response:
        asked = printable(" ".join(request.query_params.get("q", "").split())[:LONGEST])
        return page(
            site, "queries.html", title="Questions", here="queries", sought=asked,
            found=speaking_of(asked), total=len(all_queries()),
        )  # fmt: skip

    return answer
