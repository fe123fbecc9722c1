"""A time axis: days to places on a picture, and the years to mark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Axis:
    """Days from ``first`` to ``last`` along ``size`` units, beginning at ``start``."""

    first: date
    last: date
    start: float
    size: float

    def at(self, day: date) -> float:
        """The place of a day; one beyond the axis is put at its end."""
        whole = (self.last - self.first).days or 1
        part = (min(max(day, self.first), self.last) - self.first).days / whole
        return round(self.start + self.size * part, 2)

    def span(self, low: date | None, high: date | None) -> tuple[float, float]:
        """The place and the length of a period; an open side runs to the end of the axis."""
        first, last = self.at(low or self.first), self.at(high or self.last)
        return first, round(max(1.0, last - first), 2)

    def years(self, room: float) -> list[tuple[float, int]]:
        """Places of years to mark, at least ``room`` units from each other."""
        for step in STEPS:
            years = [y for y in range(self.first.year, self.last.year + 1) if y % step == 0]
            marks = [(self.at(date(y, 1, 1)), y) for y in years if date(y, 1, 1) >= self.first]
            if all(b[0] - a[0] >= room for a, b in pairwise(marks)):
                return marks
        return []


def axis_of(days: Iterable[date | None], start: float, size: float) -> Axis:
    """An axis of whole years that all days lie on, with a year of air after the last."""
    known = [day for day in days if day is not None]
    if not known:
        known = [date(1992, 1, 1)]
    low, high = min(known), max(known)
    return Axis(date(low.year, 1, 1), date(min(high.year + 2, 9999), 1, 1), start, size)


def day_of(term: Any) -> date | None:
    """A date of the graph as a day; ``None`` where there is none."""
    if term is None:
        return None
    try:
        return date.fromisoformat(term.value)
    except ValueError:
        return None
