"""What the endpoint says of itself, in RDF: https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from csto_graph.web.formats import FORMATS
from csto_graph.web.wire import Job, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csto_graph.web.pool import Pool

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMAT = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "nquads": "N-Quads",
}
_COUNTS = """
SELECT ?graph (COUNT(*) AS ?triples) {
  { ?s ?p ?o } UNION { GRAPH ?graph { ?s ?p ?o } }
} GROUP BY ?graph ORDER BY ?graph
"""


async def counted(pool: Pool) -> dict[str, int] | Reply:
    """The number of triples in each graph, "" being the default graph; a Reply if that fails."""
    job = Job(_COUNTS, (), (), {"solutions": ("json", "")})
    reply, body = await pool.answer(job)
    if reply.status != 200:
        return reply
    rows = json.loads(body if isinstance(body, bytes) else body.read())["results"]["bindings"]
    return {row.get("graph", {}).get("value", ""): int(row["triples"]["value"]) for row in rows}


def description(address: str, counts: Mapping[str, int], name: str) -> bytes:
    """The description of the endpoint at an address, in a format of graphs.

    ``counts`` has the number of triples of each named graph, and under "" of the default one.
    """
    from pyoxigraph import RdfFormat, parse, serialize

    from csto_graph.web.answering import GRAPHS

    formats = " , ".join(
        f"formats:{_FORMAT_NAMES[form]}" for form in {**FORMATS["solutions"], **FORMATS["triples"]}
    )
    named = "".join(
        f"sd:namedGraph [ sd:name <{iri}> ; sd:graph [ a sd:Graph ; void:triples {count} ] ] ;\n"
        for iri, count in counts.items()
        if iri
    )
    turtle = f"""
        PREFIX sd: <{SD}> PREFIX void: <{VOID}> PREFIX formats: <{FORMAT}>
        <{address}> a sd:Service ;
            sd:endpoint <{address}> ;
            sd:supportedLanguage sd:SPARQL11Query ;
            sd:resultFormat {formats} ;
            sd:defaultDataset [
                a sd:Dataset , void:Dataset ;
                {named}
                void:triples {counts.get("", 0)} ;
                sd:defaultGraph [ a sd:Graph ; void:triples {counts.get("", 0)} ]
            ] .
    """
    triples = [quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)]
    prefixes = {"sd": SD, "void": VOID, "formats": FORMAT}
    return serialize(triples, format=GRAPHS[name], prefixes=prefixes) or b""
