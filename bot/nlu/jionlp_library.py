"""Loads JioNLP late and quietly."""

from __future__ import annotations

import contextlib
import io
import logging
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def jionlp() -> Any:
    """Return the JioNLP package.

    Its import costs about a second and prints a banner that would spoil JSON lines on standard output. Its parsers
    write what they could not read, which may be a resident's words, to the root logger: those records are dropped.
    """
    logging.getLogger().addFilter(_is_not_from_jionlp)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        import jionlp as package

        package.lunar2solar(2024, 1, 1, False)
    return package


def _is_not_from_jionlp(record: logging.LogRecord) -> bool:
    return "jionlp" not in record.pathname
