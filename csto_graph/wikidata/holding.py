"""Holding dates of ours against dates of another data set, each with each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from csto_graph.wikidata.context import Context, Finding
from csto_graph.wikidata.dating import (
    CONTRADICTS,
    DISPUTED,
    FINER,
    MISSING_HERE,
    MISSING_THERE,
    Theirs,
    calendar_of,
    their_date,
    verdict,
)
from csto_graph.wikidata.facts import Dated
from csto_graph.wikidata.records import Value


def hold_dates(
    context: Context, base: Finding, dates: list[Dated], theirs: list[tuple[str, Value]], end: bool
) -> Iterator[Finding]:
    """Each date of ours with each there; what fits another one is not held against it."""
    disputed = len(dates) > 1
    if not theirs:
        for dated in dates:
            yield replace(
                base,
                here=dated.text,
                result=MISSING_THERE,
                sources=context.passages(dated.claims),
                disputed=disputed,
            )
        return
    results = {
        (i, j): _held(dated, their_date(value), end)
        for i, dated in enumerate(dates)
        for j, (_, value) in enumerate(theirs)
    }
    for (i, j), (result, note) in results.items():
        if result == CONTRADICTS and _fits(results, j=j):
            if _fits(results, i=i):
                continue  # each has a partner of its own
            result, note = DISPUTED, ""
        dated, (identifier, value) = dates[i], theirs[j]
        days = their_date(value).days
        if result in (CONTRADICTS, FINER) and days is not None and not note:
            note = context.elsewhere(base.about, base.about, days)
        yield replace(
            base,
            here=dated.text,
            there=their_date(value).text,
            result=result,
            statement=identifier,
            raw=raw_value(value),
            calendar=calendar_of(value),
            sources=context.passages(dated.claims),
            note=note,
            disputed=disputed,
        )


def hold_attested(
    context: Context, start: Finding, node: str, value: Value, end: bool
) -> Iterator[Finding]:
    """A date there that no source of ours gives: may it be, by the days of attestation?"""
    theirs = their_date(value)
    days = theirs.days
    there = replace(
        start,
        there=theirs.text,
        raw=raw_value(value),
        calendar=calendar_of(value),
        result=MISSING_HERE,
    )
    if days is None:
        yield replace(there, note="no day of the calendar there")
        return
    # It cannot have ended before a day on which it held, nor begun after one.
    opposed = [
        one
        for one in context.attestations(node)
        if (days.before(one.days) if end else one.days.before(days))
    ]
    if opposed:
        yield replace(
            there,
            here="attested " + ", ".join(sorted({one.text for one in opposed})),
            result=CONTRADICTS,
            sources=context.passages(frozenset().union(*(one.claims for one in opposed))),
        )
        return
    yield replace(there, note=context.elsewhere(start.about, node, days))


def _fits(results: dict[tuple[int, int], tuple[str, str]], i: int = -1, j: int = -1) -> bool:
    """Whether a date of ours, or one there, fits some date of the other side."""
    return any(result != CONTRADICTS for (m, n), (result, _) in results.items() if i == m or j == n)


def _held(dated: Dated, theirs: Theirs, end: bool) -> tuple[str, str]:
    if theirs.days is None:
        return MISSING_THERE, "no day of the calendar there"
    result = verdict(dated.days, theirs.days, end=end)
    same = theirs.otherwise
    if result == CONTRADICTS and same is not None and dated.days.overlaps(same):
        return result, "the same figures in the Gregorian calendar would fit"
    return result, ""


def raw_value(value: Value) -> str:
    """A value there as Wikidata shows it to be edited: the figures of its own calendar."""
    if value.time is None:
        return value.text
    digits = value.time.text.lstrip("+").partition("T")[0]
    return digits.replace("-00", "")
