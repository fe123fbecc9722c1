"""Who asks a server: addresses without secrets, and credentials from the environment or netrc."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from csto_graph.errors import EndpointError

if TYPE_CHECKING:
    import httpx

USER_VARIABLE = "CSTO_GRAPH_USER"
PASSWORD_VARIABLE = "CSTO_GRAPH_PASSWORD"
TOKEN_VARIABLE = "CSTO_GRAPH_TOKEN"
SCHEME_VARIABLE = "CSTO_GRAPH_AUTH"
SCHEMES = ("basic", "digest", "bearer")


@dataclass(frozen=True)
class Credentials:
    """How to show who asks: by ``scheme``, with a user and a secret; the secret is never shown."""

    scheme: str
    user: str
    secret: str = field(repr=False)

    def auth(self) -> httpx.Auth | Callable[[httpx.Request], httpx.Request]:
        """The credentials as httpx sends them (RFC 7617, RFC 7616, RFC 6750)."""
        import httpx

        if self.scheme == "basic":
            return httpx.BasicAuth(self.user, self.secret)
        if self.scheme == "digest":
            return httpx.DigestAuth(self.user, self.secret)
        return self._with_token

    def _with_token(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {self.secret}"
        return request


def checked_address(url: str) -> str:
    """An http or https address as it was given; EndpointError for anything else.

    An address with a user or a password in it is refused without being repeated: it would
    stay in the history of the shell, in lists of processes and in logs.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise EndpointError(f"{_hidden(text)!r} is no address; write http://host/path") from None
    if "@" in parts.netloc:
        raise EndpointError(
            f"the address of {host} holds credentials; leave them out and set "
            f"{USER_VARIABLE} and {PASSWORD_VARIABLE}, or write them in a netrc file"
        )
    if parts.scheme not in ("http", "https") or not host:
        raise EndpointError(f"{_hidden(text)!r} is no address of a server; write http://host/path")
    if any(ord(c) <= 32 or 0xD800 <= ord(c) < 0xE000 for c in text):
        raise EndpointError(f"{text!r} holds characters that no address has")
    if parts.fragment:
        raise EndpointError(f"{text}: leave out what follows '#'; it is never sent")
    return text


def credentials_for(url: str, warn: Callable[[str], None]) -> Credentials | None:
    """The credentials for an address; ``None`` where there are none.

    A token or a user in the environment comes first, then the entry of the host in the file
    that NETRC names, or ``~/.netrc``. ``warn`` is told when they would cross a network in the
    clear. Raises EndpointError for settings that contradict each other and a bad netrc file.
    """
    host = urlsplit(url).hostname or ""
    found = _from_environment() or _from_netrc(host)
    if found is not None and urlsplit(url).scheme == "http" and not _loopback(host):
        warn(f"the credentials go to {host} unencrypted; use https")
    return found


def _from_environment() -> Credentials | None:
    scheme = os.environ.get(SCHEME_VARIABLE, "").lower()
    user = os.environ.get(USER_VARIABLE, "")
    password, token = os.environ.get(PASSWORD_VARIABLE, ""), os.environ.get(TOKEN_VARIABLE, "")
    if scheme and scheme not in SCHEMES:
        raise EndpointError(f"{SCHEME_VARIABLE}: {scheme!r} is none of {', '.join(SCHEMES)}")
    if token and (user or password):
        raise EndpointError(f"set {TOKEN_VARIABLE}, or {USER_VARIABLE} and {PASSWORD_VARIABLE}")
    if token and scheme in ("basic", "digest"):
        raise EndpointError(f"{SCHEME_VARIABLE}={scheme} needs {USER_VARIABLE}, not a token")
    if scheme == "bearer" and not token:
        raise EndpointError(f"{SCHEME_VARIABLE}=bearer needs {TOKEN_VARIABLE}")
    if password and not user:
        raise EndpointError(f"{PASSWORD_VARIABLE} needs {USER_VARIABLE}")
    if any(ord(c) < 32 or ord(c) == 127 for c in user + password + token):
        raise EndpointError("the credentials in the environment hold a line break or the like")
    if any(ord(c) > 126 for c in token):
        raise EndpointError(f"{TOKEN_VARIABLE} holds characters that no token has")
    if token:
        return Credentials("bearer", "", token)
    return Credentials(scheme or "basic", user, password) if user else None


def _from_netrc(host: str) -> Credentials | None:
    import netrc

    named = os.environ.get("NETRC")
    path = Path(named) if named else Path.home() / ".netrc"
    if not named and not path.is_file():
        return None
    try:
        entry = netrc.netrc(str(path)).authenticators(host)
    except (OSError, UnicodeDecodeError) as error:
        raise EndpointError(f"{path}: cannot be read: {error}") from None
    except netrc.NetrcParseError as error:
        # Its message may quote what follows, so only the line is told.
        raise EndpointError(f"{path}:{error.lineno}: not a netrc file") from None
    if entry is None:
        return None
    scheme = os.environ.get(SCHEME_VARIABLE, "").lower() or "basic"
    return Credentials(scheme, entry[0] or "", entry[2] or "")


def _hidden(text: str) -> str:
    """An address that is none, without what may be a password in it."""
    before, at, after = text.rpartition("@")
    return f"…@{after}" if at else before + after


def _loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
