"""Sessions and other events, and their picture on a time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from csto_graph.web.pages.axis import axis_of, day_of
from csto_graph.web.pages.reader import Link, Note, Reader, local
from csto_graph.web.pages.rendering import rendered
from csto_graph.web.pages.wording import date_in_words

if TYPE_CHECKING:
    from csto_graph.web.site import Site

ROW = 21
TOP = 14


@dataclass(frozen=True)
class Event:
    """An event with a date: planned or happened, agreed or disputed, with its sources."""

    iri: str
    node: Link
    kind: str
    when: str
    earliest: date | None
    latest: date | None
    modality: str
    agreement: str
    notes: tuple[Note, ...]

    @property
    def tip(self) -> str:
        """All of it as one text."""
        sources = "; ".join(f"{n.document.text}, {n.characters}" for n in self.notes[:3])
        planned = f" {self.modality.capitalize()}, not reported as held." if self.modality else ""
        return (
            f"{self.node.text}: {self.when}.{planned} {self.agreement.capitalize()}. "
            f"Sources: {sources}."
        )


def events(reader: Reader) -> list[Event]:
    """The events that have a date, in order of time.

    What single states did to a treaty is left out: the membership timeline shows it.
    """
    rows: Any = reader.graph.run("""
        SELECT ?event ?date ?earliest ?latest ?modality ?agreement
          (GROUP_CONCAT(DISTINCT STR(?passage); separator=" ") AS ?passages)
          (SAMPLE(STR(?type)) AS ?kind) WHERE {
          ?event a csto:Event ; a ?type ; csto:date ?date ; csto:modality ?modality ;
            csto:agreement ?agreement .
          FILTER(STRSTARTS(STR(?type), STR(csto:)) && ?type NOT IN (csto:AnnouncedOnly))
          FILTER NOT EXISTS { ?event a ?narrower . ?narrower rdfs:subClassOf+ ?type
            FILTER(?narrower != ?type) }
          FILTER NOT EXISTS { ?event csto:party ?state }
          OPTIONAL { ?event csto:earliest ?earliest }
          OPTIONAL { ?event csto:latest ?latest }
          OPTIONAL { ?event csto:value ?value . ?value rdf:predicate csto:date ;
            csto:passage ?passage }
        } GROUP BY ?event ?date ?earliest ?latest ?modality ?agreement
        ORDER BY ?earliest ?latest ?event""")
    found = list(rows)
    reader.prepare(
        row[n].value for row in found for n in ("event", "modality", "agreement", "kind")
    )
    return [_event(reader, row) for row in found]


def _event(reader: Reader, row: Any) -> Event:
    modality = row["modality"].value
    passages = row["passages"].value.split() if row["passages"] is not None else []
    return Event(
        iri=row["event"].value,
        node=reader.link(row["event"].value),
        kind=reader.label(row["kind"].value),
        when=date_in_words(row["date"].value),
        earliest=day_of(row["earliest"]),
        latest=day_of(row["latest"]),
        modality="" if local(modality) == "Happened" else reader.label(modality),
        agreement=reader.label(row["agreement"].value),
        notes=tuple(reader.noted(sorted(passages))),
    )


def event_chart(
    site: Site, found: Sequence[Event], *, narrow: bool = False, standalone: bool = False
) -> str:
    """The events down a time axis: a line from each name to its place in time."""
    width = 390 if narrow else 960
    height = TOP * 2 + ROW * max(1, len(found))
    axis = axis_of([d for e in found for d in (e.earliest, e.latest)], TOP, height - 2 * TOP)
    letters = 40 if narrow else 95
    rows = []
    for number, item in enumerate(found):
        y = TOP + ROW * number + ROW / 2
        low, size = axis.span(item.earliest, item.latest)
        when = _short(item)
        room = letters - (0 if narrow else len(when))
        text = item.node.text
        rows.append({
            "item": item, "y": y, "low": low, "high": low + size, "when": when,
            "at": low + size / 2,
            "text": text if len(text) <= room else text[: room - 1].rstrip() + "…",
        })  # fmt: skip
    return rendered(
        site, "pictures/events.svg", key=f"events{'-narrow' if narrow else ''}", width=width,
        height=height + (26 if standalone else 0),  # a file has its own key
        narrow=narrow, rows=rows, years=axis.years(26), standalone=standalone,
        left=44 if narrow else 52,
    )  # fmt: skip


def _short(item: Event) -> str:
    """The date as briefly as a column takes it: ``1992-05-15`` or ``2002-05 – 2002-10``."""
    low, high = item.earliest, item.latest
    if low is None or high is None:
        return item.when
    if low == high:
        return f"{low.day} {low:%b} {low.year}"
    if low.year == high.year and (high - low).days > 360:
        return str(low.year)
    if (low.year, low.month) == (high.year, high.month):
        return f"{low:%b} {low.year}"
    if low.year == high.year:
        return f"{low:%b}–{high:%b} {low.year}"
    return f"{low.year}–{high.year}"
