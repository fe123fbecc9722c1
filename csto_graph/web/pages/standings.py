"""When states belonged to organizations and were parties to treaties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from csto_graph.namespaces import CSTO
from csto_graph.web.pages.axis import day_of
from csto_graph.web.pages.lead import period_of
from csto_graph.web.pages.reader import Link, Note, Reader

_STANDINGS = """
SELECT ?situation ?state ?whole ?status ?agreement ?startEarliest ?startLatest ?endEarliest
  ?endLatest ?lastAttested (GROUP_CONCAT(STR(?passage); separator=" ") AS ?passages) WHERE {
  # around
  { ?situation a csto:Membership ; csto:member ?state ; csto:organization ?whole }
  UNION
  { ?situation a csto:TreatyParticipation ; csto:party ?state ; csto:treaty ?whole }
  ?situation csto:modality ?modality ; csto:agreement ?agreement .
  FILTER(?modality = csto:Happened)
  OPTIONAL { ?situation csto:status ?status }
  OPTIONAL { ?situation csto:startEarliest ?startEarliest }
  OPTIONAL { ?situation csto:startLatest ?startLatest }
  OPTIONAL { ?situation csto:endEarliest ?endEarliest }
  OPTIONAL { ?situation csto:endLatest ?endLatest }
  OPTIONAL { ?situation csto:lastAttested ?lastAttested }
  OPTIONAL { ?situation csto:passage ?passage }
} GROUP BY ?situation ?state ?whole ?status ?agreement ?startEarliest ?startLatest
  ?endEarliest ?endLatest ?lastAttested ORDER BY ?state ?startEarliest ?situation"""


@dataclass(frozen=True)
class Standing:
    """One membership or treaty participation of a state, its four days, and its sources.

    ``whole`` is the organization or treaty; ``status`` is '' for a party to a treaty.
    """

    iri: str
    state: Link
    whole: Link
    situation: Link
    status: str
    suspended: bool
    start_earliest: date | None
    start_latest: date | None
    end_earliest: date | None
    end_latest: date | None
    last_attested: date | None
    agreement: str
    notes: tuple[Note, ...]

    @property
    def days(self) -> tuple[date | None, ...]:
        """Every day that bounds it."""
        return (self.start_earliest, self.start_latest, self.end_earliest, self.end_latest)

    @property
    def certain(self) -> bool:
        """Whether there is a day on which it certainly held."""
        low, high = self.start_latest, self.end_earliest
        return low is not None and high is not None and low < high

    def on(self, day: date) -> str:
        """``certain``, ``possible`` or '' (not at all), as the canned queries define them."""
        if self.start_earliest is not None and day < self.start_earliest:
            return ""
        if self.end_latest is not None and day >= self.end_latest:
            return ""
        low, high = self.start_latest, self.end_earliest
        sure = low is not None and high is not None and low <= day < high
        return "certain" if sure else "possible"

    @property
    def period(self) -> Any:
        """Its bounds in words."""
        days = (*self.days, self.last_attested)
        return period_of(*(day.isoformat() if day else "" for day in days))

    @property
    def what(self) -> str:
        """What the state is: ``full member of the …`` or ``party to the …``."""
        return f"{self.status} of the {self.whole.text}" if self.status else (
            f"party to the {self.whole.text}"
        )  # fmt: skip

    @property
    def tip(self) -> str:
        """All of it as one text: what, when, how sure, and the sources."""
        # One passage of each document first: who says it counts more than how often.
        by_document = {note.document: note for note in reversed(self.notes)}
        chosen = sorted(by_document.values(), key=lambda note: note.number)
        sources = [f"{note.document.text}, {note.characters}" for note in chosen]
        more = len(self.notes) - len(sources)
        until = self.period.ended
        if until == "not stated":
            until = f"not stated; last attested {self.period.last_attested}"
        return (
            f"{self.state.text}: {self.what}. Began: {self.period.began}. "
            f"No longer from: {until}. {self.agreement.capitalize()}. Sources: "
            + "; ".join(sources)
            + (f" and {more} more." if more > 0 else ".")
        )


def standings(reader: Reader, about: str | None = None) -> list[Standing]:
    """Every membership and participation that happened, by state and time.

    ``about`` is the IRI of a state, an organization, a treaty or one of them: only these.
    """
    around = ""
    if about is not None:
        around = f"""{{ BIND(<{about}> AS ?situation) }} UNION
  {{ ?situation csto:member|csto:party|csto:organization|csto:treaty <{about}> }}"""
    rows: Any = reader.graph.run_forward(_STANDINGS.replace("# around", around))
    found = list(rows)
    columns = ("situation", "state", "whole", "status", "agreement")
    reader.prepare(row[n].value for row in found for n in columns if row[n] is not None)
    return [_standing(reader, row) for row in found]


def _standing(reader: Reader, row: Any) -> Standing:
    status = row["status"].value if row["status"] is not None else ""
    passages = row["passages"].value.split() if row["passages"] is not None else []
    return Standing(
        iri=row["situation"].value,
        state=reader.link(row["state"].value),
        whole=reader.link(row["whole"].value),
        situation=reader.link(row["situation"].value),
        status=reader.label(status) if status else "",
        suspended=status == f"{CSTO}Suspended",
        start_earliest=day_of(row["startEarliest"]),
        start_latest=day_of(row["startLatest"]),
        end_earliest=day_of(row["endEarliest"]),
        end_latest=day_of(row["endLatest"]),
        last_attested=day_of(row["lastAttested"]),
        agreement=reader.label(row["agreement"].value),
        notes=tuple(reader.noted(sorted(passages, key=_place))),
    )


def _place(passage: str) -> tuple[str, int]:
    document, _, place = passage.partition("#char=")
    first = place.partition(",")[0]
    return document, int(first) if first.isdecimal() else 0
