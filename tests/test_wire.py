"""Literals that an engine keeps in its own way come back as they were."""

from __future__ import annotations

import json
from typing import Any

import pytest

from csto_graph import EndpointError
from csto_graph.namespaces import XSD
from csto_graph.wire import SENT_DURATION, received, received_triples, sent


def answer(*terms: dict[str, str]) -> bytes:
    bindings = [{"a": term} for term in terms]
    return json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": bindings}}).encode()


def test_a_duration_there_and_back() -> None:
    triple = f'<urn:s> <urn:p> "P6Y"^^<{XSD}duration> .'
    there = sent(triple)
    assert there == f'<urn:s> <urn:p> "P6Y"^^<{SENT_DURATION}> .'
    assert received_triples(there.encode()) == triple.encode()
    found: Any = received(
        answer({"type": "typed-literal", "datatype": SENT_DURATION, "value": "P6Y"}), "u"
    )
    assert [str(row["a"]) for row in found] == [f'"P6Y"^^<{XSD}duration>']


def test_text_that_speaks_of_the_datatype_is_left_alone() -> None:
    triple = f'<urn:s> <urn:p> "a \\"^^<{XSD}duration> b" .'
    assert sent(triple) == triple


@pytest.mark.parametrize(("given", "value"), [("1", "true"), ("0", "false"), ("true", "true")])
def test_booleans(given: str, value: str) -> None:
    term = {"type": "typed-literal", "datatype": f"{XSD}boolean", "value": given}
    found: Any = received(answer(term), "u")
    assert [row["a"].value for row in found] == [value]


@pytest.mark.parametrize(
    ("rows", "yes"), [([{"type": "literal", "value": "1"}], True), ([], False)]
)
def test_the_answer_to_ask_as_a_table(rows: list[dict[str, str]], yes: bool) -> None:
    body = answer(*rows).replace(b'"a"', b'"__ASK_RETVAL"')
    assert bool(received(body, "u")) is yes


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_an_answer_without_its_end(cut: int) -> None:
    whole = answer({"type": "literal", "value": "x"})
    with pytest.raises(EndpointError, match="not whole"):
        received(whole[:-cut], "http://here/")
