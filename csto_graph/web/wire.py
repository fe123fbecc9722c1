"""What the server and its workers say to each other: JSON with lengths before it."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

_JOB = struct.Struct("!I")  # length of the JSON that follows
_REPLY = struct.Struct("!IQ")  # lengths of the JSON and of the body that follow
JOB_HEAD, REPLY_HEAD = _JOB.size, _REPLY.size


@dataclass(frozen=True)
class Job:
    """A query, the graphs it is about, and the format for each kind of answer.

    ``default_graphs`` and ``named_graphs`` are IRIs of the protocol's parameters; ``choices``
    maps a kind of answer to a format's name and media type, or to ``None`` if there is none.
    """

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    choices: Mapping[str, tuple[str, str] | None]


@dataclass(frozen=True)
class Reply:
    """How a job went: an HTTP status, and the media type of the body or a message.

    ``lasting`` tells whether the same job would get the same reply again.
    """

    status: int
    media_type: str = ""
    message: str = ""
    lasting: bool = False
    reason: str = field(default="")


def pack_job(job: Job) -> bytes:
    """A job as bytes."""
    # Not asdict, which copies deeply: this is done for each request.
    text = json.dumps([job.query, job.default_graphs, job.named_graphs, job.choices]).encode()
    return _JOB.pack(len(text)) + text


def job_length(head: bytes) -> int:
    """How many bytes follow the first JOB_HEAD ones."""
    return int(_JOB.unpack(head)[0])


def unpack_job(text: bytes) -> Job:
    """A job from the bytes after its head."""
    query, default_graphs, named_graphs, choices = json.loads(text)
    return Job(query, tuple(default_graphs), tuple(named_graphs), choices)


def pack_reply(reply: Reply, length: int) -> bytes:
    """A reply as bytes; a body of ``length`` bytes comes after them."""
    text = json.dumps(asdict(reply)).encode()
    return _REPLY.pack(len(text), length) + text


def reply_lengths(head: bytes | bytearray) -> tuple[int, int]:
    """How many bytes of JSON, and then of the body, follow the first REPLY_HEAD ones."""
    text, body = _REPLY.unpack(head)
    return text, body


def unpack_reply(text: bytes) -> Reply:
    """A reply from its JSON."""
    fields: dict[str, Any] = json.loads(text)
    return Reply(**fields)
