"""Proposals as lines of QuickStatements V1: https://www.wikidata.org/wiki/Help:QuickStatements ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from csto_graph.wikidata.lacking import Proposal
from csto_graph.wikidata.records import Snak, Value
from csto_graph.wikidata.times import quick_time


def quick_line(proposal: Proposal) -> str:
    """One line: entity, property, value, qualifiers, references, and a comment of a remark."""
    made = proposal.exported.statement
    cells = [proposal.exported.subject, made.property, _text(made.value)]
    for snak in made.qualifiers:
        cells += [snak.property, _text(snak.value)]
    for number, reference in enumerate(made.references):
        cells += _reference(reference, "!S" if number else "S")
    if proposal.remark:
        cells.append(f"/* {proposal.remark} */")
    return "\t".join(cells)


def merging(found: Sequence[Proposal]) -> Iterator[str]:
    """A warning for each statement that has several lines: the tool makes one of them."""
    keys = Counter(_key(proposal) for proposal in found)
    for proposal in {_key(one): one for one in found}.values():
        if (count := keys[_key(proposal)]) > 1:
            yield (
                f"{count} lines have the same entity, property and value, of which "
                f"QuickStatements makes one statement; enter by hand: {proposal.words}"
            )


def _key(proposal: Proposal) -> tuple[str, str, str]:
    made = proposal.exported.statement
    return proposal.exported.subject, made.property, _text(made.value)


def _reference(snaks: Iterable[Snak], mark: str) -> list[str]:
    cells: list[str] = []
    for snak in snaks:
        # Every reference but the first of a line begins with a mark of its own.
        prefix = mark if not cells else "S"
        cells += [prefix + snak.property.removeprefix("P"), _text(snak.value)]
    return cells


def _text(value: Value) -> str:
    if value.kind == "somevalue":
        return "somevalue"
    if value.time is not None:
        return quick_time(value.time)
    if value.kind == "entity":
        return value.text
    # A string has one line and no tabs, in Wikidata as here.
    return f'"{" ".join(value.text.split())}"'
