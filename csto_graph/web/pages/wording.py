"""Values as a reader of prose expects them: dates, durations and numbers in words."""

from __future__ import annotations

import re
from datetime import date

from csto_graph.namespaces import EDTF, XSD

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\Z", re.ASCII)
_RANGE = re.compile(r"\[(\S*?)\.\.(\S*?)\]\Z")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?\Z", re.ASCII)


def worded(text: str, datatype: str = "") -> str:
    """A literal in words: an EDTF or xsd:date, a duration, a boolean; others as they are."""
    if datatype in (EDTF, f"{XSD}date"):
        return date_in_words(text)
    if datatype == f"{XSD}boolean":
        return {"true": "yes", "false": "no"}.get(text, text)
    duration = _DURATION.match(text) if datatype == f"{XSD}duration" else None
    if duration and any(duration.groups()):
        parts = zip(duration.groups(), ("year", "month", "day"), strict=True)
        return ", ".join(f"{n} {unit}{'' if n == '1' else 's'}" for n, unit in parts if n)
    if datatype == f"{XSD}integer" and text.isascii() and text.isdigit():
        return f"{int(text):,}" if len(text) > 4 else text
    return text


def date_in_words(text: str) -> str:
    """An EDTF value for readers: ``28 June 2012``, ``between 1 and 3 May 2012``.

    What is no plain date, range or interval comes back as it is.
    """
    vague = _RANGE.match(text)
    if vague:
        low, high = vague.groups()
        if low and high:
            return f"between {_joined(low, high, 'and')}"
        return f"{_plain(low)} or later" if low else f"{_plain(high)} or earlier"
    first, slash, last = text.partition("/")
    if not slash:
        return _plain(text)
    if first in ("", "..") or last in ("", ".."):
        return f"since {_plain(first)}" if last in ("", "..") else f"until {_plain(last)}"
    return _joined(first, last, "to")


def day_in_words(day: date) -> str:
    """A day with its weekday: ``Thursday, 3 May 2012``."""
    weekday = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")[day.weekday()]
    return f"{weekday}day, {_plain(day.isoformat())}"


def _joined(low: str, high: str, word: str) -> str:
    """Two dates, the year or month that both share said once."""
    one, two = _DATE.match(low), _DATE.match(high)
    first = _plain(low)
    if one and two and one[3] and two[3] and one[1] == two[1]:
        first = str(int(one[3])) if one[2] == two[2] else first.removesuffix(f" {one[1]}")
    return f"{first} {word} {_plain(high)}"


def _plain(text: str) -> str:
    match = _DATE.match(text)
    if not match:
        return text
    year, month, day = match.groups()
    if month is None or not 1 <= int(month) <= 12:
        return text
    name = MONTHS[int(month) - 1]
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"
