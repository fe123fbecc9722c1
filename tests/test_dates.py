"""EDTF in, calendar days out."""

import random
import re
from datetime import date

import pytest

from csto_graph import dates
from csto_graph.dates import DateRange, as_edtf, bounds, extent, hull, intersection
from csto_graph.days import parse_day
from csto_graph.errors import ParameterError


def days(low: str | None, high: str | None) -> DateRange:
    return DateRange(
        date.fromisoformat(low) if low else None, date.fromisoformat(high) if high else None
    )


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2012-06-28", "2012-06-28", "2012-06-28"),
        ("2006-08", "2006-08-01", "2006-08-31"),
        ("2004-02", "2004-02-01", "2004-02-29"),
        ("1993", "1993-01-01", "1993-12-31"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("2006-08?", "2006-08-01", "2006-08-31"),
        ("[2012-01-01..2012-05-02]", "2012-01-01", "2012-05-02"),
        ("1999-04/2004-04", "1999-04-01", "2004-04-30"),
        ("1999/..", "1999-01-01", None),
        ("/2012", None, "2012-12-31"),
        ("[..2002-05-14]", None, "2002-05-14"),
    ],
)
def test_bounds(text: str, low: str | None, high: str | None) -> None:
    assert bounds(text) == days(low, high)


@pytest.mark.parametrize(
    "text", ["2012-02-30", "2012-13", "June 2012", "", "20120628", "2012-06-28T12:00", "2004/1999"]
)
def test_what_is_no_date_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ParameterError, match=re.escape(repr(text))):
        bounds(text)


def test_a_reversed_interval_says_so() -> None:
    with pytest.raises(ParameterError, match="ends before it begins"):
        bounds("2004-04/1999-04")


def test_years_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(ParameterError, match="years 1 to 9999"):
        bounds("Y17000")


def test_the_two_sides_of_an_interval() -> None:
    span = extent("1999-04/2004-04")
    assert span.start == days("1999-04-01", "1999-04-30")
    assert span.end == days("2004-04-01", "2004-04-30")


def test_a_month_and_a_day_in_it_agree_and_the_day_is_finer() -> None:
    month, day = bounds("2002-10"), bounds("2002-10-07")
    assert month.overlaps(day)
    assert day.within(month)
    assert not month.within(day)
    assert not day.within(day)
    assert intersection([month, day]) == day


def test_disjoint_dates_have_no_intersection_and_a_hull() -> None:
    june, august = bounds("2006-06-23"), bounds("2006-08")
    assert intersection([june, august]) is None
    assert hull([june, august]) == days("2006-06-23", "2006-08-31")
    assert hull([june, bounds("2007/..")]) == days("2006-06-23", None)


@pytest.mark.parametrize(
    "text", ["2012-06-28", "2006-08", "1993", "[2006-06-23..2006-08-31]", "[..2002-05-14]"]
)
def test_a_range_is_written_as_the_shortest_edtf(text: str) -> None:
    assert as_edtf(bounds(text)) == text


@pytest.mark.parametrize(
    "text", ["2012-2-3", "2012-02-30", "20120203", "tomorrow", "2012-W05-1", ""]
)
def test_a_day_that_is_none_is_refused_by_parameter(text: str) -> None:
    with pytest.raises(ParameterError, match="date"):
        parse_day(text, "date")


def test_plain_dates_are_read_as_the_library_reads_them() -> None:
    chance = random.Random(5)

    def unit() -> str:
        year, month, day = chance.randrange(1, 10_000), chance.randrange(14), chance.randrange(33)
        return f"{year:04}-{month:02}-{day:02}"[: chance.choice((4, 7, 10))]

    plain = [unit() for _ in range(60)]
    plain += [f"{unit()}/{unit()}" for _ in range(60)]
    plain += [f"[{unit()}..{unit()}]" for _ in range(60)]
    plain += ["2012-02-29", "2011-02-29", "1900-02-29", "0000", "0001", "9999", "2012-24"]
    read = 0
    for text in plain:
        found = dates._simple(text)
        try:
            expected = dates._parsed(text)
        except Exception:
            assert found is None, text
            continue
        if found is not None:
            assert found == expected, text
            read += 1
    assert read > 60
