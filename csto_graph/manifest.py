"""What a pushed graph says of itself at an endpoint: whose it is, which, and whether whole.

Everything is in the graph PUBLISHED; the claims of each document are in a graph named by the
document too; MANIFEST says which graphs are ours. Terms are those of VoID
(https://www.w3.org/TR/void/), Dublin Core, OWL and schema.org.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from csto_graph.namespaces import BASE, DCT, OWL, RDF, RDFS, SCHEMA, XSD

PUBLISHED = f"{BASE}graph"
MANIFEST = f"{BASE}push"
VOID = "http://rdfs.org/ns/void#"
WHOLE, BEGUN = "complete", "being written"

DESCRIBED = f"SELECT ?property ?value {{ <{PUBLISHED}> ?property ?value }}"
DOCUMENTS = f"SELECT ?document {{ ?document <{DCT}isPartOf> <{PUBLISHED}> }}"


@dataclass(frozen=True)
class Manifest:
    """A pushed graph: hash of its N-Quads, version of this software, numbers of triples.

    ``documents`` are the named graphs beside PUBLISHED, ``counts`` what the build counted.
    """

    digest: str
    version: str
    triples: int
    status: str
    counts: Mapping[str, int] = field(default_factory=dict)
    documents: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """The manifest as lines of N-Triples."""
        counts = json.dumps(json.dumps(dict(self.counts), sort_keys=True))
        yield f"<{PUBLISHED}> <{RDF}type> <{VOID}Dataset> .\n"
        yield f"<{PUBLISHED}> <{DCT}identifier> {json.dumps(self.digest)} .\n"
        yield f"<{PUBLISHED}> <{OWL}versionInfo> {json.dumps(self.version)} .\n"
        yield f'<{PUBLISHED}> <{VOID}triples> "{self.triples}"^^<{XSD}integer> .\n'
        yield f"<{PUBLISHED}> <{SCHEMA}creativeWorkStatus> {json.dumps(self.status)} .\n"
        yield f"<{PUBLISHED}> <{RDFS}comment> {counts} .\n"
        for document in sorted(self.documents):
            yield f"<{document}> <{DCT}isPartOf> <{PUBLISHED}> .\n"


def read_manifest(values: Mapping[str, str]) -> Manifest | None:
    """The manifest from the answer to DESCRIBED, property by property; ``None`` if none."""
    digest, version = values.get(f"{DCT}identifier"), values.get(f"{OWL}versionInfo")
    if digest is None or version is None:
        return None
    try:
        counts = {str(k): int(v) for k, v in json.loads(values[f"{RDFS}comment"]).items()}
        triples = int(values[f"{VOID}triples"])
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    status = values.get(f"{SCHEMA}creativeWorkStatus", BEGUN)
    return Manifest(digest, version, triples, status, counts)
