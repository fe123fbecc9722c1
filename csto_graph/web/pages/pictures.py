"""The pictures as files, SVG and PNG."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.namespaces import BASE
from csto_graph.web.pages.addresses import exists, node_iri
from csto_graph.web.pages.bodies import body_tree, tree_chart
from csto_graph.web.pages.documents import document_bar
from csto_graph.web.pages.events import event_chart, events
from csto_graph.web.pages.membership_chart import membership_chart
from csto_graph.web.pages.nodes import not_found
from csto_graph.web.pages.reader import Reader
from csto_graph.web.pages.standings import standings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.web.site import Site

SCALE = 2.0  # pixels of a PNG for each unit of the drawing
COVERAGE = "coverage-"


def endpoint(site: Site) -> Callable[[Request], Response]:
    """The endpoint for ``/pictures/NAME.svg`` and ``.png``."""

    def answer(request: Request) -> Response:
        name, _, form = request.path_params["name"].rpartition(".")
        drawing = _drawn(site, name) if form in ("svg", "png") else None
        if drawing is None:
            return not_found(site, f"pictures/{request.path_params['name']}")
        from starlette.responses import PlainTextResponse
        from starlette.responses import Response as Plain

        headers = {"Content-Disposition": f'attachment; filename="csto-{_safe(name)}.{form}"'}
        if form == "svg":
            return Plain(drawing, media_type="image/svg+xml", headers=headers)
        try:
            return Plain(as_png(drawing), media_type="image/png", headers=headers)
        except ImportError:
            return PlainTextResponse(
                "This site was installed without the package resvg_py, which makes PNG; "
                "download the SVG instead.\n", 501,
            )  # fmt: skip

    return answer


def _drawn(site: Site, name: str) -> str | None:
    reader = Reader(site, site.graph)
    if name == "membership":
        return membership_chart(site, standings(reader), standalone=True)
    if name == "events":
        return event_chart(site, events(reader), standalone=True)
    if name == "bodies":
        return tree_chart(site, body_tree(reader), standalone=True)
    iri = node_iri(f"document/{name.removeprefix(COVERAGE)}") if name.startswith(COVERAGE) else None
    if iri and iri.startswith(BASE) and exists(site.graph, iri):
        return document_bar(reader, iri, standalone=True) or None
    return None


def _safe(name: str) -> str:
    """A name as it may stand in a header."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name)[:80]


def as_png(drawing: str) -> bytes:
    """An SVG as PNG, twice its size; ImportError where the renderer is not installed."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=drawing, zoom=SCALE, font_files=_fonts()))


def _fonts() -> list[str]:
    """A font of our own for machines that have none: without it a PNG has no words."""
    found = find_spec("font_source_sans_pro")
    if found is None or found.origin is None:
        return []
    folder = Path(found.origin).parent / "files"
    return [str(folder / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Semibold")]
