"""Comparing memberships, or participations in a treaty, with a scholarly table.

A table is about one organization or one treaty, and is held against what this graph says of
that one only. A year is a range: a state that joined or left in a year may be coded either
way in it, so that only whole years contradict. A change of phase is no withdrawal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from csto_graph.dates import DateRange, as_edtf, bounds, next_day
from csto_graph.entities import find_entity
from csto_graph.errors import DataError, ParameterError
from csto_graph.namespaces import CSTO
from csto_graph.wikidata.context import Context, Finding
from csto_graph.wikidata.dating import AGREES, CONTRADICTS, MISSING_HERE, MISSING_THERE, verdict
from csto_graph.wikidata.evidence import evidence_of
from csto_graph.wikidata.facts import Dated
from csto_graph.wikidata.holding import hold_attested, hold_dates
from csto_graph.wikidata.mapping import read_mapping
from csto_graph.wikidata.reading import DataSet
from csto_graph.wikidata.records import DAY, GREGORIAN, Time, Value
from csto_graph.wikidata.spells import Spell, spells_of
from csto_graph.wikidata.table_mapping import Row, TableMapping, read_rows, read_table_mapping

if TYPE_CHECKING:
    from csto_graph.graph import Graph


def compare_table(graph: Graph, table: Path, mapping_file: Path) -> list[Finding]:
    """What a table says, held against the spells of this graph; by state and time.

    Raises DataError for a file that is not as the mapping says, ParameterError for a mapping
    that names nothing in the graph.
    """
    mapping = read_table_mapping(mapping_file)
    context = Context(
        evidence_of(graph, "Happened"), evidence_of(graph, "Planned"), read_mapping(), DataSet()
    )
    about = find_entity(graph.engine, mapping.about, None, f"{mapping_file}: about")
    states = {
        code: find_entity(graph.engine, node, f"{CSTO}State", f"{mapping_file}: states: {code}")
        for code, node in mapping.states.items()
    }
    rows = [replace(row, state=_node(row, mapping, states)) for row in read_rows(table, mapping)]
    if not rows:
        raise DataError(f"{table}: no row is about a state of {mapping_file}")
    spells = spells_of(context, about, mapping_file)
    by_state: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_state[row.state].append(row)
    what = f"{context.label(about)}, by {mapping.name}"
    hold = _years if mapping.kind == "state-years" else _dated_spells
    found: list[Finding] = []
    for state in dict.fromkeys(states.values()):
        base = Finding(state, context.label(state), context.id_of_node(state), "", what, "", "", "")
        base = replace(base, item=base.item if base.item != state else "")
        ours = spells.get(state, [])
        if by_state[state]:
            found += hold(context, base, mapping, table, by_state[state], ours)
        elif ours:
            found += [_missing(context, base, spell) for spell in ours if spell.full]
    return found


def _node(row: Row, mapping: TableMapping, states: dict[str, str]) -> str:
    code = row.cells[mapping.columns["state"][0]].strip()
    return states[code]


def _missing(context: Context, base: Finding, spell: Spell) -> Finding:
    return replace(
        base,
        here=spell.shown(),
        result=MISSING_THERE,
        sources=context.passages(spell.claims),
    )


# ---- state-years


def _years(
    context: Context,
    base: Finding,
    mapping: TableMapping,
    table: Path,
    rows: list[Row],
    ours: list[Spell],
) -> Iterator[Finding]:
    """Runs of years in which the table says the same and the verdict is the same."""
    told: dict[int, tuple[bool, Finding]] = {}
    for row in rows:
        text = row.joined(mapping.columns["year"])
        cell = row.joined(mapping.columns["value"])
        if cell not in mapping.member | mapping.none:
            continue
        year = _date(table, row.line, text)
        if year.earliest is None or year.latest is None or year.earliest.year != year.latest.year:
            raise DataError(f"{table}:{row.line}: {text!r} is no year")
        number, member = year.earliest.year, cell in mapping.member
        if number in told and told[number][0] != member:
            raise DataError(f"{table}:{row.line}: {base.label} has {number} twice, with two values")
        told[number] = member, _year(context, base, year, ours, member=member)
    runs: list[tuple[int, int, bool, Finding]] = []
    for number in sorted(told):
        member, finding = told[number]
        if runs and runs[-1][1] == number - 1 and runs[-1][2:] == (member, finding):
            runs[-1] = (runs[-1][0], number, member, finding)
        else:
            runs.append((number, number, member, finding))
    for first, last, member, finding in runs:
        years = str(first) if first == last else f"{first}–{last}"
        yield replace(finding, there=f"{'in' if member else 'not in'}: {years}")


def _year(
    context: Context, base: Finding, year: DateRange, ours: list[Spell], *, member: bool
) -> Finding:
    if member:
        able = [spell for spell in ours if spell.allows(year)]
        if not ours:
            return replace(base, result=MISSING_HERE)
        if not able:
            return _finding(context, base, ours, CONTRADICTS)
        if any(spell.known(year) and spell.full for spell in able):
            return _finding(context, base, able, AGREES)
        note = "suspended here" if any(s.known(year) for s in able) else "attested by no source"
        return replace(_finding(context, base, able, MISSING_HERE), note=note)
    if held := [spell for spell in ours if spell.full and spell.fills(year)]:
        return _finding(context, base, held, CONTRADICTS)
    near = [spell for spell in ours if spell.full and spell.known(year)]
    if near or (ours and not any(spell.allows(year) for spell in ours)):
        # In a year of change, either is right.
        note = "a year of change here" if near else ""
        return replace(_finding(context, base, near or ours, AGREES), note=note)
    return replace(base, result=MISSING_HERE, note="attested by no source")


def _finding(context: Context, base: Finding, spells: Iterable[Spell], result: str) -> Finding:
    listed = list(spells)
    return replace(
        base,
        here="; ".join(spell.shown() for spell in listed),
        result=result,
        sources=context.passages(frozenset[str]().union(*(spell.claims for spell in listed))),
    )


# ---- spells with a start and an end


def _dated_spells(
    context: Context,
    base: Finding,
    mapping: TableMapping,
    table: Path,
    rows: list[Row],
    ours: list[Spell],
) -> Iterator[Finding]:
    left = [spell for spell in ours if spell.full]
    for start, end in _merged(mapping, table, rows):
        shown = f"{as_edtf(start)} – {as_edtf(end) if end is not None else 'open'}"
        spell = max(left, key=lambda s: _fit(s, start, end), default=None)
        if spell is None or _fit(spell, start, end) < 0:
            yield replace(base, there=shown, result=MISSING_HERE)
            continue
        left.remove(spell)
        yield from _side(context, base, "start", spell, spell.starts, start)
        if end is not None:
            yield from _side(context, base, "end", spell, spell.ends, end)
        else:
            yield from _still(context, base, mapping, spell)
    yield from (_missing(context, base, spell) for spell in left)


def _side(
    context: Context, base: Finding, name: str, spell: Spell, dates: list[Dated], theirs: DateRange
) -> Iterator[Finding]:
    base = replace(base, name=f"{base.name}: {name}")
    value = Value("time", as_edtf(theirs), time=Time(as_edtf(theirs), DAY, GREGORIAN, theirs))
    if dates:
        yield from hold_dates(context, base, dates, [("", value)], name == "end")
    else:
        yield from hold_attested(context, base, spell.node, value, name == "end")


def _still(
    context: Context, base: Finding, mapping: TableMapping, spell: Spell
) -> Iterator[Finding]:
    """No end there: it holds as long as the table reaches, wherever that is."""
    last = mapping.covers.latest
    for one in spell.ends:
        over = last is not None and one.days.latest is not None and one.days.latest <= last
        yield replace(
            base,
            name=f"{base.name}: end",
            here=one.text,
            there=f"open in {last.year}" if last is not None else "open",
            result=CONTRADICTS if over else MISSING_THERE,
            sources=context.passages(one.claims),
        )


def _merged(
    mapping: TableMapping, table: Path, rows: list[Row]
) -> list[tuple[DateRange, DateRange | None]]:
    """The spells, with those that follow each other as phases taken as one."""
    found = []
    for row in rows:
        start = _date(table, row.line, row.joined(mapping.columns["start"]))
        text = row.joined(mapping.columns["end"])
        end = None if text in mapping.open_end else _date(table, row.line, text)
        if end is not None and end.before(start):
            raise DataError(f"{table}:{row.line}: ends {as_edtf(end)} before it begins")
        found.append((start, end))
    found.sort(key=lambda spell: (spell[0].earliest or date.min, spell[0].latest or date.max))
    if "phase" not in mapping.columns:
        return found
    merged: list[tuple[DateRange, DateRange | None]] = []
    for start, end in found:
        before = merged[-1][1] if merged else None
        if merged and before is not None and _follows(before, start):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _follows(end: DateRange, start: DateRange) -> bool:
    """Whether a spell may begin on the day, or the day after, that another ended."""
    if end.latest is None or start.earliest is None:
        return True
    return start.earliest <= next_day(end.latest)


def _fit(spell: Spell, start: DateRange, end: DateRange | None) -> int:
    """How far a spell there may be one of ours; below 0 if they share no day."""
    whole = DateRange(start.earliest, end.latest if end is not None else None)
    if not spell.allows(whole):
        return -1
    sides = [(dated, start, False) for dated in spell.starts]
    sides += [(dated, end, True) for dated in spell.ends if end is not None]
    return sum(verdict(d.days, t, end=is_end) != CONTRADICTS for d, t, is_end in sides)


def _date(table: Path, line: int, text: str) -> DateRange:
    try:
        return bounds(text)
    except ParameterError as error:
        raise DataError(f"{table}:{line}: {error}") from None
