"""The protocol: what a page may send, and that a screen has all that the session shows."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.session.protocol import Check, Command, PainScale, ScreenKind, ScreenState
from formcheck.web.messages import (
    MOST_TEXT,
    Begin,
    CommandGiven,
    MessageError,
    ScreenMessage,
    read_message,
)


def screen(state: ScreenState) -> dict[str, object]:
    message = ScreenMessage.of(
        state,
        exercise="mini_squat",
        title="Mini squat",
        sides="both",
        reading=None,
        landmarks=None,
        working=(),
        picture=3,
        captured_ms=1.5,
    )
    found: dict[str, object] = json.loads(message.model_dump_json())
    return found


def test_screen_has_every_field_of_the_state() -> None:
    state = ScreenState(
        ScreenKind.PLACING, "Step back", checks=(Check("light", "Light", None),), pain=PainScale(3)
    )
    sent = screen(state)
    assert {field.name for field in fields(ScreenState)} <= sent.keys()
    assert sent["kind"] == "placing"
    assert sent["checks"] == [{"name": "light", "title": "Light", "passed": None, "say": ""}]
    assert sent["remaining_s"] is None  # NaN is no JSON


def test_every_command_of_the_session_can_be_sent() -> None:
    for name in (*Command, "mute"):
        read = read_message(json.dumps({"type": "command", "name": name}))
        assert isinstance(read, CommandGiven)
        assert read.name == name


def test_plan_may_leave_out_what_is_prescribed() -> None:
    read = read_message('{"type": "start", "plan": {"exercise": "mini_squat", "reps": null}}')
    assert isinstance(read, Begin)
    assert read.plan is not None
    assert read.plan.sets is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        '{"type": "other"}',
        '{"type": "command", "name": "delete"}',
        '{"type": "digit", "value": "1; DROP"}',
        '{"type": "start", "plan": {"exercise": "a/b"}}',
        '{"type": "start", "plan": {"exercise": "mini_squat", "sets": 0}}',
        '{"type": "start", "plan": {"exercise": "mini_squat", "rest_s": NaN}}',
        '{"type": "hello", "more": 1}',
        '{"type": "said", "id": "1e400", "heard": true}',
        "[" * MOST_TEXT,
        '"' + "x" * MOST_TEXT + '"',
    ],
)
def test_what_is_no_message_is_one_error(text: str) -> None:
    with pytest.raises(MessageError):
        read_message(text)


@given(st.text(max_size=200))
def test_any_text_is_a_message_or_an_error(text: str) -> None:
    with pytest.raises(MessageError):
        read_message(text)
