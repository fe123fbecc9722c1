"""Templates to responses."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csto_graph import __version__

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.responses import HTMLResponse

    from csto_graph.web.site import Site

WEB = Path(__file__).parent.parent
STATIC = WEB / "static"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; all that they print is escaped, in SVG and XML too."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def rendered(site: Site, template: str, **context: Any) -> str:
    """A template as text; it may use ``path``, the address of a path of the site."""

    def path(inside: str) -> str:
        return f"{site.root_path}{inside}"

    def static(name: str) -> str:
        return f"{site.root_path}/static/{name}?v={static_version(name)}"

    return (
        environment()
        .get_template(template)
        .render(path=path, static=static, version=__version__, **context)
    )


def page(
    site: Site, template: str, *, status: int = 200, headers: dict[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:  # fmt: skip
    """A template as a response."""
    from starlette.responses import HTMLResponse

    return HTMLResponse(rendered(site, template, **context), status, headers)


@lru_cache(maxsize=64)
def static_version(name: str) -> str:
    """Some letters that change with a static file, so that browsers may keep it for long."""
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "0"
