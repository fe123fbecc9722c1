"""Dates of ours as times of Wikidata, and these as RDF and QuickStatements have them.

Precisions: https://www.wikidata.org/wiki/Help:Dates#Precision
"""

from __future__ import annotations

import re
from datetime import date

from csto_graph.dates import DateRange, extent
from csto_graph.wikidata.records import DAY, DECADE, GREGORIAN, MONTH, YEAR, Time, Value, period

_QUALIFIED = re.compile(r"[~?%]")  # EDTF for approximate, uncertain, and both
_PRECISIONS = (DAY, MONTH, YEAR, DECADE)  # finest first


def time_values(text: str) -> dict[str, tuple[Value, DateRange]]:
    """What an EDTF date is in Wikidata, with the days it allows.

    The keys are ``point``, or ``start`` and ``end`` for an interval; an open side of an
    interval is left out. Empty for a date that is marked approximate or uncertain, since no
    id that we have says so. Raises ParameterError for text that is not EDTF.
    """
    if _QUALIFIED.search(text):
        return {}
    spans = extent(text)
    if "/" not in text:
        return {"point": (time_value(spans.whole), spans.whole)}
    sides = {"start": spans.start, "end": spans.end}
    return {
        name: (time_value(side), side)
        for name, side in sides.items()
        if (side.earliest, side.latest) != (None, None)
    }


def time_value(days: DateRange) -> Value:
    """The finest time of Wikidata that holds all of these days.

    An unknown value (``somevalue``) where not even a decade does, or a side is open.
    """
    first, last = days.earliest, days.latest
    if first is None or last is None:
        return Value("somevalue")
    for precision in _PRECISIONS:
        span = period(first.year, first.month, first.day, precision)
        if span is not None and span.latest is not None and last <= span.latest:
            text = _digits(first, precision)
            return Value("time", text, time=Time(text, precision, GREGORIAN, span))
    return Value("somevalue")


def is_exact(value: Value, days: DateRange) -> bool:
    """Whether a time says just these days, and needs no earliest and latest date beside it."""
    return value.time is not None and value.time.period == days


def date_time(time: Time) -> str:
    """The lexical form of ``xsd:dateTime``: the first day of the time, at midnight."""
    first = time.period.earliest if time.period else None
    return f"{(first or date.min).isoformat()}T00:00:00Z"


def quick_time(time: Time) -> str:
    """The form of QuickStatements, such as ``+2006-08-00T00:00:00Z/10``."""
    return f"{time.text}/{time.precision}"


def _digits(day: date, precision: int) -> str:
    """A time as in the JSON of Wikidata; what the precision leaves open is 00."""
    month = f"{day.month:02}" if precision >= MONTH else "00"
    number = f"{day.day:02}" if precision >= DAY else "00"
    year = day.year // 10 * 10 if precision == DECADE else day.year
    return f"+{year:04}-{month}-{number}T00:00:00Z"
