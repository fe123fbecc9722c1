"""The first sentence of a page, and the days that bound a lasting situation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from csto_graph.namespaces import CSTO, DCT
from csto_graph.web.pages.reader import Link, Reader, local
from csto_graph.web.pages.wording import date_in_words

if TYPE_CHECKING:
    from csto_graph.web.pages.entity import Outgoing

Words = list["str | Link"]


@dataclass(frozen=True)
class Period:
    """The days that bound a lasting situation, in words; '' where nothing bounds it."""

    began: str
    ended: str
    last_attested: str
    certain: str


def lead(reader: Reader, iri: str, kinds: list[str], said: Outgoing) -> Words:
    """A sentence that says what a node is, as texts and links."""

    def one(name: str) -> str | None:
        values = said.get(name if "://" in name else CSTO + name, [])
        return next((v.value for v in values if hasattr(v, "value")), None)

    def named(name: str) -> Link | None:
        value = one(name)
        return reader.link(value) if value else None

    kind = reader.label(kinds[0]) if kinds else "node"
    names = {local(k) for k in kinds}
    if "Membership" in names:
        status = one("status")
        stands: Words = [named("member") or "A state", " as "]
        stands += [_article(reader.label(status)) if status else "a member", " of the "]
        return [*stands, named("organization") or "organization", "."]
    if "TreatyParticipation" in names:
        return [
            named("party") or "A state",
            " as a party to the ",
            named("treaty") or "treaty",
            ".",
        ]
    if "OfficeTenure" in names:
        holder = named("holder") or "Somebody whom no source names"
        return [holder, " in the office of ", named("office") or "an office not stated", "."]
    if "Document" in names:
        issued = one(f"{DCT}issued")
        return ["Document of ", named(f"{DCT}publisher") or "an unknown publisher",
                f", {date_in_words(issued)}." if issued else "."]  # fmt: skip
    words: Words = [kind[:1].upper() + kind[1:]]
    for name, joint in _JOINTS:
        value = named(name)
        if value is not None:
            words += [joint, value]
            break
    words += list(_time_and_place(one, named))
    return [*words, *_standings(reader, said), "."]


_JOINTS = (
    ("body", " of the "),
    ("partOf", " of the "),
    ("officeOf", " of the "),
    ("capitalOf", ", capital of "),
    ("treaty", ": "),
    ("scope", " about the "),
    ("organization", " of the "),
    ("affiliation", " of "),
)


def _time_and_place(one: Any, named: Any) -> Iterator[str | Link]:
    when, place = one("date"), named("place")
    if when:
        vague = date_in_words(when).startswith("between") or len(when) < len("2012-05-03")
        yield f", {'' if vague else 'on '}{date_in_words(when)}"
    if place:
        yield from (", in ", place)


def _standings(reader: Reader, said: Outgoing) -> Iterator[str | Link]:
    for name, words in (
        ("everMemberOf", ", at some time a member of the "),
        ("everPartyTo", ", at some time a party to the "),
        ("everHeld", ", at some time "),
    ):
        for index, value in enumerate(said.get(CSTO + name, [])):
            yield words if index == 0 else " and "
            yield reader.link(value.value)


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def period(said: Outgoing) -> Period | None:
    """The bounds of a lasting situation in words; ``None`` for what does not last."""
    days = [
        next((v.value for v in said.get(CSTO + name, ())), "")
        for name in ("startEarliest", "startLatest", "endEarliest", "endLatest", "lastAttested")
    ]
    return period_of(*days) if any(days) else None


def period_of(
    start_earliest: str, start_latest: str, end_earliest: str, end_latest: str, last_attested: str
) -> Period:
    """Days as ``2012-05-03``, or '' where they are not known, as bounds in words."""
    return Period(
        began=_between(start_earliest, start_latest, "at some time by"),
        ended=_between(end_earliest, end_latest, "by") if end_latest else "not stated",
        last_attested=date_in_words(last_attested),
        certain=_certain(start_latest, end_earliest),
    )


def _between(low: str, high: str, open_words: str) -> str:
    if low and high:
        return date_in_words(low if low == high else f"[{low}..{high}]")
    if high:
        return f"{open_words} {date_in_words(high)}"
    return f"not before {date_in_words(low)}" if low else "not known"


def _certain(low: str, high: str) -> str:
    """From the first to the last day on which the situation certainly held."""
    if not low or not high or high <= low:
        return ""
    last = date.fromordinal(date.fromisoformat(high).toordinal() - 1).isoformat()
    return date_in_words(low) if low == last else date_in_words(f"{low}/{last}")
