"""The page of all disagreements."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from csto_graph.web.pages.disagreeing import Disagreement, disagreements
from csto_graph.web.pages.reader import Reader
from csto_graph.web.pages.rendering import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.web.site import Site


def endpoint(site: Site) -> Callable[[Request], Response]:
    """The endpoint that shows every disagreement, grouped by what it is about."""

    def answer(request: Request) -> Response:
        reader = Reader(site, site.graph)
        groups: dict[str, list[Disagreement]] = {}
        for found in disagreements(reader):
            groups.setdefault(found.subject.href, []).append(found)
        return page(
            site,
            "disagreements.html",
            title="Disagreements",
            here="disagreements",
            groups=list(groups.values()),
            total=sum(map(len, groups.values())),
            within=sum(1 for g in groups.values() for d in g if d.same_document),
            notes=list(reader.notes.values()),
        )

    return answer
