"""Comparing what this graph says of linked entities with a data set, value by value.

Every verdict is about what both allow: a year agrees with any day in it. What is only
planned here is not held against what is said to have happened. Values that sources of ours
dispute are held against the data set one by one, side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from csto_graph.dates import DateRange
from csto_graph.namespaces import CSTO, short
from csto_graph.wikidata.dating import (
    AGREES,
    COARSER,
    CONTRADICTS,
    FINER,
    MISSING_HERE,
    MISSING_THERE,
    Theirs,
    calendar_of,
    their_date,
    verdict,
)
from csto_graph.wikidata.evidence import Evidence
from csto_graph.wikidata.facts import Dated, Fact, day_holders, facts
from csto_graph.wikidata.mapping import Mapping
from csto_graph.wikidata.reading import DataSet
from csto_graph.wikidata.records import Entity, Statement, Value

# Properties of which the data set's list is held against ours as a whole, where we have one,
# and what a value there says of it in turn.
LISTS = {"P527": ("P463", "P361"), "P1891": (), "P6193": (), "P1308": ("P39",), "P710": ()}
SINGLE = frozenset(("P276", "P17", "P1001"))


@dataclass(frozen=True)
class Finding:
    """One value held against another.

    ``about`` is our node and ``item`` its id; ``property`` and ``name`` the property compared;
    ``part`` is ``statement`` or ``qualifier``, ``statement`` the id of the one there. ``here``
    and ``there`` are as shown, ``raw`` is the value there as an importer wants it.
    ``sources`` are the passages behind ours; ``disputed`` if ours is one of several.
    """

    about: str
    label: str
    item: str
    property: str
    name: str
    here: str
    there: str
    result: str
    part: str = "statement"
    statement: str = ""
    raw: str = ""
    calendar: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""
    disputed: bool = False


class Comparison:
    """Our evidence and a data set, with what both are looked up by."""

    def __init__(
        self, evidence: Evidence, planned: Evidence, mapping: Mapping, data: DataSet
    ) -> None:
        """Work out our facts, and which node has which id."""
        self.evidence, self.mapping, self.data = evidence, mapping, data
        self.facts = facts(evidence, mapping)
        self.planned = facts(planned, mapping)
        self.holders = day_holders(evidence)
        self.nodes = {
            data.target(evidence.item(node)): node
            for node in list(evidence.nodes.of)
            if evidence.item(node) != node
        }

    def findings(self) -> list[Finding]:
        """Everything that can be compared, in the order of nodes and properties."""
        by_place: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            by_place[fact.subject, fact.property].append(fact)
        for fact in self.planned:
            by_place[fact.subject, fact.property]  # looked at, if only to say that it is a plan
        for subject in {fact.subject for fact in (*self.facts, *self.planned)}:
            for name in LISTS:
                by_place[subject, name]
        found = [
            one
            for (subject, name), known in by_place.items()
            if (entity := self.data.get(subject)) is not None
            for one in self._place(subject, name, known, entity)
        ]
        return sorted(found, key=lambda f: (short(f.about), int(f.property[1:]), f.statement))

    def _place(
        self, subject: str, name: str, known: list[Fact], entity: Entity
    ) -> Iterator[Finding]:
        theirs = entity.of(name)
        about = self.nodes[self.data.target(subject)]
        base = Finding(
            about, self._label(about), entity.id, name, self._property(name), "", "", AGREES
        )
        if self.mapping.properties[name].kind == "Time":
            yield from self._times(base, known, theirs)
            return
        rest = list(theirs)
        for value in dict.fromkeys(fact.value for fact in known):
            ours = [fact for fact in known if fact.value == value]
            same = [s for s in rest if self._is(s.value, value)]
            rest = [s for s in rest if s not in same]
            yield from self._spells(base, value, ours, same, rest)
        for statement in rest:
            yield from self._extra(base, known, statement)

    # ---- entities as values

    def _spells(
        self,
        base: Finding,
        value: str,
        ours: list[Fact],
        same: list[Statement],
        rest: list[Statement],
    ) -> Iterator[Finding]:
        """The spells of ours with one value, each with the statement that fits it best."""
        shown_value = self._entity(value)
        left = list(same)
        for fact in ours:
            best = max(left, key=lambda s: self._fit(fact, s), default=None)
            if best is None:
                # A single value that differs is told where theirs is looked at.
                if not (base.property in SINGLE and rest):
                    yield replace(
                        base,
                        here=shown_value,
                        result=MISSING_THERE,
                        sources=self._passages(fact.claims),
                    )
                continue
            left.remove(best)
            yield replace(
                base,
                here=shown_value,
                there=shown_value,
                statement=best.id,
                raw=best.value.text,
                sources=self._passages(fact.claims),
            )
            for name, (source, dates) in fact.dates.items():
                yield from self._qualifier(base, fact, best, name, source, dates)
        for statement in left:
            span = self._span(statement)
            yield replace(
                base,
                there=f"{shown_value}{span}",
                result=MISSING_HERE,
                statement=statement.id,
                raw=statement.value.text,
                note="a spell of its own there" if ours else "",
            )

    def _extra(self, base: Finding, known: list[Fact], statement: Statement) -> Iterator[Finding]:
        """A value there that is none of ours, if it is one of which we would know."""
        value = statement.value
        if value.kind != "entity":
            return
        target = self.data.target(value.text)
        there = replace(
            base,
            there=f"{self._entity(target)}{self._span(statement)}",
            result=MISSING_HERE,
            statement=statement.id,
            raw=value.text,
        )
        if base.property in LISTS:
            inverse = LISTS[base.property]
            said = [
                fact
                for fact in self.facts
                if self.data.target(fact.subject) == target
                and fact.property in inverse
                and self.data.target(fact.value) == base.item
            ]
            counted = known or any(
                fact.property in inverse and self.data.target(fact.value) == base.item
                for fact in self.facts
            )
            if said:
                yield replace(
                    there,
                    here=self._entity(target),
                    result=AGREES,
                    sources=self._passages(said[0].claims),
                )
            elif counted:
                yield there
        elif base.property in SINGLE and known:
            yield from self._other(there, known, target)
        elif target in self.nodes and any(
            fact.property == base.property and self.data.target(fact.value) == target
            for fact in self.facts
        ):
            yield there

    def _other(self, there: Finding, known: list[Fact], target: str) -> Iterator[Finding]:
        """Another value of what has one value only: wider, narrower, or a contradiction."""
        theirs = self.nodes.get(target)
        for fact in known:
            ours = self.nodes[self.data.target(fact.value)]
            result = CONTRADICTS
            if theirs is not None and theirs in self._wider(ours):
                result = COARSER
            elif theirs is not None and ours in self._wider(theirs):
                result = FINER
            yield replace(
                there,
                here=self._entity(fact.value),
                result=result,
                sources=self._passages(fact.claims),
            )

    def _wider(self, node: str) -> set[str]:
        return {value.value for value in self.evidence.nodes.values(node, f"{CSTO}locatedIn")}

    def _fit(self, fact: Fact, statement: Statement) -> int:
        """How many dates of a statement fit a spell, less those that contradict it."""
        score = 0
        for name, (source, dates) in fact.dates.items():
            for value in statement.qualifier(name):
                days = their_date(value).days
                for dated in dates if days is not None else ():
                    result = verdict(dated.days, days, end=source == f"{CSTO}end")  # type: ignore[arg-type]
                    score += -1 if result == CONTRADICTS else 2 if result == AGREES else 1
        return score

    def _qualifier(
        self,
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
            name=f"{base.name} {self._entity(fact.value)}: {self._property(name)}",
            part="qualifier",
            statement=statement.id,
        )
        values = statement.qualifier(name)
        if source == f"{CSTO}date" and not dates:
            return
        for value in values:
            if value.kind == "novalue":
                yield from self._none(start, dates, end)
            elif not dates:
                yield from self._attested(start, fact, value, end)
        values = [value for value in values if value.kind != "novalue"]
        if dates and (values or not statement.qualifier(name)):
            yield from self._side_by_side(start, dates, [(statement.id, v) for v in values], end)

    def _none(self, start: Finding, dates: list[Dated], end: bool) -> Iterator[Finding]:
        """No value there: it never ended. For a beginning, it says nothing."""
        for dated in dates if end else ():
            yield replace(
                start,
                here=dated.text,
                there="no value",
                result=CONTRADICTS,
                sources=self._passages(dated.claims),
                disputed=len(dates) > 1,
            )

    def _attested(self, start: Finding, fact: Fact, value: Value, end: bool) -> Iterator[Finding]:
        """A date there that no source of ours gives: may it be, by the days of attestation?"""
        theirs = their_date(value)
        days = theirs.days
        there = replace(
            start,
            there=theirs.text,
            raw=_raw(value),
            calendar=calendar_of(value),
            result=MISSING_HERE,
        )
        if days is None:
            yield replace(there, note="no day of the calendar there")
            return
        # It cannot have ended before a day on which it held, nor begun after one.
        opposed = [
            one
            for one in self._attestations(fact.node)
            if (days.before(one.days) if end else one.days.before(days))
        ]
        if opposed:
            yield replace(
                there,
                here="attested " + ", ".join(sorted({one.text for one in opposed})),
                result=CONTRADICTS,
                sources=self._passages(frozenset().union(*(one.claims for one in opposed))),
            )
            return
        yield replace(there, note=self._elsewhere(start.about, fact.node, days))

    def _attestations(self, node: str) -> list[Dated]:
        """The days on which sources have a situation hold; an interval by both its ends."""
        from csto_graph.dates import extent

        return [
            Dated(said.value, side, said.claims)
            for said in self.evidence.said(node, f"{CSTO}attestedOn")
            for spans in (extent(said.value),)
            for side in dict.fromkeys((spans.start, spans.end))
        ]

    # ---- dates

    def _times(
        self, base: Finding, known: list[Fact], theirs: list[Statement]
    ) -> Iterator[Finding]:
        dates = [one for fact in known for _, given in fact.dates.values() for one in given]
        pairs = [(s.id, s.value) for s in theirs if s.value.kind != "novalue"]
        if dates:
            yield from self._side_by_side(base, dates, pairs, False)
            return
        plans = [
            one
            for fact in self.planned
            if (fact.subject, fact.property) == (self._ours(base.about), base.property)
            for _, given in fact.dates.values()
            for one in given
        ]
        for identifier, value in pairs if plans else ():
            yield replace(
                base,
                there=their_date(value).text,
                result=MISSING_HERE,
                statement=identifier,
                raw=_raw(value),
                calendar=calendar_of(value),
                note="only announced here, for " + ", ".join(sorted({p.text for p in plans})),
            )

    def _side_by_side(
        self, base: Finding, dates: list[Dated], theirs: list[tuple[str, Value]], end: bool
    ) -> Iterator[Finding]:
        """Each date of ours with each there; what fits another one is not held against it."""
        disputed = len(dates) > 1
        if not theirs:
            for dated in dates:
                yield replace(
                    base,
                    here=dated.text,
                    result=MISSING_THERE,
                    sources=self._passages(dated.claims),
                    disputed=disputed,
                )
            return
        results = {
            (i, j): self._held(dated, their_date(value), end)
            for i, dated in enumerate(dates)
            for j, (_, value) in enumerate(theirs)
        }
        for (i, j), (result, note) in results.items():
            settled = result == CONTRADICTS and (
                any(results[i, k][0] != CONTRADICTS for k in range(len(theirs)))
                and any(results[k, j][0] != CONTRADICTS for k in range(len(dates)))
            )
            if settled:
                continue
            dated, (identifier, value) = dates[i], theirs[j]
            days = their_date(value).days
            if result == CONTRADICTS and days is not None and not note:
                note = self._elsewhere(base.about, base.about, days)
            yield replace(
                base,
                here=dated.text,
                there=their_date(value).text,
                result=result,
                statement=identifier,
                raw=_raw(value),
                calendar=calendar_of(value),
                sources=self._passages(dated.claims),
                note=note,
                disputed=disputed,
            )

    def _held(self, dated: Dated, theirs: Theirs, end: bool) -> tuple[str, str]:
        if theirs.days is None:
            return MISSING_THERE, "no day of the calendar there"
        result = verdict(dated.days, theirs.days, end=end)
        same = theirs.otherwise
        if result == CONTRADICTS and same is not None and dated.days.overlaps(same):
            return result, "the same figures in the Gregorian calendar would fit"
        return result, ""

    def _elsewhere(self, about: str, node: str, days: DateRange) -> str:
        """Whose date it is here, if a day there is one of something else: say, of the treaty."""
        holders = [h for h in self.holders.get(days, []) if h not in (about, node)]
        own = self._subjects(about)
        near = [h for h in holders if own & self._subjects(h)]
        return f"here the day of {short(min(near))}" if near else ""

    def _subjects(self, node: str) -> set[str]:
        """What a node is about: itself, and what identifies it, if it is a situation."""
        names = ("organization", "treaty", "party", "member", "basedOn")
        found = {v.value for n in names for v in self.evidence.nodes.values(node, CSTO + n)}
        return found | {node}

    # ---- words

    def _is(self, value: Value, wanted: str) -> bool:
        return value.kind == "entity" and self.data.target(value.text) == self.data.target(wanted)

    def _ours(self, node: str) -> str:
        return self.evidence.item(node)

    def _label(self, node: str) -> str:
        return self.evidence.nodes.label(node)

    def _property(self, name: str) -> str:
        known = self.mapping.properties.get(name)
        return known.label if known is not None else name

    def _entity(self, identifier: str) -> str:
        node = self.nodes.get(self.data.target(identifier))
        if node is not None:
            return self._label(node)
        entity = self.data.get(identifier)
        return f"{entity.label()} ({identifier})" if entity is not None else identifier

    def _span(self, statement: Statement) -> str:
        """The dates of a statement, for one that stands alone."""
        sides = []
        for name in ("P580", "P582", "P585"):
            sides += [
                f"{self._property(name)} {their_date(value).text}"
                for value in statement.qualifier(name)
            ]
        return f" ({', '.join(sides)})" if sides else ""

    def _passages(self, claims: Iterable[str]) -> tuple[str, ...]:
        found = {self.evidence.nodes.one(claim, f"{CSTO}evidence") for claim in claims}
        return tuple(sorted(passage for passage in found if passage))


def _raw(value: Value) -> str:
    """A value there as Wikidata shows it to be edited: the figures of its own calendar."""
    if value.time is None:
        return value.text
    digits = value.time.text.lstrip("+").partition("T")[0]
    return digits.replace("-00", "")


def wanted_ids(evidence: Evidence) -> set[str]:
    """The ids of all entities that are linked."""
    return {evidence.item(node) for node in list(evidence.nodes.of)} - evidence.nodes.of.keys()


def contradictions(found: Iterable[Finding]) -> list[Finding]:
    """The findings that no value of ours explains: of disputed ones, where none fits."""
    items = list(found)
    fitting = {
        (f.item, f.statement, f.property, f.there)
        for f in items
        if f.result in (AGREES, FINER, COARSER)
    }
    return [
        f
        for f in items
        if f.result == CONTRADICTS and (f.item, f.statement, f.property, f.there) not in fitting
    ]
