"""Literals on their way to an endpoint and back, and results proved to be whole.

Virtuoso keeps a duration as a number of months and shows it as that number; it shows true and
false as 1 and 0, and the answer to ASK as a table. What it would change is sent to it under a
datatype of our own, and everything is turned back here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from csto_graph.errors import EndpointError
from csto_graph.namespaces import BASE, XSD

if TYPE_CHECKING:
    from csto_graph.engine import Answer

DURATION = f"{XSD}duration"
SENT_DURATION = f"{BASE}push#period"
_DURATION_AT_END = re.compile(rf'"\^\^<{re.escape(DURATION)}> \.(?=\n?\Z)')
_BOOLEANS = {"1": "true", "0": "false"}
_ASKED = "__ASK_RETVAL"


def sent(triple: str) -> str:
    """A triple in N-Triples as it is written to an engine that changes durations."""
    # At its end only: a text may speak of the datatype too.
    return _DURATION_AT_END.sub(f'"^^<{SENT_DURATION}> .', triple, count=1)


def received(body: bytes, url: str) -> Answer:
    """Results in the JSON format of the W3C; EndpointError where they are not whole."""
    from pyoxigraph import QueryResultsFormat, parse_query_results

    try:
        found = json.loads(body)
        if "boolean" not in found:
            if found["head"].get("vars") == [_ASKED]:
                yes = [row[_ASKED]["value"] for row in found["results"]["bindings"]]
                found = {"head": {}, "boolean": yes == ["1"]}  # for no, it gives no row
            else:
                for row in found["results"]["bindings"]:
                    for term in row.values():
                        _mend(term)
        return parse_query_results(json.dumps(found), QueryResultsFormat.JSON)
    except (ValueError, SyntaxError, LookupError, TypeError, AttributeError, RecursionError):
        raise EndpointError(
            f"{url} gave an answer that is not whole, or not SPARQL results; it may have run out "
            "of time: ask for less, or allow more there"
        ) from None


def received_triples(body: bytes) -> bytes:
    """Triples in RDF/XML with durations as they were sent by us."""
    return body.replace(SENT_DURATION.encode(), DURATION.encode())


def _mend(term: dict[str, Any]) -> None:
    datatype = term.get("datatype")
    if datatype == SENT_DURATION:
        term["datatype"] = DURATION
    elif datatype == f"{XSD}boolean":
        term["value"] = _BOOLEANS.get(term["value"], term["value"])
