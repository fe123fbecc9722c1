"""What the graph says of a day: members, parties, office holders, bodies, events."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from csto_graph.namespaces import CSTO
from csto_graph.web.pages.axis import axis_of, day_of
from csto_graph.web.pages.events import events
from csto_graph.web.pages.membership_chart import membership_chart
from csto_graph.web.pages.reader import Link, Reader
from csto_graph.web.pages.standings import Standing, standings
from csto_graph.web.pages.wording import date_in_words, day_in_words

AROUND = 3  # events shown before and after the day
_ATTESTED = re.compile(r"not stated; last attested (\d{4}-\d\d-\d\d)\Z")


def day_context(reader: Reader, day: date) -> dict[str, Any]:
    """What the template ``day_results.html`` needs for a day."""
    found, around = standings(reader), _around(reader, day)
    reader.notes.clear()  # the footnotes of the page are those of its tables
    turns = sorted({d for s in found for d in s.days if d is not None})
    axis = axis_of([d for s in found for d in (*s.days, s.last_attested)], 0, 1)
    return {
        "day": day.isoformat(),
        "words": day_in_words(day),
        "members": _members(reader, found, day),
        "parties": _parties(reader, found, day),
        "holders": _holders(reader, day),
        "not_yet": _not_yet_founded(reader, day),
        "bodies": _bodies(reader, day),
        "around": around,
        "charts": [membership_chart(reader.site, found, narrow=n, day=day) for n in (False, True)],
        "first": axis.first.isoformat(),
        "last": axis.last.isoformat(),
        "span": (axis.last - axis.first).days,
        "place": min(max((day - axis.first).days, 0), (axis.last - axis.first).days),
        "before": _turn(max((d for d in turns if d < day), default=None)),
        "after": _turn(min((d for d in turns if d > day), default=None)),
        "notes": list(reader.notes.values()),
    }


def _turn(day: date | None) -> tuple[str, str] | None:
    """A day for an address and in words."""
    return (day.isoformat(), date_in_words(day.isoformat())) if day else None


def _members(reader: Reader, found: list[Standing], day: date) -> list[dict[str, Any]]:
    rows = reader.graph.query("members-on", date=day)
    reader.prepare(iri for row in rows for iri in (row.state, row.status, row.agreement))
    return [
        _row(reader, found, row, day, reader.label(row.status)) | {
            "suspended": row.status == f"{CSTO}Suspended"
        }
        for row in rows
    ]  # fmt: skip


def _parties(reader: Reader, found: list[Standing], day: date) -> list[dict[str, Any]]:
    rows = reader.graph.query("treaty-parties-on", date=day)
    return [_row(reader, found, row, day, "") for row in rows]


def _row(reader: Reader, found: list[Standing], row: Any, day: date, status: str) -> dict[str, Any]:
    node = reader.link(row.state)
    situation = next(
        (s.situation for s in found if s.state == node and s.status == status and s.on(day)), None
    )
    until = _ATTESTED.match(row.until)
    return {
        "state": node,
        "status": status,
        "situation": situation,
        "certainty": row.certainty,
        "since": date_in_words(row.since),
        "until": "not stated" if until else date_in_words(row.until),
        "attested": date_in_words(until[1]) if until else "",
        "agreement": reader.label(row.agreement),
        "notes": _notes(reader, row.sources),
    }  # fmt: skip


def _notes(reader: Reader, sources: str | None) -> list[Any]:
    return sorted(reader.noted((sources or "").split()), key=lambda note: note.number)


def _holders(reader: Reader, day: date) -> list[dict[str, Any]]:
    rows = reader.graph.query("office-holders", date=day)
    reader.prepare(iri for row in rows for iri in (row.post, row.person) if "://" in iri)
    return [
        {
            "office": reader.link(row.post),
            "person": reader.link(row.person) if "://" in row.person else Link("not named"),
            "capacity": reader.label(row.capacity) if row.capacity else "",
            "certainty": row.certainty,
            "attested": "; ".join(date_in_words(d) for d in sorted(row.attested.split(", "))),
            "notes": _notes(reader, row.sources),
        }
        for row in rows
    ]


def _not_yet_founded(reader: Reader, day: date) -> list[Link]:
    """The organizations and groups that the sources found only after the day."""
    rows: Any = reader.graph.run(f"""
        SELECT ?who (MIN(?day) AS ?first) WHERE {{
          ?founding a csto:Founding ; csto:organization ?who ; csto:modality csto:Happened ;
            csto:earliest ?day }}
        GROUP BY ?who HAVING(MIN(?day) > "{day.isoformat()}"^^xsd:date) ORDER BY ?who""")
    return [reader.link(row["who"].value) for row in rows]


def _bodies(reader: Reader, day: date) -> dict[str, list[dict[str, Any]]]:
    """Bodies by whether a document of that day or before speaks of them: none dates them."""
    rows: Any = reader.graph.run("""
        SELECT ?body ?modality (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE {
          ?body a csto:Body ; csto:modality ?modality ; prov:wasDerivedFrom ?claim .
          ?claim csto:document ?document . ?document csto:latest ?day
        } GROUP BY ?body ?modality ORDER BY ?first ?body""")
    found = list(rows)
    reader.prepare(row["body"].value for row in found)
    spoken: dict[str, list[dict[str, Any]]] = {"by": [], "later": []}
    for row in found:
        first = day_of(row["first"])
        item = {
            "node": reader.link(row["body"].value),
            "first": date_in_words(row["first"].value),
            "planned": row["modality"].value != f"{CSTO}Happened",
        }
        spoken["by" if first is not None and first <= day else "later"].append(item)
    return spoken


def _around(reader: Reader, day: date) -> dict[str, list[Any]]:
    """The events of the day, and those next before and after it."""
    dated = [e for e in events(reader) if e.earliest and e.latest]
    return {
        "before": [e for e in dated if e.latest and e.latest < day][-AROUND:],
        "on": [e for e in dated if e.earliest and e.latest and e.earliest <= day <= e.latest],
        "after": [e for e in dated if e.earliest and e.earliest > day][:AROUND],
    }
