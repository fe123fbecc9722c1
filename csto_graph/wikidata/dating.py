"""Holding one of our dates against one of another data set: what each allows, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from csto_graph.dates import DateRange, as_edtf, bounds, next_day
from csto_graph.wikidata.records import DAY, GREGORIAN, JULIAN, Time, Value, period

AGREES, FINER, COARSER = "agrees", "finer there", "coarser there"
CONTRADICTS = "contradicts"
MISSING_THERE, MISSING_HERE = "missing there", "missing here"
# A value of ours that contradicts, beside another of ours that does not.
DISPUTED = "disputed here"
RESULTS = (CONTRADICTS, DISPUTED, FINER, COARSER, MISSING_THERE, MISSING_HERE, AGREES)


@dataclass(frozen=True)
class Theirs:
    """A date of another data set: as shown, and the days it allows; ``None``: no date at all.

    ``otherwise`` are the days that the same figures mean in the Gregorian calendar, where
    the data set has them in the Julian one.
    """

    text: str
    days: DateRange | None
    otherwise: DateRange | None = None


def their_date(value: Value) -> Theirs:
    """A value of a Wikidata data set as a date; an unknown value allows any day."""
    if value.kind == "somevalue":
        return Theirs("unknown value", DateRange(None, None))
    if value.time is None:
        return Theirs(value.text or value.kind, None)
    time = value.time
    if time.period is None:
        return Theirs(time.text, None)
    if time.calendar == JULIAN:
        return Theirs(f"{shown(time.period)} (Julian there: {time.text})", time.period, _same(time))
    return Theirs(shown(time.period), time.period)


def shown(days: DateRange) -> str:
    """A range of days in EDTF, or words where it has no bound."""
    if days == DateRange(None, None):
        return "any day"
    return as_edtf(days)


def verdict(ours: DateRange, theirs: DateRange, *, end: bool = False) -> str:
    """How two ranges of days stand to each other, by what each allows.

    ``end`` is for ends: ours are the first day that something no longer holds, and in
    another data set it may be the last day that it does, so that the day after serves too.
    """
    results = [_verdict(ours, theirs)]
    if end:
        results.append(_verdict(ours, DateRange(_after(theirs.earliest), _after(theirs.latest))))
    return min(results, key=(AGREES, FINER, COARSER, CONTRADICTS).index)


def our_days(text: str) -> DateRange:
    """The days that an EDTF date of ours allows."""
    return bounds(text)


def _verdict(ours: DateRange, theirs: DateRange) -> str:
    if not ours.overlaps(theirs):
        return CONTRADICTS
    if theirs.within(ours):
        return FINER
    return COARSER if ours.within(theirs) else AGREES


def _after(day: date | None) -> date | None:
    return None if day is None else next_day(day)


def before(day: date) -> date:
    """The day before; the first day of the calendar stays itself."""
    return day if day == date.min else day - timedelta(days=1)


def _same(time: Time) -> DateRange | None:
    """The figures of a Julian date, read as Gregorian."""
    if time.precision is None or time.period is None or time.text[:1] not in "+0123456789":
        return None
    parts = time.text.lstrip("+").partition("T")[0].split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return None
    year, month, day = map(int, parts)
    return period(year, month, day, min(time.precision, DAY))


def calendar_of(value: Value) -> str:
    """The id of the calendar model of a date, '' for what is none."""
    calendar = value.time.calendar if value.time is not None else ""
    return calendar.rpartition("/")[2] if calendar in (GREGORIAN, JULIAN) else ""
