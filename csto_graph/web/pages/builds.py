"""Other builds of the graph of a site: by another policy, or as it was known by a day.

Their number is bounded by the policies and by the days on which documents came out, so that
strangers can neither fill the disk nor keep the machine busy for long.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from csto_graph.errors import CstoGraphError, ParameterError
from csto_graph.policies import POLICIES, policy_name
from csto_graph.web.pages.axis import day_of

if TYPE_CHECKING:
    from csto_graph.graph import Graph
    from csto_graph.settings import Settings
    from csto_graph.web.site import Site

DAYS = 24  # days by which something may be known, at most; of more, the last ones
PATIENCE = 20.0  # seconds that a request waits while another graph is built


class BusyError(CstoGraphError):
    """Another graph is being built; ask again a little later."""


class NoDocumentsError(ParameterError):
    """No document had been published by the day asked for."""


@dataclass
class Builds:
    """The builds of one site that were asked for so far."""

    site: Site
    opened: dict[tuple[str, str], Graph] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def policies(self) -> Sequence[str]:
        """The policies that can be chosen."""
        return tuple(POLICIES) if self.site.sources else (self.site.settings.policy,)

    def issues(self) -> list[date]:
        """The days by which documents were published, in order; none if nothing can be built."""
        if self.site.sources is None:
            return []
        rows: Any = self.site.graph.run("SELECT ?day { ?d a csto:Document ; csto:latest ?day }")
        days = sorted({day for row in rows if (day := day_of(row["day"])) is not None})
        return days[-DAYS:]

    def settings(self, policy: str, known_by: date | None) -> Settings:
        """The settings for a choice, a day put back to the last issue before it.

        Raises ParameterError for an unknown policy, NoDocumentsError for too early a day.
        """
        chosen = policy_name(policy) if policy else policy_name(self.site.settings.policy)
        if self.site.sources is None:
            chosen, known_by = self.site.settings.policy, None
        last = self.site.settings.known_by
        if known_by is not None:
            issues = self.issues()
            before = [day for day in issues if day <= known_by]
            if not before:
                raise NoDocumentsError("no document of the graph had been published by that day")
            last = before[-1] if before[-1] != issues[-1] else last
        return self.site.settings._replace(policy=chosen, known_by=last)

    def open(self, settings: Settings) -> Graph:
        """The graph of such settings; built by one request at a time, then kept.

        Raises BusyError where another is being built for long, and what building raises.
        """
        usual = self.site.settings._replace(policy=policy_name(self.site.settings.policy))
        if settings == usual or self.site.sources is None:
            return self.site.graph
        key = (settings.policy, str(settings.known_by or ""))
        if key in self.opened:
            return self.opened[key]
        from csto_graph.graph import open_sources

        if not self.lock.acquire(timeout=PATIENCE):
            raise BusyError("another graph is being built; ask again in some seconds")
        try:
            if key not in self.opened:
                self._keep_fresh()
                self.opened[key] = open_sources(self.site.sources, settings, memory=None)
            return self.opened[key]
        finally:
            self.lock.release()

    def _keep_fresh(self) -> None:
        """Mark the folders in use, so that the cache takes none of them for forgotten."""
        for graph in (self.site.graph, *self.opened.values()):
            if graph.folder is not None:
                with suppress(OSError):
                    os.utime(graph.folder)
