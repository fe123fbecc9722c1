"""The formats that answers come in, and choosing one by what a client accepts.

Content negotiation follows https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """A format that was chosen: its name here, and the media type to label it with."""

    name: str
    media_type: str


# For each kind of answer its formats, the preferred first; of each the media types, the
# registered one first.
_XML = ("application/xml", "text/xml")
_JSON = ("application/sparql-results+json", "application/json")
FORMATS: dict[str, dict[str, tuple[str, ...]]] = {
    "solutions": {
        "json": _JSON,
        "xml": ("application/sparql-results+xml", *_XML),
        "csv": ("text/csv",),
        "tsv": ("text/tab-separated-values",),
    },
    # https://www.w3.org/TR/sparql11-results-csv-tsv/ has no form for the answer to ASK.
    "boolean": {"json": _JSON, "xml": ("application/sparql-results+xml", *_XML)},
    "triples": {
        "turtle": ("text/turtle", "application/x-turtle"),
        "ntriples": ("application/n-triples",),
        "jsonld": ("application/ld+json",),
        "rdfxml": ("application/rdf+xml", *_XML),
        "trig": ("application/trig", "application/x-trig"),
        "nquads": ("application/n-quads", "text/x-nquads"),
    },
}
_TEXT = ("text/", "application/xml")


@dataclass(frozen=True)
class _Range:
    """A media range of an Accept header: ``text/*`` is ("text", "*"), with its quality."""

    main: str
    sub: str
    quality: float

    def fits(self, media_type: str) -> int:
        """How closely the range fits a media type: 3 exactly, 2 and 1 by wildcard, 0 not."""
        main, _, sub = media_type.partition("/")
        if (self.main, self.sub) == ("*", "*"):
            return 1
        if self.main != main:
            return 0
        return 3 if self.sub == sub else 2 if self.sub == "*" else 0


def choose(accept: str | None, kind: str) -> Choice | None:
    """The format for a kind of answer (a key of FORMATS); ``None`` if none is acceptable.

    Without a header, or with one that says nothing, anything is acceptable.
    """
    return best(accept, FORMATS[kind])


def best(accept: str | None, formats: Mapping[str, tuple[str, ...]]) -> Choice | None:
    """The format that a client likes best; of equals, the first."""
    ranges = _ranges(accept or "") or [_Range("*", "*", 1.0)]
    found: Choice | None = None
    highest = 0.0
    for name, media_types in formats.items():
        for media_type in media_types:
            # A wildcard means the registered type, not its older names.
            closest = max(ranges, key=lambda r: r.fits(media_type))
            level = closest.fits(media_type)
            if level == 0 or (level < 3 and media_type != media_types[0]):
                continue
            if closest.quality > highest:
                highest, found = closest.quality, Choice(name, media_type)
    return found


def named(name: str, kind: str) -> Choice | None:
    """The format of that name; ``None`` if this kind of answer has none."""
    media_types = FORMATS[kind].get(name)
    return None if media_types is None else Choice(name, media_types[0])


def labelled(media_type: str) -> str:
    """A media type as Content-Type has it: text says that it is UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith(_TEXT) else media_type


def _ranges(accept: str) -> list[_Range]:
    """The ranges of a header; what is malformed is left out, as nobody can accept it."""
    ranges = []
    for item in accept.split(","):
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        main, slash, sub = media.partition("/")
        quality = _quality(parameters)
        if slash and main and sub and quality is not None:
            ranges.append(_Range(main, sub, quality))
    return ranges


def _quality(parameters: list[str]) -> float | None:
    given = [p.partition("=")[2].strip() for p in parameters if p.partition("=")[0].strip() == "q"]
    if not given:
        return 1.0
    try:
        quality = float(given[0])
    except ValueError:
        return None
    return quality if 0 <= quality <= 1 else None
