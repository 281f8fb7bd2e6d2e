"""Brings what residents type into one written form before anything reads it.

Full-width letters and digits become half-width, traditional characters simplified, blanks inside Chinese, control and
zero-width characters disappear, repeated punctuation and emoji shrink to one. Blanks between digits
or Latin words stay as typed: ``138 1234 5678``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

DEFAULT_CAP = 2000
"""Characters kept of one message; a story longer than this is cut, which keeps every reader's cost bounded."""

_CJK = "㐀-䶿一-鿿"
_STOPS = "，。！？、；：…～"
_BLANK_BY_CHINESE = re.compile(rf"(?<=[{_CJK}{_STOPS}])[ ]+(?=\S)|(?<=\S)[ ]+(?=[{_CJK}{_STOPS}])")
_BLANKS = re.compile(r"\s+")
_REPEATED_STOP = re.compile(r"([，。！？、；：…～!?~.,;:*#=_+—-])\1+")
_EMOJI = "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_REPEATED_EMOJI = re.compile(rf"([{_EMOJI}])\1+")
_REPEATED_WORD = re.compile(rf"(?![零〇一二三四五六七八九幺])([{_CJK}])\1{{3,}}")
"""哈哈哈哈哈 shrinks; a spoken phone number (八八八八八) does not."""
_TRADITIONAL_IN_PRACTICE = "後於麽"
"""In the simplified character set for the sake of rare names only."""
_DROPPED = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_HALF_WIDTH_STOPS = {
    "﹐": "，",
    "﹑": "、",
    "﹒": "。",
    "﹔": "；",
    "﹕": "：",
    "﹖": "？",
    "﹗": "！",
    "｡": "。",
    "､": "、",
}
_KEPT_WIDE = "，。！？；：（）～"
"""Full-width punctuation with a meaning of its own in Chinese; it stays as typed."""


def normalise(text: str, cap: int = DEFAULT_CAP) -> str:
    """Return ``text`` in the one written form, at most ``cap`` characters. Normalising twice changes nothing more."""
    clean = _DROPPED.sub("", text[: cap * 2])
    clean = clean.translate(_characters())
    clean = _BLANKS.sub(" ", clean).strip()
    clean = _BLANK_BY_CHINESE.sub("", clean)
    clean = _REPEATED_EMOJI.sub(r"\1", _REPEATED_STOP.sub(r"\1", clean))
    clean = _REPEATED_WORD.sub(r"\1\1\1", clean)
    return clean[:cap].strip()


@lru_cache(maxsize=1)
def _characters() -> dict[int, str]:
    """Build the table for ``str.translate``: width, traditional characters, odd digits."""
    table: dict[int, str] = {ord(old): new for old, new in _traditional().items()}
    for code in range(0xFF01, 0xFF5F):
        if chr(code) not in _KEPT_WIDE:
            table[code] = chr(code - 0xFEE0)
    table.update({ord(old): new for old, new in _HALF_WIDTH_STOPS.items()})
    table[0x3000] = " "
    for code in (*range(0x2460, 0x2474), *range(0x1D7CE, 0x1D800)):
        table[code] = unicodedata.normalize("NFKC", chr(code))
    return table


def _traditional() -> dict[str, str]:
    """Read JioNLP's character table as a file: importing the package itself would cost a second at start-up."""
    table: dict[str, str] = {}
    for line in _traditional_file().read_text(encoding="utf-8").splitlines():
        old, _, new = line.partition("\t")
        if len(old) == 1 and len(new.strip()) == 1 and not _is_simplified(old):
            table[old] = new.strip()
    return table


def _is_simplified(char: str) -> bool:
    """Tell whether a character has a life of its own in simplified text (著作, 幺, 慰藉) and must stay."""
    if char in _TRADITIONAL_IN_PRACTICE:
        return False
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _traditional_file() -> Path:
    spec = find_spec("jionlp")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jionlp is not installed")
    return Path(spec.origin).parent / "dictionary" / "tra2sim_char.txt"
