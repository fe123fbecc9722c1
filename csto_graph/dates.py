"""Dates as vague as their source: EDTF in, calendar days out.

EDTF is ISO 8601-2:2019 annex A, as at https://www.loc.gov/standards/datetime/ ; the
parser is the ``edtf`` package. Days are ``datetime.date``; ``None`` is an open side.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache
from io import StringIO
from typing import Any

from csto_graph.errors import ParameterError

LONGEST = 200  # characters of a date
_UNIT = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_SIMPLE = re.compile(rf"{_UNIT}\Z|{_UNIT}/{_UNIT}\Z|\[{_UNIT}\.\.{_UNIT}\]\Z", re.ASCII)


@dataclass(frozen=True)
class DateRange:
    """The days that a date may fall on, both inclusive; ``None`` where nothing bounds it."""

    earliest: date | None
    latest: date | None

    def overlaps(self, other: DateRange) -> bool:
        """Whether some day lies in both ranges: the claims behind them agree."""
        return not (self.before(other) or other.before(self))

    def before(self, other: DateRange) -> bool:
        """Whether every day of this range precedes every day of the other."""
        return (
            self.latest is not None
            and other.earliest is not None
            and (self.latest < other.earliest)
        )

    def within(self, other: DateRange) -> bool:
        """Whether this range is a proper part of the other: a more precise date."""
        return self != other and _intersect(self, other) == self


@dataclass(frozen=True)
class Extent:
    """What an EDTF value spans: when it begins and when it ends (alike but for intervals)."""

    start: DateRange
    end: DateRange

    @property
    def whole(self) -> DateRange:
        """All the days from the earliest beginning to the latest end."""
        return DateRange(self.start.earliest, self.end.latest)


def intersection(ranges: Iterable[DateRange]) -> DateRange | None:
    """The days that all ranges allow; ``None`` when there is none."""
    result = DateRange(None, None)
    for item in ranges:
        if not result.overlaps(item):
            return None
        result = _intersect(result, item)
    return result


def hull(ranges: Iterable[DateRange]) -> DateRange:
    """The smallest range that holds every given range."""
    items = list(ranges)
    lows = [item.earliest for item in items]
    highs = [item.latest for item in items]
    low = None if None in lows else min(day for day in lows if day is not None)
    high = None if None in highs else max(day for day in highs if day is not None)
    return DateRange(low, high)


def bounds(text: str) -> DateRange:
    """The first and last day that an EDTF value allows, such as 2006-08-01 and 2006-08-31.

    Raises ParameterError for text that is not EDTF, an impossible date, or an interval
    that ends before it begins.
    """
    return extent(text).whole


@lru_cache(maxsize=1 << 16)
def extent(text: str) -> Extent:
    """The beginning and the end of an EDTF value; errors as in ``bounds``."""
    if len(text) > LONGEST:  # the library takes minutes for long sets
        raise ParameterError(f"a date of {len(text)} characters; {LONGEST} is the most")
    try:
        result = _simple(text)
        if result is None:
            # The library prints where it fails.
            with redirect_stdout(StringIO()):
                result = _parsed(text)
    except ParameterError:
        raise
    except Exception:  # the library has errors of every kind for what it does not know
        raise ParameterError(
            f"{text!r} is not a date in EDTF; write 2006, 2006-08, 2006-08-31, "
            "1999-04/2004-04 or [2012-01-01..2012-05-02], with days that exist"
        ) from None
    low, high = result.whole.earliest, result.whole.latest
    if low is not None and high is not None and high < low:
        raise ParameterError(f"{text!r} ends before it begins; swap its two dates")
    return result


def _simple(text: str) -> Extent | None:
    """A day, month or year, or an interval or choice between two of them; else ``None``.

    The library takes some ten milliseconds for each of these, which nearly all dates are.
    """
    units = re.findall(_UNIT, text) if _SIMPLE.match(text) else []
    if not units or ("[" in text and len(units[0]) != len(units[1])):
        return None
    try:
        ranges = [_unit(unit) for unit in units]
    except ValueError:  # a season, or no day of the calendar
        return None
    whole = DateRange(ranges[0].earliest, ranges[-1].latest)
    return Extent(*ranges) if "/" in text else Extent(whole, whole)


def _unit(text: str) -> DateRange:
    first = date.fromisoformat(f"{text}-01-01"[: len("2012-05-03")])
    if len(text) == len("2012-05-03"):
        return DateRange(first, first)
    month = first.month if len(text) == len("2012-05") else 12
    return DateRange(first, date(first.year, month, monthrange(first.year, month)[1]))


def _parsed(text: str) -> Extent:
    from edtf import parse_edtf
    from edtf.parser.parser_classes import Interval

    value = parse_edtf(text)
    if isinstance(value, Interval):
        first, _, last = text.partition("/")
        return Extent(_side(first, value.lower), _side(last, value.upper))
    # A season or a set is bounded as a whole.
    return Extent(_range(value), _range(value))


def _side(text: str, value: Any) -> DateRange:
    # The library pads an unknown end ("/2012") by years of its own; unknown is unbounded.
    return DateRange(None, None) if text in ("", "..") else _range(value)


def _range(value: Any) -> DateRange:
    return DateRange(_day(value, "lower_strict"), _day(value, "upper_strict"))


def _day(value: Any, side: str) -> date | None:
    moment = getattr(value, side)()
    if isinstance(moment, float):  # the library's infinity, for an open side
        return None
    if not MINYEAR <= moment[0] <= MAXYEAR:
        raise ParameterError(f"'{value}' lies outside the years 1 to 9999")
    return date(*moment[:3])


def as_edtf(period: DateRange) -> str:
    """The shortest EDTF for a range of days: a day, a month, a year or ``[a..b]``."""
    low, high = period.earliest, period.latest
    if low is not None and high is not None:
        if low == high:
            return low.isoformat()
        if low.day == 1 and next_day(high).day == 1:
            if (low.year, low.month) == (high.year, high.month):
                return f"{low:%Y-%m}"
            if (low.year, low.month, high.month) == (high.year, 1, 12):
                return f"{low:%Y}"
    return f"[{low.isoformat() if low else ''}..{high.isoformat() if high else ''}]"


def next_day(day: date) -> date:
    """The day after; the last day of the calendar stays itself."""
    return day if day == date.max else day + timedelta(days=1)


def _intersect(one: DateRange, two: DateRange) -> DateRange:
    lows = [day for day in (one.earliest, two.earliest) if day is not None]
    highs = [day for day in (one.latest, two.latest) if day is not None]
    return DateRange(max(lows, default=None), min(highs, default=None))
