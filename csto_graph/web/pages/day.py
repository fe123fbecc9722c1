"""On this day: members, parties, office holders and bodies as of a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from csto_graph.days import parse_day
from csto_graph.errors import CstoGraphError, ParameterError
from csto_graph.web.pages.axis import day_of
from csto_graph.web.pages.builds import Builds, BusyError
from csto_graph.web.pages.day_facts import day_context
from csto_graph.web.pages.reader import Reader
from csto_graph.web.pages.rendering import page
from csto_graph.web.pages.wording import date_in_words

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from csto_graph.settings import Settings
    from csto_graph.web.site import Site


def endpoint(site: Site) -> Callable[[Request], Response]:
    """The endpoint for ``/on/DATE`` and ``/on?date=DATE``."""
    builds = Builds(site)

    def answer(request: Request) -> Response:
        asked = dict(request.query_params)
        in_path = request.path_params.get("date", "")
        text = (in_path or asked.get("date", "")).strip() or _latest(site)
        choice = _choice(builds, asked)
        try:
            day = parse_day(text, "date")
            known = asked.get("known-by", "").strip()
            known_by = parse_day(known, "known-by") if known else None
            settings = builds.settings(asked.get("policy", ""), known_by)
            graph = builds.open(settings)
        except BusyError as error:
            return _failed(site, choice, text, error, 503)
        except ParameterError as error:
            return _failed(site, choice, text, error, 400)
        if "date" in asked and not in_path and asked.get("part") != "results":
            from starlette.responses import RedirectResponse

            return RedirectResponse(_address(site, day, asked), 303)
        reader = Reader(site, graph)
        context = day_context(reader, day)
        template = "day_results.html" if asked.get("part") == "results" else "day.html"
        return page(
            site, template, title=f"On {date_in_words(day.isoformat())}", here="on",
            choice=choice | {"policy": settings.policy, "known": _known(settings)},
            share=_address(site, day, asked), **context,
        )  # fmt: skip

    return answer


def _failed(
    site: Site, choice: dict[str, Any], text: str, error: CstoGraphError, status: int
) -> Response:
    headers = {"Retry-After": "5"} if status == 503 else None
    return page(
        site, "day_failed.html", status=status, headers=headers, title="On this day", here="on",
        choice=choice, text=text[:40], message=str(error),
    )  # fmt: skip


def _choice(builds: Builds, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the form offers."""
    return {
        "policies": builds.policies(),
        "issues": [(d.isoformat(), date_in_words(d.isoformat())) for d in builds.issues()],
        "policy": asked.get("policy", "") or builds.site.settings.policy,
        "known": asked.get("known-by", ""),
    }


def _known(settings: Settings) -> str:
    return settings.known_by.isoformat() if settings.known_by else ""


def _address(site: Site, day: date, asked: Mapping[str, str]) -> str:
    """The address of this view, to be shared; it names only what differs from the usual."""
    kept = {key: asked[key].strip() for key in ("policy", "known-by") if asked.get(key, "").strip()}
    if kept.get("policy", "").lower() == site.settings.policy.lower():
        kept.pop("policy")
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{site.root_path}/on/{day.isoformat()}{query}"


def _latest(site: Site) -> str:
    """The day of the last document, as a day to begin with."""
    rows: Any = site.graph.run(
        "SELECT (MAX(?day) AS ?last) { ?d a csto:Document ; csto:latest ?day }"
    )
    found = next((day_of(row["last"]) for row in rows), None)
    return (found or date(2012, 5, 3)).isoformat()
