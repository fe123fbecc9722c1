"""Finding words in a raw text: letter for letter, or nearly, always as whole words.

A place is two offsets in code points of the raw text, which is never normalised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from csto_graph.errors import CitationError
from csto_graph.passages import inside_word

_ALIKE = str.maketrans(
    {**dict.fromkeys('"“”„‟«»‹›‘’‚‛`´′″', "'"), **dict.fromkeys("‐‑‒–—―−", "-"), "…": "..."}
)
_WORD = re.compile(r"\w+")
SHOWN = 12  # places in an error message
MARGIN = 30  # characters around a place that is shown
NEAREST = 3  # near matches in an error message
COMPARED = 5000  # runs of words among which the nearest are sought


@dataclass(frozen=True)
class Place:
    """Where words are: the code points from ``start`` up to, not including, ``end``."""

    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """The places of words in a text, in order; ``exact`` if they are there letter for letter."""

    places: tuple[Place, ...]
    exact: bool


def find_words(text: str, words: str) -> Found:
    """Every place of whole words in a text.

    Words that are nowhere letter for letter are sought again without regard to white
    space, case and the kind of quotes and dashes. Raises CitationError for words that
    are absent, naming the nearest, and for words that are only parts of others.
    """
    sought = words.strip()
    if not sought:
        raise CitationError("no words to cite; give some of the text, in quotes")
    cut: list[Place] = []
    for exact in (True, False):
        places = list(_exact(text, sought) if exact else _alike(text, sought))
        whole = [place for place in places if place == _widened(text, place)]
        if whole:
            return Found(tuple(whole), exact)
        cut += places
    if cut:
        place = _widened(text, cut[0])
        raise CitationError(
            f"{_quoted(sought)} is cut out of {_quoted(_words(text, place))}, "
            f"characters {position(place)}: take whole words"
        )
    near = "".join(f"\n  {_line(text, place)}" for place in _nearest(text, sought))
    raise CitationError(
        f"{_quoted(sought)} is not in the text; the nearest is:{near}"
        if near
        else f"{_quoted(sought)} is not in the text, nor anything like it"
    )


def choose(text: str, words: str, found: Found, nth: int | None = None) -> Place:
    """The one place that is meant: the only one, or the ``nth``, counted from 1.

    Raises CitationError, which lists the places, if there are more and none is chosen, or
    if there is no such one.
    """
    places = found.places
    if nth is None and len(places) == 1:
        return places[0]
    if nth is not None and 1 <= nth <= len(places):
        return places[nth - 1]
    if nth is None:
        what = f"occurs {len(places)} times; choose by --nth, or give more words"
    else:
        what = f"has no place number {nth}; its places are"
    lines = [f"\n  {n:>2}  {_line(text, place)}" for n, place in enumerate(places, start=1)]
    more = f"\n  and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    raise CitationError(f"{_quoted(words.strip())} {what}:" + "".join(lines[:SHOWN]) + more)


def position(place: Place) -> str:
    """A place as messages and tables write it, such as ``12-40``."""
    return f"{place.start}-{place.end}"


def _exact(text: str, sought: str) -> Iterator[Place]:
    start = text.find(sought)
    while start >= 0:
        yield Place(start, start + len(sought))
        start = text.find(sought, start + 1)


def _alike(text: str, sought: str) -> Iterator[Place]:
    folded, origins = _folded(text)
    plain = _folded(sought)[0].strip()
    seen = set()
    for place in _exact(folded, plain) if plain else ():
        found = Place(origins[place.start], origins[place.end - 1] + 1)
        if found not in seen:
            seen.add(found)
            yield found


def _folded(text: str) -> tuple[str, list[int]]:
    """A text in one kind of blanks, quotes, dashes and case, and where each character was."""
    letters: list[str] = []
    origins: list[int] = []
    for origin, letter in enumerate(text):
        plain = letter.translate(_ALIKE).casefold()
        if letter.isspace():
            plain = "" if letters and letters[-1] == " " else " "
        elif unicodedata.category(letter) == "Cf":  # nothing to be seen, such as a soft hyphen
            plain = ""
        letters += plain
        origins += [origin] * len(plain)
    return "".join(letters), origins


def _widened(text: str, place: Place) -> Place:
    start, end = place.start, place.end
    while inside_word(text, start):
        start -= 1
    while inside_word(text, end):
        end += 1
    return Place(start, end)


def _nearest(text: str, sought: str) -> list[Place]:
    """The runs of about as many words as those sought that are most like them."""
    from difflib import get_close_matches
    from heapq import nlargest

    folded, origins = _folded(text)
    plain = _folded(sought)[0].strip()
    size = len(_WORD.findall(plain))
    tokens = [match.span() for match in _WORD.finditer(folded)]
    runs: dict[str, Place] = {}
    for length in {size, max(1, size - 1), size + 1}:
        for (start, _), (_, end) in zip(tokens, tokens[length - 1 :], strict=False):
            runs.setdefault(folded[start:end], Place(origins[start], origins[end - 1] + 1))
    # In a long text only those are compared that have most words beginning alike.
    begins = {word[:3] for word in _WORD.findall(plain)}
    likely = nlargest(COMPARED, runs, lambda run: sum(w[:3] in begins for w in run.split()))
    chosen: list[Place] = []
    for run in get_close_matches(plain, likely, n=4 * NEAREST):
        place = runs[run]
        # The same words with one more or one less say nothing new.
        if all(place.end <= other.start or other.end <= place.start for other in chosen):
            chosen.append(place)
    return chosen[:NEAREST]


def _line(text: str, place: Place) -> str:
    """A place with a little of what stands around it, in one line."""
    around = Place(max(0, place.start - MARGIN), min(len(text), place.end + MARGIN))
    around = _widened(text, around)
    before = _blanked(text[around.start : place.start]).lstrip()
    after = _blanked(text[place.end : around.end]).rstrip()
    return f"{position(place):>9}  {before}[{_brief(_words(text, place))}]{after}"


def _words(text: str, place: Place) -> str:
    return _blanked(text[place.start : place.end]).strip()


def _blanked(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _brief(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:50].rstrip()} … {words[-25:].lstrip()}"


def _quoted(words: str) -> str:
    return f'"{_brief(words)}"'
