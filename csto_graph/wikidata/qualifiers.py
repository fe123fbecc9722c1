"""The values and qualifiers of statements, from what is said of a node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from csto_graph.dates import DateRange
from csto_graph.namespaces import CSTO
from csto_graph.wikidata.evidence import Evidence, Said
from csto_graph.wikidata.mapping import Mapping, PropertyMapping, StatementMapping
from csto_graph.wikidata.records import Snak, Value
from csto_graph.wikidata.times import is_exact, time_value, time_values

Sourced = tuple[Snak, frozenset[str]]


@dataclass(frozen=True)
class Choice:
    """The qualifiers of one statement, each with the claims for it.

    ``claims`` are those of the choice itself, if it is one of several.

    ``key`` tells the statements of one situation apart, '' if there is one only.
    """

    snaks: tuple[Sourced, ...]
    claims: frozenset[str] = frozenset()
    key: str = ""
    turned_down: bool = False


def values_of(
    evidence: Evidence, mapping: Mapping, part: PropertyMapping, text: str
) -> Iterator[tuple[str, Value, tuple[Snak, ...]]]:
    """An IRI or a text as values of the mapped property, and the bounds of a vague date.

    A date that is an interval gives a value for its start and one for its end.
    """
    kind = mapping.properties[part.property].kind
    if kind == "WikibaseItem":
        yield part.property, Value("entity", evidence.item(text)), ()
    elif kind == "Time":
        names = {"point": part.property, "start": part.start, "end": part.end}
        for side, (value, days) in time_values(text).items():
            bounds = _bounds(mapping, value, days)
            if names[side] and (value.kind == "time" or bounds):
                yield names[side], value, bounds
    else:
        yield part.property, Value("string", text), ()


def choices(
    evidence: Evidence, mapping: Mapping, pattern: StatementMapping, node: str, disputed: bool
) -> list[Choice]:
    """The qualifiers of the statements that a node becomes: one choice for each statement.

    Where sources dispute a date, each of their dates makes a statement of its own, with
    those other qualifiers that the same documents give. Without ``disputed``, disputed
    qualifiers are left out.
    """
    agreed: list[tuple[PropertyMapping, Said]] = []
    several: list[tuple[PropertyMapping, Said]] = []
    for part in pattern.qualifiers:
        if any(evidence.said(node, limit) for limit in part.unless):
            continue
        said = evidence.said(node, part.source)
        torn = part.source in evidence.single and len(said) > 1
        if not disputed:
            said = [one for one in said if not one.disputed]
            torn = False
        (several if torn else agreed).extend((part, one) for one in said)
    if not several:
        return [Choice(_snaks(evidence, mapping, agreed))]
    found = []
    for part, one in several:
        documents = set(evidence.documents(one.claims))
        beside = [(p, s) for p, s in agreed if documents & set(evidence.documents(s.claims))]
        snaks = _snaks(evidence, mapping, [(part, one), *beside])
        key = f"{part.property} {one.value}"
        found.append(Choice(snaks, one.claims, key, one.turned_down))
    return found


def _snaks(
    evidence: Evidence, mapping: Mapping, chosen: list[tuple[PropertyMapping, Said]]
) -> tuple[Sourced, ...]:
    """Qualifiers; the bounds of a vague date only where it is plain which date they bound."""
    found = [
        (part, one.claims, Snak(prop, value), bounds)
        for part, one in chosen
        for prop, value, bounds in values_of(evidence, mapping, part, one.value)
    ]
    # An attestation is a day among many on which something held: bounds would seem to be
    # those of the whole.
    vague = [entry for entry in found if entry[3] and entry[0].source != f"{CSTO}attestedOn"]
    snaks: list[Sourced] = []
    for entry in sorted(found, key=lambda entry: (int(entry[2].property[1:]), entry[2].value.text)):
        _, claims, snak, bounds = entry
        clear = vague == [entry]
        if snak.value.kind != "somevalue" or clear:
            snaks.append((snak, claims))
        if clear:
            snaks += [(bound, claims) for bound in bounds]
    return tuple(snaks)


def _bounds(mapping: Mapping, value: Value, days: DateRange) -> tuple[Snak, ...]:
    """The earliest and latest day of a date that no precision says."""
    if is_exact(value, days):
        return ()
    sides = ((mapping.earliest, days.earliest), (mapping.latest, days.latest))
    return tuple(Snak(p, time_value(DateRange(day, day))) for p, day in sides if day)
