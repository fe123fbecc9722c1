"""Data extension: the values of properties for nodes that were matched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from csto_graph.facts import datatype_of
from csto_graph.namespaces import EDTF, RDFS, XSD
from csto_graph.web.protocol import RequestError
from csto_graph.web.reconcile.agreeing import values_of
from csto_graph.web.reconcile.known import id_of

if TYPE_CHECKING:
    from csto_graph.web.reconcile.asked import Extension
    from csto_graph.web.reconcile.known import Catalogue

SETTINGS: list[dict[str, Any]] = [
    {
        "type": "number",
        "default": 0,
        "label": "Most values",
        "name": "limit",
        "help_text": "How many values to fetch at most; 0: all",
    },
    {
        "type": "checkbox",
        "default": False,
        "label": "Undisputed values only",
        "name": "undisputed",
        "help_text": "Leave out what some claim speaks against",
    },
]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)


def extended(catalogue: Catalogue, asked: Extension, service: str) -> dict[str, Any]:
    """The values of the properties for each id; ``service`` is the address of the endpoint.

    An id that is no node of the graph has no values.
    """
    nodes = {given: catalogue.node(given) for given in asked.ids}
    iris = sorted({iri for iri in nodes.values() if iri is not None})
    values = values_of(catalogue, iris, [iri for iri, _ in asked.properties])
    disputed: set[tuple[str, str, str]] = set()
    if any(settings.get("undisputed") in (True, "true") for _, settings in asked.properties):
        disputed = _disputed(catalogue)
    rows: dict[str, Any] = {}
    for given, node in nodes.items():
        rows[given] = {}
        for iri, settings in asked.properties:
            terms = values[node, iri] if node is not None else []
            if settings.get("undisputed") in (True, "true"):
                terms = [t for t in terms if (node, iri, t.value) not in disputed]
            most = _most(settings.get("limit"))
            rows[given][id_of(iri)] = [_cell(catalogue, term) for term in terms[:most]]
    return {"meta": [_meta(catalogue, iri, service) for iri, _ in asked.properties], "rows": rows}


def _meta(catalogue: Catalogue, iri: str, service: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": id_of(iri), "name": catalogue.properties[iri].label}
    ranges = [r for r in catalogue.graph.texts(iri, f"{RDFS}range") if r in catalogue.classes]
    if ranges:
        told |= {"type": catalogue.type_of(ranges[0]), "service": service}
    return told


def _cell(catalogue: Catalogue, term: Any) -> dict[str, Any]:
    """A value; a date as vague as its source stays text, as the protocol has only moments."""
    text, datatype = str(getattr(term, "value", term)), datatype_of(term)
    if not datatype and text in catalogue.labels:
        return {"id": id_of(text), "name": catalogue.labels[text]}
    if not datatype:
        return {"str": catalogue.graph.label(text) or text}
    if datatype == f"{XSD}integer":
        return {"int": int(text)}
    if datatype in (f"{XSD}decimal", f"{XSD}double", f"{XSD}float"):
        return {"float": float(text)}
    if datatype in (EDTF, f"{XSD}date") and _DAY.match(text):
        return {"date": f"{text}T00:00:00Z"}
    return {"str": text}


def _disputed(catalogue: Catalogue) -> set[tuple[str, str, str]]:
    rows: Any = catalogue.graph.run("""SELECT ?node ?p ?o WHERE { ?value rdf:subject ?node ;
        rdf:predicate ?p ; rdf:object ?o ; csto:agreement csto:Disputed }""")
    return {(row["node"].value, row["p"].value, row["o"].value) for row in rows}


def _most(given: Any) -> int | None:
    """The setting ``limit``; clients send numbers as text too."""
    if given in (None, "", 0, "0"):
        return None
    try:
        most = int(given)
    except (ValueError, TypeError, OverflowError):
        most = -1
    if most < 0:
        raise RequestError(400, f"the setting limit is a whole number, not {str(given)[:40]!r}")
    return most
