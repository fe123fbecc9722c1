"""The membership timeline of all states, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from csto_graph.web.pages.axis import axis_of
from csto_graph.web.pages.rendering import rendered
from csto_graph.web.pages.standings import Standing
from csto_graph.web.pages.wording import date_in_words

if TYPE_CHECKING:
    from csto_graph.web.pages.axis import Axis
    from csto_graph.web.site import Site

TOP = 30  # room for the years


def membership_chart(
    site: Site,
    found: Sequence[Standing],
    *,
    narrow: bool = False,
    day: date | None = None,
    standalone: bool = False,
) -> str:
    """The timeline: a row for each state, a lane for each treaty and organization.

    ``narrow`` draws it for a phone, with the names above the bars; ``day`` marks a day;
    ``standalone`` makes a file of its own, with colours inside.
    """
    width, gutter = (390, 0) if narrow else (960, 128)
    axis = axis_of([d for s in found for d in (*s.days, s.last_attested)], gutter, width - gutter)
    wholes = sorted({(bool(s.status), s.whole.text) for s in found})
    lanes = {whole: number for number, (_, whole) in enumerate(wholes)}
    name_room = 20 if narrow else 6
    row_height = name_room + 14 * max(1, len(lanes)) + (4 if narrow else 6)
    rows = []
    for number, state in enumerate(_states(found)):
        y = TOP + number * row_height
        own = [s for s in found if s.state.text == state]
        rows.append(
            {
                "state": own[0].state,
                "y": y,
                "label_y": y + 14 if narrow else y + row_height / 2 + 4,
                "bars": [_bar(axis, s, y + name_room + 14 * lanes[s.whole.text]) for s in own],
            }
        )
    height = TOP + row_height * len(rows) + (34 if standalone else 8)  # a file has its own key
    marked = None
    if day is not None:
        marked = {"x": axis.at(day), "text": date_in_words(day.isoformat()),
                  "end": axis.at(day) > width - 110}  # fmt: skip
    return rendered(
        site,
        "pictures/membership.svg",
        key=f"membership{'-narrow' if narrow else ''}",
        width=width,
        height=height,
        narrow=narrow,
        rows=rows,
        years=axis.years(50 if narrow else 60),
        top=TOP,
        marked=marked,
        standalone=standalone,
        wholes=[whole for _, whole in wholes],
    )


def _states(found: Sequence[Standing]) -> list[str]:
    """The states: those that may still belong to something first, then by name."""
    open_ended = {s.state.text for s in found if s.status and s.end_latest is None}
    return sorted({s.state.text for s in found}, key=lambda name: (name not in open_ended, name))


def _bar(axis: Axis, item: Standing, y: float) -> dict[str, Any]:
    whole = axis.span(item.start_earliest, item.end_latest)
    sure = axis.span(item.start_latest, item.end_earliest) if item.certain else None
    height = 11 if item.status else 5
    kind = "suspended" if item.suspended else "member" if item.status else "party"
    return {
        "item": item,
        "kind": kind,
        "whole": whole,
        "sure": sure,
        "open": item.end_latest is None,
        "y": y + (0 if item.status else 5),
        "height": height,
        "middle": y + (0 if item.status else 5) + height / 2,
    }
