"""Dates as vague as sources print them, and names that nothing has."""

from __future__ import annotations

from datetime import date, timedelta

# The kinds of date that data/ holds.
KINDS = ("day", "month", "year", "range", "interval")

_ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "tr")
_VOWELS = ("a", "e", "i", "o", "u")


def vague(day: date, kind: str, days: int = 40) -> str:
    """An EDTF value that has a day in it, of one of KINDS; ``days`` is how far one extends."""
    later = day + timedelta(days=days)
    forms = {
        "day": day.isoformat(),
        "month": f"{day:%Y-%m}",
        "year": f"{day:%Y}",
        "range": f"[{day.isoformat()}..{later.isoformat()}]",
        "interval": f"{day.isoformat()}/{later.isoformat()}",
    }
    return forms[kind]


def name(number: int, ending: str = "") -> str:
    """An invented name, another one for each number and ending."""
    number += 1000  # two syllables and more
    parts = []
    while number:
        number, rest = divmod(number, len(_ONSETS) * len(_VOWELS))
        onset, vowel = divmod(rest, len(_VOWELS))
        parts.append(_ONSETS[onset] + _VOWELS[vowel])
    return "".join(parts).capitalize() + ending
