"""Calendar days as users write them."""

from __future__ import annotations

import re
from datetime import date

from csto_graph.errors import ParameterError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


def parse_day(text: str, name: str) -> date:
    """A calendar day from ``YYYY-MM-DD``; ParameterError naming the parameter if it is none."""
    if _DAY.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise ParameterError(f"{name}: {text!r} is no day of the calendar: {error}") from None
    raise ParameterError(f"{name}: {text!r} is not a date; write YYYY-MM-DD, such as 2012-05-03")
