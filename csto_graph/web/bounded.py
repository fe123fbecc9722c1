"""Bytes that are written up to a limit, and counting the rows in them."""

from __future__ import annotations

import io
import re

_JSON_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.S)
_CSV_STRING = re.compile(rb'"[^"]*"')
# What stands between two rows, or begins or ends each; what may hold the same bytes without
# being a row; how many there are besides the rows.
_MARKS: dict[str, tuple[bytes, re.Pattern[bytes] | None, int]] = {
    "json": (b"},{", _JSON_STRING, -1),
    "xml": (b"<result>", None, 0),
    "csv": (b"\n", _CSV_STRING, 1),
    "tsv": (b"\n", None, 1),
}


class LimitReachedError(Exception):
    """An answer has more than it may have; ``what`` is "rows" or "bytes"."""

    def __init__(self, what: str, message: str) -> None:
        """``message`` says how much."""
        super().__init__(message)
        self.what = what


class BoundedBuffer(io.BytesIO):
    """Bytes in memory that refuse to become more than ``size``, or to hold more than ``rows``.

    ``form`` is the format of solutions that is written (json, xml, csv or tsv); without one
    no rows are counted. They are counted whenever the text has doubled, so that counting
    takes no more than twice its length.
    """

    def __init__(self, size: int, rows: int = 0, form: str | None = None) -> None:
        """Empty."""
        super().__init__()
        self._size, self._rows, self._form = size, rows, form
        self._written = 0
        self._look_at = rows  # fewer bytes cannot be more rows

    def write(self, data: object) -> int:
        """As BytesIO; raises LimitReachedError."""
        count = super().write(data)  # type: ignore[arg-type]
        self._written += count
        if self._written > self._size:
            raise LimitReachedError("bytes", f"more than {self._size} bytes")
        if self._written > self._look_at:
            self._look_at = 2 * self._written
            self.check()
        return count

    def check(self) -> None:
        """Raise LimitReachedError if there are more rows than there may be."""
        if self._form is None or self._written <= self._rows:
            return
        if more_rows_than(self._rows, self.getvalue(), self._form):
            raise LimitReachedError("rows", f"more than {self._rows} rows")


def more_rows_than(most: int, text: bytes, form: str) -> bool:
    """Whether a text in a format of solutions, perhaps cut short, has more than ``most`` rows."""
    mark, strings, besides = _MARKS[form]
    if text.count(mark) - besides <= most:
        return False
    return strings is None or strings.sub(b"", text).count(mark) - besides > most
