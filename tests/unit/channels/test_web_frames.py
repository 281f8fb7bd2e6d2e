"""Frames of the page."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web_frames import BadFrameError, HistoryFrame, MessageFrame, PingFrame, parse_frame

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def test_frames_of_the_page_are_read() -> None:
    assert parse_frame('{"type":"message","id":"abcdefgh","text":"你好"}') == MessageFrame("abcdefgh", "你好")
    assert parse_frame('{"type":"history","since":3}') == HistoryFrame(3)
    assert parse_frame(b'{"type":"ping"}') == PingFrame()


@given(json_values, json_values, json_values, st.sampled_from(["message", "history", "ping", "x", None]))
def test_anything_else_is_refused_and_never_crashes(one: object, two: object, three: object, kind: object) -> None:
    try:
        frame = parse_frame(json.dumps({"type": kind, "id": one, "text": two, "since": three}))
    except BadFrameError:
        return
    assert isinstance(frame, MessageFrame | HistoryFrame | PingFrame)


@pytest.mark.parametrize(
    "raw", [None, "", "x", b"\xff\xfe", "[1]", "{", '{"type":["message"]}', '{"type":"history","since":true}']
)
def test_nonsense_is_refused(raw: str | bytes | None) -> None:
    with pytest.raises(BadFrameError):
        parse_frame(raw)


def test_repr_of_a_message_hides_its_text() -> None:
    assert "秘密" not in repr(MessageFrame("abcdefgh", "秘密"))
