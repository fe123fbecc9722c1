"""Splitting a raw text into sentences, for people to look over: simple rules, no language model.

Where the rules are unsure they rather split: a piece too many is seen, and a sentence hidden
behind its neighbour is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE_END = re.compile(r"(?:\r\n|[\r\n\v\f\x85\u2028\u2029])\s*")
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+")
_OPENING = "\"'“‘„«([-–—/"
_LAST_WORD = re.compile(r"[^\W_](?:[\w.]*[^\W_])?\Z")
_ABBREVIATIONS = """
mr mrs ms dr prof gen col lt maj capt sgt st rev hon jr sr vs cf ca approx
jan feb mar apr jun jul aug sep sept oct nov dec
"""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each sentence of a text, without the white space around it.

    A line end ends a sentence unless the next line goes on in lower case, and so does a
    full stop, question or exclamation mark before a word that does not; but no full stop
    after an initial or an abbreviation.
    """
    start = 0
    for end in (*sorted({*_line_ends(text), *_stops(text)}), len(text)):
        piece = text[start:end]
        if any(letter.isalnum() for letter in piece):
            before = len(piece) - len(piece.lstrip())
            yield start + before, start + len(piece.rstrip())
        start = end


def _line_ends(text: str) -> Iterator[int]:
    for match in _LINE_END.finditer(text):
        if not text[match.end() : match.end() + 1].islower():
            yield match.end()


def _stops(text: str) -> Iterator[int]:
    for match in _STOP.finditer(text):
        following = text[match.end() : match.end() + 4].lstrip(_OPENING)[:1]
        if following and not following.islower() and not _shortened(text, match):
            yield match.end()


def _shortened(text: str, stop: re.Match[str]) -> bool:
    """Whether a full stop belongs to an initial, such as ``N.``, or to an abbreviation."""
    if not stop.group().startswith(".") or stop.group().startswith(".."):
        return False
    word = _LAST_WORD.search(text, max(0, stop.start() - 20), stop.start())
    if word is None:
        return False
    name = word.group()
    initial = "." in name or (len(name) == 1 and name.isalpha() and name.isupper())
    return initial or name.lower() in _ABBREVIATIONS.split()
