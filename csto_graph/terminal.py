"""How wide the terminal is."""

from __future__ import annotations

import os
import sys


def width() -> int:
    """The columns of the terminal: what COLUMNS says, what standard output has, or 80.

    As shutil.get_terminal_size, which takes long to import for what it does besides.
    """
    named = os.environ.get("COLUMNS", "")
    if named.isdecimal() and int(named) > 0:
        return int(named)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):  # closed, redirected, or none at all
        return 80
