"""Small data sets in the JSON of Wikibase, written in few words, with facts from the documents.

What is not in the documents (labels in other languages, decoys) is told where it stands.
Ids from Q9900000001 on are made up.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]
WD = "http://www.wikidata.org/entity/"
GREGORIAN, JULIAN = f"{WD}Q1985727", f"{WD}Q1985786"

CSTO, TREATY = "Q318693", "Q110445240"
STATES = {
    "Armenia": "Q399",
    "Belarus": "Q184",
    "Kazakhstan": "Q232",
    "Kyrgyzstan": "Q813",
    "Russia": "Q159",
    "Tajikistan": "Q863",
}
UZBEKISTAN = "Q265"


def q(identifier: str) -> Json:
    """An item as a value."""
    value = {"entity-type": "item", "id": identifier, "numeric-id": int(identifier[1:])}
    return {"snaktype": "value", "datavalue": {"type": "wikibase-entityid", "value": value}}


def when(text: str, calendar: str = GREGORIAN) -> Json:
    """A time as a value: ``2006``, ``2006-08`` or ``2006-08-31``; the precision is as written."""
    parts = text.split("-")
    value = {
        "time": "+" + "-".join(parts + ["00"] * (3 - len(parts))) + "T00:00:00Z",
        "timezone": 0,
        "before": 0,
        "after": 0,
        "precision": 8 + len(parts),
        "calendarmodel": calendar,
    }
    return {"snaktype": "value", "datavalue": {"type": "time", "value": value}}


UNKNOWN: Json = {"snaktype": "somevalue"}
NONE: Json = {"snaktype": "novalue"}


def says(name: str, value: Json, number: int = 1, rank: str = "normal", **qualifiers: Json) -> Json:
    """A statement; the subject's id is put before the number that ends its GUID."""
    return {
        "type": "statement",
        "rank": rank,
        "number": number,
        "mainsnak": {**value, "property": name},
        "qualifiers": {p: [{**v, "property": p}] for p, v in qualifiers.items()},
    }


def item(
    identifier: str, labels: Json | str, *statements: Json, aliases: Json | None = None
) -> Json:
    """An item with labels (English if a text) and statements."""
    named = {"en": labels} if isinstance(labels, str) else labels
    claims: dict[str, list[Json]] = {}
    for statement in statements:
        name = statement["mainsnak"]["property"]
        guid = f"{identifier}$00000000-0000-4000-8000-{int(name[1:]):06d}{statement['number']:06d}"
        made = {key: value for key, value in statement.items() if key != "number"} | {"id": guid}
        claims.setdefault(name, []).append(made)
    return {
        "type": "item",
        "id": identifier,
        "labels": {code: {"language": code, "value": text} for code, text in named.items()},
        "descriptions": {},
        "aliases": {
            code: [{"language": code, "value": text} for text in texts]
            for code, texts in (aliases or {}).items()
        },
        "claims": claims,
        "sitelinks": {},
        "lastrevid": 1,
    }


def guid(identifier: str, name: str, number: int = 1) -> str:
    """The GUID that ``item`` gives a statement."""
    return f"{identifier}$00000000-0000-4000-8000-{int(name[1:]):06d}{number:06d}"


def good() -> dict[str, Json]:
    """Items that agree with the documents in everything that is compared."""
    found = [
        item(identifier, name, says("P463", q(CSTO)))
        for name, identifier in STATES.items()
        if name not in ("Russia", "Kazakhstan")
    ]
    found += [
        item("Q159", "Russia", says("P463", q(CSTO)), says("P36", q("Q649"))),
        item("Q232", "Kazakhstan", says("P463", q(CSTO)), says("P36", q("Q1520"))),
        # 004: full participant on 23 June 2006, suspended on 28 June 2012.
        item(
            UZBEKISTAN,
            "Uzbekistan",
            says("P463", q(CSTO), P580=when("2006-06-23"), P582=when("2012-06-28")),
        ),
        # 001 and 003: signed on 15 May 1992; 002 names who signed.
        item(
            TREATY,
            "Treaty on Collective Security",
            *(
                says("P1891", q(state), number, P585=when("1992-05-15"))
                for number, state in enumerate(STATES.values(), start=1)
            ),
        ),
        item("Q58217", "Sergey Lavrov", says("P39", q("Q1418873"))),
        item("Q7747", "Vladimir Putin", says("P39", q("Q218295"))),
    ]
    return {one["id"]: one for one in found}


def dump(path: Path, items: dict[str, Json] | list[Json]) -> Path:
    """Write items as a dump: an array, an entity a line."""
    given = list(items.values()) if isinstance(items, dict) else items
    lines = ",\n".join(json.dumps(one) for one in given)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return path


def entity_data(path: Path, items: dict[str, Json] | list[Json]) -> Path:
    """Write items in the form of Special:EntityData."""
    given = list(items.values()) if isinstance(items, dict) else items
    data = {"entities": {one["id"]: one for one in given}}
    path.write_text(json.dumps(data, indent=2), encoding="utf-8")
    return path
