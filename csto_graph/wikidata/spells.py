"""The spells of states in one organization or treaty, with what their sources allow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from csto_graph.dates import DateRange, bounds
from csto_graph.errors import ParameterError
from csto_graph.namespaces import CSTO
from csto_graph.wikidata.context import Context
from csto_graph.wikidata.facts import Dated

# Which situations a table is about, by what it names: their class, and who takes part.
SITUATIONS = {
    "Organization": ("Membership", "organization", "member"),
    "StateGroup": ("Membership", "organization", "member"),
    "Treaty": ("TreatyParticipation", "treaty", "party"),
}


@dataclass(frozen=True)
class Spell:
    """One situation of ours: its dates by claims, and the days on which it is attested."""

    node: str
    starts: list[Dated]
    ends: list[Dated]
    attested: list[Dated]
    full: bool

    @property
    def claims(self) -> frozenset[str]:
        """The claims behind all of it."""
        given = (*self.starts, *self.ends, *self.attested)
        return frozenset[str]().union(*(one.claims for one in given))

    def allows(self, year: DateRange) -> bool:
        """Whether it may hold on some day of a year, by what sources state."""
        late = bool(self.starts) and all(year.before(one.days) for one in self.starts)
        over = bool(self.ends) and all(one.days.before(year) for one in self.ends)
        return not (late or over)

    def fills(self, year: DateRange) -> bool:
        """Whether it holds on every day of a year, whichever of its sources is right."""
        held = [one.days for one in self.attested]
        begun = [one.days.latest for one in self.starts] or [
            min((days.latest or date.max for days in held), default=None)
        ]
        over = [one.days.earliest for one in self.ends] or [
            max((days.earliest or date.min for days in held), default=None)
        ]
        first, last = year.earliest or date.min, year.latest or date.max
        return all(day is not None and day < first for day in begun) and all(
            day is not None and day > last for day in over
        )

    def known(self, year: DateRange) -> bool:
        """Whether a source has it hold in a year, or on both sides of it."""
        return self.fills(year) or any(
            one.days.overlaps(year) for one in (*self.starts, *self.attested)
        )

    def shown(self) -> str:
        """Its dates in few words."""
        start = " or ".join(one.text for one in self.starts) or "start not stated"
        end = " or ".join(one.text for one in self.ends)
        last = max(self.attested, key=lambda one: one.days.earliest or date.min, default=None)
        told = f"last attested {last.text}" if last is not None else "end not stated"
        return f"{start} – {end or told}"


def spells_of(context: Context, about: str, mapping_file: Path) -> dict[str, list[Spell]]:
    """Our spells of each state, those of the one organization or treaty only."""
    nodes = context.evidence.nodes
    kinds = {kind.removeprefix(CSTO) for kind in nodes.types(about)}
    found = [SITUATIONS[kind] for kind in SITUATIONS if kind in kinds]
    if not found:
        raise ParameterError(f"{mapping_file}: about: is no organization and no treaty")
    kind, whole, part = found[0]
    spells: dict[str, list[Spell]] = defaultdict(list)
    for node in nodes.of_type(CSTO + kind):
        related = {value.value for value in nodes.values(node, CSTO + whole)}
        if about in related and context.evidence.is_so(node):
            for state in nodes.values(node, CSTO + part):
                spells[state.value].append(_spell(context, node))
    return spells


def _spell(context: Context, node: str) -> Spell:
    statuses = {s.value for s in context.evidence.said(node, f"{CSTO}status")}
    return Spell(
        node,
        _said(context, node, "start"),
        _said(context, node, "end"),
        context.attestations(node),
        statuses != {f"{CSTO}Suspended"},
    )


def _said(context: Context, node: str, name: str) -> list[Dated]:
    return [
        Dated(said.value, bounds(said.value), said.claims)
        for said in context.evidence.said(node, CSTO + name)
    ]
