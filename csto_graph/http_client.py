"""Requests to a server of RDF, and whole answers or one clear message."""

from __future__ import annotations

import math
import os
import time
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from textwrap import shorten
from typing import TYPE_CHECKING

from csto_graph.credentials import (
    PASSWORD_VARIABLE,
    SCHEME_VARIABLE,
    TOKEN_VARIABLE,
    USER_VARIABLE,
    checked_address,
    credentials_for,
)
from csto_graph.errors import EndpointError

if TYPE_CHECKING:
    import httpx

TIMEOUT_VARIABLE = "CSTO_GRAPH_TIMEOUT"
TIMEOUT = 60.0  # seconds for one request, where nobody says otherwise
CONNECT = 10.0  # seconds at most to reach a server
BUSY = (429, 502, 503, 504)  # what a server answers that may do better in a moment


class UnreachableError(EndpointError):
    """The server was not reached, was busy, or broke the connection: it may do better later."""


class RefusedError(EndpointError):
    """The server answered with an error; ``status`` is its HTTP status."""

    def __init__(self, message: str, status: int) -> None:
        """The message for a person, and the HTTP status."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Reply:
    """A whole answer: media type in lower case without parameters, headers, body."""

    media_type: str
    headers: Mapping[str, str]
    body: bytes


def seconds(text: str | float | None, name: str = "timeout") -> float:
    """A time limit in seconds: as given, else CSTO_GRAPH_TIMEOUT, else TIMEOUT."""
    if text is None:
        text, name = os.environ.get(TIMEOUT_VARIABLE) or TIMEOUT, TIMEOUT_VARIABLE
    try:
        limit = float(text)
    except ValueError:
        limit = math.nan
    if not 0 < limit <= 86_400:
        raise EndpointError(f"{name}: {text!r} is no number of seconds from 0 to 86400")
    return limit


@dataclass(frozen=True)
class Address:
    """One address of a server, with its credentials and a time limit in seconds."""

    url: str
    timeout: float
    _client: httpx.Client = field(repr=False)

    def send(
        self,
        method: str,
        *,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """The answer to one request, read to its end.

        Raises UnreachableError or RefusedError. Redirects are not followed: credentials and
        questions go where the user said, and nowhere else.
        """
        import httpx

        until = time.monotonic() + self.timeout
        try:
            with self._client.stream(
                method, self.url, params=params, data=form, content=content, headers=headers
            ) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if time.monotonic() > until:
                        raise httpx.ReadTimeout("the answer is not whole")
                return self._reply(response, bytes(body))
        except httpx.TimeoutException:
            raise UnreachableError(
                f"{self.url} did not answer within {self.timeout:g} seconds; ask for less, or "
                f"allow more with --timeout or {TIMEOUT_VARIABLE}"
            ) from None
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
            raise UnreachableError(
                f"{self.url} broke the connection before the answer was whole ({error})"
            ) from None
        except httpx.DecodingError as error:
            raise EndpointError(f"{self.url}: the answer cannot be unpacked: {error}") from None
        except httpx.TransportError as error:
            raise UnreachableError(f"{self.url} cannot be reached: {error}") from None
        except (httpx.InvalidURL, UnicodeError) as error:
            raise EndpointError(f"{self.url} is no address: {error}") from None

    def _reply(self, response: httpx.Response, body: bytes) -> Reply:
        status = response.status_code
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        said = _said(media_type, body)
        if status in (401, 403):
            raise RefusedError(self._refused(response), status)
        if 300 <= status < 400:
            place = response.headers.get("location", "elsewhere")
            raise RefusedError(f"{self.url} sends on to {place}; give the address itself", status)
        if status in BUSY:
            raise UnreachableError(f"{self.url} is not able to answer now: HTTP {status}{said}")
        if status >= 400:
            raise RefusedError(f"{self.url} answers HTTP {status}{said}", status)
        return Reply(media_type, response.headers, body)

    def _refused(self, response: httpx.Response) -> str:
        asked = response.headers.get("www-authenticate", "").lower()
        sent = "authorization" in response.request.headers
        if response.status_code == 403 or (sent and response.status_code != 401):
            return f"{self.url} does not allow this (HTTP 403); ask for the right to do it"
        if "digest" in asked and "basic" not in asked and os.environ.get(SCHEME_VARIABLE) is None:
            return (
                f"{self.url} asks for credentials by Digest (HTTP 401); set {SCHEME_VARIABLE}"
                f"=digest, {USER_VARIABLE} and {PASSWORD_VARIABLE}"
            )
        if sent:
            return f"{self.url} does not accept the credentials (HTTP 401)"
        return (
            f"{self.url} asks for credentials (HTTP 401); set {USER_VARIABLE} and "
            f"{PASSWORD_VARIABLE}, or {TOKEN_VARIABLE}, or write them in a netrc file"
        )


def reach(url: str, timeout: float, warn: Callable[[str], None]) -> Address:
    """An address made ready for requests; nothing is sent yet. Raises EndpointError."""
    import httpx

    from csto_graph import __version__

    url = checked_address(url)
    credentials = credentials_for(url, warn)
    try:
        client = httpx.Client(
            auth=credentials.auth() if credentials else None,
            timeout=httpx.Timeout(timeout, connect=min(timeout, CONNECT)),
            headers={"User-Agent": f"csto-graph/{__version__}"},
            follow_redirects=False,
        )
    except (ValueError, OSError, ImportError) as error:  # a bad proxy or certificate setting
        raise EndpointError(f"the client for {url} cannot be set up: {error}") from None
    address = Address(url, timeout, client)
    weakref.finalize(address, client.close)  # nobody who asks has to remember it
    return address


def _said(media_type: str, body: bytes) -> str:
    """What the server says of an error, cut short; nothing where it is a page for browsers."""
    text = ""
    if media_type in ("text/plain", "application/json", "application/problem+json"):
        with suppress(UnicodeDecodeError):
            text = " ".join(body[:2000].decode("utf-8").partition("\n\n")[0].split())
    printable = "".join(c for c in text if c.isprintable())
    return f": {shorten(printable, 240, placeholder=' …')}" if printable else ""
