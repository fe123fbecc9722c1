"""The four days that bound a lasting situation, from what its sources say of it.

Ends are exclusive: the first day on which the situation no longer holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from csto_graph.claims import Claim
from csto_graph.dates import DateRange, Extent, next_day


@dataclass(frozen=True)
class Bounds:
    """When a situation began and ended, as days; ``None`` where no source bounds it.

    ``assumptions`` are local names of the ontology for what was taken for granted.
    """

    start_earliest: date | None
    start_latest: date | None
    end_earliest: date | None
    end_latest: date | None
    last_attested: date | None
    assumptions: tuple[str, ...] = ()

    def possible_within(self, period: DateRange) -> bool:
        """Whether the situation may have held on some day of a period."""
        began = self.start_earliest is None or period.latest is None
        ended = self.end_latest is not None and period.earliest is not None
        return (began or not self.start_earliest > period.latest) and not (  # type: ignore[operator]
            ended and self.end_latest <= period.earliest  # type: ignore[operator]
        )


def attested_extents(claims: Sequence[Claim]) -> list[Extent]:
    """What the claims attest: the extents of their ``csto:attestedOn``."""
    found = [c.extent for c in claims if c.predicate.endswith("#attestedOn")]
    return [extent for extent in found if extent is not None]


def resolve_bounds(
    start: DateRange | None,
    end: DateRange | None,
    attested: Sequence[Extent],
    not_before: date | None,
) -> Bounds:
    """Bound a lasting situation.

    ``start`` and ``end`` are as resolved, ``attested`` the times at which a source has it
    hold, ``not_before`` the earliest founding of its organization, which bounds a start
    that no source gives. An attestation outside start and end widens them: it disputes them.
    """
    assumptions = []
    firsts = [extent.start.latest for extent in attested if extent.start.latest]
    lasts = [extent.end.earliest for extent in attested if extent.end.earliest]
    if start is None:
        start_earliest = not_before
        if not_before is not None:
            assumptions.append("NotBeforeFounding")
        start_latest = min(firsts, default=None)
    else:
        start_earliest = min([d for d in (start.earliest, *firsts) if d], default=None)
        start_latest = min([d for d in (start.latest, *firsts) if d], default=None)
    # On the latest day of its start a situation held, whatever its start was.
    if start is not None and start.latest is not None:
        lasts.append(start.latest)
    last_attested = max(lasts, default=None)
    after_last = next_day(last_attested) if last_attested else None
    if end is None:
        end_earliest, end_latest = after_last, None
    else:
        end_earliest = end.earliest
        end_latest = end.latest
        later = [extent for extent in attested if end.before(extent.whole)]
        if later:
            end_latest = None if end_latest is None else max(end_latest, after_last or end_latest)
        elif after_last and end_earliest and end_latest and end_earliest < after_last <= end_latest:
            end_earliest = after_last
    if len(set(firsts + lasts)) > 1:
        assumptions.append("Continuity")
    return Bounds(
        start_earliest, start_latest, end_earliest, end_latest, last_attested, tuple(assumptions)
    )
