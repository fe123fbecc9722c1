"""The four documents about one organization, and what they plant.

A history, a preview of two meetings, a report of one of them and a rival report, which
contradicts the others. What a test can count is planted in known numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from benchmarks.blocks import edtf
from benchmarks.cast import FOUNDERS, Cast
from benchmarks.draft import Draft
from benchmarks.vague import KINDS, name, vague
from csto_graph.checks import WEEKDAYS

Plant = Callable[..., None]


def reports(number: int, seed: int) -> Iterator[tuple[str, str, Counter[str]]]:
    """File name, text and what is planted, for each document of an organization.

    Counted are ``documents``, authored ``claims`` and ``lists``, pairs of claims or lists that
    contradict each other (``contradictions``), resolved values that are ``disputed``, and
    nodes that are only ``announced``.
    """
    rng, founded, met = timeline(number, seed)
    rival = Rival(number, rng)
    for slug, write in (
        ("history", _history),
        ("preview", _preview),
        ("meeting", _report),
        ("rival", _rival),
    ):
        draft = Draft(Cast(number), slug, rng)
        planted: Counter[str] = Counter(documents=1)
        text = write(draft, planted, rival, founded, met)
        planted.update(claims=draft.claims, lists=draft.lists)
        yield draft.name, text, planted


def timeline(number: int, seed: int) -> tuple[Random, date, date]:
    """The source of chance of an organization, its founding and its reported meeting."""
    # A source of its own: an organization is the same in a small graph and a large one.
    rng = Random(f"{seed}/{number}")
    founded = date(1960 + rng.randrange(30), 1 + rng.randrange(12), 1 + rng.randrange(28))
    return rng, founded, founded + timedelta(days=4400 + rng.randrange(300))


class Rival:
    """Which contradictions an organization has; the first one of all has every kind."""

    def __init__(self, number: int, rng: Random) -> None:
        """Draw them."""
        self.meeting = rng.random() < 0.7 or number == 0
        self.omission = number % 4 == 0
        self.reports_second = number % 5 == 2
        self.kind = KINDS[number % len(KINDS)]


def _history(draft: Draft, planted: Counter[str], rival: Rival, founded: date, met: date) -> str:
    signed, issued = founded - timedelta(days=3000), met - timedelta(days=400)
    draft.says("", "datelinePlace", "place/seat")
    draft.says("org", "nameAsPrinted", f'"{draft.cast.name} Union"')
    draft.says("event/founding", "date", edtf(vague(founded, rival.kind)))
    draft.says("event/signing", "place", "place/seat")
    draft.says("event/founding", "foundingMode", "csto:NewOrganization")
    draft.says("org", "basedOn", "treaty")
    draft.says("org", "areaOfActivity", "topic/area")
    draft.says("event/force", "date", edtf(vague(signed, "year")))
    draft.says("treaty", "coversUntil", edtf(vague(founded + timedelta(days=9000), "year")))
    draft.says("body/council", "partOf", "org")
    draft.says("office/secretary-general", "officeOf", "org")
    joined = founded + timedelta(days=900)
    draft.says("membership/late", "start", edtf(vague(joined, "month")))
    draft.says("action/ratification", "date", edtf(joined.isoformat()))
    term = f"{signed:%Y-%m}/{founded:%Y-%m}"
    draft.says("action/extension", "date", edtf(term))
    draft.says("party/first", "start", edtf(vague(signed, "year")))
    signers = [f"action/{part}" for part in range(FOUNDERS)]
    draft.lists_states("PartyList", "event/signing", signers, signed.isoformat(), closed=True)
    if rival.omission:
        last = f"membership/{FOUNDERS - 1}"
        draft.says(last, "start", edtf(founded.isoformat()))
        draft.says(last, "status", "csto:FullMember")
    return draft.text(vague(issued, "range", 30), "publisher/0")


def _preview(draft: Draft, planted: Counter[str], rival: Rival, founded: date, met: date) -> str:
    issued, second = met - timedelta(days=6), met + timedelta(days=100)
    surname = name(draft.cast.number, "ov")
    agency = draft.speaker("agency", "The agency", identity="publisher/1")
    voice = draft.speaker(
        "voice", "The Secretary General", identity="person/secretary", relayedBy=agency
    )
    first, then = "session/reported", "session/announced"
    draft.says("person/secretary", "nameAsPrinted", f'"Nikolai {surname}"')
    draft.says("tenure/secretary", "officeAsPrinted", '"Secretary General"')
    why = "Named as the holder on the day of issue."
    draft.says("tenure/secretary", "attestedOn", edtf(issued.isoformat()), why=why)
    draft.says(first, "ordinal", str(2 + draft.cast.number % 30), "Planned", speaker=voice)
    draft.says(
        first,
        "date",
        edtf(met.isoformat()),
        "Planned",
        speaker=voice,
        why="The day of the week after the dateline.",
        weekday=WEEKDAYS[met.weekday()],
    )
    draft.says(first, "agendaItem", "topic/agenda", "Planned", speaker=voice)
    draft.says(first, "outcome", "instrument/declaration", "Hoped", speaker=voice)
    draft.says(then, "date", edtf(vague(second, "month")), "Planned", speaker=voice)
    draft.says(then, "place", "place/seat", "Planned", speaker=voice)
    draft.says("event/exercise", "date", edtf(vague(second, "interval", 5)), "Planned")
    draft.says("effect/trade", "cause", first, "Planned", speaker=voice)
    draft.says("effect/trade", "effect", "topic/agenda", "Hoped", speaker=voice)
    draft.says("instrument/programme", "establishes", "body/secretariat", "Planned")
    # The second meeting, the exercise, the effect and the programme.
    planted["announced"] += 4 - rival.reports_second
    return draft.text(issued.isoformat(), "publisher/1", source="publisher/0")


def _report(draft: Draft, planted: Counter[str], rival: Rival, founded: date, met: date) -> str:
    issued = met + timedelta(days=1)
    first = "session/reported"
    draft.says(first, "date", edtf(met.isoformat()), weekday=WEEKDAYS[met.weekday()])
    draft.says(first, "place", "place/seat")
    draft.says(first, "chair", "person/minister")
    draft.says(first, "participant", "state/1")
    draft.says("event/delegation", "delegate", "person/minister")
    draft.says("event/reception", "date", edtf(met.isoformat()))
    draft.says("event/anniversary", "ordinal", "12")
    draft.says("tenure/secretary", "attestedOn", edtf(issued.isoformat()), why="Named so.")
    draft.says("tenure/unnamed", "attestedOn", edtf(issued.isoformat()), why="Spoken of so.")
    draft.says("membership/late", "end", edtf(vague(founded + timedelta(days=3900), "day")))
    draft.says("statement/secretary", "madeBy", "person/secretary")
    draft.says("strength/guard", "personnel", str(1000 + 10 * draft.cast.number))
    draft.says("topic/agenda", "concerns", "state/2")
    draft.says("instrument/declaration", "provides", "topic/agenda")
    listed = FOUNDERS - rival.omission
    members = [f"membership/{part}" for part in range(listed)]
    draft.lists_states("MemberList", "org", members, issued.isoformat(), closed=True, count=True)
    if rival.omission:
        planted.update(contradictions=1, disputed=1)  # the list and the start in the history
    return draft.text(issued.isoformat(), "publisher/1")


def _rival(draft: Draft, planted: Counter[str], rival: Rival, founded: date, met: date) -> str:
    issued = met + timedelta(days=30)
    surname = name(draft.cast.number, "ov")
    unnamed = draft.speaker("reports", "Unnamed reports")
    first = "session/reported"
    if rival.meeting:
        other = met + timedelta(days=2)
        draft.says(first, "date", edtf(other.isoformat()), speaker=unnamed)
        planted.update(contradictions=1, disputed=1)
    else:
        draft.says(first, "date", edtf(vague(met, "month")), speaker=unnamed)
    draft.says(first, "participant", "state/1", stance="Denies")
    planted.update(contradictions=1, disputed=1)
    late = founded + timedelta(days=1700)
    draft.says("membership/late", "start", edtf(vague(late, "day")))
    planted.update(contradictions=1, disputed=1)
    draft.says("person/secretary", "nameAsPrinted", f'"Nikolay {surname}"')
    draft.says("membership/suspended", "start", edtf(vague(met, "month")))
    draft.says("membership/suspended", "status", "csto:Suspended")
    draft.says("observer/first", "start", edtf(vague(founded, "range", 300)))
    draft.says("chairmanship/first", "start", edtf(vague(met, "year")))
    draft.says("org", "characterizedAs", "topic/kind")
    draft.says("force", "contributingState", "state/3")
    if rival.reports_second:
        draft.says("session/announced", "date", edtf(issued.isoformat()))
    draft.lists_states("MemberList", "org", ["membership/0"], issued.isoformat(), closed=False)
    return draft.text(issued.isoformat(), "publisher/2")
