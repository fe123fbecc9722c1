"""The first page: what the graph holds, in pictures and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from csto_graph.namespaces import CSTO
from csto_graph.web.pages.bodies import body_tree, flat, tree_chart
from csto_graph.web.pages.disagreeing import disagreements
from csto_graph.web.pages.events import event_chart, events
from csto_graph.web.pages.membership_chart import membership_chart
from csto_graph.web.pages.reader import Reader
from csto_graph.web.pages.rendering import page
from csto_graph.web.pages.standings import standings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.web.site import Site


def endpoint(site: Site) -> Callable[[Request], Response]:
    """The endpoint of the first page."""

    def answer(request: Request) -> Response:
        reader = Reader(site, site.graph)
        disputed = disagreements(reader)
        found, dated, tree = standings(reader), events(reader), body_tree(reader)
        return page(
            site,
            "overview.html",
            title="Overview",
            here="overview",
            counts=site.graph.counts,
            standings=found,
            membership=[membership_chart(site, found, narrow=n) for n in (False, True)],
            events=dated,
            event_charts=[event_chart(site, dated, narrow=n) for n in (False, True)],
            tree=list(flat(tree)),
            tree_charts=[tree_chart(site, tree, narrow=n) for n in (False, True)],
            documents=documents(reader),
            disagreements=disputed,
            # One for each subject, those of lasting things last in their order.
            examples=list({it.subject: it for it in reversed(disputed)}.values())[:3],
        )

    return answer


def documents(reader: Reader) -> list[dict[str, Any]]:
    """The documents in order of issue, with the number of their claims."""
    rows: Any = reader.graph.run("""
        SELECT ?document ?first (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
          ?document a csto:Document .
          OPTIONAL { ?document csto:latest ?first }
          OPTIONAL { ?claim csto:document ?document ; a csto:Claim }
        } GROUP BY ?document ?first ORDER BY ?first ?document""")
    found = list(rows)
    reader.prepare(row["document"].value for row in found)
    return [
        {
            "node": reader.link(row["document"].value),
            "citation": reader.citation(row["document"].value)[0],
            "address": reader.citation(row["document"].value)[1],
            "claims": int(row["claims"].value),
            "characters": int(reader.graph.text(row["document"].value, f"{CSTO}characters") or 0),
        }
        for row in found
    ]
