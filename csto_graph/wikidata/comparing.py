"""Comparing what this graph says of linked entities with a data set, value by value.

Every verdict is about what both allow: a year agrees with any day in it. What is only
planned here is not held against what is said to have happened. Values that sources of ours
dispute are held against the data set one by one, side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from csto_graph.namespaces import CSTO, short
from csto_graph.wikidata.context import Context, Finding
from csto_graph.wikidata.dating import (
    AGREES,
    COARSER,
    CONTRADICTS,
    FINER,
    MISSING_HERE,
    MISSING_THERE,
    calendar_of,
    their_date,
    verdict,
)
from csto_graph.wikidata.facts import Dated, Fact
from csto_graph.wikidata.holding import hold_attested, hold_dates, raw_value
from csto_graph.wikidata.records import Entity, Statement


def compare(context: Context) -> list[Finding]:
    """Everything that can be compared, in the order of nodes and properties."""
    by_place: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in context.facts:
        by_place[fact.subject, fact.property].append(fact)
    for fact in context.planned:
        by_place[fact.subject, fact.property]  # looked at, if only to say that it is a plan
    for subject in {fact.subject for fact in (*context.facts, *context.planned)}:
        for name in (p.id for p in context.mapping.properties.values() if p.whole):
            by_place[subject, name]
    found = [
        one
        for (subject, name), known in by_place.items()
        if (entity := context.data.get(subject)) is not None
        for one in _place(context, subject, name, known, entity)
    ]
    return sorted(found, key=lambda f: (short(f.about), int(f.property[1:]), f.statement))


def _place(
    context: Context, subject: str, name: str, known: list[Fact], entity: Entity
) -> Iterator[Finding]:
    theirs = entity.of(name)
    about = context.nodes[context.data.target(subject)]
    base = Finding(
        about, context.label(about), entity.id, name, context.property_label(name), "", "", AGREES
    )
    if context.mapping.properties[name].kind == "Time":
        yield from _times(context, base, known, theirs)
        return
    rest = list(theirs)
    for value in dict.fromkeys(fact.value for fact in known):
        ours = [fact for fact in known if fact.value == value]
        same = [s for s in rest if context.same(s.value, value)]
        rest = [s for s in rest if s not in same]
        yield from _spells(context, base, value, ours, same, rest)
    for statement in rest:
        yield from _extra(context, base, known, statement)


def _spells(
    context: Context,
    base: Finding,
    value: str,
    ours: list[Fact],
    same: list[Statement],
    rest: list[Statement],
) -> Iterator[Finding]:
    """The spells of ours with one value, each with the statement that fits it best."""
    shown_value = context.entity_label(value)
    left = list(same)
    for fact in ours:
        best = max(left, key=lambda s: _fit(fact, s), default=None)
        if best is None:
            # A single value that differs is told where theirs is looked at.
            if not (context.mapping.properties[base.property].single and rest):
                yield replace(
                    base,
                    here=shown_value,
                    result=MISSING_THERE,
                    sources=context.passages(fact.claims),
                    note=_deprecated(context, base, value),
                )
            continue
        left.remove(best)
        yield replace(
            base,
            here=shown_value,
            there=shown_value,
            statement=best.id,
            raw=best.value.text,
            sources=context.passages(fact.claims),
        )
        for name, (source, dates) in fact.dates.items():
            yield from _qualifier(context, base, fact, best, name, source, dates)
    for statement in left:
        span = context.span(statement)
        yield replace(
            base,
            there=f"{shown_value}{span}",
            result=MISSING_HERE,
            statement=statement.id,
            raw=statement.value.text,
            note="a spell of its own there" if ours else "",
        )


def _deprecated(context: Context, base: Finding, value: str) -> str:
    """That the data set has a value, and marks it as wrong."""
    said = any(
        s.property == base.property and s.rank == "deprecated" and context.same(s.value, value)
        for s in context.data.entities[base.item].statements
    )
    return "deprecated there" if said else ""


def _extra(
    context: Context, base: Finding, known: list[Fact], statement: Statement
) -> Iterator[Finding]:
    """A value there that is none of ours, if it is one of which we would know."""
    value = statement.value
    if value.kind != "entity":
        return
    target = context.data.target(value.text)
    there = replace(
        base,
        there=f"{context.entity_label(target)}{context.span(statement)}",
        result=MISSING_HERE,
        statement=statement.id,
        raw=value.text,
    )
    if context.mapping.properties[base.property].whole:
        inverse = context.mapping.properties[base.property].inverse
        said = [
            fact
            for fact in context.facts
            if context.data.target(fact.subject) == target
            and fact.property in inverse
            and context.data.target(fact.value) == base.item
        ]
        counted = known or any(
            fact.property in inverse and context.data.target(fact.value) == base.item
            for fact in context.facts
        )
        if said:
            yield replace(
                there,
                here=context.entity_label(target),
                result=AGREES,
                sources=context.passages(said[0].claims),
            )
        elif counted:
            yield there
    elif context.mapping.properties[base.property].single and known:
        yield from _other(context, there, known, target)
    elif target in context.nodes and any(
        fact.property == base.property and context.data.target(fact.value) == target
        for fact in context.facts
    ):
        yield there


def _other(context: Context, there: Finding, known: list[Fact], target: str) -> Iterator[Finding]:
    """Another value of what has one value only: wider, narrower, or a contradiction."""
    theirs = context.nodes.get(target)
    for fact in known:
        ours = context.nodes[context.data.target(fact.value)]
        result = CONTRADICTS
        if theirs is not None and theirs in context.wider(ours):
            result = COARSER
        elif theirs is not None and ours in context.wider(theirs):
            result = FINER
        yield replace(
            there,
            here=context.entity_label(fact.value),
            result=result,
            sources=context.passages(fact.claims),
        )


def _fit(fact: Fact, statement: Statement) -> int:
    """How many dates of a statement fit a spell, less those that contradict it."""
    score = 0
    for name, (source, dates) in fact.dates.items():
        for value in statement.qualifier(name):
            days = their_date(value).days
            if days is None:
                continue
            for dated in dates:
                result = verdict(dated.days, days, end=source == f"{CSTO}end")
                score += -1 if result == CONTRADICTS else 2 if result == AGREES else 1
    return score


def _qualifier(
    context: Context,
    base: Finding,
    fact: Fact,
    statement: Statement,
    name: str,
    source: str,
    dates: list[Dated],
) -> Iterator[Finding]:
    end = source == f"{CSTO}end"
    start = replace(
        base,
        property=name,
        name=f"{base.name} {context.entity_label(fact.value)}: {context.property_label(name)}",
        part="qualifier",
        statement=statement.id,
    )
    values = statement.qualifier(name)
    if source == f"{CSTO}date" and not dates:
        return
    for value in values:
        if value.kind == "novalue":
            yield from _none(context, start, dates, end)
        elif not dates:
            yield from hold_attested(context, start, fact.node, value, end)
    values = [value for value in values if value.kind != "novalue"]
    if dates and (values or not statement.qualifier(name)):
        yield from hold_dates(context, start, dates, [(statement.id, v) for v in values], end)


def _none(context: Context, start: Finding, dates: list[Dated], end: bool) -> Iterator[Finding]:
    """No value there: it never ended. For a beginning, it says nothing."""
    for dated in dates if end else ():
        yield replace(
            start,
            here=dated.text,
            there="no value",
            result=CONTRADICTS,
            sources=context.passages(dated.claims),
            disputed=len(dates) > 1,
        )


def _times(
    context: Context, base: Finding, known: list[Fact], theirs: list[Statement]
) -> Iterator[Finding]:
    dates = [one for fact in known for _, given in fact.dates.values() for one in given]
    pairs = [(s.id, s.value) for s in theirs if s.value.kind != "novalue"]
    if dates:
        yield from hold_dates(context, base, dates, pairs, False)
        return
    plans = [
        one
        for fact in context.planned
        if (fact.subject, fact.property) == (context.id_of_node(base.about), base.property)
        for _, given in fact.dates.values()
        for one in given
    ]
    for identifier, value in pairs if plans else ():
        yield replace(
            base,
            there=their_date(value).text,
            result=MISSING_HERE,
            statement=identifier,
            raw=raw_value(value),
            calendar=calendar_of(value),
            note="only announced here, for " + ", ".join(sorted({p.text for p in plans})),
        )
