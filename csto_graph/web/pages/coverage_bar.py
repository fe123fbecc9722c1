"""A document's text as a bar: where claims rest, and what is page furniture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csto_graph.web.pages.rendering import rendered

if TYPE_CHECKING:
    from csto_graph.web.pages.documents import Passage
    from csto_graph.web.site import Site

WIDTH = 960


def coverage_bar(
    site: Site, length: int, passages: Sequence[Passage], *, standalone: bool = False
) -> str:
    """The bar as SVG; '' for a document without a length. Each part leads to its passage."""
    if length <= 0:
        return ""
    parts = [
        {
            "x": round(WIDTH * min(p.start, length) / length, 2),
            "width": max(1.0, round(WIDTH * (min(p.end, length) - p.start) / length, 2)),
            "passage": p,
        }
        for p in passages
        if p.furniture or p.statements or p.lists
    ]
    covered = _covered(length, [p for p in passages if not p.furniture])
    scope = length - _covered(length, [p for p in passages if p.furniture])
    share = round(100 * covered / scope) if scope else 100
    ticks = [{"x": round(WIDTH * n / length, 1), "n": n} for n in range(0, length, _step(length))]
    return rendered(site, "pictures/coverage.svg", width=WIDTH, parts=parts, ticks=ticks,
                    share=share, length=length, standalone=standalone)  # fmt: skip


def _covered(length: int, passages: Sequence[Passage]) -> int:
    marked = bytearray(length)
    for passage in passages:
        start, end = min(passage.start, length), min(passage.end, length)
        marked[start:end] = b"\1" * (end - start)
    return marked.count(1)


def _step(length: int) -> int:
    step = 100
    while length / step > 12:
        step *= 5 if str(step).startswith("1") else 2
    return step
