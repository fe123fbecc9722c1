"""Refusals that machines can read: https://www.rfc-editor.org/rfc/rfc9457 or plain text."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response

PROBLEM = "application/problem+json"


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """A problem+json answer; ``detail`` says what to send instead."""
    from starlette.responses import JSONResponse

    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JSONResponse(
        {**told, "detail": printable(detail)}, status, _uncached(headers), media_type=PROBLEM
    )


def plain(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The same as text."""
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(f"{printable(detail)}\n", status, _uncached(headers))


def printable(text: str) -> str:
    """The text with what UTF-8 cannot have (a lone surrogate) written as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _uncached(headers: dict[str, str] | None) -> dict[str, str]:
    return {"Cache-Control": "no-store", **(headers or {})}
