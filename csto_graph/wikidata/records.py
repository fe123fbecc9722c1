"""What a data set in the model of Wikidata says, as plain records.

The model is https://www.mediawiki.org/wiki/Wikibase/DataModel ; entities, statements and
values are named as there. Any other RDF with labels fits in too: its entities and
properties are then named by their IRIs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date

from csto_graph.dates import DateRange

WIKIDATA = "http://www.wikidata.org/entity/"
GREGORIAN = f"{WIKIDATA}Q1985727"
JULIAN = f"{WIKIDATA}Q1985786"
# https://www.wikidata.org/wiki/Help:Dates#Precision
DAY, MONTH, YEAR, DECADE, CENTURY, MILLENNIUM = 11, 10, 9, 8, 7, 6
_JULIAN_ORDINAL = 1_721_425  # the Julian day number at noon, less the ordinal of Python


@dataclass(frozen=True)
class Time:
    """A date as a data set has it, and the days of the Gregorian calendar that it allows.

    ``precision`` is ``None`` where it is not stated (the short form of RDF). ``calendar`` is
    the IRI of a calendar model. ``period`` is ``None`` for what is no date of the calendar.
    """

    text: str
    precision: int | None
    calendar: str
    period: DateRange | None


@dataclass(frozen=True)
class Value:
    """The value of a snak.

    ``kind`` is ``entity``, ``time``, ``text`` (in a language), ``string`` (also addresses and
    identifiers), ``quantity``, ``other``, or ``somevalue`` and ``novalue``, which have no text.
    ``text`` is the id of an entity, the amount of a quantity, and else the text itself.
    """

    kind: str
    text: str = ""
    language: str = ""
    time: Time | None = None


@dataclass(frozen=True)
class Snak:
    """One property with one value: a qualifier, or a part of a reference."""

    property: str
    value: Value


@dataclass(frozen=True)
class Statement:
    """A statement of an entity; ``id`` is its GUID, '' where the data set gives none."""

    property: str
    value: Value
    id: str = ""
    rank: str = "normal"
    qualifiers: tuple[Snak, ...] = ()
    references: tuple[tuple[Snak, ...], ...] = ()

    def qualifier(self, name: str) -> list[Value]:
        """The values of one qualifier, in the order of the data set."""
        return [snak.value for snak in self.qualifiers if snak.property == name]


@dataclass(frozen=True)
class Name:
    """A label or an alias of an entity; ``language`` is '' where none is given."""

    text: str
    language: str
    alias: bool = False


@dataclass(frozen=True)
class Entity:
    """One entity of a data set.

    ``id`` is such as ``Q318693``, or an IRI outside Wikidata. An entity that was merged has
    the id it leads to as ``redirect`` and nothing else; one that the data set says it does
    not have is ``missing``. ``revision`` is 0 where none is given.
    """

    id: str
    names: tuple[Name, ...] = ()
    descriptions: tuple[Name, ...] = ()
    statements: tuple[Statement, ...] = ()
    redirect: str = ""
    missing: bool = False
    revision: int = 0

    def of(self, name: str) -> list[Statement]:
        """The statements of one property that the data set does not deprecate."""
        return [s for s in self.statements if s.property == name and s.rank != "deprecated"]

    def values(self) -> Iterator[tuple[str, Value]]:
        """Every property with every value, those of qualifiers included, none deprecated."""
        for statement in self.statements:
            if statement.rank != "deprecated":
                yield statement.property, statement.value
                for snak in statement.qualifiers:
                    yield snak.property, snak.value

    def label(self, language: str = "en") -> str:
        """The label in a language, or in any, or the id."""
        labels = [name for name in self.names if not name.alias] or list(self.names)
        wanted = [name.text for name in labels if name.language in (language, "mul")]
        return next(iter(wanted or [name.text for name in labels]), self.id)


def iri_of(identifier: str) -> str:
    """The IRI of an entity that a record names: ``Q1`` is one of Wikidata."""
    return identifier if ":" in identifier else WIKIDATA + identifier


def id_of(iri: str) -> str:
    """The id that records have for an IRI: the opposite of ``iri_of``."""
    return iri.replace("https://", "http://", 1).removeprefix(WIKIDATA) if _wd(iri) else iri


def _wd(iri: str) -> bool:
    return iri.startswith((WIKIDATA, WIKIDATA.replace("http:", "https:")))


def period(
    year: int, month: int, day: int, precision: int | None, *, julian: bool = False
) -> DateRange | None:
    """The days, in the Gregorian calendar, of a date of Wikidata; ``None`` if there is none.

    ``year`` is astronomical (0 is 1 BCE); ``month`` and ``day`` may be 0. What lies before
    the year 1 or after 9999 is bounded by these. Without a precision, the first of January
    may stand for the year and the first of a month for the month.
    """
    if precision is None:
        precision = YEAR if month <= 1 and day <= 1 else MONTH if day <= 1 else DAY
    precision = min(precision, DAY)
    if precision == DAY and not day:
        precision = MONTH
    if precision == MONTH and not month:
        precision = YEAR
    if precision < MILLENNIUM:
        return DateRange(None, None)
    low, high = _years(year, precision)
    if high < 1:
        return DateRange(None, date.min)
    if low > MAXYEAR:
        return DateRange(date.max, None)
    first, last = (1, 1), (12, 31)
    if precision <= MONTH and precision > YEAR:
        if not 1 <= month <= 12:
            return None
        first, last = (month, 1), (month, _days(year, month, julian=julian))
    elif precision == DAY:
        if not 1 <= month <= 12 or not 1 <= day <= _days(year, month, julian=julian):
            return None
        first = last = (month, day)
    return DateRange(_date(low, *first, julian=julian), _date(high, *last, julian=julian))


def _years(year: int, precision: int) -> tuple[int, int]:
    if precision == DECADE:
        return year // 10 * 10, year // 10 * 10 + 9
    if precision in (CENTURY, MILLENNIUM):
        # The 20th century is 1901 to 2000, whichever of its years is written.
        size = 100 if precision == CENTURY else 1000
        last = -(-year // size) * size
        return last - size + 1, last
    return year, year


def _days(year: int, month: int, *, julian: bool) -> int:
    leap = year % 4 == 0 and (julian or year % 100 != 0 or year % 400 == 0)
    return (29 if leap else 28) if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def _date(year: int, month: int, day: int, *, julian: bool) -> date | None:
    if not 1 <= year <= MAXYEAR:
        return None  # a side that the calendar of Python does not reach is open
    if not julian:
        return date(year, month, day)
    # The Julian day number: Richards, Explanatory Supplement to the Astronomical Almanac, 15.11.
    shift = (14 - month) // 12
    years, months = year + 4800 - shift, month + 12 * shift - 3
    number = day + (153 * months + 2) // 5 + 365 * years + years // 4 - 32083
    ordinal = number - _JULIAN_ORDINAL
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None
