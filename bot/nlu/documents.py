"""From a message's text to what the linear model reads."""

from __future__ import annotations

import re
from collections.abc import Sequence

DIGITS = re.compile(r"\d+")
MAX_CHARACTERS = 400
"""A long story is read from its first and last part: the question stands at either end."""


def shorten(text: str) -> str:
    """Keep the first and last part of a very long text."""
    half = MAX_CHARACTERS // 2
    return text if len(text) <= MAX_CHARACTERS else f"{text[:half]}{text[-half:]}"


def blur_digits(text: str) -> str:
    """Every run of digits becomes ``0``: amounts and dates must not be vocabulary."""
    return DIGITS.sub("0", text)


def document(tokens: Sequence[str], text: str) -> tuple[list[str], str]:
    """The pair ``(tokens, text)`` of the linear model, digits blurred."""
    return [blur_digits(token) for token in tokens], blur_digits(shorten(text))
